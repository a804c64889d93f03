"""The answer for one record says what every condition saw, and leaves open what is unknown."""

import datetime as dt
import json

import pytest

from hedun.engine.rules import LISTING, Outcome, check, parse

RULE = '类目 包含 "保健食品" 且 有 词("疗效") 且 (价格 < 100元 或 销量 > 1万件) 且 无 证书 且 标题 匹配 /加.?微/'
GUILTY = {
    "category": "食品/保健食品", "words": ["疗效", "极限"], "price_fen": 9_900, "sales": 3,
    "certificate": False, "title": "包治百病，加 微",
}  # fmt: skip


def judged(source, **record):
    return check(parse(source, LISTING), record)


def test_the_trace_names_every_condition_its_value_and_where_it_was_found():
    trace = judged(RULE, **GUILTY)
    assert trace.outcome is Outcome.TRUE
    said = [
        (c.text, c.outcome.value, [r.as_dict()["value"] for r in c.readings], c.found)
        for c in trace.conditions()
    ]
    assert said == [
        ('类目 包含 "保健食品"', "true", ["食品/保健食品"], ((3, 7),)),
        ('有 词("疗效")', "true", ["极限、疗效"], ()),
        ("价格 < 100元", "true", ["99元"], ()),
        ("销量 > 10000件", "false", ["3件"], ()),
        ("无 证书", "true", ["否"], ()),
        ("标题 匹配 /加.?微/", "true", ["包治百病，加 微"], ((5, 8),)),
    ]


def test_the_trace_can_be_stored_and_points_into_the_rule():
    trace = judged(RULE, **GUILTY)
    stored = json.loads(json.dumps(trace.as_dict(), ensure_ascii=False))
    assert (stored["outcome"], stored["joint"], len(stored["parts"])) == ("true", "且", 5)
    assert (
        RULE[stored["parts"][2]["start"] : stored["parts"][2]["end"]]
        == "价格 < 100元 或 销量 > 1万件"
    )
    assert stored["parts"][4]["found"] == [{"start": 5, "end": 8, "text": "加 微"}]
    for part, trace_part in zip(stored["parts"], trace.parts, strict=True):
        assert parse(part["text"], LISTING).tree == trace_part.node


T, F, U = {"is_cross_border": True}, {"is_cross_border": False}, {}
KLEENE = [
    ("跨境 且 价格 < 1元", T, None), ("跨境 且 价格 < 1元", F, False), ("价格 < 1元 且 跨境", F, False),
    ("跨境 或 价格 < 1元", T, True), ("跨境 或 价格 < 1元", F, None), ("价格 < 1元 或 跨境", T, True),
    ("非 跨境", T, False), ("非 跨境", F, True), ("非 跨境", U, None), ("跨境 已知", U, False),
    ("跨境 未知", U, True), ("跨境 未知", F, False), ("跨境 = 假", F, True), ("跨境 = 假", U, None),
    ("非 (跨境 且 价格 < 1元)", F, True), ("价格 属于 {1元}", T, None), ("价格 不在 1元 到 2元 之间", T, None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "record", "value"), KLEENE)
def test_missing_data_leave_open_what_they_must(source, record, value):
    assert judged(source, **record).value is value


VALUES = [
    ("无 证书编号", {"certificate_no": ""}, True), ("无 证书编号", {"certificate_no": None}, None),
    ("有 许可", {"licences": []}, False), ("有 许可", {"licences": [None]}, False),
    ("有 词", {"words": {"疗效"}}, True), ('无 词("疗效")', {"words": ("极限",)}, True),
    ("价格 < 原价 的 30%", {"price_fen": 2_999, "list_price_fen": 10_000}, True),
    ("价格 < 原价 的 30%", {"price_fen": 3_000, "list_price_fen": 10_000}, False),
    ("价格 < 原价 的 33.33%", {"price_fen": 9_223_372_036_854_775_807, "list_price_fen": 9_223_372_036_854_775_807}, False),
    ("开店日期 ≥ 2026-01-01", {"opened_on": dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC)}, True),
    ("评分 ≤ 0.3分", {"rating": 0.3}, True), ("评分 > 30%", {"rating": 1}, True),
    ('标题 包含 {"甲"、"乙"}', {"title": "丙乙"}, True), ('标题 ≠ "甲"', {"title": "甲"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("source", "record", "value"), VALUES)
def test_values_mean_what_an_official_expects(source, record, value):
    assert judged(source, **record).value is value


@pytest.mark.parametrize(
    ("source", "record"),
    [
        ("价格 < 1元", {"price_fen": 0.5}), ("价格 < 1元", {"price_fen": True}), ("价格 < 1元", {"price_fen": "1"}),
        ("价格 < 1元", {"price_fen": 1 << 63}), ("销量 > 1", {"sales": float("nan")}), ("销量 > 1", {"sales": 10**400}),
        ("跨境", {"is_cross_border": 1}), ("标题 匹配 /a/", {"title": "a\ud800"}), ("有 词", {"words": "疗效"}),
        ("有 词", {"words": ["疗效", 1]}), ("开店日期 ≥ 2026-01-01", {"opened_on": "2026-01-01"}),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_unknown_and_said_to_be(source, record):
    trace = judged(source, **record)
    assert trace.outcome is Outcome.UNKNOWN
    assert "不作数" in trace.readings[0].as_dict()["note"]
    assert trace.as_dict()["found"] == []


def test_a_value_that_is_absent_is_said_to_be():
    (reading,) = judged("价格 < 1元").readings
    assert reading.as_dict() == {
        "name": "price_fen",
        "label": "价格",
        "value": "",
        "note": "记录中没有",
    }


def test_long_texts_are_cut_in_what_is_shown_but_not_in_offsets():
    trace = judged('标题 包含 "药"', title="长" * 500 + "药")
    assert trace.found == ((500, 501),)
    assert len(trace.readings[0].as_dict()["value"]) == 201
