"""Names in their parts, as an officer of a registry would take them apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.match import name, regions
from hedun.engine.match.spelling import normal, number, with_digits


def first(text):
    return name.parse(text).readings[0]


@pytest.mark.parametrize(
    ("text", "region", "trade_name", "trades", "form"),
    [
        ("杭州市余杭区张三小吃店（个体工商户）", "杭州市余杭区", "张三", ["小吃"], "individual"),
        ("浙江杭州余杭张三小吃店", "杭州市余杭区", "张三", ["小吃"], "shop"),
        ("杭州美味轩餐饮管理有限公司", "杭州市", "美味轩", ["餐饮", "管理"], "ltd"),
        ("腾讯科技（深圳）有限公司", "深圳市", "腾讯", ["科技"], "ltd"),
        ("腾讯科技深圳有限公司", "深圳市", "腾讯", ["科技"], "ltd"),
        ("深圳市腾讯计算机系统有限公司", "深圳市", "腾讯", ["计算机系统"], "ltd"),
        ("合肥徽味园食品股份公司", "合肥市", "徽味园", ["食品"], "jsc"),
        ("杭州鑫源服装厂", "杭州市", "鑫源", ["服装"], "shop"),
        ("某某（上海）股权投资合伙企业（有限合伙）", "上海市", "某某", ["股权投资"], "lp"),
        ("阿里巴巴（中国）网络技术有限公司", "", "阿里巴巴", ["网络技术"], "ltd"),
        ("北京市朝阳区朝阳超市", "北京市朝阳区", "朝阳", ["超市"], ""),
        ("张三兰州拉面馆", "", "张三", ["兰州拉面"], "shop"),
        ("包头青山饭店", "包头市", "青山", ["饭店"], "shop"),
        ("杭州市西湖区文三路张三小吃店", "杭州市西湖区", "张三", ["小吃"], "shop"),
        ("呼市赛罕区小肥羊火锅店", "呼和浩特市赛罕区", "小肥羊", ["火锅"], "shop"),
    ],
)  # fmt: skip
def test_a_name_is_taken_apart(text, region, trade_name, trades, form):
    found = first(text)
    assert regions.label(found.codes) == region
    assert found.trade_name == trade_name
    assert [one.word for one in found.trades] == trades
    assert found.kind == form


@pytest.mark.parametrize(
    ("text", "kind", "ordinal", "place"),
    [
        ("中联通信集团浙江有限公司杭州分公司", "office", "", ""),
        ("永惠超市股份有限公司合肥长江西路店", "store", "", "长江西路"),
        ("张三小吃店第二分店", "store", "2", ""),
        ("张三小吃店二店", "store", "2", ""),
        ("张三小吃店（2店）", "store", "2", ""),
        ("百顺超市有限公司第三十五分店", "store", "35", ""),
        ("甜雪小镇（文三路店）", "store", "", "文三路"),
        ("江南人家大酒店西溪店", "store", "", "西溪"),
        ("上海立言教育培训有限公司徐家汇校区", "store", "", "徐家汇"),
        ("张三小吃店-文三路店", "store", "", "文三路"),
    ],
)
def test_a_branch_is_told_from_its_head_office(text, kind, ordinal, place):
    assert first(text).branch[:2] == (kind, ordinal)
    assert first(text).branch.place == place


@pytest.mark.parametrize(
    "text", ["张三小吃店", "张三杭州小吃店", "小李手机配件店", "天天水果批发店", "美食天下店"]
)
def test_a_shop_is_no_branch(text):
    assert not first(text).branch.text


@pytest.mark.parametrize(
    "text", ["", " ", "无", "-", "N/A", "12345", "？？？", "***", "个体工商户", "☆★"]
)
def test_junk_is_no_name(text):
    assert not first(text).is_usable


def test_operators_and_former_names_stand_in_brackets():
    assert first("余杭区张三小吃店（经营者：张三）").operator == "张三"
    assert first("余杭区张三小吃店（张*）").operator == "张*"
    found = name.parse("杭州鲸落科技有限公司（原杭州鲸跃网络有限公司）")
    assert found.former[0].trade_name == "鲸跃"


def test_a_county_may_be_a_trade_name():
    assert [one.region for one in name.parse("兴隆小吃店").readings] == ["兴隆", ""]
    assert first("杭州兴隆小吃店").trade_name == "兴隆"


def test_spellings_become_one():
    assert normal("杭州（余杭）張三·小吃店【個體】 ＡＢＣ＊") == "杭州(余杭)张三小吃店(个体)abc*"
    assert [number(text) for text in ("三十五", "三五", "十二", "一百零三", "35")] == [
        "35", "35", "12", "103", "35",
    ]  # fmt: skip
    assert with_digits("三六零便利百家八号") == "360便利百家8号"


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text):
    assert name.parse(text).readings


@given(st.text("杭州市余杭区张三小吃店分公司有限（）()一二第-*原 ", max_size=40))
def test_no_name_breaks_the_parser(text):
    assert name.parse(text).readings
