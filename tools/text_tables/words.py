"""words.tsv: how improbable each common word is, by which a text is cut into words."""

import math
from collections import defaultdict
from pathlib import Path

from tools.text_tables import corpora
from tools.text_tables.characters import is_han
from tools.text_tables.sources import JIEBA, JIONLP
from tools.text_tables.writing import write

LONGEST = 4
LEAST = 0.25  # of a million words
SINGLE = 0.02
OF_TRADE = 10.0  # what a word listed by hand counts for
STEP = 5  # steps of a nat


def _listed() -> list[str]:
    """Read the words listed by hand."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    return [word for line in text.splitlines()[1:] for word in line.split(" ")]


def table() -> dict[str, str]:
    """Give words of up to four characters by their cost, -ln of their share, in fifths of a nat."""
    share: defaultdict[str, float] = defaultdict(float)
    for word, times in corpora.words():
        if len(word) <= LONGEST and all(map(is_han, word)):
            share[word] += times
    for word in _listed():
        share[word] = max(share[word], OF_TRADE)
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for word, times in share.items():
        if times >= (LEAST if len(word) > 1 else SINGLE):
            rows[round(-math.log(times / 1e6) * STEP)].append(word)
    return {f"{cost:03}": " ".join(sorted(found)) for cost, found in rows.items()}


def build() -> None:
    """Write the table."""
    write("words.tsv", table().items(), (JIEBA, JIONLP))
