"""What a scan promises: places in the original, innocent contexts, longest words."""

import importlib
import itertools
import random
import sys
import tracemalloc

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.text import HITS, Channel, Scanner, Word, fold
from hedun.engine.text.scanner import canonical
from hedun.engine.text.word import PLAIN

# the package's name `fold` is the function
module = importlib.import_module("hedun.engine.text.fold")


def found(words, *texts, nested=False):
    table = Scanner(words, nested=nested).scan(pa.array(texts, pa.string()))
    return [(h["row"], texts[h["row"]][h["start"] : h["end"]]) for h in table.to_pylist()]


@pytest.mark.parametrize(
    ("word", "allow", "text"),
    [
        ("大麻", "大麻烦", "这下惹了大麻烦"),
        ("口交", "路口交通", "路口交通信号灯"),
        ("黄片", "三黄片", "三黄片清热"),
        ("最高", "最高温度", "最高温度200度"),
    ],
)
def test_a_word_inside_an_allowed_phrase_is_no_hit(word, allow, text):
    assert found([Word(word, allow=(allow,))], text) == []
    assert found([Word(word)], f"有售{word}。") == [(0, word)]


def test_a_word_torn_out_of_longer_ones_is_no_hit():
    words = [Word("大麻"), Word("口交"), Word("最高")]
    assert found(words, "这下惹了大麻烦", "路口交通信号灯") == []
    assert found(words, "出售大麻", "最高品质") == [(0, "大麻"), (1, "最高")]


def test_an_allowed_phrase_excuses_its_own_place_only():
    words = [Word("大麻", allow=("大麻烦",))]
    assert found(words, "大麻烦了，有人卖大麻") == [(0, "大麻")]


def test_an_allowed_phrase_excuses_its_own_word_only():
    words = [Word("大麻", allow=("大麻烦",)), Word("麻烦")]
    assert found(words, "大麻烦") == [(0, "麻烦")]


def test_latin_words_and_numbers_are_found_whole():
    words = [Word("king"), Word("IQOS"), Word("84")]
    assert found(words, "Smoking king", "iqos烟弹", "184号84消毒液") == [
        (0, "king"),
        (1, "iqos"),
        (2, "84"),
    ]


def test_the_longest_word_hides_those_inside_it():
    words = [Word("治疗"), Word("治疗癌症"), Word("癌症药")]
    assert found(words, "治疗癌症药") == [(0, "治疗癌症"), (0, "癌症药")]
    assert len(found(words, "治疗癌症药", nested=True)) == 3


def test_the_same_word_on_two_grounds_is_two_hits():
    table = Scanner([Word("根治", "MED"), Word("根治", "HF")]).scan(pa.array(["根治"]))
    assert table["entry"].to_pylist() == [0, 1]


def test_full_width_and_case_are_folded_and_named():
    table = Scanner([Word("微信VX")]).scan(pa.array(["加微信ＶX", "加微信VX"]))
    assert [(h["start"], h["end"], h["channel"]) for h in table.to_pylist()] == [
        (1, 5, "width"),
        (1, 5, "exact"),
    ]


def test_rows_count_over_chunks_and_nulls():
    column = pa.chunked_array([pa.array(["甲", None]), pa.array(["", "大麻"])])
    assert Scanner([Word("大麻")]).scan(column)["row"].to_pylist() == [3]


def test_a_word_never_crosses_two_rows():
    assert found([Word("大麻")], "大", "麻") == []


def test_nothing_found_still_has_the_columns():
    assert Scanner([]).scan(pa.array(["甲"])).schema == HITS
    assert Scanner([Word("乙")]).scan(pa.array([], pa.string())).schema == HITS


@pytest.mark.parametrize("bad", ["", "甲\x00乙"])
def test_a_word_that_cannot_be_searched_is_refused(bad):
    with pytest.raises(ValueError, match="must have characters"):
        Scanner([Word(bad)])


def test_large_and_encoded_columns_are_read():
    scanner = Scanner([Word("大麻")])
    column = pa.array(["x", "大麻"])
    for other in (column.cast(pa.large_string()), column.dictionary_encode()):
        assert scanner.scan(other)["row"].to_pylist() == [1]


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(fold(text)) == len(text)


def test_nothing_folds_outside_the_ranges_of_the_table():
    points = (p for p in range(sys.maxunicode + 1) if not 0xD800 <= p < 0xE000)
    assert [p for p in points if module._folded(chr(p)) != chr(module.table()[p])] == []


WRITTEN = (Channel.EXACT, Channel.WIDTH, Channel.TRADITIONAL)
alphabet = st.text(alphabet="大麻ＡａAb1１①㎏ß\U0001f600\x00é ", max_size=12)


@given(
    st.lists(st.text(alphabet="大麻Aab1é", min_size=1, max_size=3), min_size=1, max_size=5),
    st.lists(alphabet, max_size=6),
)
def test_every_hit_points_at_the_word_in_the_original(words, texts):
    scanner = Scanner([Word(w) for w in words], nested=True, channels=WRITTEN)
    for hit in scanner.scan(pa.array(texts, pa.string())).to_pylist():
        surface = texts[hit["row"]][hit["start"] : hit["end"]]
        assert canonical(surface) == canonical(words[hit["entry"]])
        assert (hit["channel"] == "exact") == (surface == words[hit["entry"]])


