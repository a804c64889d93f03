"""Which step a rule may take: draft, examples, backtest, shadow, active; two people."""

from dataclasses import dataclass

from hedun.engine.rules.terms import Stage, Step

BROAD = 0.05  # share of rows; a rule that fires on more needs a second person before its shadow run
MOVES: dict[Step, tuple[frozenset[Stage], Stage]] = {
    Step.TEST: (frozenset({Stage.DRAFT}), Stage.TESTED),
    Step.BACKTEST: (frozenset({Stage.TESTED}), Stage.BACKTESTED),
    Step.SHADOW: (frozenset({Stage.BACKTESTED}), Stage.SHADOW),
    Step.ACTIVATE: (frozenset({Stage.SHADOW}), Stage.ACTIVE),
    Step.QUARANTINE: (frozenset({Stage.SHADOW, Stage.ACTIVE}), Stage.QUARANTINED),
    Step.RELEASE: (frozenset({Stage.QUARANTINED}), Stage.SHADOW),
    Step.REVISE: (frozenset(Stage) - {Stage.RETIRED}, Stage.DRAFT),
    Step.RETIRE: (frozenset(Stage) - {Stage.RETIRED}, Stage.RETIRED),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one version of a rule; `share` is the hits of its backtest among all rows."""

    stage: Stage
    author: str
    examples_hold: bool = False
    share: float | None = None
    shadow_hits_judged: int = 0
    quarantine: str | None = None


def refusal(step: Step, standing: Standing, *, by: str) -> str | None:
    """Say in Chinese why a step is not allowed now, and what must come first; None if it is."""
    origins, _ = MOVES[step]
    if standing.stage not in origins:
        names = "、".join(stage.label for stage in Stage if stage in origins)
        return f"规则现为“{standing.stage.label}”，只有“{names}”的规则可以{step.label}。"
    if step is Step.TEST and not standing.examples_hold:
        return "规则没有通过自带的样例；请先改到全部通过。"
    if step is Step.BACKTEST and standing.share is None:
        return "还没有回测结果；请先在已存的商品信息上回测。"
    if step in {Step.SHADOW, Step.ACTIVATE} and standing.quarantine:
        return standing.quarantine
    return _alone(step, standing, by=by)


def _alone(step: Step, standing: Standing, *, by: str) -> str | None:
    """Say why a second person, or a judgement, is needed."""
    if step is Step.SHADOW and (standing.share or 0) > BROAD and by == standing.author:
        return (
            f"回测命中{standing.share:.1%}的商品，超过{BROAD:.0%}；请由起草人以外的人批准试运行。"
        )
    if step is Step.ACTIVATE and not standing.shadow_hits_judged:
        return "试运行的命中还没有人核对；请先核对至少一条。"
    if step in {Step.ACTIVATE, Step.RELEASE} and by == standing.author:
        return f"{step.label}须由起草人以外的人批准；请交由另一人办理。"
    return None


def after(step: Step) -> Stage:
    """Give the stage that a step leads to."""
    return MOVES[step][1]
