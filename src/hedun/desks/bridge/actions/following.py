"""What a partner's node tells becomes a letter here, or a step of one."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from hedun.base.accounts.terms import BodyKind, Invalid, Role, Viewer
from hedun.base.exchange.terms import NotYet
from hedun.base.lawbook import queries as law
from hedun.clues import actions as clues
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.answering import _attach
from hedun.desks.bridge.actions.moving import _finish, _moves_clue
from hedun.desks.bridge.actions.rating import _keep
from hedun.desks.bridge.actions.sending import _plan_reminders
from hedun.desks.bridge.actions.telling import SIDES
from hedun.desks.bridge.decide import numbers, steps
from hedun.desks.bridge.decide import rows as typed
from hedun.desks.bridge.decide.clock import is_late, local_day
from hedun.desks.bridge.models import Letter, Reply, ReplyRow
from hedun.desks.bridge.terms import (
    SET_RULE,
    LetterState,
    LetterStep,
    RemoteLetter,
    RemoteReply,
    RemoteStep,
    RowOutcome,
    Side,
)
from hedun.market import queries as market

UNDONE = frozenset({LetterState.ANSWERED, LetterState.PROPOSED})
ENDED = frozenset({LetterState.CLOSED, LetterState.WITHDRAWN})


@transaction.atomic
def take_letter(
    *, remote: RemoteLetter, from_body_id: int, to_body_id: int, by: Viewer, at: dt.datetime
) -> Letter:
    """Put a letter that a partner's node has sent before our people, with its clock."""
    known = Letter.objects.filter(message_id=remote.message_id).first()
    if known is not None:
        return known
    if Letter.objects.filter(number=remote.number).exists():
        raise Invalid(f"文号 {remote.number} 已被另一函件使用；请发函单位核对。")
    on = local_day(remote.sent_at)
    article = law.article(by, remote.instrument, remote.article, on=on) or queries.basis(by, on)
    if article is None:
        raise Invalid("收函单位的法规库中没有所依据的条款；请其系统管理员导入法规库。")
    shops = market.visible_shops(by).filter(
        platform__body_id=to_body_id, shop_no=remote.shop_no or "-"
    )
    shop = shops.select_related("subject").first()
    letter = Letter(
        kind=remote.kind,
        message_id=remote.message_id,
        number=remote.number,
        channel_no=remote.channel_no,
        from_body_id=from_body_id,
        to_body_id=to_body_id,
        shop=shop,
        subject=shop.subject if shop else None,
        article=article,
        title=remote.title,
        text=remote.text,
        questions=list(remote.questions),
        extra_fields=list(remote.extra_fields),
        period_from=remote.period_from,
        period_to=remote.period_to,
        contact_name=remote.contact_name,
        contact_phone=remote.contact_phone,
        due_at=remote.due_at,
        due_rule=SET_RULE,
        due_is_provisional=remote.due_is_provisional,
        target_at=remote.target_at or remote.due_at,
        drafted_at=remote.sent_at,
        sent_at=remote.sent_at,
        version=0,
    )
    letter.save()
    letter.state = LetterState.DRAFT
    _finish(
        letter,
        LetterStep.SEND,
        LetterState.SENT,
        by=by,
        at=at,
        note=remote.number,
        happened_at=remote.sent_at,
    )
    _plan_reminders(letter, by=by, at=at)
    return letter


@transaction.atomic
def follow(
    *, remote: RemoteStep, actor_body_id: int, other_body_id: int, by: Viewer, at: dt.datetime
) -> Letter:
    """Take a step here that somebody has taken at the other end.

    A step that crosses one of ours is noted and changes nothing where the letter has ended:
    a withdrawal stands against an answer that was on its way. Raises NotYet where the step
    rests on a message that has not come in yet.
    """
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("from_body", "to_body", "clue")
        .filter(message_id=remote.message_id)
        .first()
    )
    if letter is None:
        raise NotYet("这份函件还没有到达，待其到达后再办理。")
    ends = (letter.from_body_id, letter.to_body_id)
    rule = steps.RULES.get(remote.step)
    by_sender = actor_body_id == ends[0]
    is_end = {actor_body_id, other_body_id} == set(ends)
    # taking back is the sender's alone, and leads to where an answer or a proposal waits
    fits = (rule.side is Side.SENDER) == by_sender if rule else by_sender
    if remote.step is LetterStep.UNDO and remote.state not in UNDONE:
        raise Invalid(f"撤销后函件不能是“{remote.state.label}”。")
    if not (is_end and fits):
        raise Invalid("来件单位不是这份函件的办理方，不能办理该步骤。")
    actor = _actor(letter, remote, by_sender=by_sender)
    state = LetterState(letter.state)
    if remote.step in SIDES:
        return _rate(letter, remote, actor, at=at)
    if state in ENDED and remote.step is not LetterStep.UNDO:
        note = f"对方已“{remote.step.label}”，函件当前为“{state.label}”，仅作记录"
        return _finish(letter, remote.step, state, by=actor, at=at, note=note)
    if rule and state not in rule.starts and remote.step is not LetterStep.WITHDRAW:
        raise NotYet(f"函件当前为“{state.label}”，待此前的步骤到达后再办理。")
    return _apply(letter, remote, actor, at=at)


