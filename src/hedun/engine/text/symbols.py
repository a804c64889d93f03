"""What each code point is to the matcher: its folded form, its kind, and how it was folded.

One table look-up per character; tables are built once per process.
"""

import functools
import unicodedata
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.fold import table

# kinds of symbols
DROP: Final = 0  # never seen by a reader: zero-width, combining, variation selectors
NOISE: Final = 1  # seen, but no part of a word: punctuation, spaces, box drawing
HAN: Final = 2
LATIN: Final = 3
DIGIT: Final = 4
OTHER: Final = 5  # letters of other scripts
PICTURE: Final = 6  # emoji and symbols that may stand for a word, and may be passed over
STROKE: Final = 7  # Han characters that are used as noise: 丨 丶 丿

STROKES: Final = "丨丶丿亅乚乛乀亠亻冂冖凵囗口丄丅"
MOUTH, ONE = ord("口"), ord("一")  # put between characters as well
# marks that end a sentence or a clause: a word that leaps over one is hardly a word
STOPS: Final = '，。！？；：、,!?;:\n|｜/／()（）【】[]《》<>“”"…'


Bytes = NDArray[np.uint8]


class Symbols(NamedTuple):
    """Arrays over the code points below LIMIT; what lies beyond stands in no word."""

    folded: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    change: NDArray[np.uint8]  # 0 unchanged, 1 width/case/compat, 2 traditional, 3 confusable
    packed: NDArray[np.uint32]  # all of it in one number, for one look-up: see pack


HAN_BEYOND: Final = frozenset([0x3007, *range(0x20000, 0x2A6E0)])
LIMIT: Final = 0x30000
WIDTH, TRADITIONAL, CONFUSED = 1, 2, 3
# of a packed symbol
POINT: Final = 0x3FFFF  # its code point
KIND_AT, CHANGE_AT, STOP_AT = 18, 21, 23
CODE_BITS: Final = 21  # code point and kind: all that decides what a symbol may stand for


def _kind(point: int, category: str) -> int:
    if 0x4E00 <= point <= 0x9FFF or 0x3400 <= point <= 0x4DBF or point in HAN_BEYOND:
        return HAN
    if 0x61 <= point <= 0x7A:
        return LATIN
    if 0x30 <= point <= 0x39:
        return DIGIT
    if category in {"Cf", "Mn", "Me", "Cc", "Cs", "Co"} and point != 0x0A:
        return DROP
    if category[0] in {"L", "N", "M"}:
        return OTHER
    return NOISE


@functools.cache
def symbols() -> Symbols:
    """Build the tables: fold, then simplify, then unmask look-alike letters."""
    folded = table()[:LIMIT].copy()
    points = np.arange(LIMIT, dtype=np.uint32)
    change = (folded != points).astype(np.uint8) * WIDTH
    simple, confused = lookup.simplified(), lookup.confusables()
    kind = np.zeros(LIMIT, dtype=np.uint8)
    stop = np.zeros(LIMIT, dtype=np.uint8)
    for point in range(LIMIT):
        char = chr(int(folded[point]))
        if (other := simple.get(char)) is not None and len(other) == 1:
            char, change[point] = other, TRADITIONAL
        elif (other := confused.get(char)) is not None and len(other) == 1:
            char, change[point] = other, CONFUSED
        folded[point] = ord(char)
        kind[point] = _kind(ord(char), unicodedata.category(char)) if ord(char) < LIMIT else OTHER
    for char in lookup.emoji():
        if len(char) == 1 and ord(char) < LIMIT and kind[ord(char)] != HAN:
            kind[ord(char)] = PICTURE
    for char in STROKES:
        kind[ord(char)] = STROKE
    for char in STOPS:
        stop[ord(char)] = 1
    return Symbols(folded, kind, change, pack(folded, kind, change=change, stop=stop))


def pack(
    folded: NDArray[np.uint32], kind: Bytes, *, change: Bytes, stop: Bytes
) -> NDArray[np.uint32]:
    """Put a symbol into 24 bits: 18 of code point, 3 of kind, 2 of change, 1 of stop."""
    high = (kind.astype(np.uint32) | (change.astype(np.uint32) << 3)) | (
        stop.astype(np.uint32) << 5
    )
    packed: NDArray[np.uint32] = (folded | (high << KIND_AT)).astype(np.uint32)
    return packed
