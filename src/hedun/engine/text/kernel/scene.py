"""What the compiled functions share: the lexicon, one row laid out, a stack, the output.

Compiled code knows no keyword-only arguments, so everything travels in one named tuple, and
what changes lies in small arrays.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text.acceptance import weights
from hedun.engine.text.arrays import Lexicon
from hedun.engine.text.compiled import inlined
from hedun.engine.text.cutting import CommonWords
from hedun.engine.text.likelihood import Likelihood
from hedun.engine.text.memo import SPARE, Memo

STACK: Final = 2048
FULL: Final = 4096  # candidates that are weighed together
CROWD: Final = 128  # visits on the stack at which they are followed
MOST_STEPS: Final = 32_768  # of one walk
MOST_BEYOND: Final = 1 << 18  # more of them have room, so that none is dropped in a long text
PASSED: Final = (0x53E3, 0x4E00)  # 口 and 一 are put between characters
# places in `now`
SIZE, TOP, COUNT, ROW, UNWANTED, CLOSED, SINGLE, BEGUN, FOUND, EDGE_AT, TODO, FIRSTS, SECONDS = (
    range(13)
)
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
    of_channel: NDArray[np.float32]
    sym: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    orig: NDArray[np.int32]
    gap: NDArray[np.uint8]  # 1 noise, 2 the end of a clause before the symbol
    change: NDArray[np.uint8]
    ear: NDArray[np.int32]  # the set of readings of a symbol
    code: NDArray[np.uint32]  # kind << 20 | symbol
    flag: NDArray[np.uint8]  # of the pair that begins here, see memo
    at: NDArray[np.int32]  # its slot there
    missed: NDArray[np.int32]  # the pairs of a stretch that are not there yet
    todo: NDArray[np.int32]  # the places of a stretch where a word may begin
    heard: NDArray[np.int32]  # what the first and second character may sound like, see roots
    odds: NDArray[np.float32]  # of the symbol behind the one before it; -1 where not yet known
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
    """Lay out everything for rows of up to `longest` code points and `room` hits."""
    size = longest + 2
    candidates = FULL + min(8 * size, MOST_BEYOND)
    return Scene(
        *tables,
        memo,
        np.zeros(32, np.float32),
        *weights(),
        np.zeros(size, np.uint32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.int32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.uint8),
        np.zeros(size, np.int32),
        np.zeros(size, np.uint32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.int32),
        np.zeros(SPARE, np.int32),
        np.zeros(SPARE + 1, np.int32),
        np.zeros((2, 96, 6), np.int32),
        np.zeros(size, np.float32),
        np.zeros((STACK, 8), np.int32),
        np.zeros(STACK, np.float32),
        np.zeros((candidates, 8), np.int32),
        np.zeros(candidates, np.float32),
        np.zeros((room, 5), np.int32),
        np.zeros(room, np.float32),
        np.zeros(16, np.int64),
    )


@inlined
def bit(bits: Any, place: Any) -> bool:
    """Tell whether a bit of a bit map is set."""
    return (bits[place >> 3] >> (place & 7)) & 1 != 0


@inlined
def find(keys: Any, key: Any) -> int:
    """Give the first place of a key in sorted keys, or -1."""
    return find_within(keys, key, (0, len(keys)))


@inlined
def find_within(keys: Any, key: Any, span: tuple[int, int]) -> int:
    """Give the first place of a key in a sorted part of keys, or -1."""
    low, high = span
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < span[1] and keys[low] == key else -1
