"""The days of a period, one by one, to be drawn: which count, which do not, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from hedun.base.lawbook.decide.calendar import ONE_DAY, Calendar
from hedun.base.lawbook.decide.periods import Interval
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


def weeks(
    unit: Unit, span: Interval, calendar: Calendar, *, paused: Sequence[Interval] = ()
) -> list[list[Day]]:
    """Give the weeks from the first day to the last, Monday to Sunday, each day with its part.

    Nothing where the period is too long to draw.
    """
    start, last = span
    if not 0 <= (last - start).days <= LONGEST:
        return []
    number, squares = 0, []
    day = start - dt.timedelta(days=start.weekday())
    stop = last + dt.timedelta(days=6 - last.weekday())
    while day <= stop:
        kind = _kind(unit, (day, span), calendar, paused=paused)
        number += kind is Counted.COUNTED or kind is Counted.ADJUSTED
        counts = kind in {Counted.COUNTED, Counted.ADJUSTED}
        name = calendar.days.get(day, ("", False))[0]
        squares.append(Day(day, kind, number if counts else 0, name, is_last=day == last))
        day += ONE_DAY
    return [squares[at : at + 7] for at in range(0, len(squares), 7)]


def _kind(
    unit: Unit, at: tuple[dt.date, Interval], calendar: Calendar, *, paused: Sequence[Interval]
) -> Counted:
    day, (start, last) = at
    if not start <= day <= last:
        return Counted.OUTSIDE
    if day == start:
        return Counted.START
    if any(begins < day <= ends for begins, ends in paused):
        return Counted.PAUSED
    if unit is not Unit.WORKING_DAY:
        return Counted.COUNTED
    if not calendar.is_workday(day):
        return Counted.REST
    return Counted.ADJUSTED if day.weekday() >= 5 else Counted.COUNTED
