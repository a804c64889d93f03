"""What a case gives, as values of the penalty forms."""

import pytest

from hedun.base.documents import decide
from tests.documents.conftest import CODES, head, layout

CASE = {
    "case.number": "AJ-2026-000008",
    "case.title": "涉嫌发布虚假广告",
    "case.source": "投诉举报",
    "case.facts": "页面宣称治疗功效",
    "body.name": "西湖区市场监督管理局",
    "body.phone": "0571-00000000",
    "party.name": "某某商贸有限公司",
    "party.code": "91330106MA00000001",
    "party.address": "杭州市西湖区某路二号",
    "party.contact": "李某",
    "party.phone": "0571-11111111",
    "officers": [
        {"name": "陈某", "certificate": "11010001"},
        {"name": "王某", "certificate": "11010002"},
    ],
    "exhibits": [{"title": "现场笔录", "proves": "页面宣传情况"}],
    "ground.article": "《中华人民共和国广告法》第二十八条",
    "ground.name": "虚假广告",
    "ruling.text": "罚款20000.00元",
    "ruling.fine_yuan": "20000.00",
    "ruling.facts": "页面宣称治疗功效",
    "ruling.why": "主动改正，从轻",
    "decision.text": "罚款20000.00元",
    "decision.number": "西市监处罚〔2026〕18号",
    "proposal.text": "建议罚款20000.00元",
    "dates.source": "2026年9月3日",
    "dates.open": "2026年9月10日",
    "dates.decide": "2026年10月30日",
    "dates.close": "2026年11月10日",
    "notes.open": "有证据初步证明",
    "notes.term_over": "未提出陈述申辩",
    "notes.pay": "已缴纳罚款",
}
PENALTIES = [code for code in CODES if code.startswith("penalty")]


def test_a_decision_is_filled_from_the_case_but_for_the_two_authorities():
    drawn = decide.of_case(CASE)
    lacks = [one.label for one in decide.missing(layout("penalty-45"), drawn.values)]
    assert lacks == ["行政复议机关", "人民法院"]
    sheet = decide.fill(layout("penalty-45"), drawn.values, head("penalty-45"))
    text = "".join(decide.words(sheet))
    for word in ("某某商贸有限公司", "罚款20000.00元", "未提出陈述申辩", "十五日内", "现场笔录"):
        assert word in text


@pytest.mark.parametrize("code", PENALTIES)
def test_every_penalty_form_takes_something_from_the_case(code):
    drawn = decide.of_case(CASE, papers=[["立案审批表", "", "2026年9月10日", "1", ""]])
    keys = {one.key for one in layout(code).fields}
    assert len(keys & set(drawn.values)) >= 2


@pytest.mark.parametrize("code", ["penalty-04", "penalty-05", "penalty-17"])
def test_a_letter_to_another_authority_is_not_addressed_to_the_party(code):
    lacks = [one.key for one in decide.missing(layout(code), decide.of_case(CASE).values)]
    assert "authority" in lacks


def test_of_an_empty_case_nothing_is_made_up():
    assert decide.of_case({}).values == {}
    assert decide.of_case(dict.fromkeys(CASE, "")).values == {}
