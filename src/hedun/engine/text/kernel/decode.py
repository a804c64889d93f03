"""UTF-8 to symbols without noise, each with the place of its character in the original."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.scene import CLOSED, SIZE
from hedun.engine.text.symbols import DIGIT, LATIN, NOISE, PICTURE

UNSEEN = np.int64(NOISE << 20)
KEYCAP = 0x20E3


@inlined
def _close_up(scene: Any, n: int) -> int:
    """Take back pictures that stand between two letters; gives where the next symbol goes."""
    m = n
    while m > 0 and scene.kind[m - 1] == PICTURE:
        m -= 1
    scene.now[CLOSED] = 0
    if m in (n, 0) or scene.kind[m - 1] != LATIN:
        return n
    scene.now[CLOSED] = 1
    return m


@inlined
def _decoded(data: Any, i: int) -> tuple[int, int]:
    """Give the code point at a place of UTF-8, and how many bytes it takes."""
    byte = int(data[i])
    if byte < 0x80:
        return byte, 1
    if byte < 0xE0:
        return (byte & 0x1F) << 6 | (data[i + 1] & 0x3F), 2
    tail = (int(data[i + 1]) & 0x3F) << 6 | (data[i + 2] & 0x3F)
    if byte < 0xF0:
        return (byte & 0x0F) << 12 | tail, 3
    return (byte & 0x07) << 18 | tail << 6 | (data[i + 3] & 0x3F), 4


@inlined
def lay(scene: Any, data: Any, span: tuple[int, int]) -> None:
    """Lay the symbols of one text down; `now[SIZE]` says how many there are."""
    packed = scene.lex.sounds.packed
    n, number, i, waiting = 0, 0, span[0], 0
    while i < span[1]:
        point, size = _decoded(data, i)
        i += size
        symbol = packed[point] if point < len(packed) else UNSEEN
        what = (symbol >> 20) & 15
        if what == LATIN:
            n = _close_up(scene, n)
            waiting = max(waiting, scene.now[CLOSED])
        if point == KEYCAP and n > 0 and scene.kind[n - 1] == DIGIT:
            scene.kind[n - 1] = PICTURE
            scene.code[n - 1] = scene.sym[n - 1] | PICTURE << 20
        if what > NOISE:
            scene.sym[n], scene.kind[n] = symbol & 0xFFFFF, what
            scene.code[n] = symbol & 0xFFFFFF
            scene.orig[n], scene.gap[n] = number, waiting
            scene.change[n], scene.ear[n] = (symbol >> 24) & 3, symbol >> 32
            waiting, n = 0, n + 1
        else:
            waiting = 2 if (symbol >> 26) & 1 else max(waiting, 1)
        number += 1
    scene.gap[n] = 1
    scene.now[SIZE] = n
