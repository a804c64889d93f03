"""Sending, accepting, agreeing on the date, withdrawing, reminding."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.base.lawbook import queries as law
from hedun.clues import actions as clues
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.moving import (
    _finish,
    _hold,
    _is_replay,
    _moves_clue,
    _next_number,
    _start,
)
from hedun.desks.bridge.decide import drafting, numbers
from hedun.desks.bridge.decide.clock import end_of_day, local_day, reminders
from hedun.desks.bridge.models import Letter, LetterEvent
from hedun.desks.bridge.terms import (
    AGREED_RULE,
    STATUTORY,
    TARGET_RULE,
    WAITING_STATES,
    LetterKind,
    LetterState,
    LetterStep,
    NotReady,
    Receiver,
    Reminder,
)


@transaction.atomic
def send(
    *, letter_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Letter:
    """Sign and send a draft: number, channel number, clock, clue and reminders at once.

    One transaction holds all of it, so neither number is ever given to a letter that did
    not leave. Raises NotReady with the defects that block it.
    """
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.SEND, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.SEND, by=by, seen=expected_version)
    if _goes_to_police(letter) and not by.has(Role.LEADER):
        raise Refused("移送公安机关由本单位负责人决定；请负责人登录后签发。")
    found = tuple(
        d for d in queries.preflight(by, queries.letter(by, letter_id), at) if d.is_blocking
    )
    if found:
        raise NotReady(found)
    kind, year = LetterKind(letter.kind), local_day(at).year
    serial = _next_number(numbers.word_key(letter.from_body_id, kind, year))
    word = letter.from_body.word or letter.from_body.short_name
    number = numbers.document_number(word, kind, year=year, serial=serial)
    _leave(letter, goal, number=number, by=by, at=at)
    if _moves_clue(letter):
        clues.await_answer(clue_id=letter.clue_id or 0, letter_no=number, by=by, at=at)
    return letter


def _goes_to_police(letter: Letter) -> bool:
    """A matter that is handed to the police is the leader's to decide.

    Basis: criminal_transfer_rules art. 5
    """
    if letter.kind != LetterKind.TRANSFER:
        return False
    to_kind, name = BodyKind(letter.to_body.kind), letter.to_body.name
    return drafting.receiver_of(LetterKind.TRANSFER, to_kind, name) is Receiver.POLICE


def _leave(letter: Letter, goal: LetterState, *, number: str, by: Viewer, at: dt.datetime) -> None:
    """Give a letter its number, its place in the channel, its clock and its reminders."""
    letter.number = number
    letter.channel_no = _next_number(numbers.channel_key(letter.from_body_id, letter.to_body_id))
    letter.sent_at = at
    if letter.due_rule in STATUTORY:
        due = law.due(by, letter.due_rule, at)
        letter.due_at, letter.due_is_provisional = due.at, due.is_provisional
    letter.target_at = letter.due_at
    if not LetterKind(letter.kind).is_between_bodies:
        letter.target_at = min(law.due(by, TARGET_RULE, at).at, letter.due_at)
    _finish(letter, LetterStep.SEND, goal, by=by, at=at, note=number)
    _plan_reminders(letter, by=by, at=at)


def _plan_reminders(letter: Letter, *, by: Viewer, at: dt.datetime) -> None:
    assert letter.target_at is not None
    for reminder, moment in reminders(target_at=letter.target_at, due_at=letter.due_at, now=at):
        enqueue(
            kind="bridge.remind",
            title=f"{letter.number} {reminder.label}",
            payload={
                "letter": letter.pk,
                "reminder": reminder.value,
                "moment": moment.isoformat(),
            },
            unique_key=f"bridge.remind:{letter.pk}:{reminder.value}:{moment.isoformat()}",
            run_at=moment,
            by=by,
            at=at,
        )


@transaction.atomic
def accept(
    *, letter_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Letter:
    """Sign for a letter (签收): a person at the platform has it."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.ACCEPT, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.ACCEPT, by=by, seen=expected_version)
    letter.accepted_at = at
    return _finish(letter, LetterStep.ACCEPT, goal, by=by, at=at)


