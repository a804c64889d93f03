"""What officers do with clues: the row, its event and its audit row in one transaction."""

import datetime as dt

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused
from hedun.base.jobs.models import Job
from hedun.clues import actions
from hedun.clues.models import Clue, ClueEvent
from hedun.clues.terms import ClueSource, ClueState, ClueStep, NotPossible, Outcome, Outdated
from hedun.market.models import Fact
from tests import factories as make

NOW = make.NOW
SOON = NOW + dt.timedelta(minutes=5)


def raise_one(desk, key="k1", **given):
    rest = {"shop": make.shop(region="330106")} | given
    return actions.raise_(
        title="涉嫌绝对化用语",
        source=ClueSource.MANUAL,
        source_key=key,
        ground=make.ground(),
        by=desk.chief.viewer,
        at=NOW,
        **rest,
    )


def test_a_clue_goes_to_the_bureau_of_the_place(desk):
    clue = raise_one(desk)
    assert (clue.body, clue.state) == (desk.bureau, ClueState.DISPATCHED)
    assert [e.step for e in clue.events.order_by("pk")] == [ClueStep.RAISE, ClueStep.DISPATCH]
    assert clue.number == "XS-2026-000001"


def test_without_a_place_the_platform_s_seat_decides_or_a_person(desk):
    make.bureau(region="330108", name="测试滨江局")
    assert raise_one(desk, shop=None, platform=make.platform()).body.region_code == "330108"
    lost = raise_one(desk, "k2", shop=None)
    assert (lost.body, lost.state) == (None, ClueState.RAISED)


def test_the_clock_counts_15_working_days_from_the_day_after(desk):
    clue = raise_one(desk)
    assert clue.due_at.astimezone(make.SHANGHAI).date() == dt.date(2026, 12, 14)
    assert clue.due_article == desk.rule.article
    assert Job.objects.filter(kind="clues.remind").count() == 2


def test_one_source_key_raises_one_clue(desk):
    assert raise_one(desk).pk == raise_one(desk).pk
    assert Clue.objects.count() == 1


def test_numbers_leave_no_gap_after_a_failure(desk):
    raise_one(desk)
    with pytest.raises(Refused):
        actions.raise_(
            title="x", source=ClueSource.MANUAL, source_key="k9", ground=make.ground(),
            by=make.admin().viewer, at=NOW,
        )  # fmt: skip
    assert raise_one(desk, "k2").number == "XS-2026-000002"


def test_a_step_leaves_event_and_audit_row(desk):
    clue = desk.clue()
    actions.take(clue_id=clue.pk, by=desk.inspector.viewer, at=NOW)
    event = clue.events.get()
    assert (event.from_state, event.to_state) == ("dispatched", "verifying")
    assert event.basis
    assert AuditEntry.objects.filter(action="clues:clue:take", subject_id=str(clue.pk)).exists()


def test_the_same_form_twice_is_one_step(desk):
    clue = desk.clue()
    for _ in range(2):
        actions.confirm(clue_id=clue.pk, expected_version=1, by=desk.inspector.viewer, at=NOW)
    assert ClueEvent.objects.filter(clue=clue, step=ClueStep.CONFIRM).count() == 1


def test_a_stale_form_is_told_who_was_faster(desk):
    clue = desk.clue()
    actions.confirm(clue_id=clue.pk, by=desk.leader.viewer, at=NOW)
    with pytest.raises(Outdated, match=desk.leader.name):
        actions.dispose(
            clue_id=clue.pk, outcome=Outcome.UNFOUNDED, expected_version=1,
            by=desk.inspector.viewer, at=NOW,
        )  # fmt: skip


def test_a_neighbor_cannot_touch_what_he_cannot_see(desk):
    clue = desk.clue()
    with pytest.raises(Refused, match="没有这条线索"):
        actions.confirm(clue_id=clue.pk, by=desk.neighbor.viewer, at=NOW)


