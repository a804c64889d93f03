"""The arrays of a compiled lexicon, as the kernel reads them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bits = NDArray[np.uint8]
Nodes = list[dict[str, int]]


class Trie(NamedTuple):
    """Words as a trie in rows: node n has the children first[n]:first[n + 1]."""

    first: Ints
    char: Ints  # place of the child's character in Chars
    node: Ints
    ends_first: Ints  # the words that end at a node: ends[ends_first[n]:ends_first[n + 1]]
    ends: Ints  # entry * 2, plus 1 where the word stands there in another order


class Chars(NamedTuple):
    """What each character of the lexicon may look or sound like."""

    point: NDArray[np.uint32]
    sounds: NDArray[np.int16]  # (n, 3) syllables, -1 where there are fewer
    splits: NDArray[np.uint32]  # (n, MOST_SPLITS, 3) components, 0 where there are fewer
    alike: NDArray[np.uint64]  # bits of what looks like it or begins its parts


class Sounds(NamedTuple):
    """Syllables: of every code point, and their letters."""

    of_point: NDArray[np.int16]  # (LIMIT, 3)
    letters: NDArray[np.uint8]  # (SYLLABLES, 6)
    length: NDArray[np.uint8]


class Pairs(NamedTuple):
    """Sorted keys code point * 2^20 + character, with how alike the two look."""

    key: NDArray[np.int64]
    cost: NDArray[np.float32]


class Begin(NamedTuple):
    """How words may begin, by their first two symbols: bit maps first, then sorted keys."""

    single: Ints  # (LIMIT,) node of a word's first character, or -1
    exact_bits: Bits
    exact_key: NDArray[np.int64]
    exact_node: Ints
    sound_first: Ints  # by syllable * SYLLABLES + syllable
    sound_node: Ints
    sound_one: Ints  # the two characters themselves
    sound_two: Ints
    wide_bits: Bits
    wide_key: NDArray[np.int64]
    wide_node: Ints
    wide_third: NDArray[np.uint32]  # a symbol that must follow, or 0
    wide_mask: Ints
    wide_cost: NDArray[np.float32]


class Lexicon(NamedTuple):
    """All that the kernel needs."""

    trie: Trie
    chars: Chars
    sounds: Sounds
    begin: Begin
    pairs: Pairs
    initials_key: NDArray[np.int64]
    initials_entry: Ints
    syllable_key: NDArray[np.int64]
    syllable: Ints
    length: Ints  # characters of each entry
    is_fuzzy: Bits  # whether an entry may be found in disguise
