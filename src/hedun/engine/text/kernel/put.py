"""What was reached is weighed, and put down if it is a hit."""

from typing import Any

import numpy as np

from hedun.engine.text.acceptance import SHORT, WRITTEN, is_accepted
from hedun.engine.text.compiled import inlined
from hedun.engine.text.cutting import is_common_word, is_torn
from hedun.engine.text.kernel.scene import COUNT, FOUND, ROW, SIZE, UNWANTED, Visit
from hedun.engine.text.likelihood import UNKNOWN, improbability
from hedun.engine.text.masks import REPEATED
from hedun.engine.text.symbols import HAN


@inlined
def _odds(scene: Any, k: int) -> Any:
    """Give how improbable a symbol is behind the one before it; each is looked up once in a row."""
    if scene.odds[k] < 0:
        scene.odds[k] = improbability(scene.clean, scene.sym[k - 1], scene.sym[k])
    return scene.odds[k]


@inlined
def _is_hit(scene: Any, found: tuple[int, int], visit: Any) -> bool:
    """Weigh a candidate by how improbable its symbols are, inside and at its edges."""
    entry, start = found
    behind = visit[2] + 1
    inside, left, right = np.float32(0.0), UNKNOWN, UNKNOWN
    bound_left, bound_right = UNKNOWN, UNKNOWN
    for k in range(start + 1, behind):
        inside += _odds(scene, k)
    if start > 0:
        left = _odds(scene, start)
        if scene.gap[start] == 0 and scene.kind[start - 1] == HAN:
            bound_left = left
    if behind < scene.now[SIZE]:
        right = _odds(scene, behind)
        if scene.gap[behind] == 0 and scene.kind[behind] == HAN:
            bound_right = right
    seen = (visit[3], visit[4], scene.lex.length[entry], behind - start, np.float32(visit[5]))
    return is_accepted(
        scene.scale, scene.of_channel, (*seen, inside, left, right, bound_left, bound_right)
    )


@inlined
def _is_torn(scene: Any, found: tuple[int, int], visit: Any) -> bool:
    """Tell whether a short word, as it is written or with a character doubled, is torn out of others."""
    mask, start, behind = visit[3], found[1], visit[2] + 1
    if mask & ~(WRITTEN | REPEATED) or not 1 < scene.lex.length[found[0]] <= SHORT:
        return False
    if mask & REPEATED and is_common_word(scene, start, behind):
        return True
    return is_torn(scene, start, behind)


@inlined
def _put(scene: Any, found: tuple[int, int], visit: Any) -> None:
    """Put a candidate down if it is a hit by a wanted channel."""
    if visit[3] & scene.now[UNWANTED]:
        return
    if not _is_hit(scene, found, visit) or _is_torn(scene, found, visit):
        return
    count = scene.now[COUNT]
    scene.now[COUNT] = count + 1
    if count < len(scene.hits):
        row = scene.hits[count]
        row[0], row[1], row[2] = scene.now[ROW], found[0], scene.orig[found[1]]
        row[3], row[4] = scene.orig[visit[2]] + 1, visit[3]
        scene.hit_costs[count] = visit[5]


@inlined
def weigh(scene: Any) -> None:
    """Put down all candidates that are hits; none is left."""
    for k in range(scene.now[FOUND]):
        row = scene.found[k]
        visit = Visit(0, 0, row[2], row[3], row[4], scene.found_costs[k])
        _put(scene, (row[0], row[1]), visit)
    scene.now[FOUND] = 0
