"""One period from one event: the rules of counting, and the words that explain the count.

The day of the event does not count. Working days leave out weekends and holidays and take in
adjusted weekends (调休上班日); a period of them therefore never ends on a day of rest and is
never moved. Days, months and years run through; where their last day is one of rest, the period
ends on the next working day. A month ends on the day of the same number, or on the month's last
day where there is none. Hours run from the moment itself, through nights and holidays. A period
of nothing (amount 0) ends on the day of the event, or on the next working day after a rest.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from hedun.base.lawbook.decide.calendar import ONE_DAY, SHANGHAI, Calendar, days_after, written
from hedun.base.lawbook.terms import Unit

LONGEST = 100_000  # units; nothing the law knows comes near it

Interval = tuple[dt.date, dt.date]  # the days after the first, up to and with the second


@dataclass(frozen=True, slots=True)
class Period:
    """A statutory term as numbers: so many units, counted after the starting day.

    `is_before` is for terms that end with an event: the last day on which it is still in time.
    """

    amount: int
    unit: Unit
    name: str = ""
    start_event: str = ""
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last moment of a period, whether it may still move, and why it is that moment."""

    at: dt.datetime
    is_provisional: bool
    calendar: str
    trace: tuple[str, ...]
    is_paused: bool = False
    counted_to: dt.date | None = None  # the last day by number, before it moved on

    @property
    def on(self) -> dt.date:
        return self.at.date()


def end_of(period: Period, start: dt.datetime, calendar: Calendar) -> Outcome:
    """Give the last moment of the period that starts with an event at `start`.

    The starting day is not counted; a last day on which offices are closed moves to the
    next working day; hours run from the moment itself.

    Basis: chufa_chengxu art. 80
    Basis: complaint_report_rules art. 45
    Basis: civil_code art. 202
    """
    if not 0 <= period.amount <= LONGEST:
        raise OverflowError(f"期限须为 0 至 {LONGEST:,} 的整数，现为 {period.amount}。")
    local = start.astimezone(SHANGHAI)
    if period.unit is Unit.HOUR:
        return _end_of_hours(period, local)
    if period.is_before:
        return _last_day_before(period, local.date(), calendar)
    return end_of_days(period, local.date(), calendar)


def _end_of_hours(period: Period, start: dt.datetime) -> Outcome:
    at = start + dt.timedelta(hours=period.amount)
    trace = (
        f"起算：{written(start.date())} {start:%H:%M}{period.start_event}。",
        f"期限：{period.amount} 小时，节假日不扣除。",
        f"届满：{written(at.date())} {at:%H:%M}。",
    )
    return Outcome(at, is_provisional=False, calendar="", trace=trace)


@lru_cache(maxsize=4_096)
def _last_day_before(period: Period, event: dt.date, calendar: Calendar) -> Outcome:
    """Count back from an event: the last day on which, say, a notice is still in time.

    It never moves on to the next working day, which would shorten the time that is owed.

    Basis: penalty_law art. 64
    """
    if period.unit is Unit.WORKING_DAY and period.amount:
        last = calendar.workday_before(event, period.amount)
    else:
        last = _shifted(period, event, sign=-1, calendar=calendar)
    name = f"{period.amount} {'个' if period.unit is Unit.WORKING_DAY else ''}{period.unit.label}"
    steps = [
        f"倒算：{written(event)}{period.start_event}，当日不计入。",
        f"期限：{name}以前，最迟 {written(last)}；遇休息日不顺延，以免不足法定时间。",
    ]
    used = last if period.unit is Unit.WORKING_DAY else event
    return _outcome(last, (used, event), calendar, steps=steps)


@lru_cache(maxsize=65_536)
def end_of_days(
    period: Period,
    start: dt.date,
    calendar: Calendar,
    *,
    paused: tuple[Interval, ...] = (),
    before: tuple[str, ...] = (),
) -> Outcome:
    """Give the end of a period in days or months; days in `paused` are not counted.

    `before` is said in front of the trace.
    """
    steps = [*before, f"起算：{written(start)}{period.start_event}，当日不计入。"]
    if period.unit is Unit.WORKING_DAY and period.amount:
        last = _end_of_working_days(period, start, calendar, paused=paused)
        counted_from, counted_to = start + ONE_DAY, last
        steps.append(f"期限：{period.amount} 个工作日，自 {written(start + ONE_DAY)}起计算。")
        steps += _between(start, last, calendar, paused=paused)
    else:
        counted_from = _plain_end(period, start, calendar, paused=paused)
        counted_to = counted_from
        last = _moved(counted_from, calendar, paused)
        steps += _said_of_pauses(start, last, paused)
        name = f"{period.amount} {period.unit.label}" if period.amount else "0，即当日届满"
        steps.append(f"期限：{name}，至 {written(counted_from)}。")
        if last != counted_from:
            steps.append(
                f"最后一日适逢{calendar.why_off(counted_from)}，"
                f"顺延至其后第一个工作日 {written(last)}。"
            )
    outcome = _outcome(last, (counted_from, last), calendar, steps=steps)
    return replace(outcome, counted_to=counted_to)


