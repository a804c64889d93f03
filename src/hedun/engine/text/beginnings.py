"""How words may begin: every pair of symbols that may stand for the first two characters."""

import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.arrays import Begin, Bits, Nodes, Sounds, Trie
from hedun.engine.text.masks import EXACT, SHAPE, SPLIT
from hedun.engine.text.symbols import LIMIT, symbols

PAIR_BITS: Final = 20
WIDE_BITS: Final = 24
SYLLABLES: Final = 512
FACTOR: Final = 0x9E3779B1
THIRD: Final = 0xC2B2AE3D
NEAR: Final = 40  # look-alikes of one of the two characters
NEAREST: Final = (8, 24)  # of both, at least and at most
BUDGET: Final = (
    1_000_000  # pairs that look alike in both characters, if there can be more than the least
)


def begins(
    grown: tuple[Nodes, Trie], words: Sequence[str], fuzzy: Sequence[bool], *, sounds: Sounds
) -> Begin:
    """Lay down how the words may begin; what is hidden only for words that are fuzzy."""
    nodes, trie = grown
    single, whole = np.full(LIMIT, -1, dtype=np.int32), set(words)
    exact: dict[int, int] = {}
    for char, node in nodes[0].items():
        if ord(char) < LIMIT and char in whole:
            single[ord(char)] = node
        for other, deeper in nodes[node].items():
            exact[(ord(char) << 20) | ord(other)] = deeper
    starts = {word[:2] for word, is_fuzzy in zip(words, fuzzy, strict=True) if is_fuzzy}
    pairs = sorted(start for start in starts if len(start) == 2)
    keys = np.array(sorted(exact), dtype=np.int64)
    least, most = NEAREST
    nearest = max(least, min(most, math.isqrt(BUDGET // max(1, len(pairs)))))
    wide = _sorted([_seen(nodes, pair, nearest=nearest) for pair in pairs])
    return Begin(
        single,
        _kinds(keys, [trie.nodes[exact[key]] for key in keys.tolist()]),
        third_bits({word[:3] for word in words if len(word) > 2}, PAIR_BITS),
        _slots(exact),
        *_heard((nodes, trie), pairs, sounds),
        pair_bits(wide[:, 0], WIDE_BITS),
        _laid(wide, trie),
    )


def pair_bits(keys: NDArray[np.int64], width: int) -> Bits:
    """Give a bit map of pairs, first symbol << 20 | second; the kernel has the same hash."""
    bits = np.zeros(1 << (width - 3), dtype=np.uint8)
    first, second = keys >> 20, keys & 0xFFFFF
    hashed = ((first * 0x9E3779B1) ^ (second * 0x85EBCA6B)) & 0xFFFFFFFF
    places = hashed >> (32 - width)
    np.bitwise_or.at(bits, places >> 3, (1 << (places & 7)).astype(np.uint8))
    return bits


def _kinds(keys: NDArray[np.int64], nodes: Sequence[NDArray[np.int64]]) -> Bits:
    """Give two bits for each pair: whether words go on behind it, and whether it is one."""
    bits = np.zeros(1 << (PAIR_BITS - 2), dtype=np.uint8)
    places = _hashed(keys) >> (32 - PAIR_BITS)
    for place, node in zip(places.tolist(), nodes, strict=True):
        goes_on, ends = (int(node[k]) >> 32 < int(node[k]) & 0xFFFFFFFF for k in (0, 1))
        bits[place >> 2] |= (goes_on | ends << 1) << 2 * (place & 3)
    return bits


def third_bits(starts: Iterable[str], width: int) -> Bits:
    """Give a bit map of first three symbols; the kernel has the same hash."""
    points = np.array([[ord(c) for c in s] for s in sorted(starts)], dtype=np.int64).reshape(-1, 3)
    keys = _hashed((points[:, 0] << 20) | points[:, 1]) ^ (points[:, 2] * THIRD & 0xFFFFFFFF)
    bits = np.zeros(1 << (width - 3), dtype=np.uint8)
    places = keys >> (32 - width)
    np.bitwise_or.at(bits, places >> 3, (1 << (places & 7)).astype(np.uint8))
    return bits


def _laid(wide: NDArray[np.int64], trie: Trie) -> NDArray[np.int64]:
    """Lay pairs that look alike down by hash."""
    key, node, third, mask, cost = wide.T
    children = trie.nodes[node, 0]
    is_last = (children >> 32 == children & 0xFFFFFFFF).astype(np.int64)
    how = (is_last << 60) | (cost << 36) | (mask << 20) | third
    rows = np.stack([(key << 24) | node, how], axis=1)
    return by_hash(rows, _hashed(key))


def by_hash(rows: NDArray[np.int64], hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lay different rows down, each at the first empty slot from its hash on."""
    size = 1 << max(10, (3 * len(rows) // 2).bit_length())
    slots = np.zeros((size, rows.shape[1]), dtype=np.int64)
    places = hashes & (size - 1)
    while len(rows):
        empty = slots[places, 0] == 0
        # of several that want one slot the last wins; the others try the next
        slots[places[empty]] = rows[empty]
        left = (slots[places] != rows).any(axis=1)
        rows, places = rows[left], (places[left] + 1) & (size - 1)
    return slots


def _slots(exact: dict[int, int]) -> NDArray[np.int64]:
    """Lay pairs with their nodes down, each at the first empty slot from its hash on."""
    size = 1 << max(10, (2 * len(exact)).bit_length())
    slots = np.zeros(size, dtype=np.int64)
    for key, node in sorted(exact.items()):
        place = _hashed(key) & (size - 1)
        while slots[place]:
            place = (place + 1) & (size - 1)
        slots[place] = (key << 24) | node
    return slots


def _hashed(key: Any) -> Any:
    """Give the number of a pair; the kernel has the same."""
    return (((key >> 20) * 0x9E3779B1) ^ ((key & 0xFFFFF) * 0x85EBCA6B)) & 0xFFFFFFFF


def _heard(
    grown: tuple[Nodes, Trie], pairs: Sequence[str], sounds: Sounds
) -> tuple[Bits, Bits, NDArray[np.int64]]:
    nodes, trie = grown
    rows: dict[int, set[tuple[int, int, int]]] = defaultdict(set)
    for pair in pairs:
        one, two = pair[0], pair[1]
        node = nodes[nodes[0][one]][two]
        for a, b in itertools.product(readings(sounds, one), readings(sounds, two)):
            if a >= 0 and b >= 0:
                rows[a * SYLLABLES + b].add((node, ord(one), ord(two)))
    is_known = np.zeros(SYLLABLES * SYLLABLES, dtype=bool)
    is_known[list(rows)] = True
    flat = [
        ((key << 24) | node, (one << 20) | two, 0, 0)
        for key in sorted(rows)
        for node, one, two in sorted(rows[key])
    ]
    columns = np.array(flat, dtype=np.int64).reshape(-1, 4)
    of_node = trie.nodes[columns[:, 0] & 0xFFFFFF]
    is_word = of_node[:, 1] >> 32 < of_node[:, 1] & 0xFFFFFFFF
    columns[:, 1] |= is_word.astype(np.int64) << 40
    columns[:, 2:] = of_node[:, 2:4]
    bits = np.packbits(is_known, bitorder="little")
    return bits, _follow(bits, sounds), by_hash(columns, (columns[:, 0] >> 24) * FACTOR >> 16)


def readings(sounds: Sounds, char: str) -> Sequence[int]:
    """Give the three syllables of a character, -1 where there are fewer."""
    found: Sequence[int] = sounds.readings[sounds.ear[symbols().folded[ord(char)]]].tolist()
    return found


def _follow(bits: Bits, sounds: Sounds) -> Bits:
    """Give for each set of readings the second syllables of all that begins with one of them."""
    rows = bits.reshape(SYLLABLES, -1)
    follow = np.zeros((len(sounds.readings), rows.shape[1]), dtype=np.uint8)
    for number, syllables in enumerate(sounds.readings.tolist()):
        for syllable in syllables:
            if syllable >= 0:
                follow[number] |= rows[syllable]
    return follow


def look_cost(similarity: int) -> float:
    """Give the cost of taking one character for another that looks like it, 0 to 100."""
    return 1.5 + (100 - similarity) / 25


@functools.cache
def _alike(char: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give what looks like a character, the closest first, and its costs in thousandths."""
    folded = symbols().folded
    near = [row for row in lookup.look_alikes().get(char, ())[:NEAR] if ord(row[0]) < LIMIT]
    points = np.array([folded[ord(c)] for c, _ in near], dtype=np.int64)
    return points, np.array([round(1000 * look_cost(n)) for _, n in near], dtype=np.int64)


def _rows(key: Any, node: int, how: tuple[int, int], *, cost: Any) -> NDArray[np.int64]:
    """Lay rows down: key, node, a third symbol that must follow, mask, cost."""
    rows = np.empty((np.size(key), 5), dtype=np.int64)
    rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4] = key, node, *how, cost
    return rows


def _sorted(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Put rows into the order of their keys, equal ones once."""
    rows = np.concatenate([np.empty((0, 5), dtype=np.int64), *parts])
    rows = rows[np.lexsort(rows.T[::-1])]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return rows[fresh]


def _seen(nodes: Nodes, pair: str, *, nearest: int) -> NDArray[np.int64]:
    """Every other look of the first two characters: by one, by both, by parts."""
    a, b = ord(pair[0]), ord(pair[1])
    above = nodes[0][pair[0]]
    node = nodes[above][pair[1]]
    (first, cost), (second, other) = _alike(pair[0]), _alike(pair[1])
    both = (first[:nearest, None] << 20) | second[None, :nearest]
    dear = cost[:nearest, None] + other[None, :nearest]
    rows = [
        _rows((first << 20) | b, node, (0, SHAPE | EXACT), cost=cost),
        _rows((a << 20) | second, node, (0, SHAPE | EXACT), cost=other),
        _rows(both.ravel(), node, (0, SHAPE), cost=dear.ravel()),
    ]
    for parts in parts_of(pair[0]):
        third = ord(parts[2]) if len(parts) > 2 else 0
        rows.append(_rows((ord(parts[0]) << 20) | ord(parts[1]), above, (third, SPLIT), cost=2000))
    for parts in parts_of(pair[1]):
        if len(parts) == 2:
            key = (a << 20) | ord(parts[0])
            rows.append(_rows(key, node, (ord(parts[1]), SPLIT | EXACT), cost=2000))
    return np.concatenate(rows)


@functools.cache
def parts_of(char: str, *, most: int = 6) -> list[str]:
    """Decompositions as the text shows them: folded, of two or three characters."""
    folded = symbols().folded
    found = dict.fromkeys(
        "".join(chr(folded[ord(c)]) for c in parts)
        for parts in lookup.splits().get(char, ())
        if 2 <= len(parts) <= 3 and all(ord(c) < LIMIT for c in parts)
    )
    found.pop(char, None)
    return list(found)[:most]
