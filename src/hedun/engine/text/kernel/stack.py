"""What is still to be followed, and what was reached."""

from typing import Any

import numpy as np

from hedun.engine.text.compiled import inlined, prefetch
from hedun.engine.text.kernel.scene import BEGUN, FOUND, PASSED, SIZE, TOP, Visit, bit
from hedun.engine.text.symbols import HAN


@inlined
def push(scene: Any, visit: Any) -> None:
    """Put a visit on the stack; a full stack drops it."""
    top = scene.now[TOP]
    if top < len(scene.costs):
        prefetch(scene.lex.trie.nodes, visit[0] * 8)
        row = scene.stack[top]
        row[0], row[1], row[2], row[3], row[4] = visit[0], visit[1], visit[2], visit[3], visit[4]
        row[5] = scene.now[BEGUN]
        scene.costs[top] = visit[5]
        scene.now[TOP] = top + 1


@inlined
def pop(scene: Any) -> Any:
    """Take the newest visit off the stack, which is not empty; its word begins at BEGUN then."""
    top = scene.now[TOP] - 1
    scene.now[TOP] = top
    row = scene.stack[top]
    scene.now[BEGUN] = row[5]
    return Visit(row[0], row[1], row[2], row[3], row[4], scene.costs[top])


@inlined
def note(scene: Any, entry: Any, visit: Any) -> None:
    """Note that a word was reached by the visit; where there is no room it is dropped."""
    count = scene.now[FOUND]
    if count < len(scene.found_costs):
        row = scene.found[count]
        row[0], row[1], row[2], row[3], row[4] = (
            entry,
            scene.now[BEGUN],
            visit[2],
            visit[3],
            visit[4],
        )
        scene.found_costs[count] = visit[5]
        scene.now[FOUND] = count + 1


@inlined
def sounds_like(sign: int, readings: Any) -> bool:
    """Tell whether one of the readings may be among those that the sign was made of."""
    heard = 0
    for k in range(3):
        heard |= (readings[k] >= 0) & (sign >> (readings[k] & 63))
    return heard & 1 != 0


@inlined
def leads_on(scene: Any, visit: Any) -> bool:
    """Tell whether a word may go on from a node with the symbol at `pos`."""
    nodes, node = scene.lex.trie.nodes, visit[0]
    children = nodes[node, 0]
    if children >> 32 == children & 0xFFFFFFFF:
        return False
    return follows(scene, (node, nodes[node, 2], nodes[node, 3]), (visit[1], visit[2]))


@inlined
def follows(scene: Any, signs: tuple[int, Any, Any], at: tuple[int, int]) -> bool:
    """Tell whether a word may go on from a node with a symbol.

    Given are the node with its signs, and the places of the symbol and of the one before it.
    """
    pos, last = at
    if pos >= scene.now[SIZE]:
        return False
    symbol = scene.sym[pos]
    if scene.kind[pos] != HAN or symbol == scene.sym[last] or symbol in PASSED:
        return True
    return is_next(scene, signs, pos)


@inlined
def place_of(bits: Any, first: Any, second: Any) -> Any:
    """Give the place of two numbers in a bit map; the lexicon has the same."""
    place = ((np.int64(first) * 0x9E3779B1) ^ (np.int64(second) * 0x85EBCA6B)) & 0xFFFFFFFF
    return (place >> 8) & (8 * len(bits) - 1)


@inlined
def is_next(scene: Any, signs: tuple[int, Any, Any], pos: int) -> bool:
    """Tell whether a character may be what a word goes on with behind a node."""
    symbol, bits = np.int64(scene.sym[pos]), scene.lex.trie.next
    may_look = signs[1] >> ((symbol * 0x9E3779B1 & 0xFFFFFFFF) >> 26) & 1 != 0
    if may_look and bit(bits, place_of(bits, signs[0], symbol)):
        return True
    return sounds_like(signs[2], scene.lex.sounds.readings[scene.ear[pos]])
