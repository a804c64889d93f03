"""Every step that people take on a clue."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import BodyKind, Refused, Role, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.clues import decide
from hedun.clues.actions.change import Change
from hedun.clues.actions.clock import _plan_reminders
from hedun.clues.actions.undoing import _write_fact
from hedun.clues.models import Clue
from hedun.clues.terms import ClueState, ClueStep, NotPossible, Outcome


@transaction.atomic
def dispatch(
    *,
    clue_id: int,
    body_id: int | None = None,
    officer_id: int | None = None,
    note: str = "",
    expected_version: int | None = None,
    by: Viewer,
    at: dt.datetime,
) -> Clue:
    """Hand a clue to a bureau, or within the own bureau to an officer (分派).

    Another bureau starts by verifying; a colleague goes on where the clue stands.

    Basis: chufa_chengxu art. 10
    """
    _demand(ClueStep.DISPATCH, note=note, has_target=bool(body_id or officer_id))
    wanted = {"officer_id": officer_id, **({"body_id": body_id} if body_id else {})}
    change = Change.of(
        clue_id,
        ClueStep.DISPATCH,
        by=by,
        at=at,
        expected_version=expected_version,
        wanted=wanted,
    )
    clue = change.clue
    target = body_id or (by.body_id if officer_id else clue.body_id)
    is_same = target == clue.body_id
    told = _target_name(change, target, officer_id)
    return change.commit(
        note=f"{told}{'：' if note.strip() else ''}{note}",
        body_id=target,
        officer_id=officer_id,
        state=decide.dispatch_goal(ClueState(clue.state), is_same_body=is_same),
    )


@transaction.atomic
def take(*, clue_id: int, expected_version: int | None = None, by: Viewer, at: dt.datetime) -> Clue:
    """Begin to verify a clue (开始核查): from now it is this officer's.

    Basis: chufa_chengxu art. 18
    """
    change = Change.of(
        clue_id,
        ClueStep.TAKE,
        by=by,
        at=at,
        expected_version=expected_version,
        wanted={"officer_id": by.person_id},
    )
    return change.commit(officer_id=by.person_id)


@transaction.atomic
def confirm(
    *,
    clue_id: int,
    note: str = "",
    expected_version: int | None = None,
    by: Viewer,
    at: dt.datetime,
) -> Clue:
    """State that a person has verified the clue and found it true (核实属实).

    Basis: chufa_chengxu art. 18
    """
    change = Change.of(clue_id, ClueStep.CONFIRM, by=by, at=at, expected_version=expected_version)
    return change.commit(note=note, officer_id=change.clue.officer_id or by.person_id)


@transaction.atomic
def extend(
    *,
    clue_id: int,
    reason: str,
    expected_version: int | None = None,
    by: Viewer,
    at: dt.datetime,
) -> Clue:
    """Extend the verification once, by a leader and before it runs out (延长核查期限).

    Basis: chufa_chengxu art. 18
    """
    _demand(ClueStep.EXTEND, note=reason)
    change = Change.of(
        clue_id,
        ClueStep.EXTEND,
        by=by,
        at=at,
        expected_version=expected_version,
        wanted={"has_extension": True},
    )
    if change.is_replay:
        return change.clue
    due = lawbook.due(by, change.clue.due_rule, change.clue.raised_at, extended=True)
    clue = change.commit(
        note=f"期限由 {timezone.localtime(change.clue.due_at):%Y-%m-%d} "
        f"延长至 {due.on:%Y-%m-%d}：{reason}",
        has_extension=True,
        due_at=due.at,
        due_is_provisional=due.is_provisional,
        due_calendar=due.calendar_version,
    )
    _plan_reminders(clue, at)
    return clue


@transaction.atomic
def await_answer(*, clue_id: int, letter_no: str = "", by: Viewer, at: dt.datetime) -> Clue:
    """Note that a letter about the clue has been sent; the bridge calls this on sending.

    Basis: heguishuju art. 9
    """
    change = Change.of(clue_id, ClueStep.SEND_LETTER, by=by, at=at)
    return change.commit(note=f"发函 {letter_no}".strip())


@transaction.atomic
def answered(
    *, clue_id: int, letter_no: str = "", note: str = "", by: Viewer, at: dt.datetime
) -> Clue:
    """Note that the letter has been answered; the bridge calls this on the reply.

    Basis: heguishuju art. 9
    """
    change = Change.of(clue_id, ClueStep.ANSWER, by=by, at=at)
    return change.commit(note=f"复函 {letter_no} {note}".strip())


@transaction.atomic
def recall(*, clue_id: int, letter_no: str = "", by: Viewer, at: dt.datetime) -> Clue:
    """Note that the letter has been withdrawn unanswered: the clue is the officer's again."""
    change = Change.of(clue_id, ClueStep.RECALL, by=by, at=at)
    return change.commit(note=f"撤回函 {letter_no}".strip())


