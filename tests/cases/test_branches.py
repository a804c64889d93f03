"""What runs beside a case: measures that lapse, requests, transfers and their reviews."""

import datetime as dt

import pytest

from hedun.base.accounts.terms import Refused
from hedun.base.procedure import actions as procedures
from hedun.base.procedure.models import Clock, Passage
from hedun.base.procedure.terms import NotPossible
from hedun.desks.cases import queries
from hedun.desks.cases.models import Branch, Case
from tests import factories
from tests.cases.conftest import AT, DAY, officer_of


def clock(row, rule):
    return Clock.objects.filter(procedure=row.kind, matter=row.pk, rule=rule).latest("pk")


def on(moment):
    return moment.astimezone(factories.SHANGHAI).date()


def run_out(row, rule):
    """Let the timer of a clock come."""
    found = clock(row, rule)
    at = found.due_at + dt.timedelta(seconds=1)
    due = found.due_at
    return procedures.expire(clock_id=found.pk, due_at=due, by=factories.SYSTEM, at=at)


def test_a_preservation_lapses_after_seven_working_days(opened, begin, go):
    case = opened()
    row = go(begin(case, "case_hold", "h_ask"), ("h_approve", "leader"))
    assert on(row.due_at) == dt.date(2026, 9, 16)
    assert Case.objects.get(pk=case.pk).due_at == row.due_at
    assert run_out(row, "case.hold")
    row.refresh_from_db()
    assert (row.state, row.is_open) == ("h_lapsed", False)
    assert not run_out(row, "case.hold")
    titles = Passage.objects.filter(procedure="case_hold", matter=row.pk).values_list("title")
    assert list(titles)[-1] == ("逾期自动解除",)
    assert on(Case.objects.get(pk=case.pk).due_at) == dt.date(2026, 12, 7)


def test_what_was_settled_in_time_does_not_lapse(opened, begin, go):
    row = go(begin(opened(), "case_hold", "h_ask"), ("h_approve", "leader"))
    row = go(row, ("h_settle", "handler"), at=AT + DAY, reason="B35-3")
    assert row.state == "h_settled"
    assert not run_out(row, "case.hold")


def test_an_urgent_measure_is_confirmed_within_a_day(opened, begin, go):
    row = begin(opened(), "case_seizure", "h_urgent", moment=AT)
    assert clock(row, "case.urgent_measure").due_at == AT + dt.timedelta(hours=24)
    row = go(row, ("h_confirm", "leader"), at=AT + dt.timedelta(hours=3))
    assert (row.state, clock(row, "case.urgent_measure").state) == ("z_held", "met")


def test_an_urgent_preservation_that_nobody_confirmed_lapses_too(opened, begin):
    row = begin(opened(), "case_hold", "h_urgent", moment=AT)
    assert run_out(row, "case.urgent_approval")
    assert Branch.objects.get(pk=row.pk).state == "h_urgent"
    assert run_out(row, "case.hold")
    assert Branch.objects.get(pk=row.pk).state == "h_lapsed"
    assert clock(row, "case.urgent_approval").state == "dropped"


def test_a_seizure_is_thirty_days_and_thirty_more(opened, begin, go):
    row = go(begin(opened(), "case_seizure", "h_ask"), ("h_approve", "leader"))
    assert on(row.due_at) == dt.date(2026, 10, 8)  # 7 October is a holiday
    row = go(row, ("h_extend", "leader"), at=AT + 10 * DAY)
    assert on(row.due_at) == dt.date(2026, 11, 6)
    with pytest.raises(NotPossible, match="再次延长"):
        go(row, ("h_extend", "leader"), at=AT + 11 * DAY)
    row = go(row, ("h_test", "handler"), at=AT + 12 * DAY)
    row = go(row, ("h_tested", "handler"), at=AT + 17 * DAY)
    assert on(row.due_at) == dt.date(2026, 11, 11)
    assert go(row, ("h_release", "leader"), at=AT + 18 * DAY, reason="J42-3").state == "z_released"


