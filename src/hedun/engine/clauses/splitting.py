"""A contract cut into its clauses, and clauses into sentences, with places in the original."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NUMERAL = "一二三四五六七八九十百零〇0-9０-９"
_NUMBER = re.compile(
    rf"^[^\S\n]*(?P<number>第[{_NUMERAL}]{{1,6}}[条章节款]"
    rf"|[（(][{_NUMERAL}]{{1,4}}[)）]"
    rf"|[{_NUMERAL}]{{1,4}}(?:[.．][0-9０-９]{{1,3}}){{0,4}}[、.．)）]?(?=[^\S\n]|[^\W\d_])"
    rf"|[①-⑳])",
    re.MULTILINE,
)
_ENDS = re.compile(r"[。；;！!？?\n\r]+[”’」』）)]?|(?<=[^\W\d])\.(?=\s)")
LONGEST_SENTENCE = 1_000


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number as printed (empty before the first), and where it stands."""

    number: str
    start: int
    end: int


def clauses(text: str) -> list[Clause]:
    """Cut a text at the numbers with which lines begin; together the clauses are the text."""
    found = [(m.start(), m["number"]) for m in _NUMBER.finditer(text)]
    marks = ([] if found and found[0][0] == 0 else [(0, "")]) + found
    ends = [place for place, _ in marks[1:]] + [len(text)]
    return [
        Clause(number.strip(), start, end)
        for (start, number), end in zip(marks, ends, strict=True)
        if text[start:end].strip()
    ]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give the sentences as (start, end) without the spaces around them."""
    cuts = [0, *(m.end() for m in _ENDS.finditer(text)), len(text)]
    for low, high in pairwise(cuts):
        for start in range(low, high, LONGEST_SENTENCE):
            end = min(start + LONGEST_SENTENCE, high)
            piece = text[start:end]
            first = start + len(piece) - len(piece.lstrip())
            last = start + len(piece.rstrip())
            if first < last:
                yield first, last
