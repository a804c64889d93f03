"""UTF-8 to symbols without noise, each with the place of its character in the original."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.scene import CLOSED, SIZE
from hedun.engine.text.symbols import DIGIT, LATIN, NOISE, PICTURE

UNSEEN = np.int64(NOISE << 20)
KEYCAP = 0x20E3


@inlined
def _follow(data: Any, at: int, point: int) -> int:
    return (point << 6) | (data[at] & 0x3F)


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
def lay(scene: Any, data: Any, span: tuple[int, int]) -> None:
    """Lay the symbols of one text down; `now[SIZE]` says how many there are."""
    packed = scene.lex.sounds.packed
    n, number, i, waiting = 0, 0, span[0], 0
    while i < span[1]:
        byte = int(data[i])
        point, more = byte, 0
        if byte >= 0xF0:
            point, more = byte & 0x07, 3
        elif byte >= 0xE0:
            point, more = byte & 0x0F, 2
        elif byte >= 0x80:
            point, more = byte & 0x1F, 1
        for k in range(more):
            point = _follow(data, i + 1 + k, point)
        i += more + 1
        symbol = packed[point] if point < len(packed) else UNSEEN
        what = (symbol >> 20) & 15
        if what == LATIN:
            n = _close_up(scene, n)
            waiting = max(waiting, scene.now[CLOSED])
        if point == KEYCAP and n > 0 and scene.kind[n - 1] == DIGIT:
            scene.kind[n - 1] = PICTURE
        if what > NOISE:
            scene.sym[n], scene.kind[n] = symbol & 0xFFFFF, what
            scene.orig[n], scene.gap[n] = number, waiting
            scene.change[n], scene.ear[n] = (symbol >> 24) & 3, symbol >> 32
            waiting, n = 0, n + 1
        else:
            waiting = 2 if (symbol >> 26) & 1 else max(waiting, 1)
        number += 1
    scene.gap[n] = 1
    scene.now[SIZE] = n
