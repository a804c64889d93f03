"""What may happen to a complaint, and what its clocks do."""

import datetime as dt

import pytest
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Level, Refused, Viewer
from hedun.base.jobs.models import Job
from hedun.base.jobs.terms import JobState
from hedun.base.jobs.work import Worker, load
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.models import Clock, Notice, Passage
from hedun.base.procedure.terms import NotPossible
from hedun.clues.models import Clue
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import SubmissionKind
from tests import factories
from tests.complaints.conftest import AT, DAY, viewer

D = dt.date


@pytest.fixture
def complaint(hand_in):
    return hand_in()[0].submission


@pytest.fixture
def mediating(complaint, step):
    step(complaint, "accept")
    return step(complaint, "mediate", consents=True)


@pytest.fixture
def clock(officer):
    """The clock of a submission by its rule: state and last day."""

    def of(row, rule):
        found = passages.clocks(officer, queries.matter(officer, row)).filter(rule=rule).last()
        return found and (found.state, f"{found.due_at:%Y-%m-%d}")

    return of


def test_acceptance_ends_one_clock_and_starts_the_sixty_days(complaint, step, clock):
    assert step(complaint, "accept").state == "accepted"
    assert clock(complaint, "complaint.accept") == ("met", "2026-10-13")
    assert clock(complaint, "complaint.mediate") == ("running", "2026-11-27")


def test_refusal_ticks_one_of_seven_grounds_and_tells_the_other_ways(complaint, step, officer):
    row = step(complaint, "refuse", reason="C16-4", note="超过三年")
    assert row.state == "refused"
    told = Notice.objects.latest("pk")
    assert (told.party, told.document) == ("complainant", "complaint-06")
    assert "超过三年" in told.text
    assert "人民法院" in told.text


@pytest.mark.parametrize("reason", ["", "C16-8", "T23-1"])
def test_a_ground_that_article_16_does_not_list_is_no_ground(complaint, step, reason):
    with pytest.raises(NotPossible, match="法定情形"):
        step(complaint, "refuse", reason=reason, note="不行")
    assert Submission.objects.get().state == "received"


def test_nobody_is_mediated_without_consent(complaint, step):
    step(complaint, "accept")
    with pytest.raises(NotPossible, match="双方同意"):
        step(complaint, "mediate")


def test_testing_does_not_count(mediating, step, clock):
    step(mediating, "test", on=D(2026, 9, 28), note="送检")
    assert clock(mediating, "complaint.mediate")[0] == "paused"
    later = AT + 22 * DAY
    step(mediating, "tested", on=D(2026, 10, 18), at=later)
    assert clock(mediating, "complaint.mediate") == ("running", "2026-12-17")


def test_recusal_does_count(mediating, step, leader, clock):
    step(mediating, "ask_recusal", note="近亲属")
    step(mediating, "decide_recusal", by=leader, note="更换调解人员", at=AT + 5 * DAY)
    assert clock(mediating, "complaint.mediate") == ("running", "2026-11-27")


def test_an_inspector_does_not_decide_on_recusal(mediating, step):
    step(mediating, "ask_recusal", note="近亲属")
    with pytest.raises(Refused, match="负责人"):
        step(mediating, "decide_recusal", note="不回避")


def test_results_do_not_come_before_the_test(mediating, step):
    step(mediating, "test", on=D(2026, 9, 28), note="送检")
    with pytest.raises(NotPossible, match="早于开始日"):
        step(mediating, "tested", on=D(2026, 9, 27))


def test_an_agreement_ends_it(mediating, step, clock):
    assert step(mediating, "agree", note="退款一百元").state == "agreed"
    assert clock(mediating, "complaint.mediate")[0] == "met"
    assert Notice.objects.filter(document="complaint-09").count() == 2


def test_sixty_days_are_not_over_before_they_are_over(mediating, step):
    with pytest.raises(NotPossible, match=r"尚未届满（2026-11-27）"):
        step(mediating, "terminate", reason="T23-5", note="未达成")


def test_after_sixty_days_it_is_terminated_and_told_within_seven(mediating, step, clock):
    over = dt.datetime(2026, 11, 30, 9, tzinfo=factories.SHANGHAI)
    assert (
        step(mediating, "terminate", reason="T23-5", note="未达成", at=over).state == "terminated"
    )
    assert clock(mediating, "complaint.terminate_notice") == ("running", "2026-12-09")
    assert step(mediating, "tell", at=over + DAY).state == "closed"


