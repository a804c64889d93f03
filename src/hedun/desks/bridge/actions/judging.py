"""What the sender does with an answer: ask again, close, or take a step back."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.terms import Viewer
from hedun.clues import actions as clues
from hedun.desks.bridge.actions.moving import _finish, _hold, _is_replay, _moves_clue, _start
from hedun.desks.bridge.decide import steps
from hedun.desks.bridge.decide.clock import local_day
from hedun.desks.bridge.models import Letter, LetterEvent
from hedun.desks.bridge.terms import Conflict, LetterState, LetterStep
from hedun.market.actions import record_fact
from hedun.market.terms import FactKind, LetterAnswerPayload


@transaction.atomic
def ask_again(
    *,
    letter_id: int,
    reason: str,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Letter:
    """Send an answer back for what is missing; the due date stays as agreed."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.ASK_AGAIN, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.ASK_AGAIN, by=by, seen=expected_version, reason=reason)
    letter.reason = reason.strip()[:300]
    _finish(letter, LetterStep.ASK_AGAIN, goal, by=by, at=at, note=reason.strip())
    if _moves_clue(letter):
        again = f"{letter.number} 要求补充"
        clues.await_answer(clue_id=letter.clue_id or 0, letter_no=again, by=by, at=at)
    return letter


@transaction.atomic
def close(
    *, letter_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Letter:
    """Close an answered letter; that the platform answered, and when, becomes a fact."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.CLOSE, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.CLOSE, by=by, seen=expected_version)
    letter.closed_at = at
    _finish(letter, LetterStep.CLOSE, goal, by=by, at=at)
    _record_answer(letter, by=by, at=at)
    return letter


def _record_answer(letter: Letter, *, by: Viewer, at: dt.datetime) -> None:
    assert letter.answered_at is not None
    assert letter.sent_at is not None
    assert letter.number is not None
    if letter.shop_id is None:
        return
    last = letter.replies.filter(answered_at__isnull=False).latest("round")
    record_fact(
        kind=FactKind.LETTER_ANSWER,
        subject=letter.subject,
        shop=letter.shop,
        payload=LetterAnswerPayload(
            letter_no=letter.number,
            title=letter.title,
            platform=letter.to_body.name,
            result=f"第{last.round}次答复，内容摘要 {last.sha256}",
            answered_on=local_day(letter.answered_at).isoformat(),
            is_late=letter.is_late,
        ),
        happened_on=local_day(letter.answered_at),
        basis=str(letter.article),
        source=("letter", str(letter.pk)),
        by=by,
        at=at,
    )


@transaction.atomic
def undo(*, letter_id: int, by: Viewer, at: dt.datetime) -> Letter:
    """Take back one's own last step within ten minutes: closing, asking again, agreeing.

    A fact that closing recorded stays: the platform has answered either way.
    """
    letter = _hold(letter_id, by)
    last = letter.events.filter(is_undone=False).exclude(step__in=steps.BESIDE).latest("pk")
    step = LetterStep(last.step)
    steps.check_undo(step, last.at, at=at, is_own=last.by_id == by.person_id)
    _check_clue(letter, step)
    for name, value in last.before.items():
        setattr(letter, name, dt.datetime.fromisoformat(value) if value else None)
    if step is LetterStep.CLOSE:
        letter.closed_at = None
    LetterEvent.objects.filter(pk=last.pk).update(is_undone=True)
    back = LetterState(last.from_state)
    _finish(letter, LetterStep.UNDO, back, by=by, at=at, note=f"撤销“{step.label}”")
    if step is LetterStep.ASK_AGAIN and _moves_clue(letter):
        clues.answered(
            clue_id=letter.clue_id or 0,
            letter_no=letter.number or "",
            note="撤销补充要求",
            by=by,
            at=at,
        )
    return letter


def _check_clue(letter: Letter, step: LetterStep) -> None:
    if step is LetterStep.CLOSE and letter.clue is not None and not letter.clue.is_open:
        raise Conflict(f"线索 {letter.clue.number} 已处置，不能撤销函件办结；请先撤销线索的处置。")
