"""What was reached is weighed, and put down if it is a hit."""

from typing import Any

import numpy as np

from hedun.engine.text.acceptance import EDGE, WRITTEN, is_accepted
from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.scene import UNLIKELY
from hedun.engine.text.likelihood import COMMON, UNKNOWN, improbability
from hedun.engine.text.symbols import HAN


@inlined
def _odds(scene: Any, k: int) -> Any:
    """Give how improbable a symbol is behind the one before it; each is looked up once in a row."""
    if scene.odds[k] < 0:
        scene.odds[k] = improbability(scene.clean, scene.sym[k - 1], scene.sym[k])
    return scene.odds[k]


@inlined
def _may_be(scene: Any, found: tuple[int, int], visit: Any) -> bool:
    """Tell whether a candidate could be a hit if all that is not yet known spoke for it."""
    entry, start = found
    behind, flag = visit[2] + 1, scene.flag
    left = EDGE if start == 0 or flag[start - 1] & UNLIKELY else COMMON
    right = EDGE if behind >= scene.now[0] or flag[behind - 1] & UNLIKELY else COMMON
    units = behind - start
    inside = np.float32(EDGE * (units - 1))
    seen = (visit[3], visit[4], scene.lex.length[entry], units, np.float32(visit[5]))
    return is_accepted(
        scene.scale, scene.of_channel, (*seen, inside, left, right, UNKNOWN, UNKNOWN)
    )


@inlined
def put(scene: Any, found: tuple[int, int], visit: Any) -> None:
    """Put a candidate down with its cost and how improbable its symbols are, if it is a hit."""
    entry, start = found
    last, mask = visit[2], visit[3]
    if mask & scene.now[5]:
        return
    length, behind = scene.lex.length[entry], last + 1
    inside, left, right = np.float32(0.0), UNKNOWN, UNKNOWN
    bound_left, bound_right = UNKNOWN, UNKNOWN
    if scene.now[7] == 0 and mask & ~WRITTEN and not _may_be(scene, (entry, start), visit):
        return
    for k in range(start + 1, behind):
        inside += _odds(scene, k)
    if start > 0:
        left = _odds(scene, start)
        if scene.gap[start] == 0 and scene.kind[start - 1] == HAN:
            bound_left = left
    if behind < scene.now[0]:
        right = _odds(scene, behind)
        if scene.gap[behind] == 0 and scene.kind[behind] == HAN:
            bound_right = right
    cost = np.float32(visit[5])
    seen = (mask, visit[4], length, behind - start, cost, inside, left, right)
    if scene.now[7] == 0 and not is_accepted(
        scene.scale, scene.of_channel, (*seen, bound_left, bound_right)
    ):
        return
    count = scene.now[2]
    scene.now[2] = count + 1
    if count >= len(scene.ints):
        return
    row, told = scene.ints[count], scene.floats[count]
    row[0], row[1], row[2], row[3] = scene.now[3], entry, scene.orig[start], scene.orig[last] + 1
    row[4], row[5], row[6] = mask, visit[4], behind - start
    told[0], told[1], told[2], told[3] = cost, inside, left, right
    told[4], told[5] = bound_left, bound_right
