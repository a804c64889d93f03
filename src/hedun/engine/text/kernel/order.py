"""Words in another order, by the sum of their characters."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined, load
from hedun.engine.text.kernel.put import is_hit
from hedun.engine.text.kernel.recall import REORDERED, STIR_SHIFT, between, flags_of, three
from hedun.engine.text.kernel.scene import BEGUN, Visit, bit, find
from hedun.engine.text.kernel.stack import note
from hedun.engine.text.masks import EXACT, ORDER
from hedun.engine.text.memo import STIRRED, SWAPPED
from hedun.engine.text.row import kind, sym

ORDER_SHIFT = 38 - 20
LONGEST_ORDERED = 8  # characters of a word; the lexicon has the same


@inlined
def _is_swapped(scene: Any, span: tuple[int, Any], word: Any) -> bool:
    """Tell whether symbols are a word, at `word` in `orders.chars`, in one of the orders that `orders` names."""
    (start, size), chars = span, scene.lex.orders.chars
    apart, first, is_reversed = 0, 0, True
    for k in range(size):
        symbol = sym(scene, start + k)
        if symbol != load(chars, word + k):
            first = k if apart == 0 else first
            apart += 1
        is_reversed &= symbol == load(chars, word + size - 1 - k)
    if apart == 0:
        return False
    if is_reversed or (size == 3 and _holds_all(scene, start, word)):
        return True
    if apart != 2 or first + 1 >= size:
        return False
    is_pair = sym(scene, start + first) == load(chars, word + first + 1)
    return is_pair and sym(scene, start + first + 1) == load(chars, word + first)


@inlined
def _holds_all(scene: Any, start: int, word: Any) -> bool:
    """Tell whether three symbols are the three characters of a word."""
    used = 0
    for k in range(3):
        for m in range(3):
            symbol = load(scene.lex.orders.chars, word + m)
            if used >> m & 1 == 0 and sym(scene, start + k) == symbol:
                used |= 1 << m
                break
    return used == 7


@inlined
def _may_stir(scene: Any, start: int) -> bool:
    """Tell whether a word of three characters and more may begin here in another order."""
    if kind(scene, start + 1) == 0 or kind(scene, start + 2) == 0:
        return False
    return bit(scene.lex.orders.third, three(scene, start) >> STIR_SHIFT)


@inlined
def reordered(scene: Any, start: int) -> None:
    """Note the words that begin here and whose characters stand in another order."""
    flags = flags_of(load(scene.known, start))
    is_swapped = flags & SWAPPED != 0
    may_stir = flags & STIRRED != 0 and _may_stir(scene, start)
    if is_swapped or may_stir:
        _add_up(scene, start, (is_swapped, may_stir))


@inlined
def _add_up(scene: Any, start: int, which: tuple[bool, bool]) -> None:
    """Look the sums of the next two, three ... characters up."""
    orders, total, behind = scene.lex.orders, np.int64(0), start
    for place in range(len(orders.sizes)):
        size = load(orders.sizes, place)
        if size > 2 and not which[1]:
            break
        while behind < start + size and kind(scene, behind) != 0:
            total += sym(scene, behind) * 0x9E3779B1
            behind += 1
        if behind < start + size:
            break
        if size == 2 and not which[0]:
            continue
        key = ((total + size) & 0xFFFFFFFF) * 0xC2B2AE35 & 0xFFFFFFFF
        bits = load(orders.bits, key >> ORDER_SHIFT)
        if (bits >> (key & 63)) & (bits >> ((key >> 6) & 63)) & 1:
            _look_up(scene, (start, size), key)


@inlined
def _look_up(scene: Any, span: tuple[int, Any], key: Any) -> None:
    orders, (start, size) = scene.lex.orders, span
    mask, cost = between(scene, start, start + size - 1)
    visit = Visit(0, 0, start + size - 1, mask | EXACT | ORDER, 0, cost + REORDERED)
    # it is the same for every word, and seldom enough
    if not is_hit(scene, (size, start), visit):
        return
    k = find(orders.key, key)
    while 0 <= k < len(orders.key) and load(orders.key, k) == key:
        if _is_swapped(scene, span, k * LONGEST_ORDERED):
            scene.now[BEGUN] = start
            note(scene, load(orders.entry, k), visit)
        k += 1
