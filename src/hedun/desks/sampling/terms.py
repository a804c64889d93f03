"""Words for sampling (抽检), and the procedure of each regime declared step by step."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from hedun.base.procedure.terms import Hat, Need, Procedure, Step
from hedun.engine.term import Term


class Regime(Term):
    """By which law goods are sampled."""

    FOOD = "food", "食品"
    GOODS = "goods", "其他产品"

    @property
    def procedure(self) -> str:
        """The code of the regime's procedure."""
        return f"sampling_{self.value}"


class SamplingState(Term):
    """Where a sampling order stands."""

    ORDERED = "s_ordered", "待抽样"
    COLLECTED = "s_collected", "待送检"
    TESTING = "s_testing", "检验中"
    FAILED = "s_failed", "不合格待告知"
    TOLD = "s_told", "可申请复检"
    APPLIED = "s_applied", "复检申请待受理"
    RECHECK = "s_recheck", "复检中"
    FINAL = "s_final", "不合格待处置"
    CLOSED = "s_closed", "不合格已处置"
    PASSED = "s_passed", "合格办结"
    CANCELLED = "s_cancelled", "未取得样品"


class SamplingStep(Term):
    """What can happen to a sampling order."""

    ORDER = "order", "下达抽检任务"
    COLLECT = "collect", "登记抽样"
    CANCEL = "cancel", "终止抽样"
    DELIVER = "deliver", "送达承检机构"
    PASS = "pass", "登记合格结论"
    FAIL = "fail", "登记不合格结论"
    TELL = "tell", "告知经营者"
    APPLY = "apply", "登记复检申请"
    WAIVE = "waive", "当事人无异议"
    LAPSE = "lapse", "逾期未申请复检"
    ADMIT = "admit", "受理复检"
    DENY = "deny", "不予受理复检"
    UPHOLD = "uphold", "复检维持不合格"
    OVERTURN = "overturn", "复检合格"
    CLOSE = "close", "办结处置"


class Way(Term):
    """How a sample was come by."""

    BOUGHT = "bought", "网上购样"
    COLLECTED = "collected", "现场抽样"


class MatchState(Term):
    """What a person says of an offer that looks like the same goods."""

    PROPOSED = "m_proposed", "待确认"
    SAME = "m_same", "同款商品"
    OTHER = "m_other", "不是同款"


class Removal(Term):
    """What has become of an offer of goods that failed; told by the platform's answer."""

    NONE = "r_none", "未发函"
    ASKED = "r_asked", "已要求下架"
    REMOVED = "r_removed", "已下架"
    KEPT = "r_kept", "答复未下架"


FAILED_STATES: Final = frozenset(
    {
        SamplingState.FAILED,
        SamplingState.TOLD,
        SamplingState.APPLIED,
        SamplingState.RECHECK,
        SamplingState.FINAL,
        SamplingState.CLOSED,
    }
)
"""Where a result says that the goods failed, final or not."""
SHARED_STATES: Final = (SamplingState.FINAL, SamplingState.CLOSED)
"""Where the result is final, so that every bureau may read it."""
MATCHING: Final = FAILED_STATES - {SamplingState.CLOSED}


