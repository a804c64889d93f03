"""Letters and answers as the envelope carries them, both ways."""

import base64
import binascii
import datetime as dt
import hashlib
from typing import Any

from hedun.desks.bridge import queries
from hedun.desks.bridge.decide.clock import BEIJING
from hedun.desks.bridge.decide.rows import MOST_ROWS
from hedun.desks.bridge.models import Letter, Reply
from hedun.desks.bridge.partners.top import fields
from hedun.desks.bridge.partners.top.gate import Call
from hedun.desks.bridge.partners.top.outcome import TIME, Unfit
from hedun.desks.bridge.partners.top.states import STATUS
from hedun.desks.bridge.terms import (
    FIELDS,
    Attachment,
    FieldGroup,
    FieldType,
    LetterKind,
    LetterState,
    RowIn,
)

TIMES = ("due_at", "target_at", "sent_at", "accepted_at", "answered_at", "closed_at", "proposed_at")


def when(moment: dt.datetime | None) -> str:
    """A moment as the protocol writes it, in Beijing time; empty where there is none."""
    return f"{moment.astimezone(BEIJING):{TIME}}" if moment else ""


def brief(letter: Letter) -> dict[str, Any]:
    """What every step answers: which letter, and how it stands."""
    return {
        "id": letter.message_id.hex,
        "number": letter.number,
        "state": letter.state,
        "status": STATUS[LetterState(letter.state)],
        "due_at": when(letter.due_at),
    }


def whole(letter: Letter, call: Call) -> dict[str, Any]:
    """A letter with the answers that have been given."""
    arrival = letter.arrivals.filter(document_no__gt="").first()
    given = queries.replies(call.by, letter.pk).filter(answered_at__isnull=False)
    return {
        **brief(letter),
        "kind": letter.kind,
        "kind_name": LetterKind(letter.kind).label,
        "doc_name": arrival.document_no if arrival else letter.number,
        "title": letter.title,
        "text": letter.text,
        "questions": letter.questions,
        "sender": letter.from_body.name,
        "receiver": letter.to_body.name,
        "link_man": letter.contact_name,
        "phone": letter.contact_phone,
        "reason": letter.reason,
        "is_late": letter.is_late,
        **{name: when(getattr(letter, name)) for name in TIMES},
        "replies": [_reply(reply) for reply in given],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in reply.rows.all():
        grouped.setdefault(row.group, []).append(_payload(FieldGroup(row.group), row.payload))
    kept = ("name", "sha256", "size")
    return {
        "round": reply.round,
        "text": reply.text,
        "rows": grouped,
        "attachments": [{name: file[name] for name in kept} for file in reply.attachments],
        "answered_at": when(reply.answered_at),
        "answered_by": reply.answered_name,
        "is_late": reply.is_late,
        "sha256": reply.sha256,
    }


def _payload(group: FieldGroup, payload: dict[str, Any]) -> dict[str, Any]:
    """A stored row as it is handed in: money in yuan with two decimals."""
    money = {field.name for field in FIELDS[group] if field.type is FieldType.MONEY}
    return {
        name: f"{value // 100}.{value % 100:02d}" if name in money else value
        for name, value in payload.items()
    }


def named(data: dict[str, Any], call: Call) -> Letter:
    """The letter that a step is about; Letter.DoesNotExist where the key may not see it."""
    name = fields.text_of(data.get("id") or data.get("number") or data.get("doc_name"))
    if not name:
        raise Unfit("缺少必填字段：函件编号（id）。")
    found = queries.named_letters(call.by, call.key, [name]).get(name)
    if found is None:
        raise Letter.DoesNotExist
    return found


def day(text: str) -> dt.date | None:
    """A day as yyyy-MM-dd, with or without a time behind it; None where nothing is given."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Unfit(f"“{text[:20]}”不是日期，请写成 2026-11-03。") from None


def number(data: dict[str, Any], name: str, default: int) -> int:
    """A small whole number of at least one."""
    text = fields.text_of(data.get(name)) or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= len(text) <= 6 and int(text)):
        raise Unfit(f"{name} 应为 1 至 999999 的整数。")
    return int(text)


def rows(data: dict[str, Any]) -> list[RowIn]:
    """The rows of an answer: lists of objects under the name or heading of their group."""
    given = data.get("rows") or {}
    if not isinstance(given, dict):
        raise Unfit("rows 应为对象：以信息类别为名，如 identity、goods，值为行的数组。")
    by_label = {group.label: group for group in FieldGroup}
    found: list[RowIn] = []
    for name, lines in given.items():
        group = by_label.get(name) or (FieldGroup(name) if name in set(FieldGroup) else None)
        if group is None or not isinstance(lines, list):
            raise Unfit(f"rows 中的“{name[:30]}”应为 {'、'.join(FieldGroup)} 之一，值为数组。")
        found += [
            _row(group, line, place=f"{group.label}第{n}行") for n, line in enumerate(lines, 1)
        ]
    if len(found) > MOST_ROWS:
        raise Unfit(f"一次答复最多 {MOST_ROWS} 行；更多数据请作为附件提交。")
    return found


def _row(group: FieldGroup, line: Any, *, place: str) -> RowIn:
    if not isinstance(line, dict):
        raise Unfit(f"{place}应为对象：字段名与值。")
    by_label = {field.label: field.name for field in FIELDS[group]}
    values = {by_label.get(name, fields.snake(name)): fields.text_of(v) for name, v in line.items()}
    return RowIn(group, values, place=place)


def attachments(data: dict[str, Any], call: Call) -> list[Attachment]:
    """The files of an answer, each bound to the signed data by its SHA-256.

    The protocol does not sign files: one whose hash is not in the signed data is refused.
    """
    listed = data.get("attachments") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Unfit(
            "attachments 应为数组，每项含 name、sha256，以及 file（表单文件名）或 content（Base64）。"
        )
    return [_attachment(each, call) for each in listed]


def _attachment(item: dict[str, Any], call: Call) -> Attachment:
    name, wanted = fields.text_of(item.get("name"))[:120], fields.text_of(item.get("sha256"))
    upload = call.given.files.get(fields.text_of(item.get("file")))
    if upload is not None:
        content = upload.content
    else:
        try:
            # not text_of: a file is longer than any text
            content = base64.b64decode(str(item.get("content") or ""), validate=True)
        except (binascii.Error, ValueError):
            raise Unfit(f"附件“{name}”的 content 不是 Base64。") from None
    if hashlib.sha256(content).hexdigest() != wanted.lower():
        raise Unfit(f"附件“{name}”与所列 SHA-256 不符，或没有列出 SHA-256；请重新计算后提交。")
    return Attachment(name, "", content)
