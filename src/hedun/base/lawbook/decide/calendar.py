"""The working-day calendar: which days are worked, and which years are settled."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

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

    def covers(self, day: dt.date) -> bool:
        """Tell whether the calendar reaches the day at all."""
        return self.first <= day.year <= self.last

    def beyond(self) -> OverflowError:
        """Say that a date lies outside, and what to do."""
        return OverflowError(f"日历只覆盖 {self.first} 至 {self.last} 年，请导入更多年份。")

    def nth_workday(self, start: dt.date, n: int) -> dt.date:
        """Give the n-th working day after `start`, which itself does not count; n is at least 1."""
        at = bisect_right(self._worked, start.toordinal()) + n - 1
        if not self.covers(start) or at >= len(self._worked):
            raise self.beyond()
        return dt.date.fromordinal(self._worked[at])

    def workday_before(self, event: dt.date, n: int) -> dt.date:
        """Give the n-th working day before `event`, which itself does not count."""
        at = bisect_right(self._worked, event.toordinal() - 1) - n
        if not self.covers(event) or at < 0:
            raise self.beyond()
        return dt.date.fromordinal(self._worked[at])

    def workdays_between(self, start: dt.date, end: dt.date) -> int:
        """Count the working days after `start` up to and with `end`."""
        after = bisect_right(self._worked, start.toordinal())
        return bisect_right(self._worked, end.toordinal()) - after

    def label(self, start: dt.date, end: dt.date) -> str:
        """Name the editions behind a period, such as 2026-v1+2027-暂定."""
        years = range(start.year, end.year + 1)
        return "+".join(self.versions.get(year, f"{year}-暂定") for year in years)

    def why_off(self, day: dt.date) -> str:
        """Name what closes offices on a day: 国庆节, 周六."""
        named = self.days.get(day)
        return named[0] if named and named[1] else f"周{WEEKDAYS[day.weekday()]}"


def days_after(start: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Give each day after `start` up to and with `last`."""
    for n in range(start.toordinal() + 1, last.toordinal() + 1):
        yield dt.date.fromordinal(n)


def written(day: dt.date) -> str:
    """Write a day as people check it: 2026-10-10（星期六）."""
    return f"{day:%Y-%m-%d}（星期{WEEKDAYS[day.weekday()]}）"
