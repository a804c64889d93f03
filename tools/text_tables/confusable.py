"""confusable.tsv: the ASCII letter or digit, or the ideograph, that a foreign sign looks like."""

import sys
import unicodedata
from pathlib import Path

from hedun.engine.text.fold import fold
from tools.text_tables.characters import is_han
from tools.text_tables.simplify import simple
from tools.text_tables.simplify import table as variants
from tools.text_tables.sources import CONFUSABLES, UNICODE, read_json
from tools.text_tables.writing import write

ZERO = "〇"


def _is_plain(text: str) -> bool:
    return len(text) == 1 and (is_han(text) or (text.isascii() and text.isalnum()))


def _listed() -> dict[str, str]:
    """Read the list made by hand: what is looked like, and then who looks like it."""
    text = Path(__file__).with_name("confusable.txt").read_text(encoding="utf-8")
    rows = [line.split(" ") for line in text.splitlines() if not line.startswith("#")]
    return {sign: target for target, *signs in rows for sign in signs}


def _unaccented(char: str) -> str:
    """Strip the accents: ǘ is u."""
    parts = unicodedata.normalize("NFD", char)
    return parts[0] if all(unicodedata.combining(mark) for mark in parts[1:]) else char


def _digit(char: str) -> str:
    """Read a number in a circle or square, where it is one digit."""
    value = unicodedata.numeric(char, -1)
    return str(int(value)) if value in range(10) and not is_han(char) else char


def _meant(char: str, official: dict[str, str]) -> str:
    """Give the plain character that a sign looks like, or nothing."""
    upper = char.upper()
    for found in (
        _unaccented(char),
        _digit(char),
        official.get(char, char),
        official.get(upper, upper) if len(upper) == 1 else char,
        official.get(_unaccented(char), char),
    ):
        plain = simple(found.lower())
        if _is_plain(plain) and plain != char:
            return plain
    return ""


def table() -> dict[str, str]:
    """Give what signs look like that folding leaves as they are."""
    official = read_json(CONFUSABLES, "data/confusables.json")
    own = _listed()
    found: dict[str, str] = {}
    for point in range(0x80, sys.maxunicode + 1):
        char = chr(point)
        is_open = unicodedata.category(char)[0] in "LNSP" and (not is_han(char) or char == ZERO)
        if (
            is_open
            and fold(char) == char not in variants()
            and (meant := own.get(char) or _meant(char, official))
        ):
            found[char] = meant
    return found


def build() -> None:
    """Write the table."""
    write("confusable.tsv", table().items(), (CONFUSABLES, UNICODE))
