"""Duplicates are joined, repeated reports merged, and the clock of the first begins anew."""

import pytest

from hedun.base.procedure import queries as passages
from hedun.base.procedure.models import Notice
from hedun.base.procedure.terms import NotPossible
from hedun.desks.complaints import queries
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import SubmissionKind
from tests.complaints.conftest import AT, DAY

REPORT = SubmissionKind.REPORT


def clocks(officer, row):
    found = passages.clocks(officer, queries.matter(officer, row))
    return [(clock.state, f"{clock.due_at:%m-%d}") for clock in found]


def test_a_complaint_joins_another_with_its_authors_consent(hand_in, step, officer):
    [first], [second] = hand_in(), hand_in(name="李某", phone="13700000000")
    with pytest.raises(NotPossible, match="投诉人同意"):
        step(second.submission, "join", other_id=first.submission.pk)
    row = step(second.submission, "join", other_id=first.submission.pk, agreed=True)
    assert (row.state, row.joined_to, row.is_open) == ("joined", first.submission, False)
    assert clocks(officer, row)[0][0] == "dropped"
    assert "按共同投诉处理" in Notice.objects.latest("pk").text


def test_only_what_is_about_the_same_shop_may_be_joined(hand_in, step):
    [first], [second] = hand_in(respondent="没有这家店"), hand_in()
    with pytest.raises(NotPossible, match="并入的事项"):
        step(second.submission, "join", other_id=first.submission.pk, agreed=True)


def test_new_facts_let_the_clock_begin_anew_on_the_day_of_the_last_report(hand_in, step, officer):
    [first], [second] = hand_in(kind=REPORT), hand_in(kind=REPORT, at=AT + 10 * DAY)
    before = clocks(officer, first.submission)
    merged = step(
        second.submission,
        "r_merge_new",
        other_id=first.submission.pk,
        note="新证据",
        at=AT + 11 * DAY,
    )
    assert merged.state == "r_merged"
    assert clocks(officer, first.submission) == [("dropped", before[0][1]), ("running", "10-28")]
    first.submission.refresh_from_db()
    assert f"{first.submission.due_at:%m-%d}" == "10-28"


def test_a_mere_repeat_moves_no_clock(hand_in, step, officer):
    [first], [second] = hand_in(kind=REPORT), hand_in(kind=REPORT, at=AT + 10 * DAY)
    before = clocks(officer, first.submission)
    step(second.submission, "r_merge", other_id=first.submission.pk, note="同一事实")
    assert clocks(officer, first.submission) == before


def test_another_persons_report_is_no_repeat(hand_in, step):
    [first], [second] = hand_in(kind=REPORT), hand_in(kind=REPORT, phone="13700000000")
    with pytest.raises(NotPossible, match="不是同一举报人"):
        step(second.submission, "r_merge", other_id=first.submission.pk, note="重复")
    assert Submission.objects.get(pk=second.submission.pk).state == "r_received"


@pytest.mark.parametrize("act", ["r_reply", "r_reward"])
def test_a_named_reporter_is_told_and_an_anonymous_one_cannot_be(hand_in, step, act):
    for changes in ({}, {"name": "", "phone": "", "address": ""}):
        row = hand_in(kind=REPORT, **changes)[0].submission
        for code, more in (("r_clue", {"ground": "FUC"}), ("r_close", {}), (act, {})):
            if changes and code == act:
                with pytest.raises(NotPossible, match="匿名举报"):
                    step(row, code, note="已立案", **more)
            else:
                row = step(row, code, note="已立案", **more)
    told = Notice.objects.filter(passage__step=act).get().text
    assert ("已立案" in told) is (act == "r_reply")


def test_a_dispute_over_competence_has_seven_working_days(hand_in, step, officer):
    row = step(hand_in(kind=REPORT)[0].submission, "r_dispute", note="另一局也收到")
    assert clocks(officer, row)[1] == ("running", "10-13")
    row = step(row, "r_settle", body_id=row.body_id, note="协商由本局处理")
    assert (row.state, clocks(officer, row)[1][0]) == ("r_received", "met")
