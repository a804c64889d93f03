from importlib.resources import files

import numpy as np
import pytest

from hedun.engine.text import fold, lookup

TABLES = files("hedun.engine.text") / "tables"
NAMES = ("confusable", "emoji", "latin", "shape", "simplify", "sound", "split")
# terms under which a table may not be passed on with the product
REFUSED = ("GPL", "BY-SA", "BY-NC", "UNKNOWN")


def text(name):
    return (TABLES / f"{name}.tsv").read_text(encoding="utf-8")


def log_probability(pair):
    first, second = (np.array([ord(char)], dtype=np.uint32) for char in pair)
    return float(lookup.clean_model().log_probability(first, second)[0])


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_sorted_by_unique_keys_and_ends_with_a_line_feed(name):
    body = text(name)
    keys = [line.split("\t")[0] for line in body.split("\n")[1:-1]]
    assert keys == sorted(set(keys))
    assert body.endswith("\n")
    assert "\r" not in body


@pytest.mark.parametrize("name", NAMES)
def test_a_table_names_sources_and_licences_that_the_notice_explains(name):
    head = text(name).split("\n")[0]
    notice = (TABLES / "NOTICE").read_text(encoding="utf-8")
    assert head.startswith(f"# {name}.tsv. Derived from: ")
    for cited in head.split("[")[1:]:
        package, _, rest = cited.partition(" ")
        assert f"package: {package} " in notice
        assert rest.split(", ")[1].split("]")[0] in notice


def test_no_source_comes_under_terms_that_bind_the_product():
    notice = (TABLES / "NOTICE").read_text(encoding="utf-8")
    licences = [line for line in notice.split("\n") if line.startswith("  licence: ")]
    assert len(licences) >= 10
    assert not [line for line in licences if any(term in line for term in REFUSED)]


def test_the_tables_are_small():
    assert sum(len(entry.read_bytes()) for entry in TABLES.iterdir()) <= 4_600_000


@pytest.mark.parametrize(
    ("written", "simple"),
    [
        ("電", "电"),
        ("賣", "卖"),
        ("気", "气"),
        ("駅", "驿"),
        ("⺡", "氵"),
        ("⻢", "马"),
        ("妳", "你"),
        ("裏", "里"),
        ("峯", "峰"),
        ("衞", "卫"),
        ("囍", "喜"),
    ],
)
def test_a_traditional_or_variant_character_becomes_the_ordinary_one(written, simple):
    assert lookup.simplified()[written] == simple


def test_simplifying_once_is_enough_and_keeps_the_length():
    table = lookup.simplified()
    assert not set(table) & set(table.values())
    assert all(len(key) == len(value) == 1 for key, value in table.items())
    assert all(value <= "\uffff" for value in table.values())


@pytest.mark.parametrize("char", "的一是不了在人有我他微信口日氵扌亻钅讠")
def test_an_ordinary_character_or_radical_stays_as_it_is(char):
    assert char not in lookup.simplified()


@pytest.mark.parametrize(
    ("char", "readings"),
    [
        ("微", ("wei",)),
        ("信", ("xin",)),
        ("女", ("nv",)),
        ("行", ("xing", "hang", "heng")),
        ("略", ("lve",)),
        ("重", ("zhong", "chong")),
        ("電", ("dian",)),
        ("大", ("da", "dai")),
    ],
)
def test_a_character_sounds_as_it_is_read_the_usual_reading_first(char, readings):
    assert lookup.sounds()[char] == readings


def test_twenty_thousand_characters_have_a_sound_of_plain_letters():
    sounds = lookup.sounds()
    assert len(sounds) >= 20_000
    assert all(len(readings) <= 3 for readings in sounds.values())
    assert all(r.isascii() and r.isalpha() for readings in sounds.values() for r in readings)


@pytest.mark.parametrize(
    ("char", "parts"),
    [
        ("好", "女子"),
        ("信", "亻言"),
        ("信", "人言"),
        ("加", "力口"),
        ("职", "耳只"),
        ("扣", "才口"),
        ("扣", "手口"),
        ("河", "氵可"),
        ("河", "水可"),
        ("河", "三可"),
        ("钱", "金戋"),
        ("谢", "讠射"),
        ("谢", "言身寸"),
        ("树", "木又寸"),
        ("药", "艹约"),
        ("赌", "贝者"),
        ("够", "句多"),
        ("胡", "古月"),
        ("岩", "山石"),
        ("男", "田力"),
        ("陪", "阝咅"),
        ("枪", "木仓"),
    ],
)
def test_a_character_is_taken_apart_as_a_writer_would(char, parts):
    assert parts in lookup.splits()[char]


