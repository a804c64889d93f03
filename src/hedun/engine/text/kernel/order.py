"""Words in another order, by the sum of their characters."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.recall import REORDERED, between, three
from hedun.engine.text.kernel.scene import BEGUN, SIZE, Visit, bit, find
from hedun.engine.text.kernel.stack import note
from hedun.engine.text.masks import EXACT, ORDER
from hedun.engine.text.memo import LIKELY, STIRRED, SWAPPED

ORDER_SHIFT = 38 - 20
THIRD_SHIFT = 32 - 21


@inlined
def _is_swapped(scene: Any, span: tuple[int, int], word: Any) -> bool:
    """Tell whether symbols are a word in one of the orders that `orders` names."""
    start, size = span
    sym, apart, first, is_reversed = scene.sym, 0, -1, True
    for k in range(size):
        if sym[start + k] != word[k]:
            first = k if apart == 0 else first
            apart += 1
        is_reversed &= sym[start + k] == word[size - 1 - k]
    if apart == 0:
        return False
    if is_reversed:
        return True
    if size == 3:
        total = np.int64(0)
        for k in range(size):
            total += np.int64(sym[start + k]) - np.int64(word[k])
        if total == 0 and _holds_all(scene, start, word):
            return True
    is_pair = apart == 2 and first + 1 < size and sym[start + first] == word[first + 1]
    return is_pair and sym[start + first + 1] == word[first]


@inlined
def _holds_all(scene: Any, start: int, word: Any) -> bool:
    """Tell whether three symbols are the three characters of a word."""
    sym, used = scene.sym, 0
    for k in range(3):
        for m in range(3):
            if used >> m & 1 == 0 and sym[start + k] == word[m]:
                used |= 1 << m
                break
    return used == 7


@inlined
def _may_stir(scene: Any, start: int) -> bool:
    """Tell whether a word of three characters and more may begin here in another order."""
    if start + 2 >= scene.now[SIZE]:
        return False
    return bit(scene.lex.orders.third, three(scene, start) >> THIRD_SHIFT)


@inlined
def reordered(scene: Any, low: int, high: int) -> None:
    """Note the words of a stretch whose characters stand in another order."""
    flag = scene.flag
    for start in range(low, high):
        if flag[start] & (SWAPPED | STIRRED) == 0:
            continue
        # two likely pairs are hardly a word in another order
        if flag[start] & flag[start + 1] & LIKELY:
            continue
        is_swapped, may_stir = flag[start] & SWAPPED != 0, _may_stir(scene, start)
        if is_swapped or may_stir:
            _add_up(scene, start, (is_swapped, may_stir))


@inlined
def _add_up(scene: Any, start: int, which: tuple[bool, bool]) -> None:
    """Look the sums of the next two, three ... characters up."""
    orders, total, behind = scene.lex.orders, np.int64(0), start
    for place in range(len(orders.sizes)):
        size = int(orders.sizes[place])
        if start + size > scene.now[SIZE] or (size > 2 and not which[1]):
            break
        while behind < start + size:
            total += np.int64(scene.sym[behind]) * 0x9E3779B1
            behind += 1
        if size == 2 and not which[0]:
            continue
        key = ((total + size) & 0xFFFFFFFF) * 0xC2B2AE35 & 0xFFFFFFFF
        bits = orders.bits[key >> ORDER_SHIFT]
        if (bits >> (key & 63)) & (bits >> ((key >> 6) & 63)) & 1:
            _look_up(scene, (start, size), key)


@inlined
def _look_up(scene: Any, span: tuple[int, int], key: Any) -> None:
    orders, (start, size) = scene.lex.orders, span
    k = find(orders.key, key)
    while 0 <= k < len(orders.key) and orders.key[k] == key:
        if _is_swapped(scene, span, orders.chars[k]):
            mask, cost = between(scene, start, start + size - 1)
            visit = Visit(0, 0, start + size - 1, mask | EXACT | ORDER, 0, cost + REORDERED)
            scene.now[BEGUN] = start
            note(scene, orders.entry[k], visit)
        k += 1
