"""The traced evaluator and the column backend say the same of every record."""

import random

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hedun.engine.rules import LISTING, Kind, RuleError, apply, parse, tracer
from hedun.engine.rules.columns import _TYPES, passing
from tests.engine.rules.grammar import program, record
from tests.engine.rules.test_fuzz import attempt

SCHEMA = {f.name: _TYPES[f.kind] for f in LISTING}


def agree(dice, rows):
    source = program(dice)
    rule, error = attempt(source)
    if rule is None:
        assert "匹配式" in str(error), (source, error)  # a random pattern may be unsound
        return False
    records = [record(dice) for _ in range(rows)]
    table = pl.DataFrame(records, schema=SCHEMA).to_arrow()
    trace = tracer(rule)
    one_by_one = [trace(row).value for row in records]
    assert apply(rule, table).to_pylist() == one_by_one, source
    again = parse(rule.text, LISTING)
    assert (again.tree, again.digest) == (rule.tree, rule.digest), source
    return True


# every record asks the dice for every feature, so that the smallest example is a large one
@settings(max_examples=150, suppress_health_check=[HealthCheck.large_base_example])
@given(st.randoms(use_true_random=False))
def test_both_backends_agree_on_any_program(dice):
    agree(dice, 25)


def test_both_backends_agree_on_thousands_of_programs():
    dice = random.Random(20261125)
    sound = sum(agree(dice, 12) for _ in range(2_000))
    assert sound > 1_200


def test_rows_of_batches_that_pass_are_kept_whole():
    table = pl.DataFrame({"price_fen": [1, 20_000, None], "other": ["a", "b", "c"]}).to_arrow()
    kept = list(passing(parse("价格 < 100元", LISTING), table.to_batches()))
    assert [batch.to_pylist() for batch in kept] == [[{"price_fen": 1, "other": "a"}]]


def test_a_column_that_is_lacking_is_named():
    rule = parse("价格 < 100元 且 跨境", LISTING)
    with pytest.raises(RuleError, match="价格（price_fen）、跨境（is_cross_border）"):
        apply(rule, pl.DataFrame({"title": ["a"]}).to_arrow())


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("价格 < 100元", {"price_fen": [1.5]}),
        ("价格 < 100元", {"price_fen": ["1"]}),
        ("跨境", {"is_cross_border": [1]}),
        ("标题 包含 '1'", {"title": [1]}),
        ("有 词", {"words": ["a"]}),
        ("销量 > 1", {"sales": ["1"]}),
        ("开店日期 未知", {"opened_on": [1]}),
    ],
)
def test_a_column_of_another_type_is_named(source, column):
    with pytest.raises(RuleError, match="请转换后再用"):
        apply(parse(source, LISTING), pl.DataFrame(column).to_arrow())


def test_columns_that_fit_without_loss_are_taken():
    frame = pl.DataFrame(
        {
            "price_fen": pl.Series([100], dtype=pl.Int16),
            "sales": pl.Series([7], dtype=pl.UInt8),
            "title": pl.Series(["a"], dtype=pl.Categorical),
            "seen_at": pl.Series(["2026-01-01T23:00:00Z"]).str.to_datetime(
                time_zone="Asia/Shanghai"
            ),
            "words": pl.Series([None], dtype=pl.Null),
        }
    )
    rule = parse(
        '价格 = 1元 且 销量 = 7件 且 标题 = "a" 且 采集日期 = 2026-01-02 且 词 未知', LISTING
    )
    assert apply(rule, frame.to_arrow()).to_pylist() == [True]


def test_every_kind_was_in_play():
    dice = random.Random(7)
    seen = set()
    for _ in range(300):
        try:
            seen |= {f.kind for f in parse(program(dice), LISTING).features}
        except RuleError:
            continue
    assert seen == set(Kind)
