"""What the compiled functions share: the lexicon, rows laid out, what waits, the output.

Compiled code knows no keyword-only arguments, so everything travels in one named tuple, and
what changes lies in small arrays.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text.acceptance import weights
from hedun.engine.text.arrays import Lexicon
from hedun.engine.text.compiled import inlined, load
from hedun.engine.text.cutting import CommonWords
from hedun.engine.text.likelihood import Likelihood
from hedun.engine.text.memo import SPARE, Memo

SHEET: Final = 256  # symbols of short rows that are laid down side by side
AROUND: Final = SHEET + 8  # room beside the longest row
STACK: Final = 4096  # visits that wait: a ring
DEEP: Final = STACK // 2  # so many of them that the newest is followed first
FULL: Final = 4096  # candidates that are weighed together
MOST_CHANCES: Final = 4096  # beginnings that what follows them does not rule out
CROWD: Final = 128  # visits on the stack at which they are followed
MOST_STEPS: Final = 32_768  # of one walk
MOST_BEYOND: Final = 1 << 18  # more of them have room, so that none is dropped in a long text
MOST_HEARD: Final = 96  # syllables that may be the first character, and the second
# places in `now`
(
    SIZE, TOP, HEAD, COUNT, ROW, ROWS, UNWANTED, CLOSED, SINGLE, BEGUN, FOUND, TODO, CHANCES, UNUSUAL,
    FIRSTS, SECONDS,
) = range(16)  # fmt: skip
# columns of `hits`
ROW_NO, ENTRY, START, END, MASK = range(5)


class Visit(NamedTuple):
    """A place in the trie reached at a place in the row: where, how hidden, at which cost."""

    node: int
    pos: int
    last: int  # the last symbol that was matched
    mask: int
    odd: int  # how many units are not the character itself
    cost: float


class Scene(NamedTuple):
    """All arrays that the loop reads and writes."""

    lex: Lexicon
    clean: Likelihood
    words: CommonWords
    memo: Memo
    best: NDArray[np.float32]  # costs of cuts, see cutting
    scale: NDArray[np.float32]  # weights of the evidence, see acceptance
    of_mask: NDArray[np.float32]  # of what a word is hidden by, all of it
    code: NDArray[np.uint32]  # symbols, see `row`; between rows and at both ends 0
    rows: NDArray[np.int32]  # where each row begins
    orig: NDArray[np.int32]
    gap: NDArray[np.uint8]  # 1 noise, 2 the end of a clause before the symbol
    known: NDArray[np.int64]  # of the pair that begins here, see memo; 0 where not yet asked; then
    # of each symbol and the one behind noise
    flag: NDArray[np.uint8]  # where no disguises are looked for: how words may begin here
    missed: NDArray[np.int32]  # the pairs of a stretch that do not lie in front
    todo: NDArray[np.int32]  # (n, 2) places of a stretch, and the next item of each, see rounds
    chances: NDArray[np.int32]  # (n, 2) places, and an item << 3 | what is known of it
    unusual: NDArray[np.int32]  # (n, 2) places where a word may begin over noise or in letters,
    # and the symbol behind the noise, or 0
    stirred: NDArray[np.int32]  # places where it may stand in another order
    heard: NDArray[np.int32]  # what the first and second character may sound like, see roots
    stack: NDArray[np.int32]
    costs: NDArray[np.float32]
    found: NDArray[np.int32]  # candidates: entry, start, last, mask, odd
    found_costs: NDArray[np.float32]
    hits: NDArray[np.int32]
    hit_costs: NDArray[np.float32]
    now: NDArray[np.int64]


def scene(
    tables: tuple[Lexicon, Likelihood, CommonWords], memo: Memo, *, longest: int, room: int
) -> Scene:
    """Lay out everything for rows of up to `longest` symbols and `room` hits."""
    size = longest + AROUND
    candidates = FULL + min(8 * size, MOST_BEYOND)
    return Scene(
        *tables,
        memo,
        np.zeros(32, np.float32),
        *weights(),
        np.zeros(size, np.uint32),
        np.zeros(SHEET, np.int32),
        np.zeros(size, np.int32),
        np.zeros(size, np.uint8),
        np.zeros(2 * size, np.int64),
        np.zeros(size, np.uint8),
        np.zeros(SPARE, np.int32),
        np.zeros((max(size, 2 * SPARE) + 1, 2), np.int32),
        np.zeros((MOST_CHANCES, 2), np.int32),
        np.zeros((SPARE, 2), np.int32),
        np.zeros(SPARE, np.int32),
        np.zeros((2, MOST_HEARD, 6), np.int32),
        np.zeros((STACK, 8), np.int32),
        np.zeros(STACK, np.float32),
        np.zeros((candidates, 8), np.int32),
        np.zeros(candidates, np.float32),
        np.zeros((room, 5), np.int32),
        np.zeros(room, np.float32),
        np.zeros(24, np.int64),
    )


@inlined
def bit(bits: Any, place: Any) -> bool:
    """Tell whether a bit of a bit map is set."""
    return load(bits, place >> 3) >> (place & 7) & 1 != 0


@inlined
def find(keys: Any, key: Any) -> int:
    """Give the first place of a key in sorted keys, or -1."""
    return find_within(keys, key, (0, len(keys)))


@inlined
def find_within(keys: Any, key: Any, span: tuple[int, int]) -> int:
    """Give the first place of a key in a sorted part of keys, or -1."""
    low, size = span[0], span[1] - span[0]
    while size > 1:
        half = size >> 1
        low += (load(keys, low + half - 1) < key) * half
        size -= half
    return low if size == 1 and load(keys, low) == key else -1
