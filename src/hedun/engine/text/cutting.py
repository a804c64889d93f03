"""Whether a word that stands in a text is one, or torn out of its neighbors: 路口|交警, not 路|口交|警.

The text around is cut into common words in the cheapest way, once by a piece that reaches
across an edge of the word, and once by none. Where the first is about as cheap, the word is no
word there. A longer word around it counts only if it is the more common one: 三黄片 is no 黄片,
世界第一 is 第一. That a word may itself be cut (最好|的) says nothing.
"""

import functools
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.compiled import inlined, load, store
from hedun.engine.text.row import gap, kind, sym
from hedun.engine.text.symbols import HAN

AROUND: Final = 5  # characters on each side that are looked at
LONGEST: Final = 5
STRANGE: Final = np.float32(14.0)  # cost of a character that is no common word
UNKNOWN: Final = np.float32(13.0)  # cost of the word, where it is no common word itself
DEARER: Final = np.float32(1.25)  # a cut across the word may be so much dearer
NEVER: Final = np.float32(1e6)
MOST: Final = ord("最")  # 全网最 and 最高 claim the same in 全网最低 and 最高品质
HALF: Final = 16  # of the room for costs
SLOT_BITS: Final = 18
SLOTS: Final = 1 << SLOT_BITS
FACTOR: Final = 0x100000001B3
KEPT: Final = 0x7FFFFFFFFFFFF  # bits of a key


class CommonWords(NamedTuple):
    """Common words by hash, with their costs."""

    known: NDArray[np.int64]  # key << 8 | cost in steps; 0 where empty
    cost: NDArray[np.float32]  # in nats by steps, infinite for none


@functools.cache
def common_words() -> CommonWords:
    """Lay the common words down."""
    known = np.zeros(SLOTS, np.int64)
    steps = np.array([np.inf, *sorted(set(lookup.words().values()))], np.float32)
    step_of = {cost: step for step, cost in enumerate(steps.tolist())}
    for word, cost in lookup.words().items():
        key = 0
        for char in reversed(word):
            key = (key * FACTOR + ord(char)) & KEPT
        place = _place(key)
        while known[place]:
            place = (place + 1) & (SLOTS - 1)
        known[place] = key << 8 | step_of[float(np.float32(cost))]
    return CommonWords(known, steps)


def _place(key: int) -> int:
    """Give the first slot of a key; the kernel has the same."""
    return ((key ^ (key >> 21)) * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - SLOT_BITS)


@inlined
def _cost(words: Any, key: Any) -> Any:
    place = (((key ^ (key >> 21)) * 0x9E3779B1) & 0xFFFFFFFF) >> (32 - SLOT_BITS)
    known = load(words.known, place)
    while (known != 0) & (known >> 8 != key):
        place = (place + 1) & (SLOTS - 1)
        known = load(words.known, place)
    return load(words.cost, known & 0xFF)


@inlined
def _key(scene: Any, low: int, high: int) -> Any:
    key = np.int64(0)
    for k in range(high - 1, low - 1, -1):
        key = (key * FACTOR + sym(scene, k)) & KEPT
    return key


@inlined
def _of_span(scene: Any, low: int, high: int) -> Any:
    """Give the cost of one word, infinite where it is no common one."""
    return _cost(scene.words, _key(scene, low, high))


@inlined
def _cuts(scene: Any, run: tuple[int, int], word: tuple[int, int, Any]) -> tuple[Any, Any]:
    """Give the costs of the cheapest cuts of a run: by no piece across an edge of the word, and by one.

    The word is a span and what it costs as one piece; a piece around it counts only if it is
    cheaper.
    """
    (low, high), (start, behind, own), best = run, word, scene.best
    store(best, 0, 0.0)
    store(best, HALF, NEVER)
    is_open = sym(scene, start) == MOST or sym(scene, behind - 1) == MOST
    itself = _key(scene, start, behind)
    for end in range(low + 1, high + 1):
        whole, torn, key = NEVER, NEVER, np.int64(0)
        for begin in range(end - 1, max(low, end - LONGEST) - 1, -1):
            key = (key * FACTOR + sym(scene, begin)) & KEPT
            cost = _cost(scene.words, key)
            if begin == start and end == behind:
                cost = own
            elif end - begin == 1:
                cost = min(cost, STRANGE)
            elif begin <= start and end >= behind and cost >= own:
                continue
            begun = load(best, begin - low) + cost
            across = load(best, HALF + begin - low) + cost
            crosses = begin < start < end or (begin < behind < end and not is_open)
            if crosses and key != itself:
                torn = min(torn, begun)
            else:
                whole = min(whole, begun)
            torn = min(torn, across)
        store(best, end - low, whole)
        store(best, HALF + end - low, torn)
    return load(best, high - low), load(best, HALF + high - low)


@inlined
def is_torn(scene: Any, start: int, behind: int) -> bool:
    """Tell whether the symbols from `start` to before `behind` are torn out of longer words."""
    if behind - start > LONGEST:
        return False
    low, high = start, behind
    while low > start - AROUND and gap(scene, low) == 0 and kind(scene, low - 1) == HAN:
        low -= 1
    while high < behind + AROUND and gap(scene, high) == 0 and kind(scene, high) == HAN:
        high += 1
    if low == start and high == behind:
        return False
    word = min(_of_span(scene, start, behind), UNKNOWN)
    whole, torn = _cuts(scene, (low, high), (start, behind, word))
    return torn - whole < DEARER


@inlined
def is_common_word(scene: Any, start: int, behind: int) -> bool:
    """Tell whether the symbols are one common word: 妈妈的 is no hidden 妈的."""
    return behind - start <= LONGEST and _of_span(scene, start, behind) < UNKNOWN
