"""Clause checks: which subjects a text must treat, and what a clue says of its passages."""

import bisect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from hedun.desks.screening.terms import ContractKind, FindingState, Verdict
from hedun.engine.clauses import Topic, Unfair, clauses

TOPICS: dict[str, tuple[Topic, ...]] = {
    ContractKind.CONSUMER: (
        Topic.QUALITY, Topic.PRICE, Topic.PERFORMANCE, Topic.SAFETY, Topic.AFTER_SALES, Topic.LIABILITY,
    ),
    ContractKind.AGREEMENT: (
        Topic.ENTRY, Topic.ASSURANCE, Topic.CONSUMERS, Topic.PRIVACY,
    ),
}  # fmt: skip
# which article asks for the subjects, by its place in the lawbook
ASKED_BY = {
    ContractKind.CONSUMER: ("consumer_rights_law", "26"),
    ContractKind.AGREEMENT: ("ecommerce_law", "32"),
}
# the item of the article for each kind, as the article counts them
ITEMS = {
    Unfair.EXEMPT: "第一项",
    Unfair.CLAIM: "第二项",
    Unfair.SUIT: "第三项",
    Unfair.CHANGE: "第四项",
    Unfair.FINAL_SAY: "第五项",
    Unfair.OTHER: "第六项",
}
OUTCOMES = {
    Verdict.CONFIRM: FindingState.CONFIRMED,
    Verdict.REJECT: FindingState.REJECTED,
    Verdict.UNSURE: FindingState.UNSURE,
}


class Marked(Protocol):
    """A passage as it is stored."""

    kind: str
    start: int
    end: int
    sign_start: int
    sign_end: int
    why: str
    clause_no: str


def numbers(text: str) -> Callable[[int], str]:
    """Give a function that names the clause in which a place lies."""
    found = clauses(text)
    starts = [clause.start for clause in found]

    def of(place: int) -> str:
        at = bisect.bisect_right(starts, place) - 1
        return found[at].number[:20] if at >= 0 else ""

    return of


def marks(passages: Iterable[Marked]) -> list[dict[str, Any]]:
    """Give passages as the hits that pages know how to mark in a text."""
    return [
        {"word": Unfair(one.kind).label, "start": one.start, "end": one.end} for one in passages
    ]


def evidence_of(text: str, passages: Sequence[Marked]) -> dict[str, Any]:
    """Give what a clue says: the text, and each passage as a hit in it."""
    words = [
        {
            "word": Unfair(one.kind).label,
            "surface": text[one.sign_start : one.sign_end],
            "start": one.sign_start,
            "end": one.sign_end,
            "channel": "exact",
            "ground": "CLAUSE",
        }
        for one in passages
    ]
    checks = [
        {
            "check": "clause",
            "detail": f"{one.clause_no} {text[one.start : one.end]}".strip()[:500],
            "article": ITEMS[Unfair(one.kind)],
            "label": Unfair(one.kind).label,
        }
        for one in passages
    ]
    return {
        "text": text,
        "words": words,
        "checks": checks,
        "rule": "格式条款检查",
        "exemptions": [],
    }
