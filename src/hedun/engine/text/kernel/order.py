"""Words in another order, by the sum of their characters."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.roots import between
from hedun.engine.text.kernel.scene import BEGUN, ORDERED, SIZE, Visit, find
from hedun.engine.text.kernel.stack import note
from hedun.engine.text.masks import EXACT, ORDER

ORDER_SHIFT = 38 - 20
REORDERED = 2.0


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
def reordered(scene: Any) -> None:
    """Put down the words of the row whose characters stand in another order."""
    orders, n = scene.lex.orders, scene.now[SIZE]
    for start in range(n - 1):
        if scene.flag[start] & ORDERED == 0:
            continue
        total, behind = np.int64(0), start
        for which in range(len(orders.sizes)):
            size = int(orders.sizes[which])
            if start + size > n:
                break
            while behind < start + size:
                total += np.int64(scene.sym[behind]) * 0x9E3779B1
                behind += 1
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
