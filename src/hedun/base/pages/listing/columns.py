"""Columns: what a row shows, by what it sorts, what of it is exported."""

import datetime as dt
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from hedun.engine.term import Term

Cell = str | Callable[[Any], Any]
Value = str | int | float | dt.datetime | dt.date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `cell` is an attribute path ("shop.platform.name") or a function of the row; `sort` an
    ORM field; `export` what the workbook gets where that differs from what the page shows.
    """

    label: str
    cell: Cell
    _: KW_ONLY
    sort: str = ""
    numeric: bool = False
    export: Cell | None = None
    css: str = ""

    def shown(self, row: object) -> object:
        """Give what the page shows."""
        value = reach(row, self.cell)
        if value is None or value == "":
            return "—"
        if isinstance(value, dt.datetime):
            value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
            return format_html('<span class="nowrap">{}</span>', value)
        if isinstance(value, dt.date):
            return format_html('<span class="nowrap">{}</span>', f"{value:%Y-%m-%d}")
        return value.label if isinstance(value, Term) else value

    def exported(self, row: object) -> Value:
        """Give a plain typed value for a workbook; local time, no markup."""
        value = reach(row, self.cell if self.export is None else self.export)
        if isinstance(value, Term):
            return value.label
        if isinstance(value, dt.datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        if isinstance(value, SafeString):
            return strip_tags(value).strip()
        if value is None or (
            isinstance(value, int | float | dt.date) and not isinstance(value, bool)
        ):
            return value
        return str(value)


@dataclass(frozen=True, slots=True)
class Bulk:
    """A button for the picked rows: it posts their keys as `pk` to the address."""

    label: str
    url: str
    key: str = ""
    css: str = ""


def reach(row: object, cell: Cell) -> Any:
    """Follow an attribute path, or call the function; a gap on the way gives None."""
    if callable(cell):
        return cell(row)
    value: Any = row
    for name in cell.replace("__", ".").split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        if value is None:
            return None
        if callable(value) and not isinstance(value, Term):
            value = value()
    return value
