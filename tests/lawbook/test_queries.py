import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries, rows
from hedun.base.lawbook.decide import SHANGHAI, Calendar, Period, end_of
from hedun.base.lawbook.models import Deadline
from hedun.base.lawbook.terms import (
    Extension,
    History,
    NotAllowed,
    Pause,
    Unit,
    chinese_number,
)


def test_a_due_date_names_rule_article_and_calendar(law, system, now):
    due = queries.due(system, "clue.verify", now)
    assert str(due.at) == "2026-12-15 23:59:59+08:00"
    assert due.basis == "《市场监督管理行政处罚程序规定》第十八条"
    assert due.calendar_version == "2026-v1"
    assert due.article_id == queries.article(system, "chufa_chengxu", "18").pk


def test_an_extension_counts_from_the_same_start(law, system, now):
    assert str(queries.due(system, "clue.verify", now, extended=True).on) == "2027-01-06"


def test_the_rule_in_force_on_the_day_counts(law, system, now):
    old = Deadline.objects.get(code="clue.verify")
    Deadline.objects.filter(pk=old.pk).update(valid_to=dt.date(2026, 11, 30))
    old.pk, old.amount, old.valid_from = None, 1, dt.date(2026, 12, 1)
    old.save()
    assert str(queries.due(system, "clue.verify", now).on) == "2026-12-15"
    later = dt.datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    assert str(queries.due(system, "clue.verify", later).on) == "2026-12-02"


def test_a_history_counts_with_its_pauses_and_extensions(law, system, now):
    pause = Pause(dt.date(2026, 11, 26), dt.date(2026, 12, 3), "检测、检验、检疫、鉴定")
    extension = Extension(15, "市场监督管理部门负责人", dt.date(2026, 12, 4))
    history = History(now, (pause,), (extension,))
    due = queries.due_of(system, "clue.verify", history, today=dt.date(2026, 12, 4))
    assert str(due.on) == "2027-01-13"  # 30 working days and the five of the pause
    assert not due.is_paused


def test_a_pause_that_the_rule_does_not_list_is_refused(law, system, now):
    history = History(now, (Pause(dt.date(2026, 11, 26), None, "出差"),))
    with pytest.raises(NotAllowed, match="检测、检验、检疫、鉴定；权利人辨认或者鉴别"):
        queries.due_of(system, "clue.verify", history, today=dt.date(2026, 12, 4))


def test_an_unknown_rule_says_what_to_do(law, system, now):
    with pytest.raises(LookupError, match="hedun load_law"):
        queries.due(system, "no.such", now)


def test_before_its_first_day_a_rule_does_not_hold(law, system):
    with pytest.raises(LookupError, match="2025-01-01 没有有效的期限规则"):
        queries.due(system, "platform.violation_clue", dt.datetime(2025, 1, 1, 9, tzinfo=SHANGHAI))


def test_without_any_calendar_the_statute_is_a_guess(db, system):
    calendar = queries.calendar(system)
    assert max(calendar.published) == 2017  # long settled; nothing imported since
    assert not calendar.is_workday(dt.date(2026, 10, 1))


def test_imported_notices_agree_with_an_independent_calendar(law, system):
    """python-holidays knows adjusted workdays too; the two were made by different people."""
    calendar = queries.calendar(system)
    import holidays

    china = holidays.country_holidays("CN", years=range(2018, 2027))
    days = (dt.date(2018, 1, 1) + dt.timedelta(n) for n in range(365 * 9))
    assert [d for d in days if calendar.is_workday(d) != china.is_working_day(d)] == []


def test_a_ground_is_found_by_code_and_day(law, system):
    assert queries.ground(system, "FUC", dt.date(2026, 1, 1)).article.number == "9"
    assert queries.ground(system, "FUC", dt.date(2025, 10, 14)) is None


PLAIN = Calendar({}, frozenset(range(2000, 2051)), {}, 2000, 2050)
EVENTS = st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2045, 1, 1), timezones=st.just(SHANGHAI))


@given(EVENTS, st.integers(1, 300))
@settings(max_examples=200)
def test_a_working_day_term_holds_exactly_so_many_working_days(event, amount):
    last = end_of(Period(amount, Unit.WORKING_DAY), event, PLAIN).at.date()
    assert PLAIN.workdays_between(event.date(), last) == amount
    assert PLAIN.is_workday(last)


@given(EVENTS, st.integers(1, 300), st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY]))
@settings(max_examples=200)
def test_more_time_never_ends_earlier(event, amount, unit):
    short, long = (end_of(Period(n, unit), event, PLAIN).at for n in (amount, amount + 1))
    assert event < short <= long


@given(EVENTS, st.integers(1, 60), st.sampled_from([Unit.CALENDAR_DAY, Unit.MONTH]))
@settings(max_examples=200)
def test_the_last_day_is_always_worked(event, amount, unit):
    assert PLAIN.is_workday(end_of(Period(amount, unit), event, PLAIN).at.date())


@given(EVENTS, st.integers(1, 1_000))
def test_hours_are_hours(event, amount):
    assert end_of(Period(amount, Unit.HOUR), event, PLAIN).at - event == dt.timedelta(hours=amount)


@pytest.mark.parametrize(
    ("number", "word"),
    [("1", "一"), ("10", "十"), ("18", "十八"), ("20", "二十"), ("99", "九十九"),
     ("100", "一百"), ("105", "一百零五"), ("110", "一百一十"), ("122", "一百二十二"),
     ("全文", "全文"), ("8.1.4.1", "8.1.4.1")],
)  # fmt: skip
def test_numbers_read_as_in_the_law(number, word):
    assert chinese_number(number) == word


def test_names_resolve_aliases():
    assert dict(rows.names())["wljy-sjbs"] == "heguishuju"


@pytest.mark.django_db
def test_the_eve_of_a_day_is_the_last_working_day_before_it():
    monday = dt.date(2026, 11, 23)
    assert queries.workday_before(Viewer.system(), monday) == dt.date(2026, 11, 20)
