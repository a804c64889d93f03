"""What was reached is weighed, and put down if it is a hit."""

from typing import Any

import numpy as np

from hedun.engine.text.acceptance import SHORT, WRITTEN, is_accepted
from hedun.engine.text.compiled import inlined, load, store
from hedun.engine.text.cutting import is_common_word, is_torn
from hedun.engine.text.kernel.scene import COUNT, FOUND, ROW, ROWS, UNWANTED, Visit
from hedun.engine.text.likelihood import UNKNOWN, improbability
from hedun.engine.text.masks import REPEATED
from hedun.engine.text.memo import FILLED, FINE, FLAGS_AT, ODDS, ODDS_AT
from hedun.engine.text.row import gap, kind, sym
from hedun.engine.text.symbols import HAN


@inlined
def odds(scene: Any, k: Any) -> Any:
    """Give how improbable a symbol is behind the one before it."""
    known = load(scene.known, k - 1)
    if known >> FLAGS_AT & FILLED == 0:
        return improbability(scene.clean, sym(scene, k - 1), sym(scene, k))
    return np.float32(known >> ODDS_AT & ODDS) * np.float32(1 / FINE)


@inlined
def is_hit(scene: Any, found: tuple[Any, Any], visit: Any) -> bool:
    """Weigh a word, given by its length and start, by how improbable its symbols are, inside and at its edges."""
    length, start = found
    behind = visit[2] + 1
    inside, left, right = np.float32(0.0), UNKNOWN, UNKNOWN
    bound_left, bound_right = UNKNOWN, UNKNOWN
    for k in range(start + 1, behind):
        inside += odds(scene, k)
    if kind(scene, start - 1) != 0:
        left = odds(scene, start)
        if gap(scene, start) == 0 and kind(scene, start - 1) == HAN:
            bound_left = left
    if kind(scene, behind) != 0:
        right = odds(scene, behind)
        if gap(scene, behind) == 0 and kind(scene, behind) == HAN:
            bound_right = right
    seen = (visit[3], visit[4], length, behind - start, np.float32(visit[5]))
    return is_accepted(
        scene.scale, scene.of_mask, (*seen, inside, left, right, bound_left, bound_right)
    )


@inlined
def _is_torn(scene: Any, found: tuple[Any, Any], visit: Any) -> bool:
    """Tell whether a short word, as it is written or with a character doubled, is torn out of others."""
    mask, start, behind = visit[3], found[1], visit[2] + 1
    if mask & ~(WRITTEN | REPEATED) or not 1 < load(scene.lex.length, found[0]) <= SHORT:
        return False
    if mask & REPEATED and is_common_word(scene, start, behind):
        return True
    return is_torn(scene, start, behind)


@inlined
def _row_of(scene: Any, place: Any) -> Any:
    """Give the number of the row in which a place lies."""
    low, size = 0, scene.now[ROWS]
    while size > 1:
        half = size >> 1
        low += (load(scene.rows, low + half) <= place) * half
        size -= half
    return scene.now[ROW] + low


@inlined
def _put(scene: Any, found: tuple[Any, Any], visit: Any) -> None:
    """Put a candidate down if it is a hit by a wanted channel."""
    if visit[3] & scene.now[UNWANTED]:
        return
    length = load(scene.lex.length, found[0])
    if not is_hit(scene, (length, found[1]), visit) or _is_torn(scene, found, visit):
        return
    count = scene.now[COUNT]
    scene.now[COUNT] = count + 1
    if count < len(scene.hits):
        row, hits = count * 5, scene.hits
        store(hits, row, _row_of(scene, found[1]))
        store(hits, row + 1, found[0])
        store(hits, row + 2, load(scene.orig, found[1]))
        store(hits, row + 3, load(scene.orig, visit[2]) + 1)
        store(hits, row + 4, visit[3])
        store(scene.hit_costs, count, visit[5])


@inlined
def weigh(scene: Any) -> None:
    """Put down all candidates that are hits; none is left."""
    found = scene.found
    for k in range(scene.now[FOUND]):
        row = k * 8
        last, mask = load(found, row + 2), load(found, row + 3)
        odd, cost = load(found, row + 4), load(scene.found_costs, k)
        visit = Visit(0, 0, last, mask, odd, cost)
        _put(scene, (load(found, row), load(found, row + 1)), visit)
    scene.now[FOUND] = 0
