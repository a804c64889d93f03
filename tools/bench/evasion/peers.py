"""Other filters: plain automata, and the usual chain of normalising before one."""

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable, Sequence

from ahocorasick_rs import AhoCorasick

from tools.bench.evasion.measure import Finder
from tools.bench.evasion.sources import module, node
from tools.bench.evasion.tables import Tables

# what such chains drop: everything that is no letter, digit or ideograph
DROPPED = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
MINT = """
const {words, texts} = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = require('mint-filter');
const mint = new (found.default || found.Mint || found)(words);
console.log(JSON.stringify(texts.map(text => mint.filter(text, {replace: false}).words)));
"""


def plain_rust(words: Sequence[str]) -> Finder:
    """Match with ahocorasick_rs."""
    find = AhoCorasick(list(words)).find_matches_as_indexes
    return lambda texts: [{hit[0] for hit in find(text, overlapping=True)} for text in texts]


def plain_c(words: Sequence[str]) -> Finder | None:
    """Match with pyahocorasick."""
    library = module("ahocorasick")
    if library is None:
        return None
    automaton = library.Automaton()
    for entry, word in enumerate(words):
        automaton.add_word(word, entry)
    automaton.make_automaton()
    return lambda texts: [{entry for _, entry in automaton.iter(text)} for text in texts]


def mint(words: Sequence[str]) -> Finder | None:
    """Match with mint-filter of the npm registry, which upper-cases before."""
    home, place = node("mint-filter"), {word: entry for entry, word in enumerate(words)}
    if home is None:
        return None

    def find(texts: Sequence[str]) -> list[set[int]]:
        given = json.dumps({"words": list(words), "texts": list(texts)})
        done = subprocess.run(
            ["node", "-e", MINT], cwd=home, input=given, capture_output=True, text=True, check=True
        )
        return [{place[word] for word in found} for found in json.loads(done.stdout)]

    return find


def normaliser() -> Callable[[str], str] | None:
    """Fold by NFKC, OpenCC and a regular expression, text by text."""
    library = module("opencc")
    if library is None:
        return None
    convert = library.OpenCC("t2s").convert
    return lambda text: DROPPED.sub("", convert(unicodedata.normalize("NFKC", text).lower()))


def chain(words: Sequence[str]) -> Finder | None:
    """Normalise, then match with ahocorasick_rs."""
    normal = normaliser()
    if normal is None:
        return None
    find = plain_rust([normal(word) for word in words])
    return lambda texts: find([normal(text) for text in texts])


def sounding(words: Sequence[str], known: Tables) -> Finder | None:
    """Normalise, turn every ideograph into its sound, then match."""
    normal = normaliser()
    if normal is None or not known.reading:
        return None

    def heard(text: str) -> str:
        return "".join(f" {known.reading.get(char, char)} " for char in normal(text))

    find = plain_rust([heard(word) for word in words])
    return lambda texts: find([heard(text) for text in texts])


def finders(words: Sequence[str], known: Tables) -> dict[str, Finder]:
    """Give the peers that could be had."""
    every = {
        "ahocorasick_rs": plain_rust(words),
        "pyahocorasick": plain_c(words),
        "mint-filter": mint(words),
        "NFKC+OpenCC+re": chain(words),
        "...+pinyin": sounding(words, known),
    }
    return {name: find for name, find in every.items() if find is not None}
