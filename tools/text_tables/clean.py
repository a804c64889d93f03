"""clean.npz: which characters follow which in ordinary Chinese.

A pair's probability is its discounted count in running text, plus its count inside words,
over all occurrences of the first character; what is left goes to all pairs never seen. The
file holds quantised logarithms, each in one byte.
"""

import io
import re
import zipfile
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from tools.text_tables.corpora import running, stretches, words
from tools.text_tables.writing import TABLES

# word lists count a million words; this much of that beside a million characters of running text
WORD_WEIGHT = 1.5
DISCOUNT = 0.5
# logarithms are kept in steps of this many nats, from 0 down
STEP = 0.0625
LEAST_PAIR = 0.01
_GAP = re.compile("[^0-9a-z\u3400-\u9fff]")
Floats = NDArray[np.float64]


class _Counts:
    """Weighted counts of characters and of pairs of them."""

    def __init__(self) -> None:
        self.single: defaultdict[str, float] = defaultdict(float)
        self.pairs: defaultdict[str, float] = defaultdict(float)
        self.running: dict[str, float] = {}

    def add(self, text: str, weight: float) -> None:
        """Count one stretch; digits count as 0, Latin letters as a."""
        text = shape(text)
        for char in text:
            self.single[char] += weight
        for place in range(len(text) - 1):
            self.pairs[text[place : place + 2]] += weight


def shape(text: str) -> str:
    """Let every digit be 0 and every Latin letter a: their order says nothing here."""
    return re.sub("[a-z]", "a", re.sub("[0-9]", "0", text))


def _counted() -> _Counts:
    counts = _Counts()
    for line in running():
        for stretch in stretches(line):
            counts.add(stretch, 1.0)
    counts.running = dict(counts.pairs)
    for word, times in words():
        counts.add(_GAP.sub("", word), times * WORD_WEIGHT)
    return counts


def _quantised(probability: Floats) -> NDArray[np.uint8]:
    steps = np.round(-np.log(np.maximum(probability, 1e-9)) / STEP)
    return np.clip(steps, 0, 255).astype(np.uint8)


def _arrays(counts: _Counts) -> dict[str, NDArray[np.generic]]:
    """Work out the probabilities of single characters, pairs, and the rest after each."""
    single = np.zeros(65536)
    for char, times in counts.single.items():
        single[ord(char)] = times
    kept = sorted(pair for pair, times in counts.pairs.items() if times >= LEAST_PAIR)
    first = np.array([ord(pair[0]) for pair in kept])
    second = np.array([ord(pair[1]) for pair in kept])
    often = np.array([counts.pairs[pair] for pair in kept])
    seen = np.array([counts.running.get(pair, 0.0) for pair in kept])
    shown = (often - DISCOUNT * np.minimum(1.0, seen)) / single[first]
    rest = np.ones(65536)
    np.subtract.at(rest, first, shown)
    # a character that follows many others is likelier where the pair is new
    company = np.bincount(second, minlength=65536).astype(np.float64)
    alone = (single / single.sum() + company / company.sum()) / 2
    unigram = (alone + 1e-8) / (alone + 1e-8).sum()
    return {
        "keys": (first * 65536 + second).astype(np.uint32),
        "logs": _quantised(shown),
        "unigram": _quantised(unigram),
        "rest": _quantised(np.where(single > 0, np.maximum(rest, 1e-4), 1.0)),
        "step": np.array([STEP], dtype=np.float32),
    }


def build() -> None:
    """Write the model; the same counts give the same bytes."""
    TABLES.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(TABLES / "clean.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, array in _arrays(_counted()).items():
            stream = io.BytesIO()
            np.save(stream, array)
            out.writestr(zipfile.ZipInfo(f"{name}.npy"), stream.getvalue(), zipfile.ZIP_DEFLATED, 9)