def test_disposal_records_one_fact_and_undo_corrects_it(desk):
    clue = desk.clue(state=ClueState.CONFIRMED)
    by = desk.inspector.viewer
    actions.dispose(clue_id=clue.pk, outcome=Outcome.REMOVED, measure="下架", by=by, at=NOW)
    assert Fact.objects.get().payload["outcome"] == "下架删除"
    actions.undo(clue_id=clue.pk, by=by, at=SOON)
    clue.refresh_from_db()
    assert (clue.state, clue.is_open, clue.outcome) == ("confirmed", True, "")
    assert Fact.objects.count() == 2
    assert Fact.objects.latest("pk").corrects == Fact.objects.earliest("pk")


def test_what_proves_unfounded_leaves_no_fact(desk):
    clue = desk.clue()
    by = desk.inspector.viewer
    actions.dispose(clue_id=clue.pk, outcome=Outcome.UNFOUNDED, by=by, at=NOW)
    assert not Fact.objects.exists()


def test_undo_is_refused_after_ten_minutes_and_to_others(desk):
    clue = desk.clue()
    actions.confirm(clue_id=clue.pk, by=desk.inspector.viewer, at=NOW)
    with pytest.raises(NotPossible, match="他人"):
        actions.undo(clue_id=clue.pk, by=desk.leader.viewer, at=SOON)
    late = NOW + dt.timedelta(minutes=11)
    with pytest.raises(NotPossible, match="10 分钟"):
        actions.undo(clue_id=clue.pk, by=desk.inspector.viewer, at=late)


def test_an_extension_moves_the_clock_from_the_start(desk):
    clue = desk.clue(due_at=NOW + dt.timedelta(days=2))
    actions.extend(clue_id=clue.pk, reason="案情复杂", by=desk.leader.viewer, at=NOW)
    clue.refresh_from_db()
    assert clue.has_extension
    assert clue.due_at.astimezone(make.SHANGHAI).date() == dt.date(2027, 1, 5)


def test_dispatch_to_a_colleague_needs_an_officer_who_handles_clues(desk):
    clue = desk.clue()
    editor = make.person(desk.bureau, "editor")
    by = desk.inspector.viewer
    with pytest.raises(NotPossible, match="不是办案人员"):
        actions.dispatch(clue_id=clue.pk, officer_id=editor.pk, by=by, at=NOW)
    actions.dispatch(clue_id=clue.pk, officer_id=desk.leader.pk, by=by, at=NOW)
    clue.refresh_from_db()
    assert clue.officer == desk.leader


def test_the_city_takes_a_clue_to_another_county_and_the_old_one_loses_it(desk):
    clue = desk.clue()
    actions.dispatch(clue_id=clue.pk, body_id=desk.beside.pk, by=desk.chief.viewer, at=NOW)
    with pytest.raises(Refused):
        actions.confirm(clue_id=clue.pk, by=desk.inspector.viewer, at=NOW)
    actions.confirm(clue_id=clue.pk, by=desk.neighbor.viewer, at=NOW)


def test_many_at_once_answer_row_by_row(desk):
    good, closed = desk.clue(), desk.clue(state=ClueState.CONFIRMED)
    by = desk.inspector.viewer
    actions.dispose(clue_id=closed.pk, outcome=Outcome.FILED, by=by, at=NOW)
    rows = actions.dispose_many(
        clue_ids=[good.pk, closed.pk], outcome=Outcome.UNFOUNDED, by=by, at=NOW
    )
    assert [bool(row.reason) for row in rows] == [False, True]
    assert "已办结" in rows[1].reason


def test_a_reminder_is_put_down_once(desk):
    clue = desk.clue()
    for _ in range(2):
        actions.remind(clue_id=clue.pk, due_at=clue.due_at, stage="before", by=make.SYSTEM, at=NOW)
    assert clue.events.filter(step=ClueStep.REMIND).count() == 1


def test_a_retracted_clue_ends_without_a_fact(desk):
    clue = raise_one(desk)
    actions.retract(clue_id=clue.pk, reason="重复登记", by=desk.chief.viewer, at=NOW)
    clue.refresh_from_db()
    assert (clue.is_open, clue.outcome) == (False, "unfounded")
    assert not Fact.objects.exists()
