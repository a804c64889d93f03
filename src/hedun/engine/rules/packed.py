"""What a rule pack holds, and its form as JSON: every field named, typed and bounded."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hedun.engine.rules.errors import PackError
from hedun.engine.rules.examples import Example

MAX_RULES = 1_000
MAX_EXAMPLES = 50


@dataclass(frozen=True, slots=True)
class Card:
    """One rule of a pack: its text, the law it serves, and the examples that prove it."""

    code: str
    title: str
    source: str
    basis: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules that a publisher issues together; `number` grows with every issue."""

    name: str
    publisher: str
    number: int
    issued_on: dt.date
    cards: tuple[Card, ...]


def plain(pack: Pack) -> dict[str, Any]:
    """Give a pack as values of JSON."""
    return {
        "name": pack.name, "publisher": pack.publisher, "number": pack.number,
        "issued_on": pack.issued_on.isoformat(), "rules": [_plain_card(c) for c in pack.cards],
    }  # fmt: skip


def _plain_card(card: Card) -> dict[str, Any]:
    examples = [{"values": dict(e.values), "fires": e.fires, "note": e.note} for e in card.examples]
    return {
        "code": card.code, "title": card.title, "rule": card.source, "basis": card.basis,
        "examples": examples,
    }  # fmt: skip


def pack_of(body: Any) -> Pack:
    """Read a pack from values of JSON; PackError names the field that does not fit."""
    fields = _Fields(body, "规则包", {"name", "publisher", "number", "issued_on", "rules"})
    rules = fields.list("rules", most=MAX_RULES)
    try:
        issued_on = dt.date.fromisoformat(fields.text("issued_on"))
    except ValueError:
        raise PackError("规则包的 issued_on 不是日期；应为 2026-11-25 这样。") from None
    cards = tuple(_card(rule, f"第{number}条规则") for number, rule in enumerate(rules, 1))
    if len({card.code for card in cards}) < len(cards):
        raise PackError("规则包里有两条规则编号相同；请发布方改正。")
    return Pack(fields.text("name"), fields.text("publisher"), fields.number(), issued_on, cards)


def _card(rule: Any, place: str) -> Card:
    fields = _Fields(rule, place, {"code", "title", "rule", "basis", "examples"})
    code, title, source, basis = map(fields.text, ("code", "title", "rule", "basis"))
    listed = fields.list("examples", most=MAX_EXAMPLES)
    examples = tuple(_example(example, f"{place}的样例") for example in listed)
    return Card(code, title, source, basis, examples)


def _example(example: Any, place: str) -> Example:
    fields = _Fields(example, place, {"values", "fires", "note"})
    values, fires = fields.given["values"], fields.given["fires"]
    if not isinstance(values, dict) or not isinstance(fires, bool):
        raise PackError(f"{place}应有 values（对象）和 fires（真假）；请发布方改正。")
    return Example(values, fires, fields.text("note", empty=True))


class _Fields:
    """One JSON object whose fields are exactly those named."""

    def __init__(self, given: Any, place: str, names: set[str]) -> None:
        if not isinstance(given, dict) or set(given) != names:
            raise PackError(f"{place}应恰有这些项：{'、'.join(sorted(names))}；请发布方改正。")
        self.given: Mapping[str, Any] = given
        self.place = place

    def text(self, name: str, *, empty: bool = False) -> str:
        """Give a text of at most 4,000 characters."""
        value = self.given[name]
        if not isinstance(value, str) or not (value or empty) or len(value) > 4_000:
            raise PackError(f"{self.place}的 {name} 应是1至4000字的文本；请发布方改正。")
        return value

    def list(self, name: str, *, most: int) -> list[Any]:
        """Give a list that is not too long."""
        value = self.given[name]
        if not isinstance(value, list) or len(value) > most:
            raise PackError(f"{self.place}的 {name} 应是不超过{most}项的列表；请发布方改正。")
        return value

    def number(self) -> int:
        """Give the number of the issue."""
        value = self.given["number"]
        if type(value) is not int or not 0 < value < 1 << 53:
            raise PackError(f"{self.place}的 number 应是正整数；请发布方改正。")
        return value
