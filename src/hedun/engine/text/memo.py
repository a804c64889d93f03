"""What was once worked out about two symbols side by side, kept so that it is looked up the next time.

A pair decides alone how improbable it is and which words may begin with it, in whatever
disguise. Most pairs of a text were met before: what they lead to lies in a table that fills
while texts are read, and those met of late in a smaller table in front of it that stays in the
cache of the processor. A pair that finds no room takes that of another; when there is no room
for what pairs lead to, all is forgotten, so that memory stays the same.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text.compiled import EIGHT
from hedun.engine.text.symbols import CODE_BITS

KEY_BITS: Final = 2 * CODE_BITS  # of both symbols with their kinds
KEY: Final = (1 << KEY_BITS) - 1
SPREAD: Final = 0x278DDE6E5FD  # odd: no two keys become one
FRONT_BITS: Final = 15
SETS_BITS: Final = 16
SETS: Final = 1 << SETS_BITS
APART_BITS: Final = 3  # of a place: how far its second symbol stands from where it usually does
WAYS: Final = EIGHT  # entries of a set: one cache line
BLOCK: Final = 256  # positions that are worked out together
AHEAD: Final = 16  # and how many more, because what follows a pair is asked as well
SPARE: Final = BLOCK + AHEAD  # positions of a stretch
MOST_ITEMS: Final = 1023  # beginnings of one pair: 20,000 words give it 157 at most
RAW_ITEMS: Final = 8192  # before equal ones are put together
ITEMS: Final = 1 << 20
ITEMS_LEFT: Final = 2 * SPARE * MOST_ITEMS  # room that the pairs of one block may need
# places in `Memo.now`
ITEM, FIRST, RAW = range(3)
# an entry: what tells its pair apart << 37 | flags << 31 | how improbable << 20 | the first item
TAG_AT, FLAGS_AT, ODDS_AT = 37, 31, 20
TAG: Final = (1 << KEY_BITS - FRONT_BITS) - 1  # in front
TAG_IN_SET: Final = (1 << KEY_BITS - SETS_BITS) - 1
BESIDE: Final = 1 << KEY_BITS - SETS_BITS  # of a tag: the entry lies in the set beside its own
KNOWN_OF: Final = (1 << TAG_AT) - 1  # all but what tells the pair apart
ODDS: Final = 0x7FF
FIRST_ITEM: Final = 0xFFFFF
COST: Final = 0xFFFFFFFF  # of an item
# flags
LIKELY, SWAPPED, STIRRED, KNOWN = 1, 2, 4, 8
STRANGE: Final = 16  # noise or letters are to be looked at
FILLED: Final = 32
FINE: Final = 100  # parts of a nat in which odds are kept
COARSE: Final = 256  # and what speaks for a beginning that is a word
NEVER: Final = -32_768  # the beginning is no word
HOPELESS: Final = NEVER + 1  # hardly one where the pair stands side by side
ALWAYS: Final = 32_767
LAST: Final = -0x8000000000000000  # of the items of a pair


class Memo(NamedTuple):
    """Entries by pair, and the beginnings of words that each leads to."""

    front: NDArray[np.int64]  # the entry that was asked last, by the hash of its pair
    entries: NDArray[np.int64]  # sets of WAYS
    # (m, 2) the last of a pair is negative | whether one child is all << 62 | mask << 48 |
    # whether words go on << 47 | whether it is written so << 46 | odd << 44 | a symbol that must
    # follow or 0 << 24 | node; what speaks for a word << 48 | the place of the one child in
    # Chars << 32 | cost in thousandths
    items: NDArray[np.int64]
    raw: NDArray[np.int64]  # (n, 2) what is found of one pair, before it is weighed
    now: NDArray[np.int64]  # items in use; the first item of this pair; what is found of it


def memo(*, is_wanted: bool) -> Memo:
    """Lay an empty table down; a small one where no disguises are looked for."""
    front, sets, items = (1 << FRONT_BITS, SETS, ITEMS) if is_wanted else (1, 1, 1)
    return Memo(
        _aligned(front),
        _aligned(sets * WAYS),
        _aligned(items * 2).reshape(-1, 2),
        np.zeros((RAW_ITEMS, 2), dtype=np.int64),
        np.array([1, 0, 0], dtype=np.int64),  # no pair has the first item
    )


def _aligned(size: int) -> NDArray[np.int64]:
    """Give zeros that begin with a cache line."""
    raw = np.zeros(size + 8, dtype=np.int64)
    begin = (-raw.ctypes.data % 64) // 8
    return raw[begin : begin + size]
