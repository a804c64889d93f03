"""Arithmetic of statutory periods. Pure: dates in, dates and reasons out."""

import datetime as dt
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from hedun.base.lawbook.terms import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """Which days are worked, and which years the State Council has settled.

    `days` holds what differs from the ordinary week: date -> (name, is off). Years in
    `published` come from an imported notice; all others are guesses from the statute.
    """

    days: Mapping[dt.date, tuple[str, bool]]
    published: frozenset[int]
    versions: Mapping[int, str]
    first: int
    last: int
    _worked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        start, end = dt.date(self.first, 1, 1).toordinal(), dt.date(self.last, 12, 31).toordinal()
        self._worked.extend(n for n in range(start, end + 1) if self._works(n))

    def _works(self, ordinal: int) -> bool:
        named = self.days.get(dt.date.fromordinal(ordinal))
        return not named[1] if named else ordinal % 7 not in {6, 0}  # ordinal 1 was a Monday

    def is_workday(self, day: dt.date) -> bool:
        """Tell whether offices are open; an adjusted weekend (调休) counts as open."""
        return self._works(day.toordinal())

    def nth_workday(self, start: dt.date, n: int) -> dt.date:
        """Give the n-th working day after `start`, which itself does not count."""
        at = bisect_right(self._worked, start.toordinal()) + n - 1
        if not self.first <= start.year <= self.last or at >= len(self._worked):
            raise OverflowError(f"日历只覆盖 {self.first} 至 {self.last} 年，请导入更多年份。")
        return dt.date.fromordinal(self._worked[at])

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """Count the working days after `start` up to and with `end`."""
        after = bisect_right(self._worked, start.toordinal())
        return bisect_right(self._worked, end.toordinal()) - after

    def label(self, start: dt.date, end: dt.date) -> str:
        """Name the editions behind a period, such as 2026-v1+2027-暂定."""
        years = range(start.year, end.year + 1)
        return "+".join(self.versions.get(year, f"{year}-暂定") for year in years)


@dataclass(frozen=True, slots=True)
class Period:
    """A statutory term as numbers: so many units, counted after the starting day."""

    amount: int
    unit: Unit
    name: str = ""
    start_event: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last moment of a period, whether it may still move, and why it is that moment."""

    at: dt.datetime
    is_provisional: bool
    calendar: str
    trace: tuple[str, ...]


def end_of(period: Period, start: dt.datetime, calendar: Calendar) -> Outcome:
    """Give the last moment of the period that starts with an event at `start`.

    The starting day is not counted; a last day on which offices are closed moves to the
    next working day; hours run from the moment itself.

    Basis: chufa_chengxu art. 80
    Basis: complaint_report_rules art. 45
    """
    local = start.astimezone(SHANGHAI)
    if period.unit is Unit.HOUR:
        return _end_of_hours(period, local)
    return _end_of_days(period, local.date(), calendar)


def _end_of_hours(period: Period, start: dt.datetime) -> Outcome:
    at = start + dt.timedelta(hours=period.amount)
    trace = (
        f"起算：{_day(start.date())} {start:%H:%M}{period.start_event}。",
        f"期限：{period.amount} 小时，节假日不扣除。",
        f"届满：{_day(at.date())} {at:%H:%M}。",
    )
    return Outcome(at, is_provisional=False, calendar="", trace=trace)


@lru_cache(maxsize=65_536)
def _end_of_days(period: Period, start: dt.date, calendar: Calendar) -> Outcome:
    steps = [f"起算：{_day(start)}{period.start_event}，当日不计入。"]
    if period.unit is Unit.WORKING_DAY:
        last = calendar.nth_workday(start, period.amount)
        steps.append(f"期限：{period.amount} 个工作日，自 {_day(start + ONE_DAY)}起计算。")
        steps += _between(start, last, calendar)
        counted_from = start + ONE_DAY
    else:
        plain = _plain_end(period, start)
        steps.append(f"期限：{period.amount} {period.unit.label}，至 {_day(plain)}。")
        last = _moved(plain, calendar)
        if last != plain:
            reason = calendar.days.get(plain, ("周末", True))[0]
            steps.append(f"最后一日适逢{reason}，顺延至其后第一个工作日 {_day(last)}。")
        counted_from = plain
    unsettled = [
        year for year in range(counted_from.year, last.year + 1) if year not in calendar.published
    ]
    steps.append(f"届满：{_day(last)} 24 时。")
    if unsettled:
        years = "、".join(str(year) for year in unsettled)
        steps.append(f"暂定：{years} 年放假安排尚未导入，按法定节假日推算；导入后重新计算。")
    at = dt.datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=SHANGHAI)
    return Outcome(at, bool(unsettled), calendar.label(counted_from, last), tuple(steps))


def _plain_end(period: Period, start: dt.date) -> dt.date:
    if period.unit is Unit.CALENDAR_DAY:
        return start + dt.timedelta(days=period.amount)
    year, month = divmod(start.year * 12 + start.month - 1 + period.amount, 12)
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _moved(day: dt.date, calendar: Calendar) -> dt.date:
    return day if calendar.is_workday(day) else calendar.nth_workday(day, 1)


def _between(start: dt.date, last: dt.date, calendar: Calendar) -> list[str]:
    """Say which named days fell into the count: holidays left out, adjusted workdays kept."""
    off: dict[str, list[dt.date]] = {}
    worked, weekend = [], 0
    day = start + ONE_DAY
    while day <= last:
        named = calendar.days.get(day)
        if named is None:
            weekend += day.weekday() >= 5
        elif named[1]:
            off.setdefault(named[0], []).append(day)
        elif day.weekday() >= 5:
            worked.append(day)
        day += ONE_DAY
    steps = [
        f"不计入：{name} {days[0]:%Y-%m-%d} 至 {days[-1]:%Y-%m-%d} 放假 {len(days)} 天。"
        for name, days in off.items()
    ]
    if weekend:
        steps.append(f"不计入：周末 {weekend} 天。")
    if worked:
        steps.append("计入：" + "、".join(_day(d) for d in worked) + "为调休工作日。")
    return steps


def _day(day: dt.date) -> str:
    return f"{day:%Y-%m-%d}（星期{WEEKDAYS[day.weekday()]}）"


def in_force(valid_from: dt.date, valid_to: dt.date | None, on: dt.date) -> bool:
    """Tell whether a dated row holds on the day; both ends count."""
    return valid_from <= on and (valid_to is None or on <= valid_to)
