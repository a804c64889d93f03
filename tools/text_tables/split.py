"""split.tsv: how a writer takes a character apart into two or three others."""

import functools
from itertools import product
from pathlib import Path

from tools.text_tables.characters import is_han, standard, usage
from tools.text_tables.parts import SPELLED, Parts, chaizi, drawn
from tools.text_tables.simplify import simple
from tools.text_tables.simplify import table as variants
from tools.text_tables.sources import CHAIZI, DECOMPOSITION, OPENCC, UNICODE
from tools.text_tables.writing import write

MOST = 10
_STROKES = frozenset("一丨丿丶乀乁乙亅乚乛冂凵")
_RADICALS = frozenset("".join((*SPELLED, *SPELLED.values())))


@functools.cache
def _own() -> dict[str, list[str]]:
    """Read the list made by hand."""
    text = Path(__file__).with_name("split.txt").read_text(encoding="utf-8")
    rows = [line.split(" ") for line in text.splitlines() if not line.startswith("#")]
    return {char: [simple(text) for text in spellings] for char, *spellings in rows}


@functools.cache
def _spellings(part: str) -> tuple[str, ...]:
    """Give what may be typed for a part; nothing if it cannot be typed."""
    spelled = SPELLED.get(part) or simple(part)
    if len(spelled) == 1 and not (is_han(spelled) or spelled in SPELLED):
        return ()
    return tuple(dict.fromkeys(simple(s) for s in spelled if s <= "\uffff"))


def _direct(char: str) -> list[Parts]:
    """Every way in which the open files take this character apart."""
    found = [*chaizi().get(char, ())]
    if char in drawn():
        found.append(drawn()[char])
    return [parts for parts in found if char not in parts]


@functools.cache
def _ways(char: str) -> tuple[Parts, ...]:
    """Two or three parts: as they stand, and with one of two parts taken apart again."""
    direct = list(dict.fromkeys(_direct(char)))
    short = [parts for parts in direct if 2 <= len(parts) <= 3]
    for parts in [p for p in direct if len(p) > 3]:
        short.extend(_joined(parts))
    deeper: list[Parts] = []
    for left, right in [parts for parts in short if len(parts) == 2]:
        deeper.extend((*inner, right) for inner in _halves(left))
        deeper.extend((left, *inner) for inner in _halves(right))
    return tuple(dict.fromkeys([*short, *deeper]))


def _halves(part: str) -> list[Parts]:
    """Take a part apart into two characters that people type, no mere strokes."""
    if part in _RADICALS:
        return []
    known = standard() | frozenset(SPELLED)
    pairs = [inner for inner in _direct(part) if len(inner) == 2]
    return [p for p in pairs if known.issuperset(p) and not _STROKES.intersection(p)]


@functools.cache
def _wholes() -> dict[Parts, str]:
    """Which character some parts make together, the most used one."""
    found: dict[Parts, str] = {}
    chars = set(chaizi()) | set(drawn())
    for char in sorted(chars, key=lambda c: (-usage()[c], c)):
        for parts in _direct(char):
            found.setdefault(parts, char)
    return found


def _joined(parts: Parts) -> list[Parts]:
    """Put neighbours together where they make a character, until three or two are left."""
    found: list[Parts] = []
    for low in range(len(parts)):
        for high in range(low + 2, len(parts) + 1):
            whole = _wholes().get(parts[low:high])
            left = (*parts[:low], whole or "", *parts[high:])
            if whole and 2 <= len(left) <= 3:
                found.append(left)
    return found


def _typed(parts: Parts) -> list[str]:
    """Spell the parts in every way, the likeliest first."""
    choices = [_spellings(part) for part in parts]
    numbered = product(*(enumerate(choice) for choice in choices))
    ranked = sorted((sum(n for n, _ in way), "".join(s for _, s in way)) for way in numbered)
    return [text for _, text in ranked if 2 <= len(text) <= 3]


def _alternatives(chars: list[str]) -> list[str]:
    """List the spellings of one character, given with the forms that are simplified to it."""
    direct = [text for char in chars for parts in _ways(char) for text in _typed(parts)]
    texts = dict.fromkeys([*_own().get(chars[0], ()), *direct])
    return [text for text in texts if not set(chars) & set(text)][:MOST]


@functools.cache
def table() -> dict[str, tuple[str, ...]]:
    """Give the spellings of every character that folding leaves as it is."""
    forms: dict[str, list[str]] = {}
    for char in sorted({*chaizi(), *drawn()}, key=lambda c: (simple(c) != c, c)):
        if is_han(char) and char <= "\uffff":
            forms.setdefault(simple(char), []).append(char)
    kept = {char for char in forms if char in standard() or usage()[char] > 0}
    found = {char: _alternatives(forms[char]) for char in kept if char not in variants()}
    return {char: tuple(texts) for char, texts in found.items() if texts}


def build() -> None:
    """Write the table."""
    rows = ((char, " ".join(texts)) for char, texts in table().items())
    write("split.tsv", rows, (CHAIZI, DECOMPOSITION, OPENCC, UNICODE))
