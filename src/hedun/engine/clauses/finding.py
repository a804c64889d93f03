"""Unfair passages: signs found in each sentence, then weighed by who is bound and what for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hedun.engine.clauses import signs
from hedun.engine.clauses.folding import Folded, fold
from hedun.engine.clauses.signs import SIGNS, Sign
from hedun.engine.clauses.splitting import sentences
from hedun.engine.clauses.terms import Unfair

_SWAP = str.maketrans("甲乙", "乙甲")
_PART = re.compile(r"[，：]")
_REPLIES = re.compile(r"赔偿(?:请求|要求)|不会|不得|不因")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text that seems unfair: of which kind, and by what it was recognised.

    `start` and `end` bound the sentence, `sign_start` and `sign_end` the telling words.
    """

    kind: Unfair
    start: int
    end: int
    sign_start: int
    sign_end: int
    why: str


def unfair(text: str) -> list[Passage]:
    """Find every sentence that seems unfair to the consumer, in the order of the text.

    A sentence is told once for each kind. Duties of the trader ("不得免除…") are no findings.
    """
    is_swapped = signs.SWAPPED.search(text) is not None
    found: list[Passage] = []
    for start, end in sentences(text):
        folded = fold(text, start, end)
        if folded.text:
            read = folded.text.translate(_SWAP) if is_swapped else folded.text
            found += _of_sentence(replace(folded, text=read), start, end)
    return found


def _of_sentence(folded: Folded, start: int, end: int) -> Iterator[Passage]:
    told: set[Unfair] = set()
    for sign in SIGNS:
        if sign.kind in told:
            continue
        place = next((p for p in _places(sign, folded.text) if _holds(sign, folded.text, p)), None)
        if place is not None:
            told.add(sign.kind)
            yield Passage(sign.kind, start, end, *folded.origin(*place), sign.why)


def _places(sign: Sign, text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in sign.pattern.finditer(text) if m.end() > m.start())


def _holds(sign: Sign, text: str, place: tuple[int, int]) -> bool:
    """Tell whether a sign means what it seems to mean in its sentence."""
    start, end = place
    if signs.HELPS.search(text) or signs.LAWFUL.search(text):
        return False
    if signs.BEFORE.search(text[:start]) or signs.PROTECTS.match(text, start, end + 4):
        return False
    return _burdens(sign, text, place)


def _burdens(sign: Sign, text: str, place: tuple[int, int]) -> bool:
    """Tell whether the burden falls on the consumer, by the party named last before it."""
    who = _party(text[: place[0]])
    if sign.of in {"buyer", "buyer_pays"}:
        return who != "trader"
    if sign.of == "trader":
        return who != "buyer" and not _is_mutual(text[: place[0]])
    if sign.of == "trader_may":
        is_denied = "不得" in text[place[0] : place[1]]
        return not is_denied and (_owner(text[: place[0]]) != "buyer" or "trader" in _named(text))
    return sign.of != "reprisal" or not _REPLIES.search(text[place[0] : place[1]])


def _party(before: str) -> str:
    """Say who acts: the party named last in this part of the sentence, else the first before it."""
    here, *earlier = reversed(_PART.split(before))
    named = _named(here)
    if named:
        return named[-1]
    return next((found[0] for part in earlier if (found := _named(part))), "")


def _named(part: str) -> list[str]:
    """Give the parties of a part in their order; the customer of a shop is the customer."""
    return [str(m.lastgroup).rstrip("s") for m in signs.PARTIES.finditer(part)]


def _owner(before: str) -> str:
    """Say who is named last in the same part of the sentence."""
    named = _named(_PART.split(before)[-1])
    return named[-1] if named else ""


def _is_mutual(before: str) -> bool:
    return _party(before) == "both"
