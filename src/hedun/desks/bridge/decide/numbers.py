"""Numbers and names that make a letter one and the same wherever it is."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from hedun.desks.bridge.terms import LetterKind


def word_key(body_id: int, kind: LetterKind, year: int) -> str:
    """The counter of document numbers: one per body, kind and year."""
    return f"word:{body_id}:{kind.value}:{year}"


def channel_key(from_body_id: int, to_body_id: int) -> str:
    """The counter of a channel: one per sender and receiver."""
    return f"channel:{from_body_id}:{to_body_id}"


def document_number(word: str, kind: LetterKind, *, year: int, serial: int) -> str:
    """The 文号 as GB/T 9704 writes it: 杭市监协查〔2026〕12号, no leading zeros."""
    return f"{word}{kind.word}〔{year}〕{serial}号"


def reply_key(body_id: int, year: int) -> str:
    """The counter of answers: one per answering body and year."""
    return f"word:{body_id}:reply:{year}"


def reply_number(word: str, *, year: int, serial: int) -> str:
    """The 文号 of an answer."""
    return f"{word}复〔{year}〕{serial}号"


WIRE = "云桥"


def wire_key(body_id: int, year: int) -> str:
    """The counter of letters that a body's other system hands in: one per body and year."""
    return f"word:{body_id}:wire:{year}"


def wire_number(word: str, *, year: int, serial: int) -> str:
    """Our own number for a letter handed in, apart from the series of letters drafted here."""
    return f"{word}{WIRE}〔{year}〕{serial}号"


def token(*parts: str) -> str:
    """SHA-256 over parts that cannot run into each other: what makes two calls the same one."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def message_id(at: dt.datetime, noise: bytes) -> uuid.UUID:
    """A UUID version 7 (RFC 9562): milliseconds of `at`, then 74 bits of `noise` (10 bytes)."""
    millis = int(at.timestamp() * 1000)
    value = millis << 80 | int.from_bytes(noise[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reply_content(
    *,
    message: str,
    round_no: int,
    text: str,
    rows: Sequence[tuple[str, Mapping[str, Any]]],
    attachments: Sequence[Mapping[str, Any]],
    answered_at: dt.datetime,
    answered_name: str,
) -> dict[str, Any]:
    """What the hash of an answer covers; anybody can rebuild it from the printed reply."""
    return {
        "message_id": message,
        "round": round_no,
        "text": text,
        "rows": [{"group": group, **payload} for group, payload in rows],
        "attachments": [item["sha256"] for item in attachments],
        "answered_at": answered_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "answered_by": answered_name,
    }
