"""A message as bytes: CloudEvents 1.0 in structured mode, read strictly, signed as it stands."""

import datetime as dt
import hashlib
import json
import uuid
from typing import Any

from hedun.base.exchange.terms import MOST_BYTES, Envelope, Unreadable

VERSION = "1.0"
MOST_NUMBER = 2**63 - 1


def digest(raw: bytes) -> str:
    """SHA-256 of the bytes."""
    return hashlib.sha256(raw).hexdigest()


def write(envelope: Envelope) -> bytes:
    """The bytes that are signed, stored and sent; never written a second time."""
    return dump(
        {
            "specversion": VERSION,
            "id": str(envelope.message_id),
            "source": envelope.sender,
            "type": envelope.kind,
            "subject": envelope.subject,
            "time": envelope.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "datacontenttype": "application/json",
            "hedunreceiver": envelope.receiver,
            "hedunnumber": envelope.number,
            **({"hedunlog": envelope.log} if envelope.log else {}),
            "data": envelope.data,
        }
    )


def dump(content: dict[str, Any]) -> bytes:
    """JSON in UTF-8; no value of it may be no number."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: two readers could take different ones."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def load(raw: bytes) -> dict[str, Any]:
    """An object of JSON; Unreadable where the bytes are none."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("消息超过大小限制。")
    try:
        found = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable("消息不是合法的 JSON。") from None
    if not isinstance(found, dict):
        raise Unreadable("消息不是对象。")
    return found


def read(raw: bytes) -> Envelope:
    """What the bytes say; fields that are unknown stay in the bytes, and are no fault."""
    found = load(raw)
    if found.get("specversion") != VERSION or not isinstance(found.get("data"), dict):
        raise Unreadable("消息不是 CloudEvents 1.0，或没有 data。")
    number = found.get("hedunnumber")
    if type(number) is not int or not 1 <= number <= MOST_NUMBER:
        raise Unreadable("消息没有通道序号。")
    return Envelope(
        message_id=identifier(found, "id"),
        sender=text(found, "source"),
        receiver=text(found, "hedunreceiver"),
        number=number,
        kind=text(found, "type"),
        subject=text(found, "subject"),
        at=moment(found, "time"),
        data=found["data"],
        log=str(found.get("hedunlog", "")),
    )


def text(found: dict[str, Any], name: str) -> str:
    """A short text that must be there and can be stored."""
    value = found.get(name)
    is_text = isinstance(value, str) and 0 < len(value) <= 120
    if not is_text or any(not c.isprintable() for c in str(value)):
        raise Unreadable(f"消息的 {name} 不是文本。")
    return str(value)


def identifier(found: dict[str, Any], name: str) -> uuid.UUID:
    """A UUID in its usual spelling only: another spelling would be another name for it."""
    value = found.get(name)
    try:
        made = uuid.UUID(str(value))
    except ValueError:
        raise Unreadable(f"消息的 {name} 不是 UUID。") from None
    if str(made) != value:
        raise Unreadable(f"消息的 {name} 不是 UUID 的标准写法。")
    return made


def moment(found: dict[str, Any], name: str) -> dt.datetime:
    """A moment with its zone."""
    try:
        made = dt.datetime.fromisoformat(str(found.get(name)))
    except ValueError:
        raise Unreadable(f"消息的 {name} 不是时间。") from None
    if made.tzinfo is None:
        raise Unreadable(f"消息的 {name} 没有时区。")
    return made


def message_id(at: dt.datetime, noise: bytes) -> uuid.UUID:
    """A UUID version 7 (RFC 9562): milliseconds of `at`, then 74 bits of `noise` (10 bytes)."""
    value = int(at.timestamp() * 1000) << 80 | int.from_bytes(noise[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
