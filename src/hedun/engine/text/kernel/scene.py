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
from hedun.engine.text.symbols import HAN

STACK: Final = 512
UNLIKELY: Final = 16  # in flag: the symbol and the next one are an unlikely pair
PASSED: Final = (0x53E3, 0x4E00)  # 口 and 一 are put between characters
# places in `now`
SIZE, TOP, COUNT, ROW, FUZZY, UNWANTED, CLOSED, SINGLE = range(8)
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
    best: NDArray[np.float32]  # costs of cuts, see cutting
    scale: NDArray[np.float32]  # weights of the evidence, see acceptance
    of_channel: NDArray[np.float32]
    sym: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    orig: NDArray[np.int32]
    gap: NDArray[np.uint8]  # 1 noise, 2 the end of a clause before the symbol
    change: NDArray[np.uint8]
    ear: NDArray[np.int32]  # the set of readings of a symbol
    flag: NDArray[np.uint8]
    sums: NDArray[np.uint32]
    odds: NDArray[np.float32]  # of the symbol behind the one before it; -1 where not yet known
    stack: NDArray[np.int32]
    costs: NDArray[np.float32]
    hits: NDArray[np.int32]
    hit_costs: NDArray[np.float32]
    now: NDArray[np.int64]


def scene(lex: Lexicon, clean: Likelihood, words: CommonWords, *, longest: int, room: int) -> Scene:
    """Lay out everything for rows of up to `longest` code points and `room` hits."""
    size = longest + 2
    return Scene(
        lex,
        clean,
        words,
        np.zeros(32, np.float32),
        *weights(),
        np.zeros(size, np.uint32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.int32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.uint8),
        np.zeros(size, np.int32),
        np.zeros(size, np.uint8),
        np.zeros(size, np.uint32),
        np.zeros(size, np.float32),
        np.zeros((STACK, 5), np.int32),
        np.zeros(STACK, np.float32),
        np.zeros((room, 5), np.int32),
        np.zeros(room, np.float32),
        np.zeros(8, np.int64),
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


@inlined
def sounds_like(sign: int, readings: Any) -> bool:
    """Tell whether one of the readings may be among those that the sign was made of."""
    heard = 0
    for k in range(3):
        heard |= (readings[k] >= 0) & (sign >> (readings[k] & 63))
    return heard & 1 != 0


@inlined
def _goes_on(scene: Any, visit: Any) -> bool:
    """Tell whether a word may end at a node or go on with the symbol at `pos`."""
    trie, node, pos, last = scene.lex.trie, visit[0], visit[1], visit[2]
    if trie.nodes[node, 2] < trie.nodes[node, 3]:
        return True
    if pos >= scene.now[SIZE]:
        return False
    symbol = scene.sym[pos]
    if scene.kind[pos] != HAN or symbol == scene.sym[last] or symbol in PASSED:
        return True
    look = trie.signs[node, 0] >> ((np.int64(symbol) * 0x9E3779B1 & 0xFFFFFFFF) >> 26)
    return look & 1 != 0 or sounds_like(
        trie.signs[node, 1], scene.lex.sounds.readings[scene.ear[pos]]
    )


@inlined
def push(scene: Any, visit: Any) -> None:
    """Put a visit on the stack if it may lead to a word; a full stack drops it."""
    top = scene.now[TOP]
    if top < len(scene.costs) and _goes_on(scene, visit):
        scene.stack[top, 0], scene.stack[top, 1], scene.stack[top, 2] = visit[0], visit[1], visit[2]
        scene.stack[top, 3], scene.stack[top, 4] = visit[3], visit[4]
        scene.costs[top] = visit[5]
        scene.now[TOP] = top + 1
