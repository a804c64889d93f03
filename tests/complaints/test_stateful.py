"""Anybody tries anything in any order: only what Order 121 allows happens, the rest leaves no trace."""

import datetime as dt
import random

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure.models import Clock, Notice, Passage
from hedun.base.procedure.terms import ClockState, NotPossible
from hedun.desks.complaints import actions
from hedun.desks.complaints.actions import Form
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import SubmissionKind
from tests import factories
from tests.complaints.conftest import AT, DAY, viewer
from tests.complaints.test_table import ORDER_121, REPORTS, written

STEPS = 400
FINAL = {"agreed", "refused", "withdrawn", "closed", "joined", "r_merged", "r_not_ours", "r_closed"}
REASONS = {"refuse": "C16-1", "terminate": "T23-1"}


class World:
    """Some submissions, the people who try, and the table written from the text of the law."""

    def __init__(self, hand_in, people):
        self.hand_in, self.people = hand_in, people
        self.table = {}
        for text in (ORDER_121, REPORTS):
            for step, origin, goal, hat, _ in written(text):
                self.table[step, origin, hat] = goal
        self.steps = sorted({step for step, _, _ in self.table})
        # one of each kind that the others may be joined to, by the same author
        self.leads = {kind.value: self.fresh(kind).submission.pk for kind in SubmissionKind}

    def fresh(self, kind):
        [one] = self.hand_in(kind=kind)
        return one

    def attempt(self, one, step, who, at):
        """Try a step with a form that lacks nothing."""
        row = one.submission
        form = Form(
            note="说明",
            reason=REASONS.get(step, ""),
            on=at.date() + (DAY * 9 if step == "ask_identity" else 0 * DAY),
            consents=True,
            body_id=row.body_id,
            ground="FUC",
            agreed=True,
            other_id=self.leads[row.kind],
            letter_id=1,
        )
        if who == "citizen":
            actions.citizen_step(
                number=row.number,
                code=one.code,
                step=step,
                note="说明",
                by=Viewer.anonymous(),
                at=at,
            )
        else:
            actions.take_step(
                submission_id=row.pk, step=step, form=form, by=self.people[who], at=at
            )

    def expected(self, row, step, who):
        """The state that the law gives, or None where it gives none."""
        if step in {"return", "r_return"}:
            return None  # nobody but the bureau itself took it in
        if step == "delegate" and row.delegate:
            return None
        if step == "r_extend" and any(
            event["kind"] == "extend"
            for clock in Clock.objects.filter(matter=row.pk, state__in=["running", "paused"])
            for event in clock.events
        ):
            return None  # once only
        hats = {"citizen": ["citizen"], "inspector": ["officer"], "leader": ["officer", "leader"]}
        goals = [self.table.get((step, row.state, hat)) for hat in hats.get(who, [])]
        return next((goal for goal in goals if goal), None)


@pytest.fixture
def people(officer, leader):
    return {
        "inspector": officer,
        "leader": leader,
        "stranger": viewer(factories.leader(factories.bureau(region="440106"))),
        "platform": viewer(factories.compliance()),
    }


def traces():
    return [m.objects.count() for m in (Passage, Notice, Clock, AuditEntry)]


@pytest.mark.parametrize("seed", [1, 121])
def test_only_what_the_order_allows_happens(hand_in, people, seed):
    chance, world = random.Random(seed), World(hand_in, people)
    one, at, passed = world.fresh(SubmissionKind.COMPLAINT), AT, 0
    for number in range(STEPS):
        if one.submission.state in FINAL:
            one = world.fresh(chance.choice(list(SubmissionKind)))
        at = AT + dt.timedelta(minutes=number)
        fitting = sorted({s for s, origin, _ in world.table if origin == one.submission.state})
        step = chance.choice(fitting if chance.random() < 0.6 else world.steps)
        who = chance.choice([*people, "citizen", "inspector", "leader"])
        before, goal = traces(), world.expected(one.submission, step, who)
        try:
            world.attempt(one, step, who, at)
        except (Refused, NotPossible):
            assert goal is None, (one.submission.state, step, who)
            assert traces() == before
        else:
            assert goal is not None, (one.submission.state, step, who)
            passed += 1
        one.submission.refresh_from_db()
        if goal is not None:
            assert one.submission.state == goal
    assert passed > STEPS // 8
    ended = Submission.objects.filter(state__in=FINAL).values_list("pk", flat=True)
    running = Clock.objects.filter(state__in=[ClockState.RUNNING, ClockState.PAUSED])
    assert not running.filter(matter__in=list(ended)).exists()
