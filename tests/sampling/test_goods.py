"""The same goods by bar code, else by brand, model and name; a person has the last word."""

import pytest

from hedun.engine.codes import gtin
from hedun.engine.match.goods import Goods, likeness

CUP = Goods("保温杯 500ml", "山泉牌", "SQ-500", "6901234567892")


@pytest.mark.parametrize("code", ["6901234567892", "690123456789 2", "4006381333931", "96385074"])
def test_a_right_bar_code(code):
    assert gtin.problem(code) is None


@pytest.mark.parametrize("code", ["6901234567893", "690123456789", "69012345678a2", ""])
def test_a_wrong_bar_code_says_how_to_mend_it(code):
    assert "对照商品包装" in gtin.problem(code)


@pytest.mark.parametrize(
    ("title", "details", "score"),
    [
        ("便携水杯", "条码 6901234567892 正品", 100),
        ("【正品】山泉 牌 保温杯 500ML 大容量", "型号：SQ 500", 90),
        ("山泉牌水壶 sq-500", "", 75),
        ("山泉牌保温杯 500ml", "型号 SQ-5001", None),
        ("清泉牌保温杯 500ml SQ-500", "", None),
        ("保温杯 500ml", "条码 69012345678921", None),
    ],
)
def test_likeness(title, details, score):
    found = likeness(CUP, title, details)
    assert (found.score if found else None) == score


def test_without_a_model_the_name_must_be_near():
    tea = Goods("明前龙井绿茶", "湖畔牌")
    assert likeness(tea, "湖畔牌 明前龙井 绿茶 250g", "").score == 60
    assert likeness(tea, "湖畔牌 茉莉花茶", "") is None
