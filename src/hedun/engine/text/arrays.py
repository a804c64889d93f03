"""The arrays of a compiled lexicon, as the kernel reads them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bits = NDArray[np.uint8]
Nodes = list[dict[str, int]]


class Trie(NamedTuple):
    """Words as a trie; what is read together lies together."""

    nodes: NDArray[np.int64]  # (n, 8) first child << 32 | behind the last, first end << 32 |
    # behind the last, the two signs of all its children, and the first of its children
    children: NDArray[np.int64]  # (m, 4) code point << 32 | place in Chars, node, and two signs:
    # of what looks like the character or begins its parts, and of its sounds; a symbol whose
    # bit is not set is none of these
    ends: Ints  # entries
    next: Bits  # by node and symbol: what a word may go on with, as it is written or looks


class Chars(NamedTuple):
    """What each character of the lexicon may look or sound like."""

    point: NDArray[np.uint32]
    sounds: NDArray[np.int16]  # (n, 3) syllables, -1 where there are fewer
    signs: NDArray[np.int64]  # (n,) the syllables as bits
    splits: NDArray[np.uint32]  # (n, MOST_SPLITS, 3) components, 0 where there are fewer


class Sounds(NamedTuple):
    """Syllables: of every code point, and their letters."""

    packed: NDArray[np.uint32]  # (LIMIT,) Symbols.packed
    ear: NDArray[np.uint16]  # (LIMIT,) of a folded symbol its set of readings
    readings: NDArray[np.int16]  # (sets, 3) syllables, -1 where there are fewer
    signs: NDArray[np.int64]  # (sets,) the readings as bits, as those of Trie.children
    letters: NDArray[np.uint8]  # (SYLLABLES, 6)
    length: NDArray[np.uint8]


class Pairs(NamedTuple):
    """What looks like each character: that at `place` in Chars has first[place]:first[place + 1]."""

    first: Ints
    symbol: NDArray[np.uint32]  # sorted
    cost: NDArray[np.float32]


class Pictures(NamedTuple):
    """Pictures that stand for two characters at once: pairs[first[k]:first[k + 1]] of symbol[k]."""

    symbol: NDArray[np.uint32]  # sorted
    first: Ints
    pairs: NDArray[np.uint32]  # (n, 2)


class Orders(NamedTuple):
    """Words by the sum of their characters, which is the same in any order."""

    sizes: Ints  # lengths of the words
    begin: NDArray[np.int64]  # sorted: the first two symbols in another order, first << 20 | second
    begin_bits: Bits  # of these
    third: Bits  # by the first three symbols in another order
    bits: NDArray[np.int64]  # by the high bits of a sum: two bits of each, by its low bits
    key: NDArray[np.int64]  # sorted sums
    entry: Ints
    chars: NDArray[np.uint32]  # (n, 8) of each


class Begin(NamedTuple):
    """How words may begin, by their first two symbols: bit maps first, then sorted keys."""

    single: Ints  # (LIMIT,) node of a word of one character, or -1
    exact_bits: Bits  # two bits each: whether words go on behind the pair, whether one is the pair
    third_bits: Bits  # by the first three symbols
    exact: NDArray[np.int64]  # by hash: first symbol << 44 | second << 24 | node; 0 where empty
    sound_bits: Bits  # by syllable * SYLLABLES + syllable
    follow: Bits  # (sets, 64) syllables with which a word goes on behind a set of readings
    sound: NDArray[np.int64]  # by hash, (n, 4): two syllables << 24 | node, 0 where empty; the two
    # characters themselves, first << 20 | second, and whether they are a word << 40; the signs
    # of all that may follow, as in Trie
    wide_bits: Bits
    wide: NDArray[np.int64]  # by hash, (n, 2): first symbol << 44 | second << 24 | node, 0 where
    # empty; and whether no word goes on << 60 | cost in thousandths << 36 | mask << 20 | a symbol
    # that must follow or 0


class Spelling(NamedTuple):
    """Syllables letter by letter."""

    next: NDArray[
        np.int16
    ]  # (states, 27): by state and letter, 1 to 26; 0 where no syllable goes on
    syllable: NDArray[np.int16]  # of a state, -1 where none ends
    begin: Ints  # (28,) of each letter the first syllable that begins with it


class Lexicon(NamedTuple):
    """All that the kernel needs."""

    trie: Trie
    chars: Chars
    sounds: Sounds
    begin: Begin
    pairs: Pairs
    orders: Orders
    pictures: Pictures
    initials_bits: Bits
    initials_key: NDArray[np.int64]
    initials_entry: Ints
    looks: Bits  # by place in Chars and symbol: what each character may look like
    spelling: Spelling
    length: Ints  # characters of each entry
    is_fuzzy: Bits  # whether an entry may be found in disguise
