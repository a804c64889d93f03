"""Compiles words into the arrays that the kernel walks: a trie, its indexes, its prefilters.

Everything slow happens here, once per lexicon: readings, look-alikes, decompositions and
pictures of every character of every word are looked up and laid down as flat arrays.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hedun.engine.text import lookup
from hedun.engine.text.arrays import Chars, Ints, Lexicon, Nodes, Pairs, Sounds, Trie
from hedun.engine.text.beginnings import begins, look_cost, parts_of
from hedun.engine.text.symbols import HAN, LIMIT, STROKE, symbols

SYLLABLES: Final = 512
DIGITS: Final = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
MOST_SPLITS: Final = 6
ORDERED: Final = 4  # words of up to so many characters are also looked for in another order


def compile_words(words: Sequence[str], *, fuzzy: Sequence[bool]) -> Lexicon:
    """Compile folded words; `fuzzy` tells for each whether disguises are looked for."""
    nodes, trie, points = _trie(words, fuzzy)
    syllables = _syllables()
    chars = _chars(points, syllables)
    sounds = _sounds()
    pairs = _pairs(points)
    keys, entries = _initials(words, fuzzy)
    return Lexicon(
        trie,
        chars,
        sounds,
        begins(nodes, words, fuzzy, sounds=sounds),
        pairs,
        keys,
        entries,
        *_syllable_keys(syllables),
        np.array([len(word) for word in words], dtype=np.int32),
        np.array(fuzzy, dtype=np.uint8),
    )


def orders(word: str) -> set[str]:
    """Give the other orders in which a short word may stand."""
    if not 2 <= len(word) <= 8 or len(set(word)) == 1:
        return set()
    found = {word[::-1]}
    if len(word) <= ORDERED - 1:
        found |= {"".join(p) for p in itertools.permutations(word)}
    for i in range(len(word) - 1):
        found.add(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return found - {word}


def _trie(words: Sequence[str], fuzzy: Sequence[bool]) -> tuple[Nodes, Trie, NDArray[np.uint32]]:
    nodes: Nodes = [{}]
    ends: dict[int, list[int]] = defaultdict(list)
    for entry, word in enumerate(words):
        ends[_insert(nodes, word)].append(2 * entry)
        if fuzzy[entry] and all(_is_han(c) for c in word):
            for other in sorted(orders(word)):
                ends[_insert(nodes, other)].append(2 * entry + 1)
    alphabet = sorted({char for node in nodes for char in node})
    number = {char: place for place, char in enumerate(alphabet)}
    first = np.zeros(len(nodes) + 1, dtype=np.int32)
    first[1:] = np.cumsum([len(node) for node in nodes])
    pairs = [sorted((number[c], child) for c, child in node.items()) for node in nodes]
    flat = list(itertools.chain.from_iterable(pairs))
    ends_first = np.zeros(len(nodes) + 1, dtype=np.int32)
    ends_first[1:] = np.cumsum([len(ends.get(n, ())) for n in range(len(nodes))])
    trie = Trie(
        first,
        np.array([c for c, _ in flat], dtype=np.int32),
        np.array([n for _, n in flat], dtype=np.int32),
        ends_first,
        np.array([e for n in range(len(nodes)) for e in ends.get(n, ())], dtype=np.int32),
    )
    points = np.array([ord(c) for c in alphabet], dtype=np.uint32)
    return nodes, trie, points


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


def _syllable_keys(syllables: dict[str, int]) -> tuple[NDArray[np.int64], Ints]:
    keyed = sorted((letters_key(sound), number) for sound, number in syllables.items())
    return (
        np.array([key for key, _ in keyed], dtype=np.int64),
        np.array([number for _, number in keyed], dtype=np.int32),
    )


def _readings(char: str, syllables: dict[str, int]) -> list[int]:
    found = [syllables[s] for s in lookup.sounds().get(char, ()) if s in syllables]
    return ([*found, -1, -1, -1])[:3]


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
    return Sounds(of_point, letters, length)


def _chars(points: NDArray[np.uint32], syllables: dict[str, int]) -> Chars:
    sounds = np.array([_readings(chr(p), syllables) for p in points], dtype=np.int16)
    splits = np.zeros((len(points), MOST_SPLITS, 3), dtype=np.uint32)
    for place, point in enumerate(points):
        for n, parts in enumerate(parts_of(chr(point))):
            splits[place, n, : len(parts)] = [ord(c) for c in parts]
    return Chars(points, sounds.reshape(-1, 3), splits, _alike(points, splits))


def _alike(points: NDArray[np.uint32], splits: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Give 64 bits for each character: a symbol whose bit is not set is none of its disguises."""
    folded, signs = symbols().folded, np.zeros(len(points), dtype=np.uint64)
    for place, point in enumerate(points):
        near = [ord(c) for c, _ in lookup.look_alikes().get(chr(point), ()) if ord(c) < LIMIT]
        for symbol in [int(folded[p]) for p in near] + [int(p) for p in splits[place, :, 0] if p]:
            signs[place] |= np.uint64(1 << ((symbol * 0x9E3779B1 & 0xFFFFFFFF) >> 26))
    return signs


def _pairs(points: NDArray[np.uint32]) -> Pairs:
    folded = symbols().folded
    found: dict[int, float] = {}
    alike = lookup.look_alikes()
    for place, point in enumerate(points):
        for other, similarity in alike.get(chr(point), ()):
            if len(other) == 1 and ord(other) < LIMIT:
                key = (int(folded[ord(other)]) << 20) | place
                found[key] = min(found.get(key, 9.0), look_cost(similarity))
    keys = sorted(found)
    return Pairs(
        np.array(keys, dtype=np.int64), np.array([found[k] for k in keys], dtype=np.float32)
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