@transaction.atomic
def retract(*, clue_id: int, reason: str, by: Viewer, at: dt.datetime) -> Clue:
    """Take a clue back that should not have been raised (撤回登记), before anybody works on it.

    The number stays used: it ends as unfounded, and no fact is recorded.
    """
    _demand(ClueStep.RETRACT, note=reason)
    change = Change.of(clue_id, ClueStep.RETRACT, by=by, at=at)
    return change.commit(note=reason, outcome=Outcome.UNFOUNDED, disposed_at=at, is_open=False)


@transaction.atomic
def comment(*, clue_id: int, note: str, by: Viewer, at: dt.datetime) -> Clue:
    """Add a remark to the timeline (备注); it changes nothing else and conflicts with nothing."""
    _demand(ClueStep.COMMENT, note=note)
    change = Change.of(clue_id, ClueStep.COMMENT, by=by, at=at)
    return change.commit(note=note)


@transaction.atomic
def dispose(
    *,
    clue_id: int,
    outcome: Outcome,
    measure: str = "",
    note: str = "",
    expected_version: int | None = None,
    by: Viewer,
    at: dt.datetime,
) -> Clue:
    """End a clue (处置) and record the fact on the shop and its operator.

    A clue that proves unfounded leaves no fact: nothing happened.

    Basis: chufa_chengxu art. 19
    """
    change = Change.of(
        clue_id,
        ClueStep.DISPOSE,
        by=by,
        at=at,
        expected_version=expected_version,
        wanted={"outcome": outcome},
    )
    if change.is_replay:
        return change.clue
    clue = change.clue
    reason = decide.outcome_problem(ClueState(clue.state), outcome, note)
    if reason:
        raise NotPossible(reason)
    is_fact = outcome is not Outcome.UNFOUNDED and bool(clue.shop_id or clue.subject_id)
    fact = _write_fact(clue, outcome.label, measure.strip(), by=by, at=at) if is_fact else None
    told = "；".join(filter(None, [outcome.label, measure.strip(), note.strip()]))
    return change.commit(
        note=told,
        before={"fact": fact.pk if fact else None},
        outcome=outcome,
        disposed_at=at,
        is_open=False,
        officer_id=clue.officer_id or by.person_id,
    )


def _demand(
    step: ClueStep, *, note: str = "", has_target: bool = False, has_outcome: bool = False
) -> None:
    reason = decide.lack(step, note=note, has_target=has_target, has_outcome=has_outcome)
    if reason:
        raise NotPossible(reason)


def _target_name(change: Change, body_id: int | None, officer_id: int | None) -> str:
    """Name the bureau or colleague that shall have the clue, if this person may choose it."""
    by, clue = change.by, change.clue
    body = people.bodies(by).filter(pk=body_id or 0, kind=BodyKind.BUREAU, is_active=True).first()
    if body is None:
        raise NotPossible("找不到所选的承办单位；只能分派给在用的市场监管局。")
    if body.pk != clue.body_id and clue.body_id == by.body_id and not by.has(Role.LEADER):
        raise Refused("改派其他单位须由本单位负责人办理；您可以在本单位内改派承办人。")
    if officer_id is None:
        return body.name
    officer = people.colleagues(by).filter(pk=officer_id or 0).first()
    if officer is None or body.pk != by.body_id:
        raise NotPossible("只能指定本单位在岗人员为承办人；分派其他单位时由其自行指定。")
    if not {grant.role for grant in officer.grants.all()} & set(decide.WORKERS):
        raise NotPossible(f"{officer.name}不是办案人员或负责人，不能承办线索；请另选承办人。")
    return f"{body.name} {officer.name}"
