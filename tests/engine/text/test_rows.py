"""Rows do not touch one another, and what a scan remembers changes no hit."""

import random

import pyarrow as pa
import pytest

from hedun.engine.text import Scanner, Word
from hedun.engine.text.word import PLAIN

WORDS = [
    Word(text) for text in ("电子烟", "仿真枪支", "大麻", "发票", "最高级", "iqos", "84消毒液")
]
PIECES = (
    "", "", "电", "子", "烟", "电子", "子烟", "电子烟", "电★子烟", "紫烟", "仿真", "枪支", "仿珍枪支",
    "大", "麻", "麻大", "票发", "发票", "最高", "级", "级高最", "io", "iqos", "k", "84", "消毒液", "。", "★",
    "dianziyan", "dzy", "这下惹了", "一", "口", "1⃣", "🍎", "卖", "\u200b", "\n",
)  # fmt: skip


def hits(table):
    return [tuple(row.values()) for row in table.to_pylist()]


def alone(scanner, texts):
    """Scan row by row, and number the rows as they stand together."""
    found = []
    for number, text in enumerate(texts):
        rows = hits(scanner.scan(pa.array([text], pa.string())))
        found += [(number, *row[1:]) for row in rows]
    return found


@pytest.mark.parametrize("seed", range(5))
def test_rows_side_by_side_have_the_hits_of_each_alone(seed):
    rng = random.Random(seed)
    texts = ["".join(rng.choices(PIECES, k=rng.choice((0, 1, 2, 5, 300)))) for _ in range(200)]
    texts[7] = None
    scanner = Scanner(WORDS)
    together = hits(scanner.scan(pa.array(texts, pa.string())))
    assert len(together) > 100
    assert together == alone(scanner, texts)


def test_no_word_reaches_from_one_row_into_the_next():
    texts = ["有电", "子烟", "", "发", "票", "子电", "烟", "dian", "ziyan"]
    assert hits(Scanner(WORDS).scan(pa.array(texts))) == []
    assert len(hits(Scanner(WORDS).scan(pa.array(["".join(texts)])))) >= 2


def test_more_pairs_than_the_table_holds_change_no_hit():
    rng = random.Random(3)
    common = [chr(point) for point in range(0x4E00, 0x9FA0)]
    noise = ["".join(rng.choices(common, k=200)) for _ in range(4000)]
    texts = ["电紫烟，仿珍枪支，麻大", "有电★子★烟和发票"]
    scanner = Scanner(WORDS)
    before = hits(scanner.scan(pa.array(texts)))
    full = scanner.scan(pa.array([*texts, *noise, *texts]))
    last = 2 + len(noise)
    after = [(row - last, *rest) for row, *rest in hits(full) if row >= last]
    assert len(before) >= 4
    assert [row for row in hits(full) if row[0] < 2] == before == after
    assert hits(scanner.scan(pa.array(texts))) == before


def test_what_is_forgotten_when_there_is_no_room_is_worked_out_again():
    rng = random.Random(4)
    points = [chr(point) for point in range(0x4E00, 0x9FA0)]
    usual = [char for char in points if char.encode("gb2312", "ignore")]
    words = [Word("".join(rng.sample(usual, 3))) for _ in range(20_000)]
    scanner = Scanner([*words, *WORDS])
    texts = ["电紫烟，仿珍枪支，麻大", "有电★子★烟和发票"]
    before, in_use = hits(scanner.scan(pa.array(texts))), []
    for _ in range(6):
        noise = ["".join(rng.choices(usual, k=200)) for _ in range(1000)]
        scanner.scan(pa.array(noise))
        in_use.append(int(scanner._memos[0].now[0]))
    assert in_use != sorted(in_use), "the table was never full"
    assert len(before) >= 4
    assert hits(scanner.scan(pa.array(texts))) == before


def test_scanners_of_the_same_words_share_what_was_worked_out():
    words, texts = [Word("毒鼠强"), Word("iqos")], pa.array(["卖毒★鼠强", "i q o s"])
    first, plain = Scanner(words), Scanner(words, channels=PLAIN)
    found = hits(first.scan(texts))
    known = int(first._memos[0].now[0])
    again = Scanner(words)
    assert hits(again.scan(texts)) == found
    assert again._memos is first._memos
    assert int(again._memos[0].now[0]) == known
    assert plain._memos is not first._memos


def test_what_is_kept_without_disguises_serves_no_scan_for_them():
    words, texts = [Word("iqos"), Word("vape")], pa.array(["卖i★qos", "VAPE 电子烟"] * 300)
    assert Scanner(words)._memos is not Scanner(words, channels=PLAIN)._memos
    plain = hits(Scanner(words, channels=PLAIN).scan(texts))
    assert hits(Scanner(words).scan(texts)) != []
    assert hits(Scanner(words, channels=PLAIN).scan(texts)) == plain
