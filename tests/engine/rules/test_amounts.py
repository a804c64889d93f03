"""Amounts that a text states are read in fen; what is no amount is left open."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.rules import LISTING, STATED, check, parse, stated, stated_in
from hedun.engine.rules.amounts import fen


@pytest.mark.parametrize(
    ("number", "scale", "wanted"),
    [
        ("1,299.5", "", 129_950),
        ("5", "万", 5_000_000),
        ("十", "", 1_000),
        ("八万", "", 8_000_000),
        ("六万六千六百六十六", "", 6_666_600),
        ("一百零五", "", 10_500),
        ("两亿", "", 20_000_000_000),
        ("9" * 30, "", None),
        ("1.2.3", "", None),
    ],
)
def test_an_amount_is_read_as_it_is_written(number, scale, wanted):
    assert fen(number, scale) == wanted


@pytest.mark.parametrize(
    ("column", "text", "wanted"),
    [
        ("list_price_fen", "原价915元，现价366元。", 91_500),
        ("list_price_fen", "近七日最低成交价80元，现价80元。", None),
        ("prize_fen", "下单抽奖，头奖现金十万元。", 10_000_000),
        ("prize_fen", "前一百名抽价值八万元轿车一辆。", 8_000_000),
        ("prize_fen", "刮刮卡最高奖66666元。", 6_666_600),
        ("prize_fen", "下单抽奖，最高奖为价值99元保温杯，规则见公告。", 9_900),
        ("prize_fen", "大奖赛纪念杯 500ml", None),
        ("gift_fen", "赠价值299元礼包，同款单买39元。", 29_900),
        ("gift_sold_fen", "赠价值299元礼包，同款单买39元。", 3_900),
        ("gift_sold_fen", "赠品为试用装，不另售。", None),
        ("shown_price_fen", "列表价80元，下单实付120元。", 8_000),
        ("paid_price_fen", "列表价80元，下单实付120元。", 12_000),
        ("paid_price_fen", "列表价与结算价一致。", None),
    ],
)
def test_a_text_states_an_amount_or_nothing(column, text, wanted):
    assert stated(pl.Series([text, None]), column).to_list() == [wanted, None]
    assert stated_in(text, column) == wanted


@given(st.text(alphabet="0123456789.,零一两九十百千万亿元原价赠送头奖 ", max_size=60))
def test_whatever_a_text_holds_it_is_read_or_left_open(text):
    for amount in stated(pl.Series([text]), "list_price_fen"):
        assert amount is None or 0 <= amount < 10**15


@given(
    st.text(alphabet="012.,一十万元原价最高奖赠送价值另售列表价实付价，。 ", max_size=40),
    st.sampled_from(STATED),
)
def test_one_text_is_read_as_a_column_is(text, column):
    assert [stated_in(text, column)] == stated(pl.Series([text]), column).to_list()


def test_a_rule_about_a_prize_is_open_where_none_is_stated():
    rule = parse("最高奖 > 5万元", LISTING)
    outcomes = [check(rule, {"prize_fen": value}).value for value in (10_000_000, 9_900, None)]
    assert outcomes == [True, False, None]