def test_delegation_is_not_delegated_again(mediating, step):
    step(mediating, "delegate", consents=True, note="某消费者协会")
    with pytest.raises(NotPossible, match="不得再委托"):
        step(mediating, "delegate", consents=True, note="另一组织")


def test_a_violation_becomes_a_clue_that_names_nobody(mediating, step):
    row = step(mediating, "clue", ground="FUC", note="虚假宣传")
    clue = Clue.objects.get()
    assert row.clue_number == clue.number
    assert "张某" not in str(Clue.objects.values().get())
    assert "13900000000" not in str(Clue.objects.values().get())


def test_identity_papers_are_asked_for_until_a_day_ahead(complaint, step):
    with pytest.raises(NotPossible, match="晚于今天"):
        step(complaint, "ask_identity", on=D(2026, 9, 28))
    assert step(complaint, "ask_identity", on=D(2026, 10, 9)).state == "identity"
    assert step(complaint, "give_identity", note="已核对").state == "received"


def test_a_bureau_that_is_not_competent_gives_it_back_and_does_not_pass_it_on(
    complaint, step, officer
):
    other = viewer(factories.inspector(factories.bureau(Level.CITY, "330100")))
    with pytest.raises(Refused, match="接收"):
        step(complaint, "route", by=other, body_id=other.body_id)
    with pytest.raises(NotPossible, match="本单位接收"):
        step(complaint, "return", note="不属于本辖区")


def test_another_bureau_neither_sees_nor_handles_it(complaint, step):
    stranger = viewer(factories.inspector(factories.bureau(region="440106")))
    assert not queries.visible_submissions(stranger).exists()
    with pytest.raises(Refused, match="没有这件"):
        step(complaint, "accept", by=stranger)


def test_a_form_of_yesterday_changes_nothing(complaint, officer):
    with pytest.raises(NotPossible, match="已有变动"):
        actions.take_step(
            submission_id=complaint.pk,
            step="accept",
            form=actions.Form(),
            by=officer,
            at=AT,
            expected_version=7,
        )


def test_the_citizen_withdraws_with_the_code(hand_in):
    [one] = hand_in()
    by = Viewer.anonymous()
    given = {"number": one.submission.number, "note": "", "by": by, "at": AT}
    with pytest.raises(Refused, match="查询码不正确"):
        actions.citizen_step(code="X" * 10, step="withdraw", **given)
    with pytest.raises(Refused, match="只能由"):
        actions.citizen_step(code=one.code, step="accept", **given)
    assert actions.citizen_step(code=one.code, step="withdraw", **given).state == "withdrawn"


