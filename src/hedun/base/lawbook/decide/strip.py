"""The days of a period, one by one, to be drawn: which count, which do not, and why."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.lawbook.decide.calendar import ONE_DAY, Calendar
from hedun.base.lawbook.decide.periods import Outcome
from hedun.base.lawbook.terms import Counted, Unit

LONGEST = 400  # days that are drawn; beyond it the words must do


@dataclass(frozen=True, slots=True)
class Day:
    """One square of the strip: `number` is its place in the count, 0 where it does not count."""

    on: dt.date
    kind: Counted
    number: int = 0
    name: str = ""
    is_last: bool = False


def weeks(unit: Unit, start: dt.date, outcome: Outcome, *, calendar: Calendar) -> list[list[Day]]:
    """Give the weeks from the starting day to the last, Monday to Sunday, each day with its part.

    Nothing where the period is too long to draw, or counts in hours or backwards.
    """
    last = outcome.on
    if outcome.counted_to is None or not 0 <= (last - start).days <= LONGEST:
        return []
    number, squares = 0, []
    day = start - dt.timedelta(days=start.weekday())
    while day <= last + dt.timedelta(days=6 - last.weekday()):
        kind = _kind(unit, day, (start, outcome.counted_to, last), calendar=calendar)
        counts = kind in {Counted.COUNTED, Counted.ADJUSTED}
        number += counts
        name = calendar.days.get(day, ("", False))[0]
        squares.append(Day(day, kind, number if counts else 0, name, is_last=day == last))
        day += ONE_DAY
    return [squares[at : at + 7] for at in range(0, len(squares), 7)]


def _kind(
    unit: Unit, day: dt.date, span: tuple[dt.date, dt.date, dt.date], *, calendar: Calendar
) -> Counted:
    start, counted_to, last = span
    if not start <= day <= last:
        return Counted.OUTSIDE
    if day == start:
        return Counted.START
    if unit is Unit.WORKING_DAY and not calendar.is_workday(day):
        return Counted.REST
    if day > counted_to:
        return Counted.MOVED
    is_adjusted = unit is Unit.WORKING_DAY and day.weekday() >= 5
    return Counted.ADJUSTED if is_adjusted else Counted.COUNTED
