"""Who sees which clue, and in which order they come."""

import datetime as dt

import pytest

from hedun.base.accounts.terms import Role
from hedun.clues import actions, queries
from hedun.clues.models import Clue
from hedun.clues.terms import ClueState, Outcome, Scope
from tests import factories as make

NOW = make.NOW


def hours(n):
    return NOW + dt.timedelta(hours=n)


def test_a_county_sees_its_own_and_the_city_all_of_its_counties(desk):
    here, there = desk.clue(), make.clue(desk.beside)
    assert list(queries.visible_clues(desk.inspector.viewer)) == [here]
    assert set(queries.visible_clues(desk.chief.viewer)) == {here, there}


@pytest.mark.parametrize("who", [make.compliance, make.admin])
def test_nobody_outside_the_bureaux_sees_any(desk, who):
    desk.clue()
    assert not queries.visible_clues(who().viewer).exists()


def test_the_todo_of_an_inspector_is_his_and_what_nobody_has(desk):
    mine, free = desk.clue(officer=desk.inspector, due_at=hours(5)), desk.clue(due_at=hours(2))
    desk.clue(officer=desk.leader)
    assert list(queries.todo(desk.inspector.viewer, NOW)) == [free, mine]
    assert queries.todo(desk.leader.viewer, NOW).count() == 3


def test_what_waits_for_a_platform_is_no_work_until_it_is_due(desk):
    desk.clue(state=ClueState.AWAITING, due_at=hours(72))
    assert not queries.todo(desk.inspector.viewer, NOW).exists()
    assert queries.todo(desk.inspector.viewer, hours(65)).exists()


def test_the_queue_goes_on_behind_what_was_skipped_and_starts_over(desk):
    first, second, third = (desk.clue(due_at=hours(n)) for n in (1, 2, 2))
    viewer = desk.inspector.viewer
    assert queries.next_item(viewer, NOW) == first
    assert queries.next_item(viewer, NOW, after=first.pk) == second
    assert queries.next_item(viewer, NOW, after=second.pk) == third
    assert queries.next_item(viewer, NOW, after=third.pk) == first


def test_a_finished_clue_does_not_stop_the_queue(desk):
    first, second = (desk.clue(due_at=hours(n)) for n in (1, 2))
    actions.dispose(clue_id=first.pk, outcome=Outcome.UNFOUNDED, by=desk.inspector.viewer, at=NOW)
    assert queries.next_item(desk.inspector.viewer, NOW, after=first.pk) == second


def test_the_tally_counts_by_due_date(desk):
    for n in (-1, 1, 30, 24 * 20):
        desk.clue(due_at=hours(n))
    found = queries.tally(desk.inspector.viewer, NOW)
    assert (found.overdue, found.today, found.week, found.total) == (1, 1, 1, 4)


@pytest.mark.parametrize("scope", list(Scope))
def test_no_scope_reaches_beyond_what_is_visible(desk, scope):
    desk.clue()
    make.clue(desk.beside)
    rows = queries.scoped_clues(desk.inspector.viewer, scope, NOW)
    assert set(rows) <= set(queries.visible_clues(desk.inspector.viewer))
    assert not queries.scoped_clues(make.compliance().viewer, scope, NOW).exists()


def test_what_happened_last_is_the_own_body_s(desk):
    here, there = desk.clue(), make.clue(desk.beside)
    actions.take(clue_id=here.pk, by=desk.inspector.viewer, at=NOW)
    actions.take(clue_id=there.pk, by=desk.neighbor.viewer, at=NOW)
    assert [e.clue for e in queries.recent_events(desk.inspector.viewer)] == [here]
    editor = make.person(make.platform_body(), Role.COMPLIANCE)
    assert queries.recent_events(editor.viewer) == []


def test_a_clue_that_went_elsewhere_takes_its_history_along(desk):
    clue = desk.clue(officer=desk.inspector)
    actions.comment(clue_id=clue.pk, note="备注", by=desk.inspector.viewer, at=NOW)
    far = make.bureau(region="440305")
    Clue.objects.filter(pk=clue.pk).update(body=far, region_code=far.region_code)
    assert queries.recent_events(desk.inspector.viewer) == []


def test_what_is_counted_is_what_is_visible(desk):
    """In the area, handled elsewhere but here, raised here about elsewhere, and all of it at once."""
    span = (NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1))
    desk.clue()
    handled, raised, foreign = (make.clue(desk.beside) for _ in range(3))
    Clue.objects.filter(pk=handled.pk).update(body=desk.bureau, raised_body=desk.bureau)
    Clue.objects.filter(pk=raised.pk).update(raised_body=desk.bureau, body=None)
    for who in (desk.inspector, desk.chief, make.inspector(desk.beside)):
        seen = queries.visible_clues(who.viewer)
        found = queries.counted(who.viewer, span, "ground_id")
        assert found == {(clue.ground_id,): 1 for clue in seen}
    assert (foreign.ground_id,) not in queries.counted(desk.inspector.viewer, span, "ground_id")
    assert not queries.counted(make.compliance().viewer, span, "ground_id")


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        ("2026-11-22T23:59:59+08:00", "2026-11-16"),  # a Sunday
        ("2026-11-23T00:00:00+08:00", "2026-11-23"),
        ("2026-11-29T12:00:00+08:00", "2026-11-23"),
        ("2027-01-01T00:00:00+08:00", "2026-12-28"),
    ],
)
def test_a_week_begins_on_monday_in_shanghai(desk, at, monday):
    clue, moment = desk.clue(), dt.datetime.fromisoformat(at)
    Clue.objects.filter(pk=clue.pk).update(raised_at=moment)
    span = (moment, moment + dt.timedelta(seconds=1))
    found = queries.counted(desk.inspector.viewer, span, "week")
    assert found == {(dt.date.fromisoformat(monday),): 1}
