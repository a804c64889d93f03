"""Judgements: the cases that every other matcher gets wrong, and what must hold for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedun.engine.match import Subject, Verdict, judge

A, B = "91330100799655058B", "9144030071526726XG"
SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
NAMES = st.one_of(
    st.text(max_size=30),
    st.text(
        "杭州市宁波余杭区张三李记美味轩斋小吃餐饮店有限公司分（）个体工商户*一二三AB", max_size=24
    ),
)
TEXTS = st.one_of(
    st.just(""), st.text(max_size=20), st.sampled_from([A, B, "9133****058B", "文三路1号"])
)

SUBJECTS = st.builds(Subject, NAMES, TEXTS, TEXTS)


def verdict(a, b):
    return judge(Subject(a), Subject(b)).verdict


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("成都美味轩餐饮有限公司", "成都美味斋餐饮有限公司", DIFFERENT),
        ("成都美味轩餐饮有限公司", "重庆美味轩餐饮有限公司", DIFFERENT),
        ("杭州市余杭区张三小吃店", "余杭区张三小吃店", SAME),
        ("余杭区张三餐饮店（个体工商户）", "余杭区张三餐饮店", SAME),
        ("余杭区李记小吃店", "余杭区李纪小吃店", UNSURE),
        ("腾讯", "深圳市腾讯计算机系统有限公司", UNSURE),
        ("字节跳动", "北京字节跳动科技有限公司", SAME),
        ("张三小吃店", "余杭区张三小吃店", UNSURE),
        ("杭州鑫源商贸有限公司", "杭州鑫源商贸股份有限公司", UNSURE),
        ("余杭区张三小吃店一分店", "余杭区张三小吃店二分店", DIFFERENT),
        ("海底捞（朝阳大悦城店）", "海底捞（西单大悦城店）", DIFFERENT),
        ("余杭区张三小吃店", "余杭区张三小吃有限公司", DIFFERENT),
        ("杭州鑫源商贸有限公司", "杭州鑫源科技有限公司", DIFFERENT),
        ("阿里巴巴（中国）有限公司", "阿里巴巴（中国）网络技术有限公司", UNSURE),
        ("张三", "张三", UNSURE),
        ("HUAWEI", "华为", UNSURE),
        ("", "", UNSURE),
        ("无", "无", UNSURE),
    ],
)
def test_the_cases_that_others_get_wrong(a, b, expected):
    assert verdict(a, b) == expected


def test_two_sound_codes_veto_the_same_name():
    name = "杭州鲸落科技有限公司"
    found = judge(Subject(name, A), Subject(name, B))
    assert found.verdict == DIFFERENT
    assert found.reasons[0] == "统一社会信用代码不同，均有效：判为不同"


def test_one_sound_code_joins_two_names_and_says_so():
    found = judge(Subject("余杭区张三小吃店", A), Subject("余杭区李四面馆", A))
    assert found.verdict == SAME
    assert "可能是曾用名" in found.reasons[1]


def test_an_unsound_code_is_no_veto():
    name = "杭州鲸落科技有限公司"
    found = judge(Subject(name, A), Subject(name, B[:-1] + "H"))
    assert found.verdict == SAME
    assert "不作否决依据" in found.reasons[0]


def test_an_address_decides_and_another_contradicts():
    a, b = "张三小吃店", "余杭区张三小吃店"
    here, there = "杭州市余杭区玉鸟路12号", "成都市武侯区科华北路3号"
    assert judge(Subject(a, "", here), Subject(b, "", "余杭区玉鸟路十二号")).verdict == SAME
    assert judge(Subject(a, "", there), Subject(b, "", here)).verdict == DIFFERENT
    assert judge(Subject(a, "", here), Subject(a, "", there)).verdict == DIFFERENT
    assert (
        judge(Subject("张三小吃店", "", here), Subject("李四小吃店", "", here)).verdict == DIFFERENT
    )


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("成都美味轩餐饮店", "成都美味斋餐饮店", "字号不同（相差一字）：美味斋／美味轩"),
        ("杭州张三小吃店", "余杭区张三小吃店", "区划一致：杭州市余杭区属杭州市"),
        ("杭州鲸落食品有限公司", "杭州鲸落科技有限公司", "行业不同：科技／食品"),
        ("杭州鲸落科技有限公司", "杭州鲸落科技股份有限公司", "可能改制"),
        ("", "杭州鲸落科技有限公司", "名称为空"),
    ],
)
def test_reasons_are_what_a_reviewer_reads(a, b, reason):
    assert any(reason in one for one in judge(Subject(a), Subject(b)).reasons)


@given(SUBJECTS, SUBJECTS)
@settings(max_examples=300, deadline=None)
def test_a_judgement_is_the_same_both_ways_round(x, y):
    found = judge(x, y)
    assert found == judge(y, x)
    assert 0 <= found.score <= 1
    assert found.reasons


@given(SUBJECTS)
@settings(deadline=None)
def test_nothing_differs_from_itself(subject):
    assert judge(subject, subject).verdict != DIFFERENT


@pytest.mark.parametrize(
    "text", ["杭州" * 50_000, "（" * 5_000, "*" * 5_000, "张" * 5_000, "第一" * 999, "\ud800店"]
)
def test_very_long_names_are_judged(text):
    assert judge(Subject(text, text, text), Subject("张三小吃店", "", text)).reasons


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("淘宝店：小熊家的衣橱", "小熊家的衣橱", SAME),
        ("抖音小店：青柠便利店", "青柠便利店", SAME),
        ("雨花区李四汽修厂", "雨花区李四汽车维修店", UNSURE),
        ("中国农商银行股份有限公司杭州分行", "农商银行杭州分行", SAME),
        ("杭州鲸落集团有限公司", "杭州鲸落食品有限公司", UNSURE),
        ("义乌市兴旺饰品厂", "义乌市兴旺饰品店", UNSURE),
        ("上海三六五网络科技有限公司", "上海365网络科技有限公司", SAME),
        ("第八号当铺有限公司", "第8号当铺有限公司", SAME),
        ("杭州(余杭)张三小吃店", "余杭区张三小吃店", SAME),
        ("张三小吃店(余杭区)", "余杭区张三小吃店", SAME),
        ("张三丰食品（上海）有限公司", "上海张三丰食品有限公司", SAME),
        ("平安大药房连锁有限公司第三分店", "平安大药房连锁有限公司三分店", SAME),
        ("平安大药房连锁有限公司第三分店", "平安大药房连锁有限公司第三十分店", DIFFERENT),
        ("杭州鲸落科技有限公司", "杭州海豚科技有限公司（曾用名：杭州鲸落科技有限公司）", SAME),
        ("余杭区老王饭店", "余杭区老王餐馆", SAME),
        ("余杭区惠民大药房", "余杭区惠民药店", SAME),
    ],
)
def test_how_one_business_is_written(a, b, expected):
    assert verdict(a, b) == expected


@pytest.mark.parametrize(
    "address", ["隆化县文昌中路7号", "隆化县兴业镇平竹村1号", "隆化县南山镇1号"]
)
def test_a_road_called_like_a_region_is_no_region(address):
    name = "隆化县记劫干果经营部"
    found = judge(
        Subject(name, address="河北省承德市" + address), Subject(name, address=address[3:])
    )
    assert found.verdict == SAME
    assert not any("不在同一区划" in reason for reason in found.reasons)
