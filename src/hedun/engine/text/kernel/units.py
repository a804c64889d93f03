"""The ways in which a piece of the text can be one character of a word."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined
from hedun.engine.text.kernel.scene import (
    PASSED,
    SIZE,
    Visit,
    find,
    find_within,
)
from hedun.engine.text.kernel.stack import push, sounds_like
from hedun.engine.text.masks import (
    EXACT,
    INITIALS,
    LEAPT,
    NOISY,
    PICTURED,
    PINYIN,
    REPEATED,
    SHAPE,
    SOUND,
    SPLIT,
    TRADITIONAL,
    WIDTH,
)
from hedun.engine.text.symbols import HAN, LATIN, PICTURE, STROKE

HEARD, HEARD_RARELY = 2.5, 0.7
AGAIN, MOST_PASSED = 0.3, 6
SPELLED, TAKEN_APART, INITIAL, DRAWN = 2.0, 2.0, 4.0, 2.5


@inlined
def passing(symbol: int, what: int) -> float:
    """Give what it costs to pass over a symbol inside a word, or -1 where it cannot be."""
    if what == PICTURE:
        return 0.3
    if what == STROKE:
        return 0.7
    return 2.0 if symbol in PASSED else -1.0


@inlined
def pass_over(scene: Any, visit: Any) -> None:
    """Go on behind the symbol at a visit, where it may stand between two of a word."""
    node, pos, last, mask, odd, cost = visit
    symbol = scene.sym[pos]
    if symbol == scene.sym[last]:
        push(scene, Visit(node, pos + 1, last, mask | REPEATED, odd, cost + AGAIN))
    elif pos < last + MOST_PASSED:
        toll = passing(symbol, scene.kind[pos])
        if toll >= 0:
            push(scene, Visit(node, pos + 1, last, mask | NOISY, odd, cost + toll))


@inlined
def of_change(change: int) -> int:
    """Give how a symbol was folded as a bit of the mask."""
    if change == 0:
        return EXACT
    if change == 2:
        return TRADITIONAL
    return WIDTH if change == 1 else SHAPE


@inlined
def of_gap(gap: int) -> int:
    """Give what stands before a symbol as bits of the mask."""
    return NOISY | LEAPT if gap == 2 else NOISY


@inlined
def hearing(one: Any, two: Any) -> float:
    """Give the cost of hearing one character as another by their readings; -1 where unlike."""
    for i in range(3):
        for j in range(3):
            if one[i] >= 0 and one[i] == two[j]:
                return HEARD + HEARD_RARELY * (i + j)
    return -1.0


@inlined
def behind_letters(scene: Any, pos: int, syllable: int) -> int:
    """Give the place behind the letters of a syllable written at `pos`, or -1."""
    sounds = scene.lex.sounds
    size = sounds.length[syllable]
    if size == 0 or pos + size > scene.now[SIZE]:
        return -1
    for k in range(size):
        if scene.kind[pos + k] != LATIN or scene.sym[pos + k] != sounds.letters[syllable, k]:
            return -1
    return pos + size


@inlined
def is_lone(scene: Any, pos: int) -> bool:
    """Tell whether a letter stands by itself."""
    before = pos > 0 and scene.kind[pos - 1] == LATIN and scene.gap[pos] == 0
    behind = pos + 1 < scene.now[SIZE] and scene.kind[pos + 1] == LATIN and scene.gap[pos + 1] == 0
    return not before and not behind


@inlined
def behind_parts(scene: Any, pos: int, which: int) -> int:
    """Give the place behind the parts of a character written at `pos`, or -1."""
    splits = scene.lex.chars.splits
    for s in range(splits.shape[1]):
        if splits[which, s, 0] == 0:
            return -1
        k = 0
        while k < 3 and splits[which, s, k] != 0 and pos + k < scene.now[SIZE]:
            if scene.sym[pos + k] != splits[which, s, k]:
                break
            k += 1
        if k >= 2 and (k == 3 or splits[which, s, k] == 0):
            return pos + k
    return -1


@inlined
def _as_han(scene: Any, child: Any, visit: Any) -> None:
    node, pos, _, mask, odd, cost = visit
    symbol = scene.sym[pos]
    which, readings = child[0] & 0xFFFFFFFF, scene.lex.sounds.readings[scene.ear[pos]]
    if sounds_like(child[3], readings):
        heard = hearing(readings, scene.lex.chars.sounds[which])
        if heard >= 0:
            push(scene, Visit(node, pos + 1, pos, mask | SOUND, odd + 1, cost + heard))
    if (child[2] >> ((np.int64(symbol) * 0x9E3779B1 & 0xFFFFFFFF) >> 26)) & 1 == 0:
        return
    pairs = scene.lex.pairs
    found = find_within(pairs.symbol, symbol, (pairs.first[which], pairs.first[which + 1]))
    if found >= 0:
        alike = pairs.cost[found]
        push(scene, Visit(node, pos + 1, pos, mask | SHAPE, odd + 1, cost + alike))
    end = behind_parts(scene, pos, which)
    if end > 0:
        push(scene, Visit(node, end, end - 1, mask | SPLIT, odd + 1, cost + TAKEN_APART))


@inlined
def _as_letters(scene: Any, child: Any, visit: Any) -> None:
    node, pos, _, mask, odd, cost = visit
    which = child[0] & 0xFFFFFFFF
    for k in range(3):
        syllable = scene.lex.chars.sounds[which, k]
        if syllable < 0:
            break
        end = behind_letters(scene, pos, syllable)
        if end > 0:
            push(scene, Visit(node, end, end - 1, mask | PINYIN, odd + 1, cost + SPELLED))
        elif scene.sym[pos] == scene.lex.sounds.letters[syllable, 0] and is_lone(scene, pos):
            push(scene, Visit(node, pos + 1, pos, mask | INITIALS, odd + 1, cost + INITIAL))


@inlined
def _child(trie: Any, node: int, char: Any) -> int:
    """Give the node behind a character, or -1."""
    for place in range(trie.nodes[node, 0] >> 32, trie.nodes[node, 0] & 0xFFFFFFFF):
        if trie.children[place, 0] >> 32 == char:
            return trie.children[place, 1]
    return -1


@inlined
def as_picture(scene: Any, visit: Any) -> None:
    """Go on with every two characters for which the picture at the visit stands."""
    node, pos, _, mask, odd, cost = visit
    pictures, trie = scene.lex.pictures, scene.lex.trie
    found = find(pictures.symbol, scene.sym[pos])
    if found >= 0:
        for k in range(pictures.first[found], pictures.first[found + 1]):
            deeper = _child(trie, node, pictures.pairs[k, 0])
            deeper = _child(trie, deeper, pictures.pairs[k, 1]) if deeper >= 0 else -1
            if deeper >= 0:
                then = Visit(deeper, pos + 1, pos, mask | PICTURED, odd + 2, cost + DRAWN)
                push(scene, then)


@inlined
def step(scene: Any, child: Any, visit: Any) -> None:
    """Push every way in which a child of the trie can be the text at the visit."""
    _, pos, last, mask, odd, cost = visit
    node = child[1]
    if scene.gap[pos] > 0 and mask != 0:
        cost += 3.0 if scene.gap[pos] == 2 else 0.4
        mask |= of_gap(scene.gap[pos])
    symbol, what = scene.sym[pos], scene.kind[pos]
    if symbol == child[0] >> 32:
        seen = mask | of_change(scene.change[pos])
        push(scene, Visit(node, pos + 1, pos, seen, odd, cost))
        return
    here = Visit(node, pos, last, mask, odd, cost)
    if what in (HAN, STROKE):
        _as_han(scene, child, here)
    elif what == LATIN:
        _as_letters(scene, child, here)
    elif what == PICTURE:
        which = child[0] & 0xFFFFFFFF
        readings = scene.lex.sounds.readings[scene.ear[pos]]
        heard = hearing(readings, scene.lex.chars.sounds[which])
        if heard >= 0:
            push(scene, Visit(node, pos + 1, pos, mask | PICTURED, odd + 1, cost + heard))
