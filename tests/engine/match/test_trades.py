"""Trades: what a business does is read from the end of its name."""

import pytest

from hedun.engine.match import parts, trades
from hedun.engine.match.name import parse


def words(text):
    head, found = trades.split(text)
    return [head, *(one.word for one in found)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美味轩餐饮管理", ["美味轩", "餐饮", "管理"]),
        ("鑫商贸", ["鑫", "商贸"]),
        ("桂发祥麻花", ["桂发祥", "麻花"]),
        ("小陈汽车维修", ["小陈", "汽车维修"]),
        ("美味轩", ["美味轩"]),
        ("", [""]),
    ],
)
def test_trades_are_cut_off_the_end(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("a", "b", "part"),
    [
        ("张三餐饮店", "张三饭店", "行业同类"),
        ("张三火锅店", "张三面馆", "行业细类不同"),
        ("张三小吃店", "张三水果店", "行业不同"),
        ("张三餐饮店", "张三火锅店", "行业一宽一窄"),
        ("鲸落生物科技有限公司", "鲸落网络科技有限公司", "行业不同"),
        ("鲸落科技有限公司", "鲸落网络科技有限公司", "行业一宽一窄"),
        ("天天水果店", "天天生鲜超市", "行业相关"),
        ("东方红幼儿园", "东方红小学", "行业细类不同"),
    ],
)
def test_trades_are_compared_by_class_and_kind(a, b, part):
    found = parts.trade(*(parse(text).readings[0] for text in (a, b)))
    assert part in found.text
