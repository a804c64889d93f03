"""Due dates worked out by hand on the published calendars of 2018-2026."""

import datetime as dt
import json

import pytest

from hedun.base.lawbook import rows
from hedun.base.lawbook.decide import SHANGHAI, Calendar, Period, end_of
from hedun.base.lawbook.terms import Unit

WD, D, M, H = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR


@pytest.fixture(scope="module")
def calendar():
    days, versions = {}, {}
    for path in sorted((rows.FOLDER / "holidays").glob("*.json")):
        notice = json.loads(path.read_text(encoding="utf-8"))
        for raw in notice["days"]:
            days[dt.date.fromisoformat(raw["date"])] = (raw["name"], raw["isOffDay"])
        if notice["days"]:
            versions[notice["year"]] = f"{notice['year']}-v1"
    days |= {dt.date(2027, 1, 1): ("元旦", True)}
    return Calendar(days, frozenset(versions), versions, 2018, 2030)


HAND_CHECKED = [
    # an ordinary week: the starting day does not count, the weekend does not either
    ("2026-11-02", 1, WD, "2026-11-03"),
    ("2026-11-02", 5, WD, "2026-11-09"),
    ("2026-11-06", 1, WD, "2026-11-09"),
    ("2026-11-07", 1, WD, "2026-11-09"),
    ("2026-11-08", 1, WD, "2026-11-09"),
    ("2026-11-02", 15, WD, "2026-11-23"),
    ("2026-11-02", 30, WD, "2026-12-14"),
    ("2026-11-23", 7, WD, "2026-12-02"),
    # New Year 2026: off 1-3 January, Sunday the 4th is worked
    ("2025-12-31", 1, WD, "2026-01-04"),
    ("2025-12-31", 2, WD, "2026-01-05"),
    ("2025-12-30", 3, WD, "2026-01-05"),
    ("2026-01-02", 1, WD, "2026-01-04"),
    ("2026-01-04", 5, WD, "2026-01-09"),
    # Spring Festival 2026: off 15-23 February, Saturdays the 14th and 28th are worked
    ("2026-02-13", 1, WD, "2026-02-14"),
    ("2026-02-13", 2, WD, "2026-02-24"),
    ("2026-02-10", 5, WD, "2026-02-24"),
    ("2026-02-14", 1, WD, "2026-02-24"),
    ("2026-02-18", 5, WD, "2026-02-28"),
    ("2026-02-18", 6, WD, "2026-03-02"),
    ("2026-02-09", 15, WD, "2026-03-06"),
    ("2026-02-27", 1, WD, "2026-02-28"),
    # Qingming, Labour Day and Dragon Boat 2026: the 9th of May (Saturday) is worked
    ("2026-04-03", 1, WD, "2026-04-07"),
    ("2026-04-04", 1, WD, "2026-04-07"),
    ("2026-04-30", 1, WD, "2026-05-06"),
    ("2026-04-30", 4, WD, "2026-05-09"),
    ("2026-04-30", 5, WD, "2026-05-11"),
    ("2026-06-18", 1, WD, "2026-06-22"),
    # Mid-Autumn and National Day 2026: the 20th of September and 10th of October are worked
    ("2026-09-18", 1, WD, "2026-09-20"),
    ("2026-09-18", 2, WD, "2026-09-21"),
    ("2026-09-24", 1, WD, "2026-09-28"),
    ("2026-09-30", 1, WD, "2026-10-08"),
    ("2026-09-30", 3, WD, "2026-10-10"),
    ("2026-09-30", 4, WD, "2026-10-12"),
    ("2026-09-28", 15, WD, "2026-10-23"),
    ("2026-09-28", 30, WD, "2026-11-13"),
    ("2026-10-09", 1, WD, "2026-10-10"),
    # earlier years
    ("2025-01-27", 1, WD, "2025-02-05"),
    ("2025-01-24", 1, WD, "2025-01-26"),
    ("2025-02-07", 1, WD, "2025-02-08"),
    ("2025-09-30", 1, WD, "2025-10-09"),
    ("2025-09-26", 2, WD, "2025-09-29"),
    ("2025-10-10", 1, WD, "2025-10-11"),
    ("2024-02-09", 1, WD, "2024-02-18"),
    ("2024-09-30", 1, WD, "2024-10-08"),
    ("2023-01-20", 1, WD, "2023-01-28"),
    ("2020-01-23", 5, WD, "2020-02-07"),
    # days: the last day moves off a weekend or holiday, days between do not matter
    ("2026-11-02", 15, D, "2026-11-17"),
    ("2026-11-02", 19, D, "2026-11-23"),
    ("2026-08-02", 60, D, "2026-10-08"),
    ("2026-08-11", 60, D, "2026-10-10"),
    ("2026-08-12", 60, D, "2026-10-12"),
    ("2026-01-16", 30, D, "2026-02-24"),
    ("2026-01-15", 30, D, "2026-02-14"),
    ("2026-07-03", 90, D, "2026-10-08"),
    ("2026-01-29", 30, D, "2026-02-28"),
    ("2024-01-30", 30, D, "2024-02-29"),
    ("2025-12-02", 30, D, "2026-01-04"),
    ("2025-12-31", 1, D, "2026-01-04"),
    # months: the same day of the month, or its last
    ("2024-01-31", 1, M, "2024-02-29"),
    ("2023-01-31", 1, M, "2023-02-28"),
    ("2024-01-31", 3, M, "2024-04-30"),
    ("2024-02-29", 12, M, "2025-02-28"),
    ("2026-07-01", 3, M, "2026-10-08"),
    ("2025-11-30", 3, M, "2026-02-28"),
    ("2025-10-01", 3, M, "2026-01-04"),
    ("2026-05-31", 6, M, "2026-11-30"),
    # the year's end: what ends before the unpublished year is settled
    ("2026-12-29", 2, WD, "2026-12-31"),
    ("2026-12-01", 30, D, "2026-12-31"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "last"), HAND_CHECKED)
