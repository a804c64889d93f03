"""Cells become values, or say why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.table import values
from hedun.engine.table.places import Regions
from hedun.market.decide.headers import FIELDS, guess, mapping_problem, plain
from hedun.market.terms import ImportKind

PLACES = Regions.of(
    [
        ("330000", "浙江省", "浙江省"), ("330100", "杭州市", "浙江省杭州市"),
        ("330106", "西湖区", "浙江省杭州市西湖区"), ("110000", "北京市", "北京市"),
        ("110100", "市辖区", "北京市市辖区"), ("110105", "朝阳区", "北京市市辖区朝阳区"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.50", 1250),
        ("¥1,234.5", 123450),
        ("￥９９", 9900),
        ("0", 0),
        ("12.5元", 1250),
        ("1e2", 10000),
    ],
)
def test_prices_are_whole_fen(text, fen):
    assert values.fen(text) == fen


@given(st.integers(0, 10**12))
def test_every_whole_fen_survives_its_spelling(fen):
    assert values.fen(f"{fen // 100}.{fen % 100:02}") == fen


@pytest.mark.parametrize(
    ("text", "count"), [("1,200", 1200), ("1.2万", 12000), ("1万+", 10000), ("3件", 3)]
)
def test_counts_as_platforms_write_them(text, count):
    assert values.count(text) == count


def test_names_lose_what_nobody_sees():
    assert values.clean(" 张\u200b三\u202e  店 ") == "张三 店"
    assert values.code("'００１２ ") == "0012"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("浙江省杭州市西湖区文三路1号", "330106"), ("杭州市西湖区文三路", "330106"),
        ("浙江省 杭州市 滨江区", "330100"), ("北京市朝阳区", "110105"), ("火星", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_address_begins_with_its_place(address, code):
    assert PLACES.of_address(address) == code


def test_without_a_table_every_code_passes():
    assert Regions().knows("999999")
    assert not PLACES.knows("999999")


@pytest.mark.parametrize("kind", list(ImportKind))
def test_no_name_means_two_fields(kind):
    words = [plain(w) for f in FIELDS[kind] for w in (f.label, *f.synonyms)]
    assert len(words) == len(set(words))


def test_the_fields_of_the_filing_rules_are_known():
    names = (
        "名称(姓名)",
        "统一社会信用代码",
        "住所/经营场所",
        "联系方式",
        "网店名称",
        "网址链接或访问路径",
        "店铺唯一标识码",
    )
    found = guess(names, ImportKind.ROSTER)
    assert set(found.values()) == set(names)
    assert mapping_problem(found, names, ImportKind.ROSTER) is None


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"x": "a"}, "没有“x”这一项"),
        ({"name": "b"}, "没有“b”这一列"),
        ({"name": "a"}, "缺少必需的列"),
    ],
)
def test_a_wrong_mapping_is_explained(mapping, words):
    assert words in mapping_problem(mapping, ("a",), ImportKind.ROSTER)
