"""Words in another order, by the sum of their characters."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.put import put
from hedun.engine.text.kernel.roots import between
from hedun.engine.text.kernel.scene import SIZE, UNLIKELY, Visit, bit, find
from hedun.engine.text.masks import EXACT, ORDER

ORDER_SHIFT = 32 - 20
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
    orders, n, total = scene.lex.orders, scene.now[SIZE], np.uint32(0)
    for i in range(n):
        scene.sums[i] = total
        total += np.uint32(np.int64(scene.sym[i]) * 0x9E3779B1 & 0xFFFFFFFF)
    scene.sums[n] = total
    for start in range(n - 1):
        # a likely pair is not the first or the second one of a word in another order
        if (scene.flag[start] | scene.flag[start + 1]) & UNLIKELY == 0:
            continue
        for which in range(len(orders.sizes)):
            size = orders.sizes[which]
            if start + size > n:
                break
            key = np.uint32(scene.sums[start + size] - scene.sums[start] + np.uint32(size))
            key = np.uint32(np.int64(key) * 0xC2B2AE35 & 0xFFFFFFFF)
            if bit(orders.bits, key >> np.uint32(ORDER_SHIFT)):
                _look_up(scene, (start, size), key)


@inlined
def _look_up(scene: Any, span: tuple[int, int], key: Any) -> None:
    orders, (start, size) = scene.lex.orders, span
    k = find(orders.key, key)
    while 0 <= k < len(orders.key) and orders.key[k] == key:
        if _is_swapped(scene, span, orders.chars[k]):
            mask, cost = between(scene, start, start + size - 1)
            visit = Visit(0, 0, start + size - 1, mask | EXACT | ORDER, 0, cost + REORDERED)
            put(scene, (orders.entry[k], start), visit)
        k += 1
