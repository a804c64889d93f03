"""Compiles words into the arrays that the kernel walks: a trie, its indexes, its prefilters.

Everything slow happens here, once per lexicon: readings, look-alikes, decompositions and
pictures of every character of every word are looked up and laid down as flat arrays.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.arrays import (
    Bits,
    Chars,
    Ints,
    Lexicon,
    Nodes,
    Orders,
    Pairs,
    Pictures,
    Sounds,
    Spelling,
    Trie,
)
from hedun.engine.text.beginnings import (
    PAIR_BITS,
    begins,
    look_cost,
    pair_bits,
    parts_of,
    third_bits,
)
from hedun.engine.text.symbols import HAN, LIMIT, STROKE, symbols

Looks = list[NDArray[np.int64]]
SYLLABLES: Final = 512
DIGITS: Final = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
MOST_SPLITS: Final = 6
ANY_ORDER: Final = 3  # a longer word may only be reversed, or have two neighbors swapped
LONGEST_ORDERED: Final = 8
ORDER_BITS: Final = 20
INITIAL_BITS: Final = 19


def compile_words(words: Sequence[str], *, fuzzy: Sequence[bool]) -> Lexicon:
    """Compile folded words; `fuzzy` tells for each whether disguises are looked for."""
    nodes, ends = _grown(words)
    points = np.array(sorted({ord(char) for node in nodes for char in node}), dtype=np.uint32)
    syllables = _syllables()
    chars = _chars(points, syllables)
    looks = _looks(chars) if any(fuzzy) else [np.array([p], dtype=np.int64) for p in points]
    trie = _laid(nodes, ends, (chars, looks))
    if not any(fuzzy):  # only a character itself leads on
        trie.nodes[:, 2], trie.nodes[:, 3] = _own(trie), 0
    sounds = _sounds()
    pairs = _pairs(points)
    orders = _orders(words, fuzzy)
    keys, entries = _initials(words, fuzzy)
    return Lexicon(
        trie,
        chars,
        sounds,
        begins((nodes, trie), words, fuzzy, sounds=sounds),
        pairs,
        orders,
        _pictures(),
        _key_bits(keys),
        keys,
        entries,
        _pair_looks(looks),
        _spelling(syllables),
        np.array([len(word) for word in words], dtype=np.int32),
        np.array(fuzzy, dtype=np.uint8),
    )


def orders(word: str) -> set[str]:
    """Give the other orders in which a short word may stand; the kernel has the same."""
    if not 2 <= len(word) <= LONGEST_ORDERED or len(set(word)) == 1:
        return set()
    found = {word[::-1]}
    if len(word) <= ANY_ORDER:
        found |= {"".join(p) for p in itertools.permutations(word)}
    for i in range(len(word) - 1):
        found.add(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return found - {word}


def _orders(words: Sequence[str], fuzzy: Sequence[bool]) -> Orders:
    """Lay the words down that may stand in another order, by the sum of their characters."""
    chosen: list[tuple[int, int]] = []
    first: set[int] = set()
    three: set[str] = set()
    for entry, word in enumerate(words):
        others = orders(word) if fuzzy[entry] and all(map(_is_han, word)) else ()
        first |= {(ord(other[0]) << 20) | ord(other[1]) for other in others}
        three |= {other[:3] for other in others if len(other) > 2}
        if others:
            chosen.append((order_sum([ord(c) for c in word]), entry))
    chosen.sort()
    pairs = np.array(sorted(first), dtype=np.int64)
    keys = np.array([key for key, _ in chosen], dtype=np.int64)
    entries = np.array([entry for _, entry in chosen], dtype=np.int32)
    chars = np.zeros((len(chosen), LONGEST_ORDERED), dtype=np.uint32)
    for place, entry in enumerate(entries):
        chars[place, : len(words[entry])] = [ord(c) for c in words[entry]]
    bits = np.zeros(1 << (ORDER_BITS - 6), dtype=np.int64)
    for low in (0, 6):
        one = np.int64(1) << ((keys >> low) & 63)
        np.bitwise_or.at(bits, keys >> (38 - ORDER_BITS), one)
    sizes = np.array(sorted({len(words[entry]) for entry in entries}), dtype=np.int32)
    near = pair_bits(pairs, PAIR_BITS), third_bits(three, 21)
    return Orders(sizes, pairs, *near, bits, keys, entries, chars)


def order_sum(points: Sequence[int]) -> int:
    """Give the number of a run of characters in any order; the kernel has the same."""
    total = sum(point * 0x9E3779B1 for point in points) + len(points)
    return (total & 0xFFFFFFFF) * 0xC2B2AE35 & 0xFFFFFFFF


def _grown(words: Sequence[str]) -> tuple[Nodes, dict[int, list[int]]]:
    """Grow the trie; give its nodes, and the entries that end at some of them."""
    nodes: Nodes = [{}]
    ends: dict[int, list[int]] = defaultdict(list)
    for entry, word in enumerate(words):
        ends[_insert(nodes, word)].append(entry)
    return nodes, ends


def _laid(nodes: Nodes, ends: dict[int, list[int]], known: tuple[Chars, Looks]) -> Trie:
    """Lay a trie down as arrays."""
    chars, looks = known
    number = {chr(point): place for place, point in enumerate(chars.point)}
    pairs = [sorted((number[c], child) for c, child in node.items()) for node in nodes]
    children = np.array(list(itertools.chain.from_iterable(pairs)), dtype=np.int64).reshape(-1, 2)
    places = children[:, 0]
    packed = (chars.point[places].astype(np.int64) << 32) | places
    signs = _alike(looks)[places], chars.signs[places]
    laid = np.zeros((len(nodes), 4), dtype=np.int64)
    laid[:, 1] = np.cumsum([len(node) for node in nodes])
    laid[:, 3] = np.cumsum([len(ends.get(n, ())) for n in range(len(nodes))])
    laid[1:, 0], laid[1:, 2] = laid[:-1, 1], laid[:-1, 3]
    own = _sign(chars.point[places].astype(np.int64))
    of_node = np.zeros((len(nodes), 8), dtype=np.int64)
    of_node[:, 0] = (laid[:, 0] << 32) | laid[:, 1]
    of_node[:, 1] = (laid[:, 2] << 32) | laid[:, 3]
    owner = np.repeat(np.arange(len(nodes)), laid[:, 1] - laid[:, 0])
    np.bitwise_or.at(of_node[:, 2], owner, signs[0] | own)
    np.bitwise_or.at(of_node[:, 3], owner, signs[1])
    rows = np.stack([packed, children[:, 1], *signs], axis=1)
    has_child = laid[:, 0] < laid[:, 1]
    of_node[has_child, 4:] = rows[laid[has_child, 0]]
    return Trie(
        of_node,
        rows,
        np.array([e for n in range(len(nodes)) for e in ends.get(n, ())], dtype=np.int32),
        _next(owner, places, looks),
    )


def _next(owner: NDArray[Any], places: NDArray[np.int64], looks: Looks) -> Bits:
    """Give a bit map of what a word may go on with behind each node."""
    sizes = np.array([len(look) for look in looks], dtype=np.int64)[places]
    flat = [looks[place] for place in places.tolist()]
    nodes = np.repeat(np.asarray(owner, dtype=np.int64), sizes)
    return _bits_of(nodes, np.concatenate([np.empty(0, dtype=np.int64), *flat]), most=21)


def _pair_looks(looks: Looks) -> Bits:
    """Give a bit map of what each character may look like."""
    sizes = np.array([len(look) for look in looks], dtype=np.int64)
    places = np.repeat(np.arange(len(looks), dtype=np.int64), sizes)
    return _bits_of(places, np.concatenate([np.empty(0, dtype=np.int64), *looks]), most=18)


def _bits_of(first: NDArray[np.int64], second: NDArray[np.int64], *, most: int) -> Bits:
    """Give a bit map of two numbers; the kernel has the same hash."""
    bits = np.zeros(1 << min(most, max(10, len(first).bit_length())), dtype=np.uint8)
    at = ((first * 0x9E3779B1) ^ (second * 0x85EBCA6B)) & 0xFFFFFFFF
    at = (at >> 8) & (8 * len(bits) - 1)
    np.bitwise_or.at(bits, at >> 3, (1 << (at & 7)).astype(np.uint8))
    return bits


def _key_bits(keys: NDArray[np.int64]) -> Bits:
    """Give a bit map of initials; the kernel has the same hash."""
    bits = np.zeros(1 << (INITIAL_BITS - 3), dtype=np.uint8)
    at = (keys * 0x9E3779B1 & 0xFFFFFFFF) >> (32 - INITIAL_BITS)
    np.bitwise_or.at(bits, at >> 3, (1 << (at & 7)).astype(np.uint8))
    return bits


def _own(trie: Trie) -> NDArray[np.int64]:
    """Give the signs of the children of every node as they are written."""
    signs, sizes = np.zeros(len(trie.nodes), dtype=np.int64), trie.nodes[:, 0]
    owner = np.repeat(np.arange(len(trie.nodes)), (sizes & 0xFFFFFFFF) - (sizes >> 32))
    np.bitwise_or.at(signs, owner, _sign(trie.children[:, 0] >> 32))
    return signs


def _sign(points: NDArray[np.int64]) -> NDArray[np.int64]:
    signs: NDArray[np.int64] = np.int64(1) << ((points * 0x9E3779B1 & 0xFFFFFFFF) >> 26)
    return signs


def _insert(nodes: Nodes, word: str) -> int:
    """Give the node of a word, with all that is missing on the way there."""
    node = 0
    for char in word:
        child = nodes[node].get(char)
        if child is None:
            child = nodes[node][char] = len(nodes)
            nodes.append({})
        node = child
    return node


def _is_han(char: str) -> bool:
    point = ord(char)
    return point < LIMIT and symbols().kind[point] in {HAN, STROKE}


@functools.cache
def _syllables() -> dict[str, int]:
    found = {sound for sounds in lookup.sounds().values() for sound in sounds}
    usable = sorted(s for s in found if 1 <= len(s) <= 6 and s.isascii() and s.isalpha())
    return {sound: number for number, sound in enumerate(usable[: SYLLABLES - 1])}


def _spelling(syllables: dict[str, int]) -> Spelling:
    """Lay syllables down letter by letter; they are numbered in the order of the alphabet."""
    begun = sorted({sound[:end] for sound in syllables for end in range(1, len(sound) + 1)})
    state = {"": 0} | {text: number for number, text in enumerate(begun, 1)}
    following = np.zeros((len(state), 27), dtype=np.int16)
    for text in begun:
        following[state[text[:-1]], ord(text[-1]) - 96] = state[text]
    ends = np.array([syllables.get(text, -1) for text in state], dtype=np.int16)
    first = np.array([ord(sound[0]) - 96 for sound in syllables], dtype=np.int32)
    begin = np.searchsorted(first, np.arange(28)).astype(np.int32)
    return Spelling(following, ends, begin)


def _readings(char: str, syllables: dict[str, int]) -> list[int]:
    found = [syllables[s] for s in lookup.sounds().get(char, ()) if s in syllables]
    return ([*found, -1, -1, -1])[:3]


@functools.cache
def _pictures() -> Pictures:
    folded, found = symbols().folded, []
    for picture, names in lookup.emoji().items():
        pairs = [name for name in names if len(name) == 2]
        if len(picture) == 1 and ord(picture) < LIMIT and pairs:
            found.append((int(folded[ord(picture)]), pairs))
    found.sort()
    flat = [[ord(c) for c in pair] for _, pairs in found for pair in pairs]
    first = np.cumsum([0, *(len(pairs) for _, pairs in found)])
    return Pictures(
        np.array([symbol for symbol, _ in found], dtype=np.uint32),
        first.astype(np.int32),
        np.array(flat, dtype=np.uint32).reshape(-1, 2),
    )


@functools.cache
def _sounds() -> Sounds:
    syllables = _syllables()
    of_point = np.full((LIMIT, 3), -1, dtype=np.int16)
    for char in lookup.sounds():
        if len(char) == 1 and ord(char) < LIMIT:
            of_point[ord(char)] = _readings(char, syllables)
    for picture, names in lookup.emoji().items():
        if len(picture) == 1 and ord(picture) < LIMIT and of_point[ord(picture), 0] < 0:
            heard = [_readings(name, syllables)[0] for name in names if len(name) == 1]
            heard = [one for one in dict.fromkeys(heard) if one >= 0]
            of_point[ord(picture)] = ([*heard, -1, -1, -1])[:3]
    for digit, sound in enumerate(DIGITS):
        of_point[ord("0") + digit, 0] = syllables[sound]
    letters = np.zeros((SYLLABLES, 6), dtype=np.uint8)
    length = np.zeros(SYLLABLES, dtype=np.uint8)
    for sound, number in syllables.items():
        letters[number, : len(sound)] = [ord(c) for c in sound]
        length[number] = len(sound)
    sets, of_set = np.unique(of_point, axis=0, return_inverse=True)
    ear = of_set.reshape(-1).astype(np.uint16)
    return Sounds(symbols().packed, ear, sets, _syllable_bits(sets), letters, length)


def _chars(points: NDArray[np.uint32], syllables: dict[str, int]) -> Chars:
    sounds = np.array([_readings(chr(p), syllables) for p in points], dtype=np.int16)
    splits = np.zeros((len(points), MOST_SPLITS, 3), dtype=np.uint32)
    for place, point in enumerate(points):
        for n, parts in enumerate(parts_of(chr(point))):
            splits[place, n, : len(parts)] = [ord(c) for c in parts]
    sounds = sounds.reshape(-1, 3)
    return Chars(points, sounds, _syllable_bits(sounds), splits)


def _looks(chars: Chars) -> Looks:
    """Give the symbols of each character: itself, what looks like it, what begins its parts."""
    folded, found = symbols().folded, []
    for place, point in enumerate(chars.point):
        near = [ord(c) for c, _ in lookup.look_alikes().get(chr(point), ()) if ord(c) < LIMIT]
        parts = {int(p) for p in chars.splits[place, :, 0] if p}
        every = {int(point), *(int(folded[p]) for p in near), *parts}
        found.append(np.array(sorted(every), dtype=np.int64))
    return found


def _alike(looks: Looks) -> NDArray[np.int64]:
    """Give 64 bits for each character: a symbol whose bit is not set is none of its disguises."""
    signs = [np.bitwise_or.reduce(_sign(look)) for look in looks]
    return np.array(signs, dtype=np.int64)


def _syllable_bits(sounds: NDArray[np.int16]) -> NDArray[np.int64]:
    """Give 64 bits for each set of syllables: one whose bit is not set is none of them."""
    bits = np.uint64(1) << (sounds.astype(np.uint64) & np.uint64(63))
    signs = np.bitwise_or.reduce(np.where(sounds >= 0, bits, np.uint64(0)), axis=1)
    heard: NDArray[np.int64] = signs.view(np.int64)
    return heard


def _pairs(points: NDArray[np.uint32]) -> Pairs:
    folded = symbols().folded
    alike = lookup.look_alikes()
    first, flat = [0], []
    for point in points:
        found: dict[int, float] = {}
        for other, similarity in alike.get(chr(point), ()):
            if ord(other) < LIMIT:
                symbol = int(folded[ord(other)])
                found[symbol] = min(found.get(symbol, 9.0), look_cost(similarity))
        flat += sorted(found.items())
        first.append(len(flat))
    return Pairs(
        np.array(first, dtype=np.int32),
        np.array([symbol for symbol, _ in flat], dtype=np.uint32),
        np.array([cost for _, cost in flat], dtype=np.float32),
    )


def _initials(words: Sequence[str], fuzzy: Sequence[bool]) -> tuple[NDArray[np.int64], Ints]:
    found: set[tuple[int, int]] = set()
    for entry, word in enumerate(words):
        first = [sorted({s[0] for s in lookup.sounds().get(char, ())}) for char in word]
        if fuzzy[entry] and 2 <= len(word) <= 8:
            for letters in itertools.islice(itertools.product(*first), 16):
                found.add((letters_key(letters), entry))
    ordered = sorted(found)
    return (
        np.array([key for key, _ in ordered], dtype=np.int64),
        np.array([entry for _, entry in ordered], dtype=np.int32),
    )


def letters_key(letters: Iterable[str]) -> int:
    """Give the number of a run of letters; the kernel has the same."""
    key = 1
    for letter in letters:
        key = key * 27 + ord(letter) - 96
    return key
