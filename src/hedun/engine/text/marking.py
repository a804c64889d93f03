"""Cutting a text at the offsets of its hits, so that people see what was found where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked with the words that cover it."""

    text: str
    words: tuple[str, ...]

    @property
    def title(self) -> str:
        return "、".join(self.words)


def pieces(text: str, words: Sequence[Mapping[str, Any]]) -> list[Piece]:
    """Cut a text at the offsets of its hits, so that a page can mark each stretch."""
    spans = [(int(w["start"]), int(w["end"]), str(w["word"])) for w in words]
    cuts = sorted({0, len(text)} | {p for low, high, _ in spans for p in (low, high)})
    return [
        Piece(
            text[low:high],
            tuple(dict.fromkeys(w for start, end, w in spans if start <= low and high <= end)),
        )
        for low, high in pairwise(cuts)
    ]
