"""Whether a word that stands in a text is one, or torn out of its neighbors: 路口|交警, not 路|口交|警.

The text around is cut into common words in the cheapest way, once freely and once so that
the word is one of the pieces. Where that makes it dearer, the word is no word there. A longer
word around it counts only if it is the more common one: 三黄片 is no 黄片, 世界第一 is 第一.
"""

import functools
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.compiled import inlined
from hedun.engine.text.symbols import HAN

AROUND: Final = 5  # characters on each side that are looked at
LONGEST: Final = 5
STRANGE: Final = np.float32(14.0)  # cost of a character that is no common word
UNKNOWN: Final = np.float32(13.0)  # cost of the word, where it is no common word itself
DEARER: Final = np.float32(1.0)
DEARER_OF_THREE: Final = np.float32(3.0)  # a longer word is seldom made of others by chance
SLOT_BITS: Final = 18
SLOTS: Final = 1 << SLOT_BITS
FACTOR: Final = 0x100000001B3
KEPT: Final = 0x7FFFFFFFFFFFF  # bits of a key


class CommonWords(NamedTuple):
    """Common words by hash, with their costs in nats."""

    key: NDArray[np.int64]  # 0 where empty
    cost: NDArray[np.float32]


@functools.cache
def common_words() -> CommonWords:
    """Lay the common words down."""
    keys, costs = np.zeros(SLOTS, np.int64), np.full(SLOTS, np.inf, np.float32)
    for word, cost in lookup.words().items():
        key = 0
        for char in reversed(word):
            key = (key * FACTOR + ord(char)) & KEPT
        place = _place(key)
        while keys[place]:
            place = (place + 1) & (SLOTS - 1)
        keys[place], costs[place] = key, cost
    return CommonWords(keys, costs)


def _place(key: int) -> int:
    """Give the first slot of a key; the kernel has the same."""
    return ((key ^ (key >> 21)) * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - SLOT_BITS)


@inlined
def _cost(words: Any, key: Any) -> Any:
    place = (((key ^ (key >> 21)) * 0x9E3779B1) & 0xFFFFFFFF) >> (32 - SLOT_BITS)
    while words.key[place] != 0 and words.key[place] != key:
        place = (place + 1) & (SLOTS - 1)
    return words.cost[place]


@inlined
def _of_span(scene: Any, low: int, high: int) -> Any:
    """Give the cost of one word, infinite where it is no common one."""
    key = np.int64(0)
    for k in range(high - 1, low - 1, -1):
        key = (key * FACTOR + scene.sym[k]) & KEPT
    return _cost(scene.words, key)


@inlined
def _cheapest(scene: Any, run: tuple[int, int], holding: Any) -> Any:
    """Give the cost of the cheapest cut of a run.

    `holding` is a span and its cost: pieces around it count only if they are cheaper.
    """
    low, high = run
    best, words = scene.best, scene.words
    best[0] = 0.0
    for behind in range(low + 1, high + 1):
        found = best[behind - low - 1] + STRANGE
        key = np.int64(0)
        for begin in range(behind - 1, max(low, behind - LONGEST) - 1, -1):
            key = (key * FACTOR + scene.sym[begin]) & KEPT
            cost = _cost(words, key)
            holds = begin <= holding[0] and behind >= holding[1]
            if not (holds and cost >= holding[2]):
                found = min(found, best[begin - low] + cost)
        best[behind - low] = found
    return best[high - low]


@inlined
def is_torn(scene: Any, start: int, behind: int) -> bool:
    """Tell whether the symbols from `start` to before `behind` are torn out of longer words."""
    low, high = start, behind
    while low > max(0, start - AROUND) and scene.gap[low] == 0 and scene.kind[low - 1] == HAN:
        low -= 1
    last = min(scene.now[0], behind + AROUND)
    while high < last and scene.gap[high] == 0 and scene.kind[high] == HAN:
        high += 1
    if low == start and high == behind:
        return False
    word = min(_of_span(scene, start, behind), UNKNOWN)
    nothing = (-1, high + 1, UNKNOWN)  # no piece begins there
    whole = (
        word + _cheapest(scene, (low, start), nothing) + _cheapest(scene, (behind, high), nothing)
    )
    dearer = DEARER if behind - start < 3 else DEARER_OF_THREE
    return whole - _cheapest(scene, (low, high), (start, behind, word)) > dearer
