"""Due dates checked by hand on the published calendars of 2008-2026, each with its reason."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from hedun.base.lawbook.decide import SHANGHAI, Period, end_of, explained
from hedun.base.lawbook.rows.calendars import shipped
from hedun.base.lawbook.terms import Unit

WD, D, M, H = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR
UNITS = {"wd": WD, "d": D, "m": M}
with (Path(__file__).parent / "dates.csv").open(encoding="utf-8", newline="") as file:
    CHECKED = [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def calendar():
    return shipped()


def at(day, hour=9, minute=0):
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour, minute), SHANGHAI)


def test_there_are_more_than_two_hundred():
    assert len(CHECKED) > 220
    assert all(row[-1] for row in CHECKED)


@pytest.mark.parametrize("row", CHECKED, ids=lambda row: "-".join(row[:3]))
def test_the_last_day_is_the_one_found_by_hand(calendar, row):
    start, amount, unit, due, provisional, why = row
    outcome = end_of(Period(int(amount), UNITS[unit]), at(start, 15, 30), calendar)
    assert outcome.at == dt.datetime.fromisoformat(f"{due}T23:59:59+08:00"), why
    assert str(outcome.is_provisional).lower() == provisional


def test_what_needs_an_unpublished_year_says_so(calendar):
    outcome = end_of(Period(15, WD), at("2026-12-20"), calendar)
    assert outcome.calendar == "2026-v1+2027-暂定"
    assert "2027 年放假安排尚未导入" in outcome.trace[-1]


def test_hours_run_through_the_night_and_the_holiday(calendar):
    outcome = end_of(Period(24, H), at("2026-09-30", 16, 20), calendar)
    assert outcome.at == at("2026-10-01", 16, 20)
    assert not outcome.is_provisional


def test_an_event_late_in_utc_belongs_to_the_next_day_in_shanghai(calendar):
    event = dt.datetime(2026, 11, 2, 16, 30, tzinfo=dt.UTC)  # 00:30 on the 3rd
    assert str(end_of(Period(1, WD), event, calendar).on) == "2026-11-04"


def test_the_trace_can_be_followed(calendar):
    assert end_of(Period(15, WD, "核查", "发现线索"), at("2026-09-28"), calendar).trace == (
        "起算：2026-09-28（星期一）发现线索，当日不计入。",
        "期限：15 个工作日，自 2026-09-29（星期二）起计算。",
        "不计入：国庆节 2026-10-01 至 2026-10-07 放假 7 天。",
        "不计入：周末 3 天。",
        "计入：2026-10-10（星期六）为调休工作日。",
        "届满：2026-10-23（星期五） 24 时。",
    )


def test_two_holidays_of_one_name_are_told_apart(calendar):
    trace = "".join(end_of(Period(270, WD), at("2025-12-30"), calendar).trace)
    assert "元旦 2026-01-01 至 2026-01-03 放假 3 天" in trace
    assert "元旦 2027-01-01 放假 1 天" in trace


def test_the_explanation_names_rules_articles_and_calendar(calendar):
    period = Period(60, D)
    words = explained(period, end_of(period, at("2026-08-02"), calendar))
    assert "最后一日适逢国庆节、中秋节" in words or "最后一日适逢国庆节" in words
    assert "《市场监督管理行政处罚程序规定》第八十条" in words
    assert words.endswith("日历：2026-v1。")


@pytest.mark.parametrize(
    ("amount", "unit", "event", "last"),
    [
        (7, WD, "2026-10-15", "2026-09-30"),  # 14 13 12 10 9 8 October, 30 September
        (7, WD, "2026-03-16", "2026-03-05"),
        (1, WD, "2026-03-02", "2026-02-28"),
        (7, D, "2026-03-16", "2026-03-09"),
        (15, D, "2026-03-16", "2026-03-01"),  # a Sunday: counting back moves nothing
    ],
)
def test_what_must_be_done_before_an_event_is_counted_back(calendar, amount, unit, event, last):
    outcome = end_of(Period(amount, unit, is_before=True), at(event), calendar)
    assert str(outcome.on) == last


def test_beyond_the_calendar_is_an_error_not_a_guess(calendar):
    for period in (Period(15, WD), Period(15, D), Period(1, M)):
        with pytest.raises(OverflowError, match="2004 至 2099"):
            end_of(period, at("2099-12-20"), calendar)


@pytest.mark.parametrize("amount", [-1, 100_001])
def test_an_impossible_length_is_an_error(calendar, amount):
    with pytest.raises(OverflowError, match="0 至 100,000"):
        end_of(Period(amount, D), at("2026-01-05"), calendar)
