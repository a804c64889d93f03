"""Regions: sets of what a word may mean, and what lies in what."""

from pathlib import Path

import pytest

from hedun.engine.match import regions

ROOT = Path(__file__).parents[3]


def codes(text):
    return regions.leading(text).codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("浙江省杭州市余杭区", {"330110"}),
        ("浙江杭州余杭", {"330110"}),
        ("余杭区", {"330110"}),
        ("北京朝阳", {"110105"}),
        ("朝阳市", {"2113"}),
        ("朝阳区", {"110105", "220104"}),
        ("海南", {"46"}),
        ("吉林吉林市", {"2202"}),
        ("内蒙古呼和浩特", {"1501"}),
        ("恩施州", {"4228"}),
        ("景宁县", {"331127"}),
        ("襄樊市", {"4206"}),
        ("萧山市", {"330109"}),
        ("南京路", set()),
        ("郫县", {"510117"}),
    ],
)
def test_a_word_means_a_set_of_regions(text, expected):
    assert codes(text) == expected


def test_what_lies_in_another_region_agrees_with_it():
    assert regions.within(codes("浙江"), codes("余杭区")) == codes("余杭区")
    assert regions.within(codes("杭州"), codes("宁波")) == regions.NOWHERE
    assert regions.within(codes("鼓楼区"), codes("南京市")) == {"320106"}
    assert regions.within(codes("朝阳区"), codes("朝阳市")) == regions.NOWHERE


def test_people_read_names_not_codes():
    assert regions.label(codes("余杭区")) == "杭州市余杭区"
    assert regions.label(codes("北京")) == "北京市"
    assert "同名" in regions.label(codes("鼓楼区"))
