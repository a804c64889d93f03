"""What rules read of stored listings: columns, texts, prices, sellers, words; the rest is open."""

import datetime as dt

import polars as pl
import pyarrow as pa
import pytest

from hedun.base.accounts.terms import Viewer
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import Seller
from hedun.engine.rules import LISTING, apply, parse
from hedun.market import queries as market
from hedun.market.terms import RegistryState

LISTINGS = pa.table(
    {
        "platform_code": ["TB", "TB"],
        "shop_no": ["S-1", "S-2"],
        "listing_no": ["L0", "L1"],
        "title": ["刀具", "茶具"],
        "description": ["原价199元。下单抽奖，头奖现金十万元。", None],
        "price_fen": [9900, None],
    }
)
HISTORY = pl.DataFrame(
    {"listing_no": ["L0"], "today": [dt.date(2026, 11, 20)], "price_fen": [[100] * 22 + [150] * 8]}
)


def judged(source, *, groups=None, sellers=None, prices=None):
    rule = parse(source, LISTING)
    table = decide.feature_table(
        LISTINGS,
        frozenset(feature.name for feature in rule.features),
        groups=groups or {},
        sellers=sellers or {},
        prices=decide.price_facts(HISTORY if prices is None else prices),
    )
    return apply(rule, table).to_pylist()


@pytest.mark.parametrize(
    ("source", "outcomes"),
    [
        ("价格 < 100元", [True, None]),
        ("原价 > 价格", [True, None]),
        ("最高奖 > 5万元", [True, None]),
        ("七日最低价 = 1.5元 且 此前常价 = 1元", [True, None]),
        ("原价 > 七日最低价", [True, None]),
        ("评分 > 4分 或 无 证书", [None, None]),
        ("评分 未知", [True, True]),
    ],
)
def test_what_nobody_handed_in_leaves_a_condition_open(source, outcomes):
    assert judged(source) == outcomes


def test_words_and_sellers_reach_the_rule():
    groups, sellers = {1: {"绝对化用语"}}, {"S-1": Seller(registry_state="吊销")}
    assert judged('有 词("绝对化用语")', groups=groups) == [False, True]
    assert judged('登记状态 属于 {"吊销"}', sellers=sellers) == [True, None]


def test_a_rule_tells_which_of_its_columns_nobody_has():
    rule = parse("评分 > 4分 且 价格 < 1元 且 无 证书 且 跨境", LISTING)
    assert decide.lacking(rule) == ["评分", "跨境"]


@pytest.mark.django_db
def test_the_register_says_what_it_knows_of_a_seller(desk):
    subject = desk.shop.subject
    subject.registry_state = RegistryState.REVOKED
    subject.save()
    found = reading.sellers(Viewer.system(), platform_id=desk.platform.pk, shop_nos=["S-1", "S-9"])
    assert found == {"S-1": Seller("330106", "企业", "吊销")}


@pytest.mark.django_db
def test_prices_that_monitoring_saw_are_read_by_platform(desk, settings):
    rows = HISTORY.with_columns(platform_code=pl.lit("TB"))
    (settings.DATA_DIR / "prices").mkdir()
    rows.write_parquet(settings.DATA_DIR / "prices" / "a.parquet")
    assert market.price_history(desk.officer.viewer, "TB").height == 1
    assert market.price_history(desk.officer.viewer, "JD").height == 0
    assert market.price_history(Viewer.anonymous(), "TB").height == 0


def test_a_listing_without_a_week_of_prices_has_no_usual_price():
    short = HISTORY.with_columns(price_fen=pl.lit([100, 90], pl.List(pl.Int64)))
    assert decide.price_facts(short).row(0) == ("L0", 100, 100, None)


def test_numbers_of_a_seller_without_a_shop_are_open():
    assert judged('经营者类别 = "企业"') == [None, None]
