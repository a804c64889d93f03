"""The loop over rows: lay a row out, walk the lexicon from every symbol, put down what was reached."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import compiled, inlined
from hedun.engine.text.kernel.decode import lay
from hedun.engine.text.kernel.roots import roots
from hedun.engine.text.kernel.scene import Visit, find, push
from hedun.engine.text.kernel.units import passing, step
from hedun.engine.text.likelihood import UNKNOWN, improbability
from hedun.engine.text.masks import DISGUISES, INITIALS, NOISY, ORDER, REPEATED
from hedun.engine.text.symbols import DIGIT, HAN, LATIN

MOST_STEPS = 4096
MOST_PASSED = 6
REORDERED, BY_INITIALS, AGAIN = 2.0, 5.0, 0.3


@inlined
def _stands_alone(scene: Any, start: int, last: int) -> bool:
    """Tell that a span does not begin or end in the middle of a Latin word or a number."""
    kind, gap = scene.kind, scene.gap
    first = kind[start]
    cuts = first in (LATIN, DIGIT) and start > 0 and gap[start] == 0 and kind[start - 1] == first
    final, behind = kind[last], last + 1
    ends = final in (LATIN, DIGIT) and behind < scene.now[0]
    return not cuts and not (ends and gap[behind] == 0 and kind[behind] == final)


@compiled
def _put(scene: Any, found: tuple[int, int], visit: Any) -> None:
    """Put a candidate down with its cost and how improbable its symbols are."""
    entry, start = found
    count = scene.now[2]
    scene.now[2] = count + 1
    if count >= len(scene.ints):
        return
    last, sym, clean = visit[2], scene.sym, scene.clean
    row = scene.ints[count]
    row[0], row[1], row[2], row[3] = scene.now[3], entry, scene.orig[start], scene.orig[last] + 1
    row[4], row[5], row[6] = visit[3], visit[4], last + 1 - start
    inside = np.float32(0.0)
    for k in range(start, last):
        inside += improbability(clean, sym[k], sym[k + 1])
    told = scene.floats[count]
    told[0], told[1] = visit[5], inside
    told[2] = improbability(clean, sym[start - 1], sym[start]) if start else UNKNOWN
    is_last = last + 1 >= scene.now[0]
    is_bound = start and scene.gap[start] == 0 and scene.kind[start - 1] == HAN
    told[4] = told[2] if is_bound else UNKNOWN
    is_bound = not is_last and scene.gap[last + 1] == 0 and scene.kind[last + 1] == HAN
    told[5] = improbability(clean, sym[last], sym[last + 1]) if is_bound else UNKNOWN
    told[3] = UNKNOWN if is_last else improbability(clean, sym[last], sym[last + 1])


@inlined
def _reach(scene: Any, start: int, visit: Any) -> None:
    """Put down every word that ends at a node, if it may be hidden in this way."""
    trie = scene.lex.trie
    node, pos, last, mask, odd, cost = visit
    for k in range(trie.ends_first[node], trie.ends_first[node + 1]):
        entry, is_other = trie.ends[k] >> 1, trie.ends[k] & 1
        is_hidden = (mask & DISGUISES) != 0
        if is_hidden and (is_other or not scene.lex.is_fuzzy[entry]):
            continue
        if _stands_alone(scene, start, last):
            told = mask | ORDER if is_other else mask
            _put(
                scene,
                (entry, start),
                Visit(node, pos, last, told, odd, cost + REORDERED * is_other),
            )


@inlined
def _walk(scene: Any, start: int) -> None:
    """Follow everything on the stack to its end."""
    trie, steps = scene.lex.trie, 0
    while scene.now[1] > 0 and steps < MOST_STEPS:
        top = scene.now[1] - 1
        scene.now[1] = top
        steps += 1
        node, pos, last = scene.stack[top, 0], scene.stack[top, 1], scene.stack[top, 2]
        mask, odd, cost = scene.stack[top, 3], scene.stack[top, 4], scene.costs[top]
        visit = Visit(node, pos, last, mask, odd, cost)
        _reach(scene, start, visit)
        low, high = trie.first[node], trie.first[node + 1]
        if low == high or pos >= scene.now[0]:
            continue
        symbol = scene.sym[pos]
        if symbol == scene.sym[last]:
            push(scene, Visit(node, pos + 1, last, mask | REPEATED, odd, cost + AGAIN))
        elif passing(symbol, scene.kind[pos]) >= 0 and pos < last + MOST_PASSED:
            toll = passing(symbol, scene.kind[pos])
            push(scene, Visit(node, pos + 1, last, mask | NOISY, odd, cost + toll))
        for place in range(low, high):
            step(scene, place, visit)
    scene.now[1] = 0


@compiled
def _initials(scene: Any, start: int) -> int:
    """Put down words whose initials are the run of letters at `start`; gives its end."""
    end, key = start, np.int64(1)
    while end < scene.now[0] and scene.kind[end] == LATIN:
        if end - start < 9:
            key = key * 27 + scene.sym[end] - 96
        end += 1
    size = end - start
    if 2 <= size <= 8:
        k = find(scene.lex.initials_key, key)
        while 0 <= k < len(scene.lex.initials_key) and scene.lex.initials_key[k] == key:
            entry = scene.lex.initials_entry[k]
            _put(scene, (entry, start), Visit(0, end, end - 1, INITIALS, size, BY_INITIALS))
            k += 1
    return end


@compiled
def scan(scene: Any, data: Any, offsets: Any) -> int:
    """Scan rows of UTF-8 and give how many candidates there are.

    They lie in `ints` and `floats`; a number beyond their rows says that there was no room.
    """
    scene.now[2] = 0
    for row_no in range(len(offsets) - 1):
        scene.now[3], scene.now[1] = row_no, 0
        lay(scene, data, (offsets[row_no], offsets[row_no + 1]))
        n, run = scene.now[0], 0
        for i in range(n):
            roots(scene, i)
            if scene.now[1] > 0:
                _walk(scene, i)
            if scene.now[4] and scene.kind[i] == LATIN and i >= run:
                run = _initials(scene, i)
    return scene.now[2]