# of these no two make a common word, which would tear others apart
RARE = "斲涬淜澔"


@given(
    st.lists(st.text(alphabet=RARE, min_size=1, max_size=3), min_size=1, max_size=5),
    st.lists(st.text(alphabet=RARE, max_size=12), max_size=6),
)
def test_nested_scan_equals_plain_search(words, texts):
    expected = {
        (row, entry, at)
        for row, text in enumerate(texts)
        for entry, word in enumerate(words)
        for at in range(len(text))
        if text.startswith(word, at)
    }
    scanner = Scanner([Word(w) for w in words], nested=True, channels=WRITTEN)
    hits = scanner.scan(pa.array(texts, pa.string()))
    assert {(h["row"], h["entry"], h["start"]) for h in hits.to_pylist()} == expected


@given(
    st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=4), min_size=1, max_size=5),
    st.text(alphabet="甲乙丙", max_size=15),
)
def test_no_hit_lies_inside_a_longer_one(words, text):
    scanner = Scanner([Word(w) for w in words], channels=WRITTEN)
    hits = scanner.scan(pa.array([text])).to_pylist()
    spans = {(h["start"], h["end"]) for h in hits}
    assert not any(a != b and b[0] <= a[0] and a[1] <= b[1] for a in spans for b in spans)


def test_a_guess_at_a_disguise_never_hides_what_is_written():
    assert found([Word("乙丙")], "乙乙丙") == [(0, "乙丙")]
    assert (0, "雪茄") in found([Word("雪茄", allow=("雪茄包",))], "低价出售雪茄，包邮")


@pytest.mark.parametrize(
    "text", ["买野.生.娃娃鱼了", "好 大-麻★籽", "看电电子子烟", "加　微\u200b信，"]
)
def test_noise_is_seen_through_where_no_disguise_is_looked_for(text):
    words = [Word("野生娃娃鱼"), Word("大麻籽"), Word("电子烟"), Word("加微信")]
    plain = Scanner(words, channels=PLAIN).scan(pa.array([text]))
    assert plain.num_rows == 1
    assert plain.equals(Scanner(words).scan(pa.array([text])))


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("卖电子烟了", "exact"),
        ("卖電子煙了", "traditional"),
        ("卖电★子◆烟了", "noise"),
        ("卖电\u200b子烟了", "noise"),
        ("卖电电子子烟烟了", "repeat"),
        ("卖电紫烟了", "sound"),
        ("卖dianziyan了", "pinyin"),
        ("卖 d i a n zi 烟了", "pinyin"),
        ("卖烟子电了", "order"),
        ("卖电孑烟了", "shape"),
        ("卖电子火因了", "split"),
        ("卖电丨子丶烟了", "noise"),
    ],
)
def test_a_hit_says_how_the_word_was_hidden(text, channel):
    hits = Scanner([Word("电子烟")]).scan(pa.array([text])).to_pylist()
    assert [hit["channel"] for hit in hits] == [channel]


@given(st.lists(st.text(), max_size=5))
def test_offsets_stay_inside_the_text_whatever_it_is(texts):
    words = [Word("电子烟"), Word("微信"), Word("a1"), Word("大麻")]
    column = pa.array([text.encode("utf-8", "ignore").decode() for text in texts], pa.string())
    for hit in Scanner(words, nested=True).scan(column).to_pylist():
        assert 0 <= hit["start"] < hit["end"] <= len(column[hit["row"]].as_py())


def test_what_was_kept_of_earlier_texts_changes_nothing() -> None:
    """More different pairs than are kept: the table of pairs is emptied on the way."""
    dice = random.Random(5)
    words = [Word(text) for text in ("兼职刷单", "微信", "代开发票", "加我好友")]
    shown = ["兼耳只刷单", "薇❤信", "代開發票", "加wo好友", "微 信", "信微"]
    texts = [
        "".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(250)) + dice.choice(shown)
        for _ in range(2500)
    ]
    worn, column = Scanner(words), pa.array(texts)
    twice = [worn.scan(column), worn.scan(column)]
    fresh = Scanner(words).scan(column.slice(2000))
    assert twice[0] == twice[1]
    kept = twice[0].filter(pc.greater_equal(twice[0]["row"], 2000))
    assert kept.drop(["row"]) == fresh.drop(["row"])
    assert twice[0].num_rows > 1500


def test_a_pair_may_begin_hundreds_of_words():
    """All sound like the text: 20,000 words give a pair some 150 beginnings, a larger lexicon more."""
    alike = "是事时十使世市石师史式实失食士视试始示势诗室适释誓逝"
    words = [Word(one + two + "帮") for one, two in itertools.product(alike, alike) if one != two]
    found = Scanner(words, nested=True).scan(pa.array(["买蚀拭帮卖"]))
    assert len(words) > 600
    assert {hit["entry"] for hit in found.to_pylist()} == set(range(len(words)))


def test_a_long_text_leaves_nothing_behind_but_what_was_worked_out():
    scanner, long_text = Scanner([Word("微信")]), pa.array(["很长" * 200_000])
    tracemalloc.start()
    try:
        scanner.scan(pa.array(["加薇❤信"]))
        before = tracemalloc.get_traced_memory()[0]
        scanner.scan(long_text)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak > before + 20_000_000  # what the row needs while it is scanned
    assert after < before + 1_000_000
