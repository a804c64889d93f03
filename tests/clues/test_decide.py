"""The table of steps, without a database."""

import datetime as dt
import itertools

import pytest

from hedun.base.accounts.terms import BodyKind, Role, Viewer
from hedun.clues import decide
from hedun.clues.terms import Bucket, ClueState, ClueStep, Outcome

AT = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))  # a Wednesday


def standing(state=ClueState.VERIFYING, *, body=1, raised=2, has_extension=False, due=None):
    return decide.Standing(
        "XS-2026-000001", state, "330106", body, raised, due or AT + dt.timedelta(days=3),
        has_extension,
    )  # fmt: skip


def viewer(*roles, body=1, kind=BodyKind.BUREAU, prefix="330106"):
    return Viewer(7, "测试员", body, kind, region_prefix=prefix, roles=frozenset(roles))


OFFICER, LEADER = viewer(Role.INSPECTOR), viewer(Role.LEADER)


@pytest.mark.parametrize(
    ("step", "who", "is_allowed"),
    [
        (ClueStep.CONFIRM, OFFICER, True),
        (ClueStep.CONFIRM, viewer(Role.INSPECTOR, body=9), False),
        (ClueStep.CONFIRM, viewer(Role.EDITOR), False),
        (ClueStep.EXTEND, OFFICER, False),
        (ClueStep.EXTEND, LEADER, True),
        (ClueStep.DISPATCH, viewer(Role.LEADER, body=9, prefix="3301"), True),
        (ClueStep.DISPATCH, viewer(Role.INSPECTOR, body=9, prefix="3301"), False),
        (ClueStep.DISPATCH, viewer(Role.LEADER, body=9, prefix="3302"), False),
        (ClueStep.RETRACT, viewer(Role.INSPECTOR, body=2), True),
        (ClueStep.RETRACT, OFFICER, False),
        (ClueStep.ANSWER, viewer(Role.COMPLIANCE, body=5, kind=BodyKind.PLATFORM), True),
        (ClueStep.DISPOSE, viewer(Role.COMPLIANCE, body=5, kind=BodyKind.PLATFORM), False),
        (ClueStep.RECOMPUTE, LEADER, False),
        (ClueStep.RECOMPUTE, Viewer.system(), True),
        (ClueStep.DISPOSE, Viewer.system(), False),
    ],
)
def test_who_may_take_a_step(step, who, is_allowed):
    assert (decide.refusal(standing(), step, who) == "") is is_allowed


def test_a_refusal_names_who_may():
    assert "负责人" in decide.refusal(standing(), ClueStep.EXTEND, OFFICER)


@pytest.mark.parametrize(("state", "step"), list(itertools.product(ClueState, decide.TABLE)))
def test_a_step_fits_exactly_where_the_table_says(state, step):
    fits = decide.hindrance(standing(state), step, AT) == ""
    assert fits is (state in decide.TABLE[step].origins)


def test_a_hindrance_says_what_can_be_done_instead():
    told = decide.hindrance(standing(ClueState.DISPOSED), ClueStep.CONFIRM, AT)
    assert "已办结" in told
    assert "备注" in told


def test_an_extension_is_given_once_and_in_time():
    again = standing(has_extension=True)
    late = standing(due=AT - dt.timedelta(hours=1))
    assert "只允许延长一次" in decide.hindrance(again, ClueStep.EXTEND, AT)
    assert "届满" in decide.hindrance(late, ClueStep.EXTEND, AT)
    assert decide.hindrance(standing(), ClueStep.EXTEND, AT) == ""


@pytest.mark.parametrize(("state", "outcome"), list(itertools.product(ClueState, Outcome)))
def test_nothing_is_found_true_that_nobody_confirmed(state, outcome):
    problem = decide.outcome_problem(state, outcome, "说明")
    if state in {ClueState.RAISED, ClueState.DISPOSED}:
        assert problem
    if state in decide.LOOKING and outcome not in {Outcome.UNFOUNDED, Outcome.TRANSFERRED}:
        assert "核实属实" in problem


def test_a_transfer_says_where_to():
    assert "去向" in decide.outcome_problem(ClueState.CONFIRMED, Outcome.TRANSFERRED, " ")
    assert decide.outcome_problem(ClueState.CONFIRMED, Outcome.TRANSFERRED, "移送公安") == ""


@pytest.mark.parametrize("state", list(ClueState))
def test_every_outcome_button_has_its_own_key(state):
    keys = [key for _, key in decide.outcome_keys(state)]
    assert len(keys) == len(set(keys))
    assert "1" not in keys or state not in decide.LOOKING


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (AT - dt.timedelta(seconds=1), Bucket.OVERDUE),
        (AT, Bucket.TODAY),
        (AT.replace(hour=23, minute=59), Bucket.TODAY),
        (AT.replace(day=26, hour=0), Bucket.WEEK),
        (AT.replace(day=29, hour=23), Bucket.WEEK),
        (AT.replace(day=30, hour=0), Bucket.LATER),
    ],
)
def test_due_dates_fall_into_groups(due, group):
    assert decide.bucket(due, AT) is group


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"step": ClueStep.SEND_LETTER}, "不能撤销"),
        ({"is_own": False}, "他人"),
        ({"is_last": False}, "之后又有"),
        ({"done_at": AT - dt.timedelta(minutes=11)}, "10 分钟"),
        ({}, ""),
    ],
)
def test_what_can_be_undone(given, told):
    asked = {"step": ClueStep.CONFIRM, "is_own": True, "is_last": True, "done_at": AT} | given
    step = asked.pop("step")
    problem = decide.undo_problem(step, at=AT, **asked)
    assert told in problem
    assert bool(problem) is bool(told)


def test_a_reminder_of_what_is_missing():
    assert "承办单位" in decide.lack(ClueStep.DISPATCH)
    assert "理由" in decide.lack(ClueStep.EXTEND, note="  ")
    assert decide.lack(ClueStep.DISPOSE, has_outcome=True) == ""
