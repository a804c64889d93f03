"""A rule on its way into use: examples, funnel, precision, quarantine, steps of two people."""

import polars as pl
import pyarrow as pa
import pytest

from hedun.engine.rules import (
    LISTING,
    Example,
    Limits,
    Spread,
    Stage,
    Standing,
    Step,
    after,
    failures,
    funnel,
    missing,
    parse,
    precision,
    quarantine,
    refusal,
    spread,
)  # fmt: skip

RULE = parse('类目 包含 "保健食品" 且 价格 < 100元 且 无 证书', LISTING)
FIRES = {"category": "保健食品", "price_fen": 9_900, "certificate": False}


def test_both_kinds_of_examples_are_needed():
    assert "应当命中”和“不应命中" in (missing([]) or "")
    assert "不应命中" in (missing([Example(FIRES, fires=True)]) or "")
    assert missing([Example(FIRES, fires=True), Example({}, fires=False)]) is None


def test_a_rule_that_keeps_its_examples_has_no_failures():
    innocent = Example(FIRES | {"certificate": True}, fires=False)
    assert failures(RULE, [Example(FIRES, fires=True), innocent]) == ()


def test_a_failure_names_the_example_the_condition_and_the_way_out():
    dear = Example(FIRES | {"price_fen": 10_000}, fires=True)
    cheap = Example(FIRES, fires=False)
    first, second = failures(RULE, [dear, cheap])
    assert (
        first.message
        == "样例1（应当命中）结果是“不成立”：价格 < 100元 为“不成立”；请改规则或改样例。"
    )
    assert second.message.startswith("样例2（不应命中）结果是“成立”：类目 包含")
    assert first.trace.value is False


def test_an_example_that_leaves_the_rule_open_fails_and_names_what_it_lacks():
    (failure,) = failures(RULE, [Example({"category": "保健食品"}, fires=False)])
    assert failure.message == "样例1（不应命中）无法判断：缺少 价格、证书；请在样例中补上。"


def test_days_in_examples_are_written_as_in_json():
    rule = parse("开店日期 ≥ 2026-01-01", LISTING)
    examples = [
        Example({"opened_on": day}, fires=f)
        for day, f in (("2026-01-01", True), ("2025-12-31", False))
    ]
    assert failures(rule, examples) == ()
    assert failures(rule, [Example({"opened_on": "昨天"}, fires=True)])


def stock() -> pa.Table:
    return pl.DataFrame(
        {
            "category": ["保健食品", "保健食品", "食品", "保健食品", None, "保健食品"],
            "price_fen": [100, 20_000, 100, None, 100, 100],
            "certificate": [False, False, False, False, False, True],
        }
    ).to_arrow()


def test_the_funnel_counts_what_each_condition_leaves():
    found = funnel(RULE, [stock()])
    assert [(s.text, s.came, s.passed, s.failed, s.unknown, s.alone) for s in found.steps] == [
        ('类目 包含 "保健食品"', 6, 4, 1, 1, 4), ("价格 < 100元", 4, 2, 1, 1, 4), ("无 证书", 2, 1, 1, 0, 5),
    ]  # fmt: skip
    assert (found.rows, found.hits, found.share) == (6, 1, 1 / 6)


def test_the_funnel_is_the_same_in_batches():
    assert funnel(RULE, stock().to_batches(max_chunksize=2)) == funnel(RULE, [stock()])
    assert funnel(RULE, []).share == 0.0


def test_a_rule_of_one_condition_has_a_funnel_of_one_step():
    (step,) = funnel(parse("价格 < 100元 或 有 证书", LISTING), [stock()]).steps
    assert (step.came, step.passed, step.unknown) == (6, 4, 1)


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [(27, 30, 0.7438, 0.9654), (30, 30, 0.8865, 1.0), (0, 30, 0.0, 0.1135), (81, 263, 0.2553, 0.3662), (500, 1000, 0.4691, 0.5309)],
)  # fmt: skip
def test_precision_has_the_wilson_interval(right, judged, low, high):
    found = precision(right, judged)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.low <= found.share <= found.high


def test_precision_is_not_shown_below_thirty_judgements():
    assert precision(29, 29) is None
    with pytest.raises(ValueError, match="cannot be right"):
        precision(31, 30)


def test_a_rule_that_fires_on_too_many_shops_is_set_aside():
    limits = Limits(shops=1_000, share=0.05, least=20)
    assert "超过上限1,000家" in (quarantine(Spread(1_001, 1_000_000), limits) or "")
    assert "占所查400家的5.2%" in (quarantine(Spread(21, 400), limits) or "")
    assert quarantine(Spread(1_000, 1_000_000), limits) is None
    assert quarantine(Spread(20, 400), limits) is None
    assert quarantine(Spread(19, 19), limits) is None, "a small trade is not stopped by chance"
    assert quarantine(Spread(0, 0), limits) is None


def test_shops_are_counted_once():
    fired = pa.array([True, True, None, False, True])
    shops = pa.array(["a", "a", "b", "c", None])
    assert spread(fired, shops) == Spread(hit=1, seen=3)


READY = {"author": "甲", "examples_hold": True, "share": 0.01, "shadow_hits_judged": 3}
STEPS = [
    (Step.TEST, Stage.DRAFT, {}, "甲", None), (Step.TEST, Stage.DRAFT, {"examples_hold": False}, "甲", "自带的样例"),
    (Step.BACKTEST, Stage.TESTED, {}, "甲", None), (Step.BACKTEST, Stage.TESTED, {"share": None}, "甲", "还没有回测结果"),
    (Step.BACKTEST, Stage.DRAFT, {}, "甲", "只有“样例通过”"), (Step.SHADOW, Stage.BACKTESTED, {}, "甲", None),
    (Step.SHADOW, Stage.BACKTESTED, {"share": 0.2}, "甲", "命中20.0%"), (Step.SHADOW, Stage.BACKTESTED, {"share": 0.2}, "乙", None),
    (Step.SHADOW, Stage.BACKTESTED, {"quarantine": "太宽"}, "乙", "太宽"), (Step.ACTIVATE, Stage.SHADOW, {}, "乙", None),
    (Step.ACTIVATE, Stage.SHADOW, {}, "甲", "起草人以外"), (Step.ACTIVATE, Stage.BACKTESTED, {}, "乙", "只有“试运行”"),
    (Step.ACTIVATE, Stage.SHADOW, {"shadow_hits_judged": 0}, "乙", "还没有人核对"), (Step.QUARANTINE, Stage.ACTIVE, {}, "甲", None),
    (Step.RELEASE, Stage.QUARANTINED, {}, "甲", "起草人以外"), (Step.RELEASE, Stage.QUARANTINED, {}, "乙", None),
    (Step.REVISE, Stage.ACTIVE, {}, "甲", None), (Step.RETIRE, Stage.RETIRED, {}, "甲", "规则现为“停用”"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "stage", "known", "by", "hint"), STEPS)
def test_each_step_waits_for_what_must_come_first(step, stage, known, by, hint):
    refused = refusal(step, Standing(stage=stage, **(READY | known)), by=by)
    assert refused is None if hint is None else hint in (refused or "")


def test_only_a_shadow_run_leads_into_use():
    assert after(Step.ACTIVATE) is Stage.ACTIVE
    assert after(Step.RELEASE) is Stage.SHADOW
    assert [s for s in Step if after(s) is Stage.ACTIVE] == [Step.ACTIVATE]
