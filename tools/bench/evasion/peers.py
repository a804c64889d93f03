"""Other filters: plain automata, and the usual chain of normalising before one."""

import re
import unicodedata
from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick

from tools.bench.evasion.measure import Finder
from tools.bench.evasion.sources import module

# what such chains drop: everything that is no letter, digit or ideograph
DROPPED = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def plain_rust(words: Sequence[str]) -> Finder:
    """Match with ahocorasick_rs."""
    automaton = AhoCorasick(list(words))
    return lambda text: {
        hit[0] for hit in automaton.find_matches_as_indexes(text, overlapping=True)
    }


def plain_c(words: Sequence[str]) -> Finder | None:
    """Match with pyahocorasick."""
    library = module("ahocorasick")
    if library is None:
        return None
    automaton = library.Automaton()
    for entry, word in enumerate(words):
        automaton.add_word(word, entry)
    automaton.make_automaton()
    return lambda text: {entry for _, entry in automaton.iter(text)}


def chain(words: Sequence[str]) -> Finder | None:
    """Normalise by NFKC, OpenCC and a regular expression, then match."""
    library = module("opencc")
    if library is None:
        return None
    convert = library.OpenCC("t2s").convert

    def normal(text: str) -> str:
        text = unicodedata.normalize("NFKC", text).lower()
        return DROPPED.sub("", convert(text))

    find = plain_rust([normal(word) for word in words])
    return lambda text: find(normal(text))


def finders(words: Sequence[str]) -> dict[str, Finder]:
    """Give the peers that could be had."""
    every = {
        "ahocorasick_rs": plain_rust(words),
        "pyahocorasick": plain_c(words),
        "NFKC+OpenCC+re": chain(words),
    }
    return {name: find for name, find in every.items() if find is not None}
