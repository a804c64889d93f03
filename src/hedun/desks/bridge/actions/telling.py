"""What happens to a letter here is told to the other end's node, in the same transaction."""

import base64
import datetime as dt
from typing import Any

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.evidence import queries as evidence
from hedun.base.exchange import actions as exchange
from hedun.base.exchange import queries as nodes
from hedun.desks.bridge.models import Letter, Reply
from hedun.desks.bridge.terms import FIELDS, FieldGroup, FieldType, LetterStep, Side, event_of

KIND = "cn.hedun.letter.1"
MACHINE = Viewer.system("云桥")
SILENT = frozenset({LetterStep.DRAFT, LetterStep.EDIT, LetterStep.REMIND})
SIDES = {LetterStep.RATE_REPLY: Side.SENDER, LetterStep.RATE_LETTER: Side.RECEIVER}
MOST_FILE_BYTES = 5 << 20


def _tell(letter: Letter, step: LetterStep, *, by: Viewer, at: dt.datetime, note: str) -> None:
    """Put the message beside the act; nothing where both ends work in this house."""
    if step in SILENT or letter.sent_at is None or by.person_id is None:
        return
    is_ours = by.body_id == letter.from_body_id
    here, there = (letter.from_body_id, letter.to_body_id)[:: 1 if is_ours else -1]
    receiver = nodes.node_of(MACHINE, there, is_local=False)
    sender = nodes.node_of(MACHINE, here, is_local=True)
    if receiver is None or sender is None:
        return
    data = _step(letter, step, by=by, at=at, note=note)
    if step is LetterStep.SEND:
        data["letter"] = _letter(letter)
    if step in SIDES:
        data["marks"] = _marks(letter, step)
    if step is LetterStep.ANSWER:
        data["reply"] = _reply(letter.replies.latest("round"))
    exchange.put(
        sender=sender,
        receiver=receiver,
        kind=KIND,
        subject=f"{letter.number} {step.label}"[:120],
        data=data,
        by=by,
        at=at,
        message_id=letter.message_id if step is LetterStep.SEND else None,
    )


def _publish(letter: Letter, step: LetterStep, *, by: Viewer, at: dt.datetime) -> None:
    """Tell both ends' own systems that a step was taken; what the letter says is not in it."""
    if step in SILENT or letter.sent_at is None:
        return
    data = {
        "message_id": str(letter.message_id),
        "number": letter.number,
        "kind": letter.kind,
        "step": step.value,
        "state": str(letter.state),
        "at": _moment(at),
        "due_at": _moment(letter.due_at),
        "version": letter.version,
    }
    exchange.publish(
        kind=event_of(step),
        subject=f"{letter.number} {step.label}"[:120],
        data=data,
        body_ids={letter.from_body_id, letter.to_body_id},
        by=by,
        at=at,
    )


def _marks(letter: Letter, step: LetterStep) -> dict[str, str]:
    rating = letter.ratings.get(side=SIDES[step])
    names = ("timeliness", "completeness", "note")
    return {name: str(getattr(rating, name)) for name in names}


def _moment(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat() if at else None


def _step(
    letter: Letter, step: LetterStep, *, by: Viewer, at: dt.datetime, note: str
) -> dict[str, Any]:
    return {
        "message_id": str(letter.message_id),
        "step": step.value,
        "state": str(letter.state),
        "at": _moment(at),
        "by_name": by.name,
        "note": note,
        "due_at": _moment(letter.due_at),
        "proposed_at": _moment(letter.proposed_at),
        "proposed_reason": letter.proposed_reason,
        "reason": letter.reason,
    }


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "kind": letter.kind,
        "number": letter.number,
        "channel_no": letter.channel_no,
        "title": letter.title,
        "text": letter.text,
        "questions": letter.questions,
        "extra_fields": letter.extra_fields,
        "contact_name": letter.contact_name,
        "contact_phone": letter.contact_phone,
        "instrument": letter.article.instrument.code,
        "article": letter.article.number,
        "period": [str(day) for day in (letter.period_from, letter.period_to) if day],
        "shop_no": letter.shop.shop_no if letter.shop else "",
        "due_is_provisional": letter.due_is_provisional,
        "target_at": _moment(letter.target_at),
        "sent_at": _moment(letter.sent_at),
    }


def _reply(reply: Reply) -> dict[str, Any]:
    size = sum(int(file["size"]) for file in reply.attachments)
    if size > MOST_FILE_BYTES:
        raise Invalid(
            f"发函单位使用自己的节点，一次答复的附件合计不能超过{MOST_FILE_BYTES >> 20} MB；"
            "请压缩，或分次答复。"
        )
    return {
        "round": reply.round,
        "number": reply.number,
        "text": reply.text,
        "rows": [
            {"group": row.group, "values": _plain(FieldGroup(row.group), row.payload)}
            for row in reply.rows.order_by("ordinal")
        ],
        "attachments": [
            {"name": file["name"], "content": _content(file["capture"])}
            for file in reply.attachments
        ],
        "sha256": reply.sha256,
        "answered_at": _moment(reply.answered_at),
        "answered_name": reply.answered_name,
    }


def _plain(group: FieldGroup, payload: dict[str, Any]) -> dict[str, str]:
    """A stored row as it was typed: money in yuan, so that the other end reads it by its rules."""
    money = {field.name for field in FIELDS[group] if field.type is FieldType.MONEY}
    return {
        name: f"{value // 100}.{value % 100:02d}" if name in money else str(value)
        for name, value in payload.items()
    }


def _content(capture_id: int) -> str:
    capture = evidence.capture(MACHINE, capture_id)
    assert capture is not None
    return base64.b64encode(evidence.read(MACHINE, capture)).decode()
