"""Reading what a partner's message says: every value checked before an action sees it."""

import base64
import binascii
import datetime as dt
import uuid
from typing import Any

from hedun.base.accounts.terms import Invalid
from hedun.desks.bridge.terms import (
    Attachment,
    FieldGroup,
    LetterKind,
    LetterState,
    LetterStep,
    Mark,
    Marks,
    RemoteLetter,
    RemoteReply,
    RemoteStep,
    RowIn,
)

LONGEST = 20_000
RATES = frozenset({LetterStep.RATE_REPLY, LetterStep.RATE_LETTER})


def text(data: dict[str, Any], name: str, *, most: int = 300) -> str:
    """A text of bounded length that the database can hold; Invalid otherwise."""
    value = data.get(name) or ""
    is_plain = isinstance(value, str) and len(value) <= most
    if not is_plain or any(c == "\x00" or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise Invalid(f"消息的“{name}”不是 {most} 字以内的文本。")
    return str(value)


def moment(data: dict[str, Any], name: str) -> dt.datetime | None:
    """A moment with its zone, or nothing."""
    value = data.get(name)
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError:
        raise Invalid(f"消息的“{name}”不是时间。") from None
    if found.tzinfo is None or not 2020 <= found.year <= 2100:
        raise Invalid(f"消息的“{name}”不是合理的时间。")
    return found


def needed(data: dict[str, Any], name: str) -> dt.datetime:
    """A moment that must be there."""
    found = moment(data, name)
    if found is None:
        raise Invalid(f"消息没有“{name}”。")
    return found


def part(data: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside; Invalid where it is none."""
    value = data.get(name)
    if not isinstance(value, dict):
        raise Invalid(f"消息没有“{name}”。")
    return value


def listed(data: dict[str, Any], name: str) -> list[Any]:
    """A list inside; Invalid where it is none."""
    value = data.get(name, [])
    if not isinstance(value, list) or len(value) > 5000:
        raise Invalid(f"消息的“{name}”不是数组，或过长。")
    return value


def identifier(data: dict[str, Any]) -> uuid.UUID:
    """The letter that a message is about."""
    try:
        return uuid.UUID(text(data, "message_id", most=36))
    except ValueError:
        raise Invalid("消息没有函件编号。") from None


def one_of(kind: Any, data: dict[str, Any], name: str) -> Any:
    """A term by its value."""
    value = text(data, name, most=40)
    if value not in set(kind):
        raise Invalid(f"消息的“{name}”是本系统不认识的“{value}”；请核对双方系统的版本。")
    return kind(value)


def whole(data: dict[str, Any], name: str) -> int:
    """A positive whole number."""
    value = data.get(name)
    if type(value) is not int or not 1 <= value < 2**31:
        raise Invalid(f"消息的“{name}”不是正整数。")
    return value


def letter(data: dict[str, Any]) -> RemoteLetter:
    """The letter of a message."""
    inner = part(data, "letter")
    number = text(inner, "number", most=60)
    if not number:
        raise Invalid("函件没有文号。")
    questions = listed(inner, "questions")
    if any(each not in set(FieldGroup) for each in questions):
        raise Invalid("函件要求的信息不在标准字段内；非标准字段须经省级市场监管部门同意。")
    first, last = _period(listed(inner, "period"))
    return RemoteLetter(
        message_id=identifier(data),
        kind=one_of(LetterKind, inner, "kind"),
        number=number,
        channel_no=whole(inner, "channel_no"),
        title=text(inner, "title", most=200),
        text=text(inner, "text", most=LONGEST),
        questions=tuple(questions),
        contact_name=text(inner, "contact_name", most=40),
        contact_phone=text(inner, "contact_phone", most=40),
        instrument=text(inner, "instrument", most=60),
        article=text(inner, "article", most=20),
        shop_no=text(inner, "shop_no", most=64),
        period_from=first,
        period_to=last,
        due_at=needed(data, "due_at"),
        due_is_provisional=inner.get("due_is_provisional") is True,
        target_at=moment(inner, "target_at"),
        sent_at=needed(inner, "sent_at"),
        extra_fields=tuple(_extra(listed(inner, "extra_fields"))),
    )


def _extra(names: list[Any]) -> list[str]:
    """Fields beside the standard that the sender's province has agreed to."""
    if len(names) > 20:
        raise Invalid("函件的非标准字段超过20项。")
    return [text({"extra_fields": name}, "extra_fields", most=40) for name in names]


def _period(days: list[Any]) -> tuple[dt.date | None, dt.date | None]:
    """Two days, or none."""
    if len(days) != 2:
        return None, None
    try:
        first, last = (dt.date.fromisoformat(str(day)) for day in days)
    except ValueError:
        raise Invalid("函件的数据期间不是日期。") from None
    return first, last


def step(data: dict[str, Any]) -> RemoteStep:
    """The step of a message, with the answer where it brings one."""
    found = one_of(LetterStep, data, "step")
    return RemoteStep(
        message_id=identifier(data),
        step=found,
        state=one_of(LetterState, data, "state"),
        at=needed(data, "at"),
        by_name=text(data, "by_name", most=60),
        note=text(data, "note", most=500),
        due_at=needed(data, "due_at"),
        proposed_at=moment(data, "proposed_at"),
        proposed_reason=text(data, "proposed_reason"),
        reason=text(data, "reason"),
        reply=reply(part(data, "reply")) if found is LetterStep.ANSWER else None,
        marks=marks(part(data, "marks")) if found in RATES else None,
    )


def marks(inner: dict[str, Any]) -> Marks:
    """What the other end thinks of a letter or of its answer."""
    return Marks(
        timeliness=one_of(Mark, inner, "timeliness"),
        completeness=one_of(Mark, inner, "completeness"),
        note=text(inner, "note"),
    )


def reply(inner: dict[str, Any]) -> RemoteReply:
    """An answer, its rows as text and its files as bytes."""
    return RemoteReply(
        round=whole(inner, "round"),
        text=text(inner, "text", most=LONGEST),
        rows=tuple(_row(each) for each in listed(inner, "rows")),
        attachments=tuple(_file(each) for each in listed(inner, "attachments")),
        sha256=text(inner, "sha256", most=64),
        answered_at=needed(inner, "answered_at"),
        answered_name=text(inner, "answered_name", most=60),
        number=text(inner, "number", most=60),
    )


def _row(each: Any) -> RowIn:
    if not isinstance(each, dict):
        raise Invalid("复函的数据行不是对象。")
    values = part(each, "values")
    group = one_of(FieldGroup, each, "group")
    return RowIn(group, {str(name): text(values, name, most=1000) for name in values})


def _file(each: Any) -> Attachment:
    if not isinstance(each, dict):
        raise Invalid("复函的附件不是对象。")
    try:
        content = base64.b64decode(str(each.get("content")), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("复函的附件不是 Base64。") from None
    return Attachment(text(each, "name", most=200), "", content)