@dataclass(frozen=True, slots=True)
class Sample:
    """What is recorded when a sample has been bought or collected.

    Basis: food_sampling_measures art. 19
    """

    way: Way
    collected_on: dt.date
    quantity: int
    backup: int
    order_no: str = ""
    paid_fen: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What the laboratory says."""

    lab: str
    report_no: str
    concluded_on: dt.date
    failed_items: str = ""


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """The goods to be sampled and where they are sold."""

    name: str
    brand: str = ""
    model: str = ""
    barcode: str = ""
    batch: str = ""
    producer: str = ""


S, T = SamplingState, SamplingStep
OFFICER: Final = (Hat.OFFICER,)
TESTED: Final = (Need.NOTE,)


@dataclass(frozen=True, slots=True)
class _Law:
    """By which articles and clocks a regime goes; only food has clocks of its own."""

    regime: Regime

    @property
    def is_food(self) -> bool:
        return self.regime is Regime.FOOD

    @property
    def statute(self) -> str:
        return "food_safety_law" if self.is_food else "product_quality_law"

    def art(self, food: str) -> str:
        return f"food_sampling_measures {food}" if self.is_food else "product_quality_law 15"

    def only(self, *rules: str) -> tuple[str, ...]:
        return tuple(f"sampling.food.{rule}" for rule in rules) if self.is_food else ()


def _tested(law: _Law) -> tuple[Step, ...]:
    """From the order to the laboratory's result."""
    art, only = law.art, law.only
    return (
        Step(T.ORDER, (), S.ORDERED, OFFICER, f"{law.statute} {'87' if law.is_food else '15'}"),
        Step(T.COLLECT, (S.ORDERED,), S.COLLECTED, OFFICER, art("19")),
        Step(T.CANCEL, (S.ORDERED, S.COLLECTED), S.CANCELLED, OFFICER, art("19"), (Need.NOTE,)),
        Step(T.DELIVER, (S.COLLECTED,), S.TESTING, OFFICER, art("20"), starts=only("report")),
        Step(T.PASS, (S.TESTING,), S.PASSED, OFFICER, art("24"), ends=only("report")),
        Step(T.FAIL, (S.TESTING,), S.FAILED, OFFICER, art("24"), ends=only("report")),
    )


def _objected(law: _Law) -> tuple[Step, ...]:
    """From an unqualified result to the end: told, examined again where the party asks, handled."""
    art, only = law.art, law.only
    reinspect = (f"sampling.{law.regime.value}.reinspect",)
    rights = f"{law.statute} {'88' if law.is_food else '15'}"
    return (
        Step(
            T.TELL,
            (S.FAILED,),
            S.TOLD,
            OFFICER,
            rights,
            (Need.NOTE,),
            starts=(*reinspect, *only("handle")),
        ),
        Step(
            T.APPLY,
            (S.TOLD,),
            S.APPLIED,
            OFFICER,
            rights,
            (Need.NOTE,),
            ends=reinspect,
            starts=only("admit"),
        ),
        Step(T.WAIVE, (S.TOLD,), S.FINAL, OFFICER, rights, (Need.NOTE,), ends=reinspect),
        Step(T.LAPSE, (S.TOLD,), S.FINAL, OFFICER, rights, drops=reinspect),
        Step(
            T.ADMIT,
            (S.APPLIED,),
            S.RECHECK,
            OFFICER,
            art("32"),
            (Need.NOTE,),
            ends=only("admit"),
            starts=only("recheck"),
        ),
        Step(T.DENY, (S.APPLIED,), S.FINAL, OFFICER, art("32"), (Need.NOTE,), ends=only("admit")),
        Step(T.UPHOLD, (S.RECHECK,), S.FINAL, OFFICER, art("35"), TESTED, ends=only("recheck")),
        Step(
            T.OVERTURN,
            (S.RECHECK,),
            S.PASSED,
            OFFICER,
            art("35"),
            TESTED,
            ends=only("recheck"),
            drops=only("handle"),
        ),
        Step(T.CLOSE, (S.FINAL,), S.CLOSED, OFFICER, art("45"), (Need.NOTE,), ends=only("handle")),
    )


def _declared(regime: Regime) -> Procedure:
    """Both regimes take the same steps, each by its own articles and clocks."""
    law = _Law(regime)
    steps = (*_tested(law), *_objected(law))
    return Procedure(regime.procedure, f"{regime.label}抽检", SamplingState, steps)


FOOD, GOODS = _declared(Regime.FOOD), _declared(Regime.GOODS)
PROCEDURES: Final = {Regime.FOOD: FOOD, Regime.GOODS: GOODS}