def test_another_bureau_assists_within_fifteen_working_days(opened, begin, go, team):
    other = factories.bureau(region="330110", name="余杭区市场监督管理局")
    helper = officer_of(other)
    row = begin(opened(), "case_assist", "a_ask", target_body_id=other.pk)
    assert list(queries.received_assists(helper)) == [row]
    assert not queries.visible_cases(helper).exists()
    with pytest.raises(Refused, match="受函机关"):
        go(row, ("a_receive", "handler"))
    row = go(row, ("a_receive", helper))
    assert on(row.due_at) == dt.date(2026, 9, 28)
    with pytest.raises(NotPossible, match="届满前告知"):
        go(row, ("a_postpone", helper), at=AT + 25 * DAY, on=AT.date() + 40 * DAY)
    row = go(row, ("a_answer", helper), at=AT + 26 * DAY, note="已核实登记地址")
    assert (row.state, row.answer) == ("a_answered", "已核实登记地址")


def test_an_agency_outside_the_house_is_entered_by_the_handler(opened, begin, go):
    row = begin(opened(), "case_assist", "a_ask", target_name="某市税务局")
    assert go(row, ("a_receive", "handler"), ("a_answer", "handler")).state == "a_answered"


PROPOSED = (("p_approve", "leader"), ("p_hand_over", "handler"))


def test_a_refused_transfer_is_reviewed_and_supervised(opened, begin, go):
    row = begin(opened(), "case_police", "p_propose", target_name="某区公安分局")
    assert on(row.due_at) == dt.date(2026, 9, 10)
    row = go(row, ("p_approve", "leader"), at=AT + DAY)
    assert row.due_at == AT + DAY + dt.timedelta(hours=24)
    row = go(row, ("p_hand_over", "handler"), at=AT + DAY + dt.timedelta(hours=5))
    assert on(clock(row, "crime.police_decide").due_at) == dt.date(2026, 9, 11)
    row = go(row, ("p_refused", "handler"), at=AT + 4 * DAY)
    row = go(row, ("p_reconsider", "handler"), at=AT + 5 * DAY)
    row = go(row, ("p_upheld", "handler"), at=AT + 7 * DAY)
    row = go(row, ("p_supervise", "handler"), at=AT + 8 * DAY)
    row = go(row, ("p_filed", "handler"), at=AT + 20 * DAY)
    row = go(row, ("p_goods", "handler"), at=AT + 21 * DAY)
    assert (row.state, row.is_open) == ("p_done", False)
    assert row.enclosures == ["letter", "report", "goods", "test", "other"]


def test_reconsideration_is_asked_within_three_days(opened, begin, go):
    row = go(begin(opened(), "case_police", "p_propose"), *PROPOSED)
    row = go(row, ("p_refused", "handler"))
    with pytest.raises(NotPossible, match="三日期限已过"):
        go(row, ("p_reconsider", "handler"), at=AT + 9 * DAY)
    assert go(row, ("p_supervise", "handler"), at=AT + 9 * DAY).state == "p_supervising"


def test_one_transfer_to_the_police_at_a_time(opened, begin, go):
    case = opened()
    row = begin(case, "case_police", "p_propose")
    with pytest.raises(NotPossible, match="已在办理移送公安机关"):
        begin(case, "case_police", "p_propose")
    go(row, ("p_decline", "leader"))
    assert begin(case, "case_police", "p_propose").state == "p_proposed"


def test_a_dispute_on_competence_has_its_clocks(opened, begin, go):
    row = begin(opened(), "case_handoff", "t_propose", target_name="某区市场监管局")
    row = go(row, ("t_approve", "leader"), ("t_dispute", "handler"))
    assert on(row.due_at) == dt.date(2026, 9, 16)
    row = go(row, ("t_refer", "leader"), at=AT + DAY)
    assert on(row.due_at) == dt.date(2026, 9, 17)
    assert go(row, ("t_assign", "handler"), at=AT + 2 * DAY).state == "t_assigned"


def test_a_site_is_closed_on_request(opened, begin, go):
    row = begin(opened(), "case_site", "s_propose", goods="https://bad.example/")
    assert go(row, ("s_approve", "leader"), ("s_closed", "handler")).state == "s_closed"


def test_nothing_begins_beside_a_case_that_is_over(source, take, begin):
    row = take(source(), ("not_open", "leader"), reason="N20-1")
    with pytest.raises(NotPossible, match="不予立案"):
        begin(row, "case_hold", "h_ask")


def test_a_case_is_not_closed_while_something_runs_beside_it(opened, begin, take):
    row = opened()
    begin(row, "case_police", "p_propose")
    row = take(row, ("terminate", "leader"), reason="S47-1")
    with pytest.raises(NotPossible, match="未结事项：移送公安机关"):
        take(row, ("close", "leader"), reason="Z77-3")
