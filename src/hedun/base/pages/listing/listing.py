"""The list itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property

from hedun.base.pages.listing import export
from hedun.base.pages.listing.columns import Bulk, Column
from hedun.base.pages.listing.filters import Filter, Rows, field_of

CAP = 10_000


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says, and what to do next."""

    title: str
    hint: str = ""
    url: str = ""
    button: str = ""


class Listing:
    """Rows of one queryset: filters, sort and page in the address, counted up to a cap.

    Pages reach 10,000 rows; behind them `after=` goes on by the key of the last row, so
    that the millionth row costs no more than the first.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: Rows,
        *,
        columns: Sequence[Column],
        filters: Sequence[Filter] = (),
        default_sort: str = "-pk",
        export_name: str = "",
        page_size: int = 50,
        empty: Empty | str = "",
        bulk: Sequence[Bulk] = (),
        row_css: Callable[[Any], str] | None = None,
    ) -> None:
        self.request = request
        self.columns, self.filters, self.bulk = list(columns), list(filters), list(bulk)
        self.default_sort, self.page_size = default_sort, page_size
        self.export_name = export_name
        self.empty = empty if isinstance(empty, Empty) else Empty(empty or "没有符合条件的记录")
        self.row_css = row_css
        self.query: Mapping[str, str] = request.GET.dict()
        self._all = queryset

    @cached_property
    def sort(self) -> str:
        """The ORM ordering asked for; a field that no column offers is refused."""
        wanted = self.query.get("sort", "")
        offered = {column.sort for column in self.columns if column.sort}
        return wanted if wanted.removeprefix("-") in offered else self.default_sort

    @cached_property
    def filtered(self) -> Rows:
        """The rows that pass every filter, in order; the key breaks ties."""
        rows = self._all
        for item in self.filters:
            rows = item.apply(rows, self.query)
        if self.sort in {"pk", "-pk"}:
            return rows.order_by(self.sort)
        if self.sort.startswith("-"):
            return rows.order_by(self.sort, "-pk")
        # rows without a value come last on every database, as PostgreSQL's indexes have them
        return rows.order_by(F(self.sort).asc(nulls_last=self._has_gaps), "pk")

    @property
    def _has_gaps(self) -> bool | None:
        """Whether rows without a value come last: True, or None for the database's own order."""
        if self.sort.startswith("-"):
            return None
        try:
            field = field_of(self._all.model, self.sort)
        except FieldDoesNotExist:  # a number that the query works out
            return None
        return True if getattr(field, "null", False) else None

    @cached_property
    def _from_cursor(self) -> Rows:
        """The filtered rows behind the `after` mark of the address."""
        value, _, key = self.query.get("after", "").rpartition("~")
        if not key.isdecimal():
            return self.filtered
        field, side = self.sort.removeprefix("-"), "lt" if self.sort.startswith("-") else "gt"
        if field == "pk":
            return self.filtered.filter(**{f"pk__{side}": int(key)})
        if self._has_gaps and not value:  # among the rows without a value, which come last
            return self.filtered.filter(**{f"{field}__isnull": True, "pk__gt": int(key)})
        try:
            typed = field_of(self._all.model, field).to_python(value)  # type: ignore[attr-defined]
        except ValidationError:
            return self.filtered
        beyond = Q(**{f"{field}__{side}": typed}) | Q(**{field: typed, f"pk__{side}": int(key)})
        if self._has_gaps:
            beyond |= Q(**{f"{field}__isnull": True})
        return self.filtered.filter(beyond)

    @cached_property
    def count(self) -> int:
        """How many rows there are, counted no further than the cap plus one."""
        return self._from_cursor.order_by()[: CAP + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.count > CAP

    @property
    def total(self) -> str:
        """The count in words."""
        return f"{CAP:,} 以上" if self.is_capped else f"{self.count:,}"

    @cached_property
    def pages(self) -> int:
        return max(1, -(-min(self.count, CAP) // self.page_size))

    @cached_property
    def page(self) -> int:
        text = self.query.get("page", "1")
        return min(max(1, int(text)), self.pages) if text.isdecimal() and len(text) < 8 else 1

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        start = (self.page - 1) * self.page_size
        return list(self._from_cursor[start : start + self.page_size])

    @property
    def first(self) -> int:
        return (self.page - 1) * self.page_size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * self.page_size + len(self.rows)

    def lines(self) -> Iterator[tuple[Any, str, list[tuple[Column, object]]]]:
        """Give each row with its class and its cells."""
        for row in self.rows:
            css = self.row_css(row) if self.row_css else ""
            yield row, css, [(column, column.shown(row)) for column in self.columns]

    def heads(self) -> Iterator[tuple[Column, str, str]]:
        """Give each column with the address that sorts by it and the current direction."""
        for column in self.columns:
            down = self.sort == column.sort
            now = {column.sort: "up", f"-{column.sort}": "down"}.get(self.sort, "")
            wanted = f"-{column.sort}" if down else column.sort
            yield (
                column,
                self.address(sort=wanted) if column.sort else "",
                now if column.sort else "",
            )

    def address(self, **changes: object) -> str:
        """Give the address of this list with something changed; the page starts over."""
        kept = {k: v for k, v in self.query.items() if k not in {"page", "after", "export"} and v}
        if "page" in changes and self.query.get("after"):
            kept["after"] = self.query["after"]
        kept.update({key: str(value) for key, value in changes.items() if value != ""})
        return "?" + urlencode(kept)

    def page_links(self) -> list[tuple[int, str]]:
        """Give the pages around this one, the first and the last; 0 marks a gap."""
        near = {1, self.pages, *range(self.page - 2, self.page + 3)}
        shown: list[tuple[int, str]] = []
        for number in sorted(n for n in near if 1 <= n <= self.pages):
            if shown and number - shown[-1][0] > 1:
                shown.append((0, ""))
            shown.append((number, self.address(page=number)))
        return shown

    @property
    def previous_url(self) -> str:
        return self.address(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The next page, or behind the last counted page the rows after this one's last."""
        if self.page < self.pages:
            return self.address(page=self.page + 1)
        return self.beyond_url if self.is_capped else ""

    @property
    def beyond_url(self) -> str:
        """The address that goes on behind the last row of this page."""
        row = self.rows[-1] if self.rows else None
        field = self.sort.removeprefix("-")
        if row is None:
            return ""
        value: Any = row
        for name in field.split("__"):
            value = getattr(value, name, None)
        if value is None:
            return self.address(after=f"~{row.pk}") if self._has_gaps else ""
        return self.address(after=f"{value}~{row.pk}")

    @property
    def is_filtered(self) -> bool:
        return any(item.said(self.query) for item in self.filters)

    @property
    def export_url(self) -> str:
        return self.address(export="xlsx") if self.export_name else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: the sort, and parameters of the page."""
        own = {name for item in self.filters for name in item.parameters()}
        skipped = own | {"page", "after", "export"}
        return [(key, value) for key, value in self.query.items() if key not in skipped]

    def widgets(self) -> list[Any]:
        """Give the filter fields as HTML."""
        return [item.widget(self.query) for item in self.filters]

    def respond(self, template: str = "pages/list.html", **context: object) -> HttpResponseBase:
        """Answer with the page, only the table for htmx, or the workbook."""
        if self.query.get("export") == "xlsx" and self.export_name:
            said = [text for item in self.filters if (text := item.said(self.query))]
            return export.workbook(self.filtered, self.columns, name=self.export_name, said=said)
        return render(self.request, template, {"listing": self, **context})
