"""The loop over rows: lay some out, walk the lexicon from every symbol, put down what was reached."""

from typing import Any

from hedun.engine.text.compiled import compiled, inlined, load, store
from hedun.engine.text.kernel.decode import lay
from hedun.engine.text.kernel.put import weigh
from hedun.engine.text.kernel.reach import reach
from hedun.engine.text.kernel.recall import bring, mark, mark_apart
from hedun.engine.text.kernel.roots import alone, roots
from hedun.engine.text.kernel.rounds import ask, begin, list_apart, list_places
from hedun.engine.text.kernel.scene import (
    CHANCES,
    COUNT,
    CROWD,
    FOUND,
    FULL,
    HEAD,
    MOST_STEPS,
    SINGLE,
    SIZE,
    TODO,
    TOP,
    UNUSUAL,
)
from hedun.engine.text.kernel.stack import leads_on, look_of, pop
from hedun.engine.text.kernel.units import (
    as_picture,
    child_at,
    children_of,
    first_child,
    pass_over,
    step,
)
from hedun.engine.text.memo import AHEAD, BLOCK
from hedun.engine.text.row import heard, kind, sym
from hedun.engine.text.symbols import HAN, PICTURE

UNMARKED = 256  # no word with all that may stand inside it is longer


@inlined
def _go_on(scene: Any, visit: Any) -> None:
    """Go on with every child of a node that the symbol at a visit may be."""
    trie, pos = scene.lex.trie, visit[1]
    symbol, is_han, signs = sym(scene, pos), kind(scene, pos) == HAN, heard(scene, pos)
    look = look_of(symbol)
    low, high = children_of(trie, visit[0])
    for place in range(low, high):
        child = child_at(trie, place) if place > low else first_child(trie, visit[0])
        is_near = child[0] >> 32 == symbol or child[2] >> look & 1 != 0 or not is_han
        if is_near or child[3] & signs != 0:
            step(scene, child, visit)


@inlined
def _walk(scene: Any) -> None:
    """Follow everything that waits to its end."""
    steps = 0
    while scene.now[TOP] > scene.now[HEAD] and steps < MOST_STEPS:
        steps += 1
        visit = pop(scene)
        if visit[1] == visit[2] + 1:
            reach(scene, visit)
        if leads_on(scene, visit):
            pass_over(scene, visit)
            if kind(scene, visit[1]) == PICTURE:
                as_picture(scene, visit)
            _go_on(scene, visit)
    scene.now[TOP], scene.now[HEAD] = 0, 0


@inlined
def _look_ahead(scene: Any, low: int, n: int) -> int:
    """Mark a stretch of the rows, and somewhat more, and list where words may begin; gives its end."""
    edge = min(low + BLOCK, n)
    marked = min(edge + AHEAD, n - 1)
    missing = mark(scene, low, marked)
    for turn in range(2):
        bring(scene, missing)
        if turn == 0:
            for k in range(marked, min(marked + UNMARKED, n)):
                store(scene.known, k, 0)
            list_places(scene, low, min(edge, n - 1))
            missing = mark_apart(scene)
    list_apart(scene)
    if scene.now[SINGLE]:
        for i in range(low, edge):
            alone(scene, i)
    return edge


@inlined
def _follow(scene: Any) -> None:
    """Note all words of the rows."""
    n, edge, is_open = scene.now[SIZE], 1, True
    while is_open:
        if scene.now[CHANCES] > 0:
            begin(scene)
        elif scene.now[TODO] > 0:
            ask(scene)
        elif scene.now[UNUSUAL] > 0:
            scene.now[UNUSUAL] -= 1
            at = 2 * scene.now[UNUSUAL]
            roots(scene, load(scene.unusual, at), load(scene.unusual, at + 1))
        elif edge < n:
            edge = _look_ahead(scene, edge, n)
        else:
            is_open = False
        # together, so that what was asked of the memory is there when it is needed
        if not is_open or scene.now[TOP] - scene.now[HEAD] > CROWD:
            _walk(scene)
            if not is_open or scene.now[FOUND] > FULL:
                weigh(scene)


@compiled
def scan(scene: Any, data: Any, offsets: Any) -> int:
    """Scan rows of UTF-8 and give how many hits there are.

    They lie in `hits` and `hit_costs`; a number beyond their rows says that there was no room.
    """
    row_no = 0
    scene.now[COUNT], scene.now[TOP], scene.now[HEAD] = 0, 0, 0
    while row_no < len(offsets) - 1:
        row_no = lay(scene, (data, offsets), row_no)
        _follow(scene)
    return scene.now[COUNT]
