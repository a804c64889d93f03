"""Anybody tries anything in any order on the database: only what the tables allow leaves a trace."""

import datetime as dt
import random

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused
from hedun.base.procedure.models import Clock, Notice, Passage
from hedun.base.procedure.terms import ClockState, NotPossible
from hedun.desks.cases import actions, queries
from hedun.desks.cases.models import Branch, Case, Exhibit, Ruling, Service
from hedun.desks.cases.terms import BRANCHES, CASE, BranchKind
from tests.cases.conftest import AT, DAY, REASONS

STEPS = 260
TRACES = (Passage, Notice, Clock, AuditEntry, Exhibit, Ruling, Service)


def traces():
    return [model.objects.count() for model in TRACES]


def tables(procedure):
    return {
        (step.code.value, str(origin), hat): step.goal or origin
        for step in procedure.steps
        for origin in step.origins
        for hat in step.who
    }


def expected(table, state, code, hats):
    """The state that the table gives to somebody with these hats, or None where it gives none."""
    return next((table[code, state, hat] for hat in hats if (code, state, hat) in table), None)


class Tries:
    """One matter after another, tried by everybody."""

    def __init__(self, chance, team, filled):
        self.chance, self.team, self.filled = chance, team, filled
        self.passed = self.refused = 0

    def form(self, code, at):
        changes = {"note": "说明", "reason": REASONS.get(code, "")}
        if code in {"defer", "a_postpone"}:
            changes["on"] = at.date() + 30 * DAY
        return self.filled(at, **changes)

    def attempt(self, take, state, goal):
        """Try; where the table gives nothing, nothing may happen and no trace may stay."""
        before = traces()
        try:
            found = take()
        except (Refused, NotPossible):
            assert traces() == before
            self.refused += 1
            return None
        assert goal is not None, state
        assert found.state == goal
        self.passed += 1
        return found


@pytest.mark.parametrize("seed", [1, 61])
def test_a_case_moves_only_as_declared(source, team, filled, seed):
    chance = random.Random(seed)
    tries, table = Tries(chance, team, filled), tables(CASE)
    codes, row = [step.code.value for step in CASE.steps], source()
    for number in range(STEPS):
        row = Case.objects.get(pk=row.pk)
        row = row if row.is_open else source(AT + number * dt.timedelta(hours=7))
        at = AT + number * dt.timedelta(hours=7)
        fitting = sorted({code for code, origin, _ in table if origin == row.state})
        code = chance.choice(fitting if chance.random() < 0.8 else codes)
        name = chance.choice([*team, "handler", "leader", "reviewer"])
        by = team[name]
        goal = expected(table, row.state, code, queries.hats(by, row))
        tries.attempt(
            lambda row=row, code=code, by=by, at=at: actions.take_step(
                case_id=row.pk, step=code, form=tries.form(code, at), by=by, at=at
            ),
            (row.state, code, name),
            goal,
        )
    assert tries.passed > STEPS // 12
    ended = list(Case.objects.filter(is_open=False).values_list("pk", flat=True))
    running = Clock.objects.filter(state__in=[ClockState.RUNNING, ClockState.PAUSED])
    assert not running.filter(procedure="case", matter__in=ended).exists()


@pytest.mark.parametrize("kind", BranchKind, ids=lambda kind: kind.value)
def test_what_runs_beside_a_case_moves_only_as_declared(opened, begin, team, filled, kind):
    chance = random.Random(kind.value)
    tries, procedure = Tries(chance, team, filled), BRANCHES[kind]
    table, case = tables(procedure), opened()
    codes = [step.code.value for step in procedure.steps]
    first = procedure.first.code.value
    row = begin(case, kind, first)
    for number in range(60):
        row = Branch.objects.get(pk=row.pk)
        if not row.is_open:
            row = begin(opened(), kind, first)
        at = AT + number * dt.timedelta(minutes=9)
        fitting = sorted({code for code, origin, _ in table if origin == row.state})
        code = chance.choice(fitting if chance.random() < 0.7 else codes)
        name = chance.choice([*team, "handler", "leader"])
        by = team[name]
        goal = expected(table, row.state, code, queries.hats_of_branch(by, row))
        tries.attempt(
            lambda row=row, code=code, by=by, at=at: actions.take_branch_step(
                branch_id=row.pk, step=code, form=tries.form(code, at), by=by, at=at
            ),
            (row.state, code, name),
            goal,
        )
    assert tries.passed > 5
    assert tries.refused > 5
    running = Clock.objects.filter(procedure=kind, state__in=["running", "paused"])
    ended = list(Branch.objects.filter(is_open=False).values_list("pk", flat=True))
    assert not running.filter(matter__in=ended).exists()