def _rate(letter: Letter, remote: RemoteStep, actor: Viewer, *, at: dt.datetime) -> Letter:
    """Keep what the other end thinks; it changes no state, whatever has happened meanwhile."""
    if remote.marks is None:
        raise Invalid("评价消息没有评价内容。")
    if letter.ratings.filter(side=SIDES[remote.step]).exists():
        raise Invalid("这份函件已经评价过；评价不能更改。")
    _keep(letter, remote.step, remote.marks, by=actor, at=remote.at)
    state = LetterState(letter.state)
    return _finish(
        letter, remote.step, state, by=actor, at=at, note=remote.note, happened_at=remote.at
    )


def _actor(letter: Letter, remote: RemoteStep, *, by_sender: bool) -> Viewer:
    """The person at the other end, whom this house knows by name only."""
    body = letter.from_body if by_sender else letter.to_body
    return Viewer(
        person_id=None,
        name=remote.by_name,
        body_id=body.pk,
        body_kind=BodyKind(body.kind),
        body_name=body.name,
        roles=frozenset({_role(BodyKind(body.kind))}),
    )


def _role(kind: BodyKind) -> Role:
    """The role in which somebody at such a body works on letters."""
    known = {BodyKind.BUREAU: Role.INSPECTOR, BodyKind.AGENCY: Role.LIAISON}
    return known.get(kind, Role.COMPLIANCE)


def _apply(letter: Letter, remote: RemoteStep, actor: Viewer, *, at: dt.datetime) -> Letter:
    """Change what the step itself changes, and nothing else that the message may say."""
    step = remote.step
    goal = steps.RULES[step].ends if step in steps.RULES else remote.state
    if step in {LetterStep.ACCEPT, LetterStep.PROPOSE}:
        letter.accepted_at = letter.accepted_at or remote.at
    if step is LetterStep.PROPOSE:
        letter.proposed_at, letter.proposed_reason = remote.proposed_at, remote.proposed_reason
    if step in {LetterStep.AGREE, LetterStep.UNDO}:
        letter.due_at = remote.due_at
    if step in {LetterStep.AGREE, LetterStep.REFUSE, LetterStep.ANSWER, LetterStep.UNDO}:
        letter.proposed_at = remote.proposed_at if step is LetterStep.UNDO else None
    if step in {LetterStep.ASK_AGAIN, LetterStep.WITHDRAW}:
        letter.reason = remote.reason
    if step in {LetterStep.CLOSE, LetterStep.WITHDRAW, LetterStep.UNDO}:
        letter.closed_at = None if step is LetterStep.UNDO else remote.at
    if step is LetterStep.ANSWER:
        _answer(letter, remote, actor, at=at)
    assert goal is not None
    _finish(letter, step, goal, by=actor, at=at, note=remote.note, happened_at=remote.at)
    if step is LetterStep.AGREE:
        _plan_reminders(letter, by=actor, at=at)
    return letter


def _answer(letter: Letter, remote: RemoteStep, actor: Viewer, *, at: dt.datetime) -> None:
    if remote.reply is None:
        raise Invalid("复函消息没有复函内容。")
    reply = _take_reply(letter, remote.reply, actor, at=at)
    letter.answered_at, letter.is_late = reply.answered_at, letter.is_late or reply.is_late
    if _moves_clue(letter):
        clues.answered(
            clue_id=letter.clue_id or 0,
            letter_no=letter.number or "",
            note=remote.note,
            by=actor,
            at=at,
        )


def _take_reply(letter: Letter, remote: RemoteReply, actor: Viewer, *, at: dt.datetime) -> Reply:
    """Take an answer in by our own rules, and only if its seal is that of its content."""
    outcomes = [typed.judge(row) for row in remote.rows]
    if len(outcomes) > typed.MOST_ROWS or any(not outcome.is_good for outcome in outcomes):
        raise Invalid("复函的数据行不符合标准字段，不能收录；请对方核对后重新答复。")
    reply, _ = Reply.objects.get_or_create(letter=letter, round=remote.round)
    if reply.answered_at is not None:
        raise Invalid(f"第{remote.round}次答复已经收到。")
    _store_rows(reply, outcomes)
    for attachment in remote.attachments:
        _attach(letter, reply, attachment=attachment, by=actor, at=at)
    reply.number = remote.number
    reply.text, reply.answered_name = remote.text, remote.answered_name
    reply.answered_at = remote.answered_at
    reply.is_late = is_late(remote.answered_at, letter.due_at)
    content = numbers.reply_content(
        message=str(letter.message_id),
        round_no=reply.round,
        text=reply.text,
        rows=[(row.group, row.payload) for row in reply.rows.order_by("ordinal")],
        attachments=reply.attachments,
        answered_at=remote.answered_at,
        answered_name=reply.answered_name,
    )
    reply.sha256 = numbers.digest(content)
    if reply.sha256 != remote.sha256:
        raise Invalid("复函的内容与其摘要不符，不能收录；请对方核对后重新答复。")
    reply.save()
    return reply


def _store_rows(reply: Reply, outcomes: Sequence[RowOutcome]) -> None:
    ReplyRow.objects.bulk_create(
        [
            ReplyRow(reply=reply, group=each.row.group, ordinal=n, payload=each.payload)
            for n, each in enumerate(outcomes, start=1)
        ],
        batch_size=500,
    )
