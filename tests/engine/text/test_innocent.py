"""A word inside other words is not that word, and the word itself is still found."""

from collections import Counter
from pathlib import Path

import pyarrow as pa

from hedun.engine.text import Scanner, Word
from tools.bench.screening import lexicon

CASES = Path(__file__).with_name("innocent.tsv")
PUBLIC = {"大麻烦", "三黄片", "路口交通", "妇女装", "Smoking"}
GUILTY = ("{}", "低价出售{}，包邮", "私聊：{}，现货", "大量现货：{}")


def cases() -> list[tuple[str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(word, phrase) for word, phrase in pairs]


def scanner() -> Scanner:
    """With the allow-lists of the product's own words."""
    own = {word.text: word for word in lexicon()}
    return Scanner([own.get(text, Word(text)) for text in sorted({w for w, _ in cases()})])


def named(scan: Scanner, texts: list[str]) -> set[tuple[int, str]]:
    hits = scan.scan(pa.array(texts))
    rows, entries = hits["row"].to_pylist(), hits["entry"].to_pylist()
    return {(row, scan.words[entry].text) for row, entry in zip(rows, entries, strict=True)}


def test_innocent_phrases_are_not_reported():
    pairs = cases()
    found = named(scanner(), [phrase for _, phrase in pairs])
    wrong = [pair for row, pair in enumerate(pairs) if (row, pair[0]) in found]
    assert not wrong, f"{len(wrong)} of {len(pairs)}: {wrong}"


def test_the_words_themselves_are_found():
    scan = scanner()
    words = [word.text for word in scan.words]
    pairs = [(word, form.format(word)) for word in words for form in GUILTY]
    found = named(scan, [text for _, text in pairs])
    lost = [pair for row, pair in enumerate(pairs) if (row, pair[0]) not in found]
    assert not lost


def test_there_are_enough_cases_and_the_public_ones_among_them():
    pairs = cases()
    assert len(pairs) >= 320
    assert {phrase for _, phrase in pairs} >= PUBLIC
    assert max(Counter(pairs).values()) == 1
    assert all(word.lower() in phrase.lower() and word != phrase for word, phrase in pairs)