def _outcome(last: dt.date, used: Interval, calendar: Calendar, *, steps: list[str]) -> Outcome:
    """Close the trace: the last day, and the years that nobody has settled yet."""
    if not calendar.covers(last):
        raise calendar.beyond()
    unsettled = [y for y in range(used[0].year, used[1].year + 1) if y not in calendar.published]
    steps.append(f"届满：{written(last)} 24 时。")
    if unsettled:
        years = "、".join(str(year) for year in unsettled)
        steps.append(f"暂定：{years} 年放假安排尚未导入，按法定节假日推算；导入后重新计算。")
    at = dt.datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=SHANGHAI)
    return Outcome(at, bool(unsettled), calendar.label(*used), tuple(steps))


def _end_of_working_days(
    period: Period, start: dt.date, calendar: Calendar, *, paused: tuple[Interval, ...]
) -> dt.date:
    """Count working days from pause to pause, and the rest after the last of them that matters."""
    left, after = period.amount, start
    for begins, ends in paused:
        if begins > after:
            worked = calendar.workdays_between(after, begins)
            if worked >= left:
                break
            left -= worked
        after = max(after, ends)
    return calendar.nth_workday(after, left)


def _plain_end(
    period: Period, start: dt.date, calendar: Calendar, *, paused: tuple[Interval, ...]
) -> dt.date:
    """Give the last day by number, without regard to rest; months are so many days in pauses."""
    last = _shifted(period, start, sign=1, calendar=calendar)
    for begins, ends in paused:
        if max(begins, start) < last and ends > start:
            last += ends - max(begins, start)
    return last


def _shifted(period: Period, start: dt.date, *, sign: int, calendar: Calendar) -> dt.date:
    """Go so many days or months on or back; a day that the month lacks becomes its last."""
    if period.unit is not Unit.MONTH:
        day = start.toordinal() + sign * period.amount
        if not 0 < day <= dt.date.max.toordinal():
            raise calendar.beyond()
        return dt.date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + sign * period.amount, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise calendar.beyond()
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _moved(day: dt.date, calendar: Calendar, paused: tuple[Interval, ...]) -> dt.date:
    """Give the day itself, or the next that is worked and in no pause."""
    if calendar.is_workday(day):
        return day
    while True:
        day = calendar.nth_workday(day, 1)
        if not any(begins < day <= ends for begins, ends in paused):
            return day


def _said_of_pauses(start: dt.date, last: dt.date, paused: Iterable[Interval]) -> list[str]:
    return [
        f"不计入：中止期间 {max(begins, start) + ONE_DAY:%Y-%m-%d} 至 {ends:%Y-%m-%d}，"
        f"{(ends - max(begins, start)).days} 天。"
        for begins, ends in paused
        if begins < last and ends > start
    ]


def _between(
    start: dt.date, last: dt.date, calendar: Calendar, *, paused: tuple[Interval, ...]
) -> list[str]:
    """Say which named days fell into the count: holidays left out, adjusted workdays kept."""
    off: list[tuple[str, list[dt.date]]] = []
    worked, weekend = [], 0
    for day in _unpaused(start, last, paused):
        named = calendar.days.get(day)
        if named is None:
            weekend += day.weekday() >= 5
        elif named[1] and off and off[-1][0] == named[0] and off[-1][1][-1] == day - ONE_DAY:
            off[-1][1].append(day)
        elif named[1]:
            off.append((named[0], [day]))
        elif day.weekday() >= 5:
            worked.append(day)
    steps = _said_of_pauses(start, last, paused)
    steps += [f"不计入：{name} {_span(days)}放假 {len(days)} 天。" for name, days in off]
    if weekend:
        steps.append(f"不计入：周末 {weekend} 天。")
    if worked:
        steps.append("计入：" + "、".join(written(d) for d in worked) + "为调休工作日。")
    return steps


def _span(days: list[dt.date]) -> str:
    if len(days) == 1:
        return f"{days[0]:%Y-%m-%d} "
    return f"{days[0]:%Y-%m-%d} 至 {days[-1]:%Y-%m-%d} "


def _unpaused(start: dt.date, last: dt.date, paused: tuple[Interval, ...]) -> Iterator[dt.date]:
    for day in days_after(start, last):
        if not any(begins < day <= ends for begins, ends in paused):
            yield day
