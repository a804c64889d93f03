"""What the compiled functions share: the lexicon, one row laid out, a stack, the output.

Compiled code knows no keyword-only arguments, so everything travels in one named tuple, and
what changes lies in small arrays.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text.arrays import Lexicon
from hedun.engine.text.compiled import inlined
from hedun.engine.text.likelihood import Likelihood
from hedun.engine.text.symbols import Symbols

STACK: Final = 512
UNKNOWN: Final = np.float32(9.0)
# places in `now`
SIZE, TOP, COUNT, ROW, FUZZY = 0, 1, 2, 3, 4
# columns of `ints` and `floats`
ROW_NO, ENTRY, START, END, MASK, ODD, UNITS = range(7)
COST, INSIDE, LEFT, RIGHT, BOUND_LEFT, BOUND_RIGHT = range(6)


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
    table: Symbols
    clean: Likelihood
    sym: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    orig: NDArray[np.int32]
    gap: NDArray[np.uint8]  # 1 noise, 2 the end of a clause before the symbol
    change: NDArray[np.uint8]
    stack: NDArray[np.int32]
    costs: NDArray[np.float32]
    ints: NDArray[np.int32]
    floats: NDArray[np.float32]
    now: NDArray[np.int64]


def scene(lex: Lexicon, table: Symbols, clean: Likelihood, *, longest: int, room: int) -> Scene:
    """Lay out everything for rows of up to `longest` code points and `room` candidates."""
    size = longest + 2
    return Scene(
        lex,
        table,
        clean,
        np.zeros(size, np.uint32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.int32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.uint8),
        np.zeros((STACK, 5), np.int32),
        np.zeros(STACK, np.float32),
        np.zeros((room, 7), np.int32),
        np.zeros((room, 6), np.float32),
        np.zeros(8, np.int64),
    )


@inlined
def bit(bits: Any, place: int) -> bool:
    """Tell whether a bit of a bit map is set."""
    return (bits[place >> 3] >> (place & 7)) & 1 != 0


@inlined
def find(keys: Any, key: Any) -> int:
    """Give the first place of a key in sorted keys, or -1."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < len(keys) and keys[low] == key else -1


@inlined
def push(scene: Any, visit: Any) -> None:
    """Put a visit on the stack; a full stack drops it."""
    top = scene.now[1]
    if top < len(scene.costs):
        scene.stack[top, 0], scene.stack[top, 1], scene.stack[top, 2] = visit[0], visit[1], visit[2]
        scene.stack[top, 3], scene.stack[top, 4] = visit[3], visit[4]
        scene.costs[top] = visit[5]
        scene.now[1] = top + 1
