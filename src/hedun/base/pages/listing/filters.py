"""Filters: one question to the list each, read from the address and never trusted."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.db import models
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from hedun.engine.term import Term

Rows = QuerySet[Any, Any]


class Filter(Protocol):
    """What a list asks of a filter."""

    name: str
    label: str

    def apply(self, rows: Rows, query: Mapping[str, str]) -> Rows: ...

    def widget(self, query: Mapping[str, str]) -> SafeString: ...

    def parameters(self) -> tuple[str, ...]: ...

    def said(self, query: Mapping[str, str]) -> str: ...


class Choice:
    """One of a few values; anything else in the address is ignored."""

    def __init__(
        self,
        name: str,
        label: str,
        options: Iterable[tuple[Any, str]] | type[Term],
        *,
        lookup: str = "",
        apply: Callable[[Rows, str], Rows] | None = None,
    ) -> None:
        self.name, self.label = name, label
        pairs = options.choices() if isinstance(options, type) else options
        self.options = [(str(value), text) for value, text in pairs]
        self.lookup = lookup or name
        self._apply = apply

    def value(self, query: Mapping[str, str]) -> str:
        """Give the chosen value if it is one of the options."""
        chosen = query.get(self.name, "")
        return chosen if chosen in dict(self.options) else ""

    def apply(self, rows: Rows, query: Mapping[str, str]) -> Rows:
        chosen = self.value(query)
        if not chosen:
            return rows
        return self._apply(rows, chosen) if self._apply else rows.filter(**{self.lookup: chosen})

    def widget(self, query: Mapping[str, str]) -> SafeString:
        return render_to_string(
            "pages/_filter_choice.html", {"filter": self, "value": self.value(query)}
        )

    def parameters(self) -> tuple[str, ...]:
        return (self.name,)

    def said(self, query: Mapping[str, str]) -> str:
        chosen = self.value(query)
        return f"{self.label}：{dict(self.options)[chosen]}" if chosen else ""


class Flag(Choice):
    """Yes or no."""

    def __init__(self, name: str, label: str, *, lookup: str = "") -> None:
        super().__init__(
            name,
            label,
            [("1", "是"), ("0", "否")],
            apply=lambda rows, chosen: rows.filter(**{lookup or name: chosen == "1"}),
        )


class Text:
    """Some characters, looked for in one or more fields.

    A lookup may carry its own comparison ("number__startswith"); without one it is
    `icontains`, which reads every row: give `startswith` or `exact` on long tables.
    """

    LONGEST = 200

    def __init__(
        self, name: str, label: str, lookups: Sequence[str], *, placeholder: str = ""
    ) -> None:
        self.name, self.label, self.placeholder = name, label, placeholder
        comparisons = ("exact", "startswith", "istartswith", "icontains", "contains", "iexact")
        self.lookups = [
            path if path.rsplit("__", 1)[-1] in comparisons else f"{path}__icontains"
            for path in lookups
        ]

    def value(self, query: Mapping[str, str]) -> str:
        """Give the text without control characters."""
        text = "".join(c for c in query.get(self.name, "") if c.isprintable())
        return text.strip()[: self.LONGEST]

    def apply(self, rows: Rows, query: Mapping[str, str]) -> Rows:
        text = self.value(query)
        if not text:
            return rows
        wanted = Q()
        for lookup in self.lookups:
            wanted |= Q(**{lookup: text})
        return rows.filter(wanted)

    def widget(self, query: Mapping[str, str]) -> SafeString:
        return render_to_string(
            "pages/_filter_text.html", {"filter": self, "value": self.value(query)}
        )

    def parameters(self) -> tuple[str, ...]:
        return (self.name,)

    def said(self, query: Mapping[str, str]) -> str:
        text = self.value(query)
        return f"{self.label}：{text}" if text else ""


class DateRange:
    """From one day to another, both included; `NAME_from` and `NAME_to` in the address."""

    def __init__(self, name: str, label: str, *, field: str = "") -> None:
        self.name, self.label, self.field = name, label, field or name

    def days(self, query: Mapping[str, str]) -> tuple[dt.date | None, dt.date | None]:
        """Give the two days; one that is no date counts as not given."""
        return _day(query.get(f"{self.name}_from")), _day(query.get(f"{self.name}_to"))

    def apply(self, rows: Rows, query: Mapping[str, str]) -> Rows:
        first, last = self.days(query)
        is_clock = isinstance(field_of(rows.model, self.field), models.DateTimeField)
        if first:
            rows = rows.filter(**{f"{self.field}__gte": _midnight(first) if is_clock else first})
        if last and is_clock:
            return rows.filter(**{f"{self.field}__lt": _midnight(last + dt.timedelta(days=1))})
        return rows.filter(**{f"{self.field}__lte": last}) if last else rows

    def widget(self, query: Mapping[str, str]) -> SafeString:
        first, last = self.days(query)
        return render_to_string(
            "pages/_filter_dates.html", {"filter": self, "first": first, "last": last}
        )

    def parameters(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def said(self, query: Mapping[str, str]) -> str:
        first, last = self.days(query)
        return f"{self.label}：{first or '…'} 至 {last or '…'}" if first or last else ""


def _day(text: str | None) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return None
    # the years that both databases and the calendar can hold
    return day if 1949 <= day.year <= 2999 else None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def field_of(model: type[models.Model], path: str) -> object:
    """Follow a lookup path to its field."""
    field: Any = None
    for name in path.split("__"):
        field = model._meta.get_field(name)  # noqa: SLF001 - Django documents it
        model = getattr(field, "related_model", None) or model
    return field
