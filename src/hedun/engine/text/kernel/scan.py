"""The loop over rows: lay a row out, walk the lexicon from every symbol, put down what was reached."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import compiled, inlined
from hedun.engine.text.kernel.decode import lay
from hedun.engine.text.kernel.order import reordered
from hedun.engine.text.kernel.put import weigh
from hedun.engine.text.kernel.roots import mark, roots
from hedun.engine.text.kernel.scene import (
    BEGUN,
    COUNT,
    FOUND,
    FULL,
    FUZZY,
    ROW,
    SIZE,
    TOP,
    Visit,
    find,
)
from hedun.engine.text.kernel.stack import leads_on, note, push
from hedun.engine.text.kernel.units import as_picture, passing, step
from hedun.engine.text.masks import DISGUISES, INITIALS, NOISY, REPEATED
from hedun.engine.text.symbols import DIGIT, LATIN, PICTURE

MOST_STEPS, CROWD = 32_768, 128
MOST_PASSED = 6
BY_INITIALS, AGAIN = 5.0, 0.3


@inlined
def _stands_alone(scene: Any, start: int, last: int) -> bool:
    """Tell that a span does not begin or end in the middle of a Latin word or a number."""
    kind, gap = scene.kind, scene.gap
    first = kind[start]
    cuts = first in (LATIN, DIGIT) and start > 0 and gap[start] == 0 and kind[start - 1] == first
    final, behind = kind[last], last + 1
    ends = final in (LATIN, DIGIT) and behind < scene.now[SIZE]
    return not cuts and not (ends and gap[behind] == 0 and kind[behind] == final)


@inlined
def _reach(scene: Any, visit: Any) -> None:
    """Note every word that ends at a node, if it may be hidden in this way."""
    trie, start, last = scene.lex.trie, scene.now[BEGUN], visit[2]
    is_hidden = (visit[3] & DISGUISES) != 0
    ends = trie.nodes[visit[0], 1]
    for k in range(ends >> 32, ends & 0xFFFFFFFF):
        entry = trie.ends[k]
        if is_hidden and not scene.lex.is_fuzzy[entry]:
            continue
        if _stands_alone(scene, start, last):
            note(scene, entry, visit)


@inlined
def _walk(scene: Any) -> None:
    """Follow everything on the stack to its end."""
    trie, steps = scene.lex.trie, 0
    while scene.now[TOP] > 0 and steps < MOST_STEPS:
        top = scene.now[TOP] - 1
        scene.now[TOP] = top
        steps += 1
        node, pos, last = scene.stack[top, 0], scene.stack[top, 1], scene.stack[top, 2]
        mask, odd, cost = scene.stack[top, 3], scene.stack[top, 4], scene.costs[top]
        scene.now[BEGUN] = scene.stack[top, 5]
        visit = Visit(node, pos, last, mask, odd, cost)
        _reach(scene, visit)
        if not leads_on(scene, visit):
            continue
        symbol = scene.sym[pos]
        if symbol == scene.sym[last]:
            push(scene, Visit(node, pos + 1, last, mask | REPEATED, odd, cost + AGAIN))
        elif passing(symbol, scene.kind[pos]) >= 0 and pos < last + MOST_PASSED:
            toll = passing(symbol, scene.kind[pos])
            push(scene, Visit(node, pos + 1, last, mask | NOISY, odd, cost + toll))
        if scene.now[FUZZY] and scene.kind[pos] == PICTURE:
            as_picture(scene, visit)
        low, high = trie.nodes[node, 0] >> 32, trie.nodes[node, 0] & 0xFFFFFFFF
        for place in range(low, high):
            child = trie.children[place] if place > low else trie.nodes[node, 4:]
            step(scene, child, visit)
    scene.now[TOP] = 0


@inlined
def _initials(scene: Any, start: int) -> int:
    """Note the words whose initials are the run of letters at `start`; gives its end."""
    end, key = start, np.int64(1)
    while end < scene.now[SIZE] and scene.kind[end] == LATIN:
        if end - start < 9:
            key = key * 27 + scene.sym[end] - 96
        end += 1
    size = end - start
    if 2 <= size <= 8:
        scene.now[BEGUN] = start
        k = find(scene.lex.initials_key, key)
        while 0 <= k < len(scene.lex.initials_key) and scene.lex.initials_key[k] == key:
            note(
                scene,
                scene.lex.initials_entry[k],
                Visit(0, end, end - 1, INITIALS, size, BY_INITIALS),
            )
            k += 1
    return end


@inlined
def _follow(scene: Any) -> None:
    """Note all words of the row."""
    n, run = scene.now[SIZE], 0
    for i in range(n + 1):
        if i < n:
            scene.now[BEGUN] = i
            roots(scene, i)
            if scene.now[FUZZY] and scene.kind[i] == LATIN and i >= run:
                run = _initials(scene, i)
        # together, so that what was asked of the memory is there when it is needed
        if i == n or scene.now[TOP] > CROWD:
            _walk(scene)
            if i == n or scene.now[FOUND] > FULL:
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
        mark(scene)
        if scene.now[FUZZY]:
            reordered(scene)
        _follow(scene)
    return scene.now[COUNT]