def test_parts_are_two_or_three_characters_that_folding_keeps():
    spellings = {text for texts in lookup.splits().values() for text in texts}
    letters = "".join(spellings)
    assert {len(spelling) for spelling in spellings} == {2, 3}
    assert fold(letters) == letters
    assert not set(letters) & set(lookup.simplified())
    assert len(lookup.splits()) >= 7_000


@pytest.mark.parametrize(
    ("sign", "word"),
    [
        ("❤", "心"),
        ("➕", "加"),
        ("✖", "叉"),
        ("💰", "钱"),
        ("🐔", "鸡"),
        ("🌿", "草"),
        ("🐴", "马"),
        ("🔫", "枪"),
        ("💊", "药"),
        ("📱", "手机"),
        ("🛰", "卫星"),
    ],
)
def test_an_emoji_stands_for_what_it_shows(sign, word):
    assert word in lookup.emoji()[sign]


def test_an_emoji_stands_for_at_most_six_short_words():
    assert len(lookup.emoji()) >= 1_000
    for sign, words in lookup.emoji().items():
        assert len(sign) == 1
        assert 1 <= len(words) <= 6
        assert all(1 <= len(word) <= 3 for word in words)


@pytest.mark.parametrize(
    ("char", "others"),
    [
        ("微", "徽薇徵"),
        ("未", "末"),
        ("己", "已巳"),
        ("士", "土"),
        ("人", "入"),
        ("赌", "睹堵"),
        ("枪", "抢仓"),
        ("加", "咖伽"),
        ("彩", "采"),
        ("银", "很根"),
        ("扣", "扫"),
    ],
)
def test_look_alikes_share_the_picture_or_the_main_part(char, others):
    assert set(others) <= {other for other, _ in lookup.look_alikes()[char]}


def test_look_alikes_come_with_a_likeness_the_closest_first():
    for char, others in lookup.look_alikes().items():
        likeness = [score for _, score in others]
        assert 1 <= len(others) <= 56
        assert likeness == sorted(likeness, reverse=True)
        assert all(0 < score < 100 for score in likeness)
        assert char not in dict(others)
    assert len(lookup.look_alikes()) >= 6_900


@pytest.mark.parametrize(
    ("sign", "plain"),
    ["аa", "νv", "нh", "ée", "ǘu", "√v", "〇0", "❶1", "ロ口", "ㄨx", "🅥v", "🇻v", "ɢg"],
)
def test_a_foreign_sign_is_what_it_looks_like(sign, plain):
    assert lookup.confusables()[sign] == plain


def test_confusables_lead_from_what_folding_leaves_to_plain_characters():
    table = lookup.confusables()
    assert fold("".join(table)) == "".join(table)
    assert not set(table) & set(table.values())
    assert not set(table) & set(lookup.simplified())


@pytest.mark.parametrize(
    ("usual", "strange"),
    [("微信", "薇信"), ("微信", "徽信"), ("手机", "手鸡"), ("我们", "我门"), ("质量", "只量")],
)
def test_ordinary_pairs_are_much_likelier_than_disguised_ones(usual, strange):
    assert log_probability(usual) > log_probability(strange) + 3


def test_the_clean_model_is_a_distribution():
    model = lookup.clean_model()
    assert np.all(np.diff(model.keys.astype(np.int64)) > 0)
    assert len(model.keys) >= 500_000
    firsts = model.keys >> 16
    sums = np.bincount(firsts, np.exp(model.logs), 65536) + np.exp(model.rest)
    frequent = np.unique(firsts)[np.bincount(firsts)[np.unique(firsts)] > 100]
    assert np.abs(sums[frequent] - 1).max() < 0.05
    assert abs(np.exp(model.unigram).sum() - 1) < 0.05


def test_symbols_let_every_digit_and_every_letter_be_one():
    symbols = lookup.symbols()
    assert {int(symbols[ord(char)]) for char in "0123456789"} == {ord("0")}
    assert {int(symbols[ord(char)]) for char in "abcxyz"} == {ord("a")}
    assert int(symbols[ord("微")]) == ord("微")


@pytest.mark.parametrize("word", ["usb", "led", "diy", "app", "pvc", "abs", "ins", "kg", "vip"])
def test_latin_words_of_ordinary_text_are_known(word):
    assert lookup.latin()[word] > 0


@pytest.mark.parametrize("word", ["weixin", "jiawei", "tengxun", "bet365", "vx"])
def test_latin_words_that_may_hide_something_are_not_ordinary(word):
    assert word not in lookup.latin()