def test_the_last_day_is_the_one_found_by_hand(calendar, start, amount, unit, last):
    event = dt.datetime.combine(dt.date.fromisoformat(start), dt.time(15, 30), SHANGHAI)
    outcome = end_of(Period(amount, unit), event, calendar)
    assert outcome.at == dt.datetime.fromisoformat(f"{last}T23:59:59+08:00")
    assert not outcome.is_provisional


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        ("2026-12-29", 3, WD, "2027-01-04"),
        ("2026-12-20", 15, WD, "2027-01-11"),
        ("2026-12-02", 30, D, "2027-01-04"),
        ("2026-11-30", 2, M, "2027-02-01"),
        ("2027-03-01", 5, WD, "2027-03-08"),
    ],
)
def test_what_needs_an_unpublished_year_is_provisional(calendar, start, amount, unit, last):
    event = dt.datetime.combine(dt.date.fromisoformat(start), dt.time(9), SHANGHAI)
    outcome = end_of(Period(amount, unit), event, calendar)
    assert (str(outcome.at.date()), outcome.is_provisional) == (last, True)
    assert "2027-暂定" in outcome.calendar
    assert "尚未导入" in outcome.trace[-1]


def test_hours_run_through_the_night_and_the_holiday(calendar):
    event = dt.datetime(2026, 9, 30, 16, 20, tzinfo=SHANGHAI)
    outcome = end_of(Period(24, H), event, calendar)
    assert outcome.at == dt.datetime(2026, 10, 1, 16, 20, tzinfo=SHANGHAI)


def test_an_event_late_in_utc_belongs_to_the_next_day_in_shanghai(calendar):
    event = dt.datetime(2026, 11, 2, 16, 30, tzinfo=dt.UTC)  # 00:30 on the 3rd
    assert str(end_of(Period(1, WD), event, calendar).at.date()) == "2026-11-04"


def test_the_trace_can_be_followed(calendar):
    event = dt.datetime(2026, 9, 28, 9, tzinfo=SHANGHAI)
    assert end_of(Period(15, WD, "核查", "发现线索"), event, calendar).trace == (
        "起算：2026-09-28（星期一）发现线索，当日不计入。",
        "期限：15 个工作日，自 2026-09-29（星期二）起计算。",
        "不计入：国庆节 2026-10-01 至 2026-10-07 放假 7 天。",
        "不计入：周末 3 天。",
        "计入：2026-10-10（星期六）为调休工作日。",
        "届满：2026-10-23（星期五） 24 时。",
    )


def test_beyond_the_calendar_is_an_error_not_a_guess(calendar):
    with pytest.raises(OverflowError, match="2018 至 2030"):
        end_of(Period(15, WD), dt.datetime(2030, 12, 20, tzinfo=SHANGHAI), calendar)
