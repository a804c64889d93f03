"""What a list said of a subject on a day, from the versions of the list. No clock, no table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hedun.desks.roster.terms import ListMode


@dataclass(frozen=True, slots=True)
class Told:
    """What one version says of one subject: its rows, none where it is not mentioned."""

    number: int
    mode: ListMode
    as_of: dt.date
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A time on the list: from a day up to, not including, another; open where none is known."""

    first: dt.date
    until: dt.date | None
    version: int
    entry: dict[str, Any]

    def holds(self, on: dt.date) -> bool:
        return self.first <= on and (self.until is None or on < self.until)


def spans(told: Sequence[Told]) -> list[Span]:
    """Give the times on the list, as the versions in their order tell them.

    A snapshot that no longer has the subject ends its time on the snapshot's day; a row's own
    dates are better than the day of the file.
    """
    found: list[Span] = []
    for one in told:
        listed = [row for row in one.rows if row["action"] == "list"]
        removed = [row for row in one.rows if row["action"] == "remove"]
        if listed:
            found = _listed(found, one, listed[-1])
        elif removed:
            found = _ended(found, removed[-1]["removed_on"] or one.as_of)
        elif one.mode is ListMode.SNAPSHOT:
            found = _ended(found, one.as_of)
    return found


def _listed(found: list[Span], one: Told, row: dict[str, Any]) -> list[Span]:
    first = row["listed_on"] or one.as_of
    last = found[-1] if found else None
    if last is not None and (last.until is None or first < last.until):
        first = min(last.first, first) if row["listed_on"] is None else first
        found = found[:-1]
    return [*found, Span(first, row["removed_on"], one.number, row)]


def _ended(found: list[Span], day: dt.date) -> list[Span]:
    if not found or (found[-1].until is not None and found[-1].until <= day):
        return found
    last = found[-1]
    if day <= last.first:
        return found[:-1]
    return [*found[:-1], Span(last.first, day, last.version, last.entry)]


def at(told: Sequence[Told], on: dt.date) -> Span | None:
    """Give the time on the list in which a day falls."""
    return next((span for span in reversed(spans(told)) if span.holds(on)), None)
