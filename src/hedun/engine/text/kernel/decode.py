"""UTF-8 to symbols without noise, each with the place of its character in the original."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined, load, store
from hedun.engine.text.kernel.scene import CLOSED, ROW, ROWS, SHEET, SIZE
from hedun.engine.text.row import kind
from hedun.engine.text.symbols import (
    DIGIT,
    KIND_AT,
    LATIN,
    LIMIT,
    NOISE,
    PICTURE,
    STOP_AT,
)

UNSEEN = np.int64(NOISE << KIND_AT)
KEYCAP = 0x20E3


@inlined
def _close_up(scene: Any, n: int) -> int:
    """Take back pictures that stand between two letters; gives where the next symbol goes."""
    m = n
    while kind(scene, m - 1) == PICTURE:
        m -= 1
    scene.now[CLOSED] = 0
    if m == n or kind(scene, m - 1) != LATIN:
        return n
    scene.now[CLOSED] = 1
    return m


@inlined
def _tail(data: Any, i: int) -> Any:
    return load(data, i) & 0x3F


@inlined
def _decoded(data: Any, i: int) -> tuple[Any, int]:
    """Give the code point at a place of UTF-8, and how many bytes it takes."""
    byte = load(data, i)
    if byte < 0x80:
        return byte, 1
    if byte < 0xE0:
        return (byte & 0x1F) << 6 | _tail(data, i + 1), 2
    tail = _tail(data, i + 1) << 6 | _tail(data, i + 2)
    if byte < 0xF0:
        return (byte & 0x0F) << 12 | tail, 3
    return (byte & 0x07) << 18 | tail << 6 | _tail(data, i + 3), 4


@inlined
def _lay(scene: Any, data: Any, row: Any) -> Any:
    """Lay the symbols of one text down from a place on; gives the place behind them."""
    packed, code = scene.lex.sounds.packed, scene.code
    (i, end, n), number = row, 0
    waiting: Any = 0  # what stands before the next symbol, see `Scene.gap`
    while i < end:
        point, size = _decoded(data, i)
        i += size
        symbol = load(packed, point) if point < LIMIT else UNSEEN
        what = symbol >> KIND_AT & 7
        if what == LATIN and kind(scene, n - 1) == PICTURE:
            n = _close_up(scene, n)
            waiting = max(waiting, scene.now[CLOSED])
        if point == KEYCAP and kind(scene, n - 1) == DIGIT:
            boxed = load(code, n - 1) ^ (DIGIT ^ PICTURE) << KIND_AT
            store(code, n - 1, boxed)
        # put down in any case, and written over where it is noise: no jump
        store(code, n, symbol)
        store(scene.orig, n, number)
        store(scene.gap, n, waiting)
        is_seen = what > NOISE
        n += is_seen
        waiting = 0 if is_seen else max(waiting, 1 + (symbol >> STOP_AT & 1))
        number += 1
    return n


@inlined
def lay(scene: Any, texts: tuple[Any, Any], row_no: int) -> int:
    """Lay the next rows down, side by side, and give the number of that behind them.

    Before and behind each stands 0, which is of no kind, so that nothing has to ask where a row
    begins and ends.
    """
    (data, offsets), n, count = texts, 1, 0
    store(scene.code, 0, 0)
    scene.now[ROW] = row_no
    while row_no < len(offsets) - 1 and n < SHEET:
        store(scene.rows, count, n)
        n = _lay(scene, data, (load(offsets, row_no), load(offsets, row_no + 1), n))
        store(scene.code, n, 0)
        store(scene.gap, n, 1)
        n, count, row_no = n + 1, count + 1, row_no + 1
    store(scene.code, n, 0)
    store(scene.code, n + 1, 0)
    scene.now[SIZE], scene.now[ROWS] = n, count
    return row_no
