"""words.tsv: how improbable each common word is, by which a text is cut into words."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from tools.text_tables import corpora
from tools.text_tables.characters import is_han
from tools.text_tables.sources import JIEBA, JIONLP
from tools.text_tables.writing import write

LONGEST = 4
LEAST = 0.25  # of a million words
SINGLE = 0.02
OF_TRADE = 10.0  # of a million: what a word listed by hand counts for, if it does not say
STEP = 5  # steps of a nat


def _listed() -> dict[str, float]:
    """Read the words listed by hand, with how many of a million they are at least."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines()[1:]:
        head, *rest = line.split(" ")
        is_counted = head.isdecimal()
        for word in rest if is_counted else [head, *rest]:
            found[word] = float(head) if is_counted else OF_TRADE
    return found


def _cut(text: str, share: Mapping[str, float]) -> list[str]:
    """Cut a stretch into words in the likeliest way."""
    costs, begins = [0.0], [0]
    for end in range(1, len(text) + 1):
        ways = [
            (costs[begin] - math.log(share.get(text[begin:end], 0.0) / 1e6 or 1e-9), begin)
            for begin in range(max(0, end - LONGEST), end)
            if end - begin == 1 or text[begin:end] in share
        ]
        cost, begin = min(ways)
        costs.append(cost)
        begins.append(begin)
    found, end = [], len(text)
    while end:
        found.append(text[begins[end] : end])
        end = begins[end]
    return found


def _in_trade(share: Mapping[str, float]) -> dict[str, float]:
    """Give how many of a million words of reviews are this one."""
    stretches = (part for line in corpora.running() for part in corpora.stretches(line))
    counts = Counter(word for part in stretches for word in _cut(part, share))
    million = counts.total() / 1e6
    return {word: times / million for word, times in counts.items() if word in share}


def table() -> dict[str, str]:
    """Give words of up to four characters by their cost, -ln of their share, in fifths of a nat."""
    share: defaultdict[str, float] = defaultdict(float)
    for word, times in corpora.words():
        if len(word) <= LONGEST and all(map(is_han, word)):
            share[word] += times
    for word, times in _listed().items():
        share[word] = max(share[word], times)
    for word, times in _in_trade(share).items():
        share[word] = max(share[word], (share[word] + times) / 2)
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for word, times in share.items():
        if times >= (LEAST if len(word) > 1 else SINGLE):
            rows[round(-math.log(times / 1e6) * STEP)].append(word)
    return {f"{cost:03}": " ".join(sorted(found)) for cost, found in rows.items()}


def build() -> None:
    """Write the table."""
    write("words.tsv", table().items(), (JIEBA, JIONLP))