@transaction.atomic
def propose_date(
    *,
    letter_id: int,
    due_on: dt.date,
    reason: str,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Letter:
    """Offer another date with the reason; the old date counts until the sender agrees."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.PROPOSE, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.PROPOSE, by=by, seen=expected_version, reason=reason)
    if due_on <= local_day(letter.due_at):
        raise Invalid(
            f"提议的日期{due_on:%Y-%m-%d}不晚于现期限{local_day(letter.due_at):%Y-%m-%d}；"
            "能按期答复的无需改期，请另选更晚的工作日。"
        )
    if not law.calendar(by).is_workday(due_on):
        raise Invalid(f"{due_on:%Y-%m-%d}不是工作日；请改选之后的第一个工作日。")
    letter.proposed_at, letter.proposed_reason = end_of_day(due_on), reason.strip()[:300]
    letter.accepted_at = letter.accepted_at or at
    note = f"{due_on:%Y-%m-%d}：{reason.strip()}"
    return _finish(letter, LetterStep.PROPOSE, goal, by=by, at=at, note=note)


@transaction.atomic
def agree_date(
    *, letter_id: int, by: Viewer, at: dt.datetime, expected_version: int | None = None
) -> Letter:
    """Agree to the proposed date: it becomes the due date, with its own reminder."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.AGREE, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.AGREE, by=by, seen=expected_version)
    assert letter.proposed_at is not None
    before = {"due_at": letter.due_at.isoformat(), "proposed_at": letter.proposed_at.isoformat()}
    letter.due_at, letter.proposed_at = letter.proposed_at, None
    letter.due_rule = AGREED_RULE
    note = f"答复期限改为 {local_day(letter.due_at):%Y-%m-%d}"
    _finish(letter, LetterStep.AGREE, goal, by=by, at=at, note=note, before=before)
    _plan_reminders(letter, by=by, at=at)
    return letter


@transaction.atomic
def refuse_date(
    *,
    letter_id: int,
    reason: str,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Letter:
    """Keep the old date and say why."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.REFUSE, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.REFUSE, by=by, seen=expected_version, reason=reason)
    before = {"proposed_at": letter.proposed_at.isoformat() if letter.proposed_at else None}
    letter.proposed_at = None
    return _finish(
        letter, LetterStep.REFUSE, goal, by=by, at=at, note=reason.strip(), before=before
    )


@transaction.atomic
def withdraw(
    *,
    letter_id: int,
    reason: str,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Letter:
    """Take a letter back; the number stays used and the receiver sees the reason."""
    letter = _hold(letter_id, by)
    if _is_replay(letter, LetterStep.WITHDRAW, seen=expected_version, by=by):
        return letter
    goal = _start(letter, LetterStep.WITHDRAW, by=by, seen=expected_version, reason=reason)
    letter.reason = reason.strip()[:300]
    letter.closed_at = at
    _finish(letter, LetterStep.WITHDRAW, goal, by=by, at=at, note=reason.strip())
    if letter.sent_at is not None and _moves_clue(letter):
        clues.recall(clue_id=letter.clue_id or 0, letter_no=str(letter), by=by, at=at)
    return letter


@transaction.atomic
def remind(
    *, letter_id: int, reminder: Reminder, moment: dt.datetime, by: Viewer, at: dt.datetime
) -> bool:
    """Note that a moment of a waiting letter has come, once; False where it no longer counts."""
    letter = _hold(letter_id, by)
    current = {
        Reminder.BEFORE_TARGET: letter.target_at and letter.target_at - dt.timedelta(hours=4),
        Reminder.AT_TARGET: letter.target_at,
        Reminder.AT_DUE: letter.due_at,
    }[reminder]
    key = f"{letter.pk}:{reminder.value}:{moment.isoformat()}"
    if letter.state not in WAITING_STATES or current != moment:
        return False
    if LetterEvent.objects.filter(key=key).exists():
        return False
    goal = _start(letter, LetterStep.REMIND, by=by, seen=None)
    _finish(
        letter, LetterStep.REMIND, goal, by=by, at=at, note=f"{reminder.label}，尚未答复", key=key
    )
    return True
