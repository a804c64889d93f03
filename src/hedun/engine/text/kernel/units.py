"""The ways in which a piece of the text can be one character of a word."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined, load
from hedun.engine.text.kernel.scene import (
    Visit,
    bit,
    find,
    find_within,
)
from hedun.engine.text.kernel.stack import follows, is_next, look_of, place_of, push, signs_of
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
from hedun.engine.text.row import (
    change,
    ear,
    gap,
    heard,
    heard_as_han,
    is_drawn,
    is_passed,
    kind,
    reading,
    sym,
)
from hedun.engine.text.symbols import LATIN, PICTURE, STROKE

HEARD, HEARD_RARELY = 2.5, 0.7
AGAIN, MOST_PASSED = 0.3, 6
MOST_SPLITS = 6  # of a character; the lexicon has the same
SPELLED, TAKEN_APART, INITIAL, DRAWN = 2.0, 2.0, 4.0, 2.5


@inlined
def passing(symbol: int, what: int) -> float:
    """Give what it costs to pass over a symbol inside a word, or -1 where it cannot be."""
    if what == PICTURE:
        return 0.3
    if what == STROKE:
        return 0.7
    return 2.0 if is_passed(symbol) else -1.0


@inlined
def pass_over(scene: Any, visit: Any) -> None:
    """Go on behind the symbol at a visit, where it may stand between two of a word."""
    node, pos, last, mask, odd, cost = visit
    symbol = sym(scene, pos)
    is_same = symbol == sym(scene, last)
    toll = AGAIN if is_same else passing(symbol, kind(scene, pos))
    if toll < 0 or (pos >= last + MOST_PASSED and not is_same):
        return
    signs = signs_of(scene, node)
    if is_same and not is_next(scene, signs, (symbol, heard_as_han(scene, pos))):
        # nothing can happen before the end of the run
        while sym(scene, pos + 1) == symbol:
            pos, toll = pos + 1, toll + AGAIN
    if follows(scene, signs, (pos + 1, last)):
        then = mask | (REPEATED if is_same else NOISY)
        push(scene, Visit(node, pos + 1, last, then, odd, cost + toll))


@inlined
def of_change(folded: int) -> int:
    """Give how a symbol was folded as a bit of the mask."""
    if folded == 0:
        return EXACT
    if folded == 2:
        return TRADITIONAL
    return WIDTH if folded == 1 else SHAPE


@inlined
def of_gap(between: int) -> int:
    """Give what stands before a symbol as bits of the mask."""
    return NOISY | LEAPT if between == 2 else NOISY


@inlined
def hearing(scene: Any, pos: int, which: Any) -> float:
    """Give the cost of hearing a symbol as a character of the lexicon; -1 where unlike."""
    one, chars = ear(scene, pos), scene.lex.chars.sounds
    for i in range(3):
        syllable = reading(scene, one, i)
        for j in range(3):
            if syllable >= 0 and syllable == load(chars, which * 3 + j):
                return HEARD + HEARD_RARELY * (i + j)
    return -1.0


@inlined
def behind_letters(scene: Any, pos: int, syllable: Any) -> int:
    """Give the place behind the letters of a syllable written at `pos`, or -1."""
    sounds = scene.lex.sounds
    size = load(sounds.length, syllable)
    if size == 0:
        return -1
    for k in range(size):
        letter = load(sounds.letters, syllable * 6 + k)
        if kind(scene, pos + k) != LATIN or sym(scene, pos + k) != letter:
            return -1
    return pos + size


@inlined
def is_lone(scene: Any, pos: int) -> bool:
    """Tell whether a letter stands by itself."""
    if kind(scene, pos - 1) == LATIN and gap(scene, pos) == 0:
        return False
    return not (kind(scene, pos + 1) == LATIN and gap(scene, pos + 1) == 0)


@inlined
def behind_parts(scene: Any, pos: int, which: Any) -> int:
    """Give the place behind the parts of a character written at `pos`, or -1."""
    splits = scene.lex.chars.splits
    for s in range(MOST_SPLITS):
        row = (which * MOST_SPLITS + s) * 3
        if load(splits, row) == 0:
            return -1
        k = 0
        while k < 3 and load(splits, row + k) != 0:
            if sym(scene, pos + k) != load(splits, row + k):
                break
            k += 1
        if k >= 2 and (k == 3 or load(splits, row + k) == 0):
            return pos + k
    return -1


@inlined
def _as_han(scene: Any, child: Any, visit: Any) -> None:
    node, pos, _, mask, odd, cost = visit
    symbol, which = sym(scene, pos), child[0] & 0xFFFFFFFF
    if child[3] & heard(scene, pos) != 0:
        toll = hearing(scene, pos, which)
        if toll >= 0:
            push(scene, Visit(node, pos + 1, pos, mask | SOUND, odd + 1, cost + toll))
    looks = scene.lex.looks
    may_look = child[2] >> look_of(symbol) & 1 != 0
    if not (may_look and bit(looks, place_of(looks, which, symbol))):
        return
    pairs = scene.lex.pairs
    span = (load(pairs.first, which), load(pairs.first, which + 1))
    found = find_within(pairs.symbol, symbol, span)
    if found >= 0:
        alike = load(pairs.cost, found)
        push(scene, Visit(node, pos + 1, pos, mask | SHAPE, odd + 1, cost + alike))
    end = behind_parts(scene, pos, which)
    if end > 0:
        push(scene, Visit(node, end, end - 1, mask | SPLIT, odd + 1, cost + TAKEN_APART))


@inlined
def _as_letters(scene: Any, child: Any, visit: Any) -> None:
    node, pos, _, mask, odd, cost = visit
    sounds, which = scene.lex.sounds, child[0] & 0xFFFFFFFF
    for k in range(3):
        syllable = load(scene.lex.chars.sounds, which * 3 + k)
        if syllable < 0:
            break
        end = behind_letters(scene, pos, syllable)
        if end > 0:
            push(scene, Visit(node, end, end - 1, mask | PINYIN, odd + 1, cost + SPELLED))
        elif sym(scene, pos) == load(sounds.letters, syllable * 6) and is_lone(scene, pos):
            push(scene, Visit(node, pos + 1, pos, mask | INITIALS, odd + 1, cost + INITIAL))


@inlined
def children_of(trie: Any, node: Any) -> tuple[Any, Any]:
    """Give the first child of a node, and behind the last."""
    span = load(trie.nodes, node * 8)
    return span >> 32, span & 0xFFFFFFFF


@inlined
def child_at(trie: Any, place: Any) -> tuple[Any, Any, Any, Any]:
    """Give a child: its character and place in Chars, its node, its signs."""
    rows, row = trie.children, place * 4
    return load(rows, row), load(rows, row + 1), load(rows, row + 2), load(rows, row + 3)


@inlined
def first_child(trie: Any, node: Any) -> tuple[Any, Any, Any, Any]:
    """Give the first child of a node, which lies beside it."""
    rows, row = trie.nodes, node * 8
    return load(rows, row + 4), load(rows, row + 5), load(rows, row + 6), load(rows, row + 7)


@inlined
def _child(trie: Any, node: Any, char: Any) -> Any:
    """Give the node behind a character, or -1."""
    first, behind = children_of(trie, node)
    for place in range(first, behind):
        if load(trie.children, place * 4) >> 32 == char:
            return load(trie.children, place * 4 + 1)
    return np.int64(-1)


@inlined
def as_picture(scene: Any, visit: Any) -> None:
    """Go on with every two characters for which the picture at the visit stands."""
    node, pos, _, mask, odd, cost = visit
    pictures, trie = scene.lex.pictures, scene.lex.trie
    found = find(pictures.symbol, sym(scene, pos))
    if found >= 0:
        first, behind = load(pictures.first, found), load(pictures.first, found + 1)
        for k in range(np.int64(first), np.int64(behind)):
            deeper = _child(trie, node, load(pictures.pairs, 2 * k))
            if deeper >= 0:
                deeper = _child(trie, deeper, load(pictures.pairs, 2 * k + 1))
            if deeper >= 0:
                then = Visit(deeper, pos + 1, pos, mask | PICTURED, odd + 2, cost + DRAWN)
                push(scene, then)


@inlined
def step(scene: Any, child: Any, visit: Any) -> None:
    """Push every way in which a child of the trie can be the text at the visit."""
    _, pos, last, mask, odd, cost = visit
    node, between = child[1], gap(scene, pos)
    if between > 0 and mask != 0:
        cost += 3.0 if between == 2 else 0.4
        mask |= of_gap(between)
    symbol, what = sym(scene, pos), kind(scene, pos)
    if symbol == child[0] >> 32:
        seen = mask | of_change(change(scene, pos))
        push(scene, Visit(node, pos + 1, pos, seen, odd, cost))
        return
    here = Visit(node, pos, last, mask, odd, cost)
    if is_drawn(what):
        _as_han(scene, child, here)
    elif what == LATIN:
        _as_letters(scene, child, here)
    elif what == PICTURE:
        heard_as = hearing(scene, pos, child[0] & 0xFFFFFFFF)
        if heard_as >= 0:
            push(scene, Visit(node, pos + 1, pos, mask | PICTURED, odd + 1, cost + heard_as))
