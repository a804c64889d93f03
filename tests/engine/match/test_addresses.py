"""Addresses: what is said twice in two ways, and what is another place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.match import addresses

FULL = "浙江省杭州市余杭区五常街道文一西路969号3幢5层101室"


def total(a, b):
    return sum(one.weight for one in addresses.compare(addresses.parse(a), addresses.parse(b)))


def test_an_address_is_taken_apart():
    found = addresses.parse(FULL)
    assert (found.town, found.road, found.number) == ("五常", "文一西路", "969")
    assert (found.building, found.room) == ("3", "101")


@pytest.mark.parametrize(
    "other",
    [
        "杭州余杭区文一西路九六九号三号楼101",
        "余杭区文一西路969号",
        "文一西路969号，杭州市余杭区",
        "浙江省杭州市餘杭區文一西路９６９號3栋101室",
        "文一西路969号",
        "杭州市余杭区五常街道西溪社区文一西路969号",
    ],
)
def test_one_place_in_other_words(other):
    assert total(FULL, other) >= 3


@pytest.mark.parametrize(
    "other",
    [
        "余杭区文一西路970号",
        "余杭区文二西路969号",
        "杭州市西湖区文三路199号",
        "成都市武侯区科华北路3号",
        "余杭区文一西路969号3幢102室",
    ],
)
def test_another_place(other):
    assert total(FULL, other) < total(FULL, FULL) - 2.5


def test_the_county_alone_says_little():
    assert 0 < total("杭州市余杭区", "余杭区") < 3


@pytest.mark.parametrize(("a", "b"), [("", FULL), ("无", "无"), ("-", FULL)])
def test_nothing_says_nothing(a, b):
    assert total(a, b) == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(a, b):
    assert total(a, b) == total(b, a)


@given(st.text("杭州市余杭区文一西路路号幢室1234三十街道村-", max_size=30))
def test_no_address_breaks_it(text):
    assert total(text, FULL) == total(FULL, text)


def test_a_numeral_in_the_name_of_a_region_is_no_door():
    assert addresses.parse("河南省三门峡市渑池县玉松西路5号").codes == {"411221"}
    assert addresses.parse("三门县海游街道1号").codes == {"331022"}
