"""The loop over rows: lay a row out, walk the lexicon from every symbol, put down what was reached."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import compiled, inlined
from hedun.engine.text.kernel.decode import lay
from hedun.engine.text.kernel.order import reordered
from hedun.engine.text.kernel.put import weigh
from hedun.engine.text.kernel.reach import reach
from hedun.engine.text.kernel.recall import foresee, mark
from hedun.engine.text.kernel.roots import roots
from hedun.engine.text.kernel.scene import (
    BEGUN,
    COUNT,
    CROWD,
    EDGE_AT,
    FOUND,
    FULL,
    MOST_STEPS,
    ROW,
    SINGLE,
    SIZE,
    TODO,
    TOP,
)
from hedun.engine.text.kernel.stack import leads_on, pop, sounds_like
from hedun.engine.text.kernel.units import as_picture, pass_over, step
from hedun.engine.text.memo import AHEAD, BLOCK, STRANGE
from hedun.engine.text.symbols import HAN, PICTURE

LAG = 4  # places that are foreseen
UNMARKED = 256  # no word with all that may stand inside it is longer


@inlined
def _go_on(scene: Any, visit: Any) -> None:
    """Go on with every child of a node that the symbol at a visit may be."""
    trie, node, pos = scene.lex.trie, visit[0], visit[1]
    symbol, is_han = scene.sym[pos], scene.kind[pos] == HAN
    look = (np.int64(symbol) * 0x9E3779B1 & 0xFFFFFFFF) >> 26
    readings = scene.lex.sounds.readings[scene.ear[pos]]
    low, high = trie.nodes[node, 0] >> 32, trie.nodes[node, 0] & 0xFFFFFFFF
    for place in range(low, high):
        child = trie.children[place] if place > low else trie.nodes[node, 4:]
        is_near = child[0] >> 32 == symbol or child[2] >> look & 1 or not is_han
        if is_near or sounds_like(child[3], readings):
            step(scene, child, visit)


@inlined
def _walk(scene: Any) -> None:
    """Follow everything on the stack to its end."""
    steps = 0
    while scene.now[TOP] > 0 and steps < MOST_STEPS:
        steps += 1
        visit = pop(scene)
        reach(scene, visit)
        if leads_on(scene, visit):
            pass_over(scene, visit)
            if scene.kind[visit[1]] == PICTURE:
                as_picture(scene, visit)
            _go_on(scene, visit)
    scene.now[TOP] = 0


@inlined
def _look_ahead(scene: Any, low: int, n: int) -> int:
    """Mark a stretch of the row, and somewhat more; gives its end."""
    edge = min(low + BLOCK, n)
    scene.now[EDGE_AT] = edge
    marked = min(edge + AHEAD, n - 1)
    mark(scene, low, marked)
    for k in range(marked + 1, min(marked + UNMARKED, n)):
        scene.odds[k] = -1.0  # not yet known
    reordered(scene, low, min(edge, n - 1))
    if edge == n:  # nothing follows the last symbol
        scene.flag[n - 1] = (scene.kind[n - 1] != HAN) * STRANGE
        scene.todo[scene.now[TODO]] = n - 1
        scene.now[TODO] += scene.kind[n - 1] != HAN
    if scene.now[SINGLE]:
        for i in range(low, edge):
            scene.todo[i - low] = i
        scene.now[TODO] = edge - low
    return edge


@inlined
def _follow(scene: Any) -> None:
    """Note all words of the row."""
    n, edge, k = scene.now[SIZE], 0, 0
    scene.now[TODO] = 0
    while k < scene.now[TODO] or edge < n:
        if k == scene.now[TODO]:
            edge, k = _look_ahead(scene, edge, n), 0
        else:
            if k + LAG < scene.now[TODO]:
                foresee(scene, scene.todo[k + LAG])
            scene.now[BEGUN] = scene.todo[k]
            roots(scene, scene.todo[k])
            k += 1
        # together, so that what was asked of the memory is there when it is needed
        is_last = k == scene.now[TODO] and edge == n
        if is_last or scene.now[TOP] > CROWD:
            _walk(scene)
            if is_last or scene.now[FOUND] > FULL:
                weigh(scene)


@compiled
def scan(scene: Any, data: Any, offsets: Any) -> int:
    """Scan rows of UTF-8 and give how many hits there are.

    They lie in `hits` and `hit_costs`; a number beyond their rows says that there was no room.
    """
    scene.now[COUNT] = 0
    for row_no in range(len(offsets) - 1):
        scene.now[ROW], scene.now[TOP] = row_no, 0
        lay(scene, data, (offsets[row_no], offsets[row_no + 1]))
        _follow(scene)
    return scene.now[COUNT]
