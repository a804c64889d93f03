"""What was once worked out about two symbols side by side, kept so that it is looked up the next time.

A pair decides alone how improbable it is and which words may begin with it, in whatever
disguise. Most pairs of a text were met before: what they lead to lies in a table that fills
while texts are read. A full table is emptied, so that memory stays the same.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

SETS_BITS: Final = 17
SETS: Final = 1 << SETS_BITS
WAYS: Final = 4  # slots of a set: one cache line
BLOCK: Final = 128  # positions that are worked out together
AHEAD: Final = 16  # and how many more, because what follows a pair is asked as well
SPARE: Final = BLOCK + AHEAD  # slots for pairs that find all of their own taken, for one block
MOST_ITEMS: Final = 4095  # beginnings of one pair: 20,000 words give it 157 at most
RAW_ITEMS: Final = 8192  # before equal ones are put together
FULL: Final = 3 * SETS * WAYS // 4  # slots in use at which the table is emptied
ITEMS: Final = 1 << 20
ITEMS_LEFT: Final = SPARE * MOST_ITEMS  # room that the pairs of one block may need
# places in `Memo.now`
ITEM, SLOT, EXTRA, FIRST, RAW = range(5)
# flags of a slot
LIKELY, SWAPPED, STIRRED, KNOWN = 1, 2, 4, 8
STRANGE: Final = 16  # noise or letters are to be looked at
FINE: Final = 2048  # parts of a nat in which odds are kept
COARSE: Final = 256  # and what speaks for a beginning that is a word
NEVER: Final = -32_768  # the beginning is no word, or hardly
ALWAYS: Final = 32_767


class Memo(NamedTuple):
    """Slots by pair, and the beginnings of words that each leads to."""

    # (n, 2) both symbols with their kinds << 16 | how improbable; flags << 36 | how many
    # items << 24 | the first of them
    slots: NDArray[np.int64]
    # (m, 4) whether one child is all << 62 | mask << 48 | whether words go on << 47 | whether it
    # is written so << 46 | odd << 44 | a symbol that must follow or 0 << 24 | node; the sign of
    # what may follow by its look, or the one child; that by its sound; what speaks for a word
    # << 32 | cost in thousandths
    items: NDArray[np.int64]
    raw: NDArray[np.int64]  # (n, 2) what is found of one pair, before it is weighed
    now: NDArray[np.int64]  # items, slots and spare slots in use; the first item of this slot


def memo(*, is_wanted: bool) -> Memo:
    """Lay an empty table down; a small one where no disguises are looked for."""
    sets, items = (SETS, ITEMS) if is_wanted else (1, 1)
    words = 2 * (WAYS * sets + SPARE)
    raw = np.zeros(words + 8, dtype=np.int64)
    begin = (-raw.ctypes.data % 64) // 8
    slots = raw[begin : begin + words].reshape(-1, 2)
    return Memo(
        slots,
        np.zeros((items, 4), dtype=np.int64),
        np.zeros((RAW_ITEMS, 2), dtype=np.int64),
        np.zeros(8, dtype=np.int64),
    )
