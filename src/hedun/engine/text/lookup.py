"""What is known about characters: simpler forms, sounds, parts, look-alikes, ordinary pairs.

The tables lie beside this module, built from open data by `python -m tools.text_tables`;
`tables/NOTICE` names every source and licence. Each is read once, when it is first asked for.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_TABLES = files("hedun.engine.text") / "tables"


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """Read key and value of each line but the first, which names the source."""
    for line in (_TABLES / name).read_text(encoding="utf-8").split("\n")[1:]:
        key, separator, value = line.partition("\t")
        if separator:
            yield key, value


def _lists(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value.split(" ")) for key, value in _rows(name)}


@functools.cache
def simplified() -> dict[str, str]:
    """Give the ordinary simplified character of each traditional or variant one; no target is a key."""
    return dict(_rows("simplify.tsv"))


@functools.cache
def sounds() -> dict[str, tuple[str, ...]]:
    """Give the readings of each character in letters a–z (ü is v), the most usual first."""
    return _lists("sound.tsv")


@functools.cache
def splits() -> dict[str, tuple[str, ...]]:
    """Give for a character the strings of two or three characters that together look like it."""
    return _lists("split.tsv")


@functools.cache
def words() -> dict[str, float]:
    """Give common words of up to four characters with their cost in nats, -ln of their share."""
    rows = _lists("words.tsv").items()
    return {word: int(cost) / 5 for cost, known in rows for word in known}


@functools.cache
def emoji() -> dict[str, tuple[str, ...]]:
    """Give the Chinese characters for which an emoji or symbol may stand, the likeliest first."""
    return _lists("emoji.tsv")


@functools.cache
def confusables() -> dict[str, str]:
    """Give the ASCII character or ideograph that a foreign letter or symbol looks like."""
    return dict(_rows("confusable.tsv"))


@functools.cache
def look_alikes() -> dict[str, tuple[tuple[str, int], ...]]:
    """Give the characters that look like a common one, each with its likeness from 1 to 100."""
    return {key: tuple(map(_likeness, value.split(" "))) for key, value in _rows("shape.tsv")}


def _likeness(text: str) -> tuple[str, int]:
    return text[0], int(text[2:])


@functools.cache
def latin() -> dict[str, int]:
    """Give the Latin words that are ordinary in Chinese text, with how often they were seen."""
    return {key: int(value) for key, value in _rows("latin.tsv")}


@dataclass(frozen=True, slots=True)
class CleanModel:
    """How likely one character follows another in ordinary Chinese; natural logarithms.

    The text is folded and simplified, every digit is 0 and every Latin letter a (`symbols`
    does that). Where the pair (a, b), a * 65536 + b, is among the sorted `keys`, log P(b | a)
    is the entry of `logs` at its place; where not, it is `rest[a] + unigram[b]`. `unigram` is
    the mean of how often a character is used and of how many others it follows.
    """

    unigram: NDArray[np.float32]
    rest: NDArray[np.float32]
    keys: NDArray[np.uint32]
    logs: NDArray[np.float32]

    def log_probability(self, firsts: NDArray[np.uint32], seconds: NDArray[np.uint32]) -> Floats:
        """Give log P(second | first) of many pairs of symbols at once."""
        pairs = (firsts << np.uint32(16)) | seconds
        places = np.minimum(np.searchsorted(self.keys, pairs), len(self.keys) - 1)
        backed_off = self.rest[firsts] + self.unigram[seconds]
        result: Floats = np.where(self.keys[places] == pairs, self.logs[places], backed_off)
        return result


@functools.cache
def symbols() -> NDArray[np.uint16]:
    """Give for each code point of the basic plane what the clean model takes it for."""
    points = np.arange(65536, dtype=np.uint16)
    points[ord("0") : ord("9") + 1] = ord("0")
    points[ord("a") : ord("z") + 1] = ord("a")
    return points


@functools.cache
def clean_model() -> CleanModel:
    """Read the model of ordinary text."""
    with (_TABLES / "clean.npz").open("rb") as stream, np.load(stream) as held:
        scale = -float(held["step"][0])
        unigram, rest, logs = (
            held[name].astype(np.float32) * np.float32(scale)
            for name in ("unigram", "rest", "logs")
        )
        return CleanModel(unigram, rest, held["keys"], logs)
