"""Every hit points at the characters that were matched, in any text that there may be."""

import numpy as np
import pyarrow as pa
import pytest

from hedun.engine.text import Scanner, Word, canonical

WORDS = ["大麻", "加微信", "发票", "野生娃娃鱼", "vx", "k粉", "最佳"]
# what the words are made of, what hides them, and everything else there is
NEAR = "大达麻马加家微薇信发法票漂野生娃鱼vVxXＶⅴkK粉最佳嘉𠮷❤☺️\u200b\u200d\u0301 .,，。-*#①１Ａß㎏ﬁ口丨力口氵"
ALL = [chr(point) for point in (*range(1, 0xD800), *range(0xE000, 0x30000), 0xE0001, 0x10FFFF)]
WRITTEN = {"exact", "width", "traditional"}


def texts(count, seed):
    """Give random texts of up to 24 characters, most of them near the words."""
    dice = np.random.default_rng(seed)
    near, every = np.array(list(NEAR)), np.array(ALL)
    sizes = dice.integers(0, 25, count)
    total = int(sizes.sum())
    chosen = np.where(
        dice.random(total) < 0.85,
        near[dice.integers(0, len(near), total)],
        dice.choice(every, total),
    )
    ends = np.cumsum(sizes)
    return ["".join(chosen[end - size : end]) for end, size in zip(ends, sizes, strict=True)]


def scanned(lines):
    scan = Scanner([Word(word) for word in WORDS], nested=True)
    return scan.scan(pa.array(lines, pa.string())).to_pylist()


def wrong(lines, hits):
    """Give the hits that do not point at what they say."""
    found = []
    for hit in hits:
        text, word = lines[hit["row"]], WORDS[hit["entry"]]
        start, end = hit["start"], hit["end"]
        matched = text[start:end]
        is_inside = 0 <= start < end <= len(text)
        is_tight = is_inside and canonical(matched[0]) and canonical(matched[-1])
        is_word = hit["channel"] not in WRITTEN or canonical(matched) == word
        is_exact = hit["channel"] != "exact" or matched == word
        if not (is_tight and is_word and is_exact):
            found.append((text, word, hit))
    return found


def test_hits_point_at_what_was_matched():
    lines = texts(50_000, seed=1)
    hits = scanned(lines)
    assert len(hits) > 1000
    assert not wrong(lines, hits)


@pytest.mark.parametrize("change", [{"start": 1}, {"end": 1}, {"start": -1}, {"end": -1}])
def test_hits_one_character_off_would_be_seen(change):
    lines = texts(20_000, seed=2)
    moved = [hit | {key: hit[key] + by for key, by in change.items()} for hit in scanned(lines)]
    assert len(wrong(lines, moved)) > len(moved) / 3


@pytest.mark.slow
def test_hits_of_a_million_texts_point_at_what_was_matched():
    total = 0
    for seed in range(10):
        lines = texts(100_000, seed=100 + seed)
        hits = scanned(lines)
        assert not wrong(lines, hits)
        total += len(hits)
    assert total > 20_000
