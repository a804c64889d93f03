"""Which records of two tables may be one subject, where no key decides it.

The one place that proposes pairs by name and address. It compares only records that share a
block, and blocks that hold more records than the cap (a chain, a street) are left to the keys.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hedun.engine.match import Subject, Verdict, judge
from hedun.engine.match import name as names

CAP = 40
MOST_PAIRS = 3  # of one record, the likeliest


class Linked(NamedTuple):
    """A record of either side, how likely they are one subject, and why."""

    merchant: dict[str, Any]
    entry: dict[str, Any]
    score: float
    verdict: str
    reasons: list[str]


def link(
    merchants: Iterable[dict[str, Any]], entries: Iterable[dict[str, Any]]
) -> Iterator[Linked]:
    """Give pairs that are the same or may be, the likeliest of each merchant first."""
    known: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in merchants:
        for block in _blocks(str(one["name"])):
            known[block].append(one)
    found: dict[str, list[Linked]] = defaultdict(list)
    for entry in entries:
        for one in _near(known, entry):
            pair = _judged(one, entry)
            if pair.verdict != Verdict.DIFFERENT:
                found[str(one["shop_no"])].append(pair)
    for pairs in found.values():
        yield from sorted(pairs, key=lambda pair: -pair.score)[:MOST_PAIRS]


def same_name(one: dict[str, Any], entry: dict[str, Any]) -> Linked:
    """Compare two records of one code by their names and addresses alone."""
    judged = judge(
        Subject(str(one["name"]), "", str(one["address"])),
        Subject(_shown(entry), "", str(entry["address"])),
    )
    reasons = ["信用代码相同，名称不一致：可能借用他人执照，或名称变更后未更新", *judged.reasons]
    return Linked(one, entry, judged.score, judged.verdict.value, reasons)


def _near(
    known: dict[str, list[dict[str, Any]]], entry: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    spellings = [str(entry["name"]), *filter(None, str(entry.get("former_name") or "").split("、"))]
    seen: set[int] = set()
    for block in {block for text in spellings for block in _blocks(text)}:
        group = known.get(block, ())
        if len(group) > CAP:
            continue
        for one in group:
            if id(one) not in seen:
                seen.add(id(one))
                yield one


def _judged(one: dict[str, Any], entry: dict[str, Any]) -> Linked:
    code = str(one["credit_code"] or one.get("raw_code") or "")
    judged = judge(
        Subject(str(one["name"]), code, str(one["address"])),
        Subject(_shown(entry), str(entry["credit_code"]), str(entry["address"])),
    )
    return Linked(one, entry, judged.score, judged.verdict.value, list(judged.reasons))


def _shown(entry: dict[str, Any]) -> str:
    former = str(entry.get("former_name") or "")
    return f"{entry['name']}（曾用名：{former}）" if former else str(entry["name"])


def _blocks(text: str) -> Iterator[str]:
    """Blocks of a name: its trade name, alone and with its trade, and the text in one spelling."""
    for reading in names.parse(text).readings[:2]:
        if not reading.is_usable:
            continue
        yield f"t:{reading.text}"
        if reading.key:
            yield f"k:{reading.key}"
        for trade in reading.trades[:1]:
            yield f"w:{reading.key[:1]}:{trade.word}"