def test_every_step_leaves_its_article_and_an_audit_row(mediating):
    titles = list(Passage.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["提交投诉", "受理", "组织调解"]
    assert all(p.article_id for p in Passage.objects.all())
    assert AuditEntry.objects.filter(action="procedure:complaint:accept").count() == 1


def test_a_report_is_verified_once_extended_and_closed(hand_in, step, leader, clock):
    row = hand_in(kind=SubmissionKind.REPORT)[0].submission
    step(row, "r_clue", ground="FUC", note="属实可能大")
    assert clock(row, "report.verify") == ("running", "2026-10-23")
    with pytest.raises(Refused, match="负责人"):
        step(row, "r_extend", note="案情复杂")
    step(row, "r_extend", by=leader, note="案情复杂")
    assert clock(row, "report.verify") == ("running", "2026-11-13")
    with pytest.raises(NotPossible, match="再次延长"):
        step(row, "r_extend", by=leader, note="还要")
    assert step(row, "r_close", note="已立案").state == "r_closed"


def test_an_extension_after_the_end_comes_too_late(hand_in, step, leader):
    row = hand_in(kind=SubmissionKind.REPORT)[0].submission
    late = dt.datetime(2026, 10, 26, 9, tzinfo=factories.SHANGHAI)
    with pytest.raises(NotPossible, match="已于 2026-10-23 届满"):
        step(row, "r_extend", by=leader, note="案情复杂", at=late)


def clock_row(officer, row):
    return passages.clocks(officer, queries.matter(officer, row)).last()


def test_a_timer_speaks_once_however_often_it_is_called(complaint, officer):
    clock, by = clock_row(officer, complaint), Viewer.system()
    early = {"clock_id": clock.pk, "due_at": clock.due_at, "by": by}
    assert not procedures.expire(at=clock.due_at - DAY, **early)
    told = [procedures.expire(at=clock.due_at + n * DAY, **early) for n in range(50)]
    assert told == [True] + [False] * 49
    assert Passage.objects.filter(step="expire").count() == 1


def test_the_timer_of_a_clock_that_is_met_or_paused_is_silent(mediating, step, officer):
    clock, by = clock_row(officer, mediating), Viewer.system()
    given = {"clock_id": clock.pk, "due_at": clock.due_at, "by": by, "at": clock.due_at + DAY}
    step(mediating, "test", on=D(2026, 9, 28), note="送检")
    assert not procedures.expire(**given)
    step(mediating, "tested", on=D(2026, 10, 8), at=AT + 12 * DAY)
    assert not procedures.expire(**given)  # the end has moved
    step(mediating, "agree", note="退款", at=AT + 13 * DAY)
    moved = clock_row(officer, mediating).due_at
    assert not procedures.expire(**given | {"due_at": moved, "at": moved + DAY})


@pytest.mark.parametrize("times", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_a_worker_fires_the_timer_once_across_restarts_and_clock_jumps(complaint, officer, times):
    """Workers one after the other, with clocks that go back and forth."""
    load()
    clock = clock_row(officer, complaint)
    Job.objects.filter(kind="procedure.expire").update(run_at=timezone.now() - DAY)
    Clock.objects.filter(pk=clock.pk).update(due_at=timezone.now() - DAY)
    due = Clock.objects.get(pk=clock.pk).due_at.isoformat()
    Job.objects.filter(kind="procedure.expire").update(payload={"clock": clock.pk, "due": due})
    for number in range(times):
        Job.objects.filter(kind="procedure.expire").update(
            state=JobState.WAITING, run_at=timezone.now() - number * DAY, cursor={}
        )
        Worker().drain()
    assert Passage.objects.filter(step="expire").count() == 1


def test_people_do_not_play_the_timer(complaint, officer):
    clock = clock_row(officer, complaint)
    with pytest.raises(Refused, match="系统"):
        procedures.expire(clock_id=clock.pk, due_at=clock.due_at, by=officer, at=clock.due_at)


def test_a_provisional_clock_is_computed_again_when_the_year_is_published(hand_in, officer):
    from hedun.base.lawbook.actions import change_day, import_calendar

    december = dt.datetime(2026, 12, 28, 9, tzinfo=factories.SHANGHAI)
    row = hand_in(at=december)[0].submission
    clock, by = clock_row(officer, row), Viewer.system()
    assert (f"{clock.due_at:%Y-%m-%d}", clock.is_provisional) == ("2027-01-07", True)
    notice = b'{"year": 2027, "days": [{"name": "\\u5143\\u65e6", "date": "2027-01-04", "isOffDay": true}]}'
    import_calendar(content=notice, name="2027.json", by=by, at=december)
    change_day(on=D(2027, 1, 1), kind="off", name="元旦", source="通知", by=by, at=december)
    assert passages.outdated(by, after=0, limit=9) == [clock.pk]
    assert procedures.recompute(clock_id=clock.pk, by=by, at=december)
    clock.refresh_from_db()
    assert (f"{clock.due_at:%Y-%m-%d}", clock.is_provisional) == ("2027-01-08", False)
    assert "由 2027-01-07 变为 2027-01-08" in Passage.objects.latest("pk").note
    assert not procedures.recompute(clock_id=clock.pk, by=by, at=december)
    row.refresh_from_db()
    assert (row.due_at, row.due_is_provisional) == (clock.due_at, False)


def test_a_day_set_right_afterwards_moves_the_clocks_that_run(complaint, officer):
    from hedun.base.lawbook.actions import change_day

    clock, by = clock_row(officer, complaint), Viewer.system()
    assert passages.outdated(by, after=0, limit=9) == []
    change_day(on=D(2026, 10, 8), kind="off", name="国庆节", source="通知", by=by, at=AT)
    assert passages.outdated(by, after=0, limit=9) == [clock.pk]
    assert procedures.recompute(clock_id=clock.pk, by=by, at=AT)
    complaint.refresh_from_db()
    assert f"{complaint.due_at:%Y-%m-%d}" == "2026-10-14"
    assert "2026-v2" in Passage.objects.latest("pk").note


def test_the_due_date_beside_the_row_is_that_of_its_first_open_clock(mediating, step):
    mediating.refresh_from_db()
    assert (f"{mediating.due_at:%Y-%m-%d}", mediating.is_open) == ("2026-11-27", True)
    row = step(mediating, "agree", note="退款")
    assert (row.due_at, row.is_open) == (None, False)
