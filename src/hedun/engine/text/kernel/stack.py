"""What is still to be followed, and what was reached."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined, load, prefetch, store
from hedun.engine.text.kernel.scene import (
    BEGUN,
    DEEP,
    FOUND,
    HEAD,
    STACK,
    TOP,
    Visit,
    bit,
)
from hedun.engine.text.row import heard_as_han, is_itself, is_passed, kind, sym


@inlined
def push(scene: Any, visit: Any) -> None:
    """Let a visit wait to be followed; where no more can wait it is dropped."""
    top = scene.now[TOP]
    if top - scene.now[HEAD] < STACK:
        prefetch(scene.lex.trie.nodes, visit[0] * 8)
        at = top & (STACK - 1)
        row, stack = at * 8, scene.stack
        store(stack, row, visit[0])
        store(stack, row + 1, visit[1])
        store(stack, row + 2, visit[2])
        store(stack, row + 3, visit[3])
        store(stack, row + 4, visit[4])
        store(stack, row + 5, scene.now[BEGUN])
        store(scene.costs, at, visit[5])
        scene.now[TOP] = top + 1


@inlined
def pop(scene: Any) -> Any:
    """Take a visit that waits, of which there is one; its word begins at BEGUN then.

    The oldest, whose node the memory has brought by now; where many wait the newest, after
    which fewer do.
    """
    head, top = scene.now[HEAD], scene.now[TOP]
    is_deep = top - head > DEEP
    at = (top - 1 if is_deep else head) & (STACK - 1)
    scene.now[TOP], scene.now[HEAD] = top - is_deep, head + (not is_deep)
    row, stack = at * 8, scene.stack
    scene.now[BEGUN] = load(stack, row + 5)
    return Visit(
        load(stack, row),
        load(stack, row + 1),
        load(stack, row + 2),
        load(stack, row + 3),
        load(stack, row + 4),
        load(scene.costs, at),
    )


@inlined
def note(scene: Any, entry: Any, visit: Any) -> None:
    """Note that a word was reached by the visit; where there is no room it is dropped."""
    count = scene.now[FOUND]
    if count < len(scene.found_costs):
        row, found = count * 8, scene.found
        store(found, row, entry)
        store(found, row + 1, scene.now[BEGUN])
        store(found, row + 2, visit[2])
        store(found, row + 3, visit[3])
        store(found, row + 4, visit[4])
        store(scene.found_costs, count, visit[5])
        scene.now[FOUND] = count + 1


@inlined
def look_of(symbol: Any) -> Any:
    """Give the bit of a symbol in the signs of what looks like a character; the lexicon has the same."""
    return (symbol * 0x9E3779B1 & 0xFFFFFFFF) >> 26


@inlined
def leads_on(scene: Any, visit: Any) -> bool:
    """Tell whether a word may go on from a node with the symbol at `pos`."""
    nodes, row = scene.lex.trie.nodes, visit[0] * 8
    children = load(nodes, row)
    if children >> 32 == children & 0xFFFFFFFF:
        return False
    return follows(scene, signs_of(scene, visit[0]), (visit[1], visit[2]))


@inlined
def signs_of(scene: Any, node: Any) -> tuple[Any, Any, Any]:
    """Give a node with its signs."""
    nodes, row = scene.lex.trie.nodes, node * 8
    return node, load(nodes, row + 2), load(nodes, row + 3)


@inlined
def follows(scene: Any, signs: tuple[int, Any, Any], at: tuple[int, int]) -> bool:
    """Tell whether a word may go on from a node with a symbol.

    Given are the node with its signs, and the places of the symbol and of the one before it.
    """
    pos, last = at
    symbol, what = sym(scene, pos), kind(scene, pos)
    if what == 0:
        return False
    if not is_itself(what) or symbol == sym(scene, last) or is_passed(symbol):
        return True
    return is_next(scene, signs, (symbol, heard_as_han(scene, pos)))


@inlined
def place_of(bits: Any, first: Any, second: Any) -> Any:
    """Give the place of two numbers in a bit map; the lexicon has the same."""
    place = ((np.int64(first) * 0x9E3779B1) ^ (np.int64(second) * 0x85EBCA6B)) & 0xFFFFFFFF
    return (place >> 8) & (8 * len(bits) - 1)


@inlined
def is_next(scene: Any, signs: tuple[int, Any, Any], what: tuple[Any, Any]) -> bool:
    """Tell whether a character, given with its readings, may be what a word goes on with."""
    symbol, readings = what
    if signs[2] & readings != 0:
        return True
    bits = scene.lex.trie.next
    may_look = signs[1] >> look_of(symbol) & 1 != 0
    return may_look and bit(bits, place_of(bits, signs[0], symbol))
