"""What the kernel knows of names, as arrays: folded characters, sounds, and words by their hash."""

import functools
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hedun.engine.match import forms, regions, trades
from hedun.engine.match.spelling import normal
from hedun.engine.text import lookup

FOLDED: Final = 0x10000  # characters beyond stand for themselves
REGION, SHORT, FORM, NOUN, TRADE = 1, 2, 4, 8, 16
COUNTY_FROM, CITY_FROM = 8, 24  # bits of `Lexicon.what`
LONGEST: Final = 96  # characters of a name or an address that give keys
WIDTH: Final = 40  # keys of a row at most
_BITS: Final = (1 << 64) - 1
_PRIME: Final = 0x9E3779B97F4A7C15


class Lexicon(NamedTuple):
    """Arrays that the kernel reads."""

    fold: NDArray[np.uint32]  # 0 where a character is dropped
    sound: NDArray[np.uint32]
    word: NDArray[np.uint64]  # open addressing: the hash of a word, 0 where nothing is
    what: NDArray[
        np.int64
    ]  # what it may be, above it the number of its counties, above that its city


class Desk(NamedTuple):
    """The lexicon beside the paper on which the kernel works."""

    lex: Lexicon
    name: NDArray[np.int64]
    address: NDArray[np.int64]
    inner: NDArray[np.int64]  # what stands in brackets
    city: NDArray[np.int64]  # the city of the name and of the address, 0 where unknown
    now: NDArray[np.int64]  # see kernel: COUNT, CITY, DOUBT, INSIDE
    keys: NDArray[np.uint64]


def word_hash(text: str) -> int:
    """Give the hash of a word, as the kernel computes it."""
    value = 0
    for char in text:
        value = ((value ^ ord(char)) * _PRIME) & _BITS
        value ^= value >> 29
    return value


def desk() -> Desk:
    """Lay out paper for one thread."""
    name, address, inner = (np.zeros(LONGEST + 8, np.int64) for _ in range(3))
    city, now = np.zeros(2, np.int64), np.zeros(8, np.int64)
    return Desk(lexicon(), name, address, inner, city, now, np.zeros(WIDTH, np.uint64))


@functools.cache
def lexicon() -> Lexicon:
    """Lay everything down; read once."""
    fold = np.arange(FOLDED, dtype=np.uint32)
    for point in range(FOLDED):
        text = normal(chr(point))
        fold[point] = ord(text[0]) if text else 0
    heard = {char: readings[0] for char, readings in lookup.sounds().items()}
    numbers = {sound: at for at, sound in enumerate(sorted(set(heard.values())))}
    sound = np.zeros(FOLDED, np.uint32)
    for char, reading in heard.items():
        if len(char) == 1 and ord(char) < FOLDED:
            sound[ord(char)] = 0x110000 + numbers[reading]
    return Lexicon(fold, sound, *_words())


def _words() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    known: dict[str, int] = {}
    sets = {
        codes: at
        for at, codes in enumerate(
            sorted({tuple(sorted(p.codes)) for p in regions.places().values()}), 1
        )
    }
    for name, place in regions.places().items():
        kind = REGION if place.is_full else REGION | SHORT
        county = sets[tuple(sorted(place.codes))] if min(map(len, place.codes)) == 6 else 0
        known[name] = kind | county << COUNTY_FROM | _city(place.codes) << CITY_FROM
    listed = (
        (forms.FORMS, FORM),
        (forms.SHOP_WORDS, NOUN),
        (trades.words(), TRADE),
    )
    for words, kind in listed:
        for one in words:
            known[one] = known.get(one, 0) | kind
    size = 1 << (len(known) * 3).bit_length()
    word, what = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    for text, value in known.items():
        at = word_hash(text) & (size - 1)
        while word[at]:
            at = (at + 1) & (size - 1)
        word[at], what[at] = word_hash(text), value
    return word, what


def _city(codes: Iterable[str]) -> int:
    """Give the one city in which all of the regions lie, else 0."""
    cities = {city_of(code) for code in codes}
    return cities.pop() if len(cities) == 1 else 0


def city_of(code: str) -> int:
    """Give the city of a region; a municipality is one city, a province none."""
    if code[:2] in regions.MUNICIPALITIES:
        return int(code[:2]) * 100
    return int(code[:4]) if len(code) >= 4 else 0
