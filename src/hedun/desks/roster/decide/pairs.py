"""Pairs as a person compares them: what differs, and whether the inputs are still the same."""

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COMPARED = ("name", "credit_code", "address", "owner_name", "phone", "region_code", "id_tail")
LABELS = {
    "name": "名称", "credit_code": "信用代码", "address": "地址", "owner_name": "法定代表人",
    "phone": "联系方式", "region_code": "区划", "id_tail": "证件末四位", "former_name": "曾用名",
    "raw_code": "所填代码",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether the other side has it, too."""

    text: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both sides, cut into equal and different parts."""

    label: str
    left: list[Piece]
    right: list[Piece]
    is_same: bool


def fingerprint(merchant: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """Stand for all that a judgement rested on: it changes when an input changes."""
    seen = [[_value(side, name) for name in COMPARED] for side in (merchant, entry)]
    text = json.dumps(seen, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def lines(merchant: Mapping[str, Any], entry: Mapping[str, Any]) -> list[Line]:
    """Lay both sides beside each other, field by field; what neither has is left out."""
    found = []
    for name in COMPARED:
        left, right = _value(merchant, name), _value(entry, name)
        if left or right:
            parts = _cut(left, right)
            found.append(Line(LABELS[name], *parts, is_same=left == right))
    return found


def _value(side: Mapping[str, Any], name: str) -> str:
    """Give a field; where the code is not sound, what was typed instead of it."""
    typed = side.get("raw_code") if name == "credit_code" else ""
    return str(side.get(name) or typed or "")


def _cut(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for what, a, b, c, d in matcher.get_opcodes():
        if a < b:
            sides[0].append(Piece(left[a:b], what != "equal"))
        if c < d:
            sides[1].append(Piece(right[c:d], what != "equal"))
    return sides
