"""What can happen to a clue: one table for the actions, the buttons and the tests."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from hedun.base.accounts.terms import BodyKind, Role, Viewer
from hedun.base.procedure.terms import Hat, Need, Step
from hedun.clues.terms import (
    CLUE,
    DECIDED,
    LOOKING,
    UNDO_WITHIN,
    Bucket,
    ClueState,
    ClueStep,
    Outcome,
)

VERIFY_BASIS: Final = "《市场监督管理行政处罚程序规定》第十八条"
SEAT_BASIS: Final = "《市场监督管理行政处罚程序规定》第十条"
FILING_BASIS: Final = "《市场监督管理行政处罚程序规定》第十九条"
ASK_BASIS: Final = "国市监网监规〔2025〕2号第九条"
# the articles of the declaration as the timeline has always cited them
CITED: Final = {
    "chufa_chengxu 18": VERIFY_BASIS,
    "chufa_chengxu 10": SEAT_BASIS,
    "chufa_chengxu 19": FILING_BASIS,
    "heguishuju 9": ASK_BASIS,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision needs to know of a clue."""

    number: str
    state: ClueState
    region_code: str
    body_id: int | None
    raised_body_id: int | None
    due_at: dt.datetime
    has_extension: bool = False


TABLE: Final[dict[ClueStep, Step]] = {
    ClueStep(step.code): step for step in CLUE.steps if not step.is_first
}

# an outcome that says "it is true" asks that somebody has confirmed it first
OUTCOMES: Final[dict[ClueState, tuple[Outcome, ...]]] = {
    ClueState.DISPATCHED: (Outcome.UNFOUNDED, Outcome.TRANSFERRED),
    ClueState.VERIFYING: (Outcome.UNFOUNDED, Outcome.TRANSFERRED),
    ClueState.CONFIRMED: tuple(Outcome),
    ClueState.AWAITING: (Outcome.FILED, Outcome.TRANSFERRED),
    ClueState.ANSWERED: tuple(Outcome),
}
REASONED: Final = frozenset({Outcome.TRANSFERRED})
WORKERS: Final = (Role.INSPECTOR, Role.LEADER)
# always there beside the steps that move the clue, so not named among "what can be done now"
ASIDE: Final = frozenset(
    {ClueStep.COMMENT, ClueStep.RETRACT, ClueStep.RECALL, ClueStep.SEND_LETTER}
)
QUIET: Final = frozenset({ClueStep.COMMENT, ClueStep.REMIND})


def refusal(standing: Standing, step: ClueStep, viewer: Viewer) -> str:
    """Say in Chinese why this person may never take the step; empty when allowed."""
    rule = TABLE[step]
    if hats(standing, viewer) & set(rule.who):
        return ""
    who = "、".join(hat.label for hat in rule.who)
    return f"“{step.label}”只能由{who}办理；您可以备注意见，或请其办理。"


def hindrance(standing: Standing, step: ClueStep, at: dt.datetime) -> str:
    """Say in Chinese why the step does not fit the clue now; empty when it does."""
    rule = TABLE[step]
    if standing.state not in rule.origins:
        options = "、".join(s.label for s in next_steps(standing.state)) or "备注"
        return (
            f"线索 {standing.number} 现为“{standing.state.label}”，不能“{step.label}”；"
            f"现在可以办理：{options}。"
        )
    if step is ClueStep.EXTEND and standing.has_extension:
        return f"线索 {standing.number} 已延长过一次；{VERIFY_BASIS}只允许延长一次，请按期处置。"
    if step is ClueStep.EXTEND and at > standing.due_at:
        return (
            f"线索 {standing.number} 的核查期限已于 {standing.due_at:%Y-%m-%d} 届满，"
            "延长须在届满前批准；请立即处置并备注超期原因。"
        )
    return ""


def lack(
    step: ClueStep, *, note: str = "", has_target: bool = False, has_outcome: bool = False
) -> str:
    """Say in Chinese what the form still lacks for the step; empty when it is complete."""
    given = {
        Need.ASSIGNEE: has_target,
        Need.WHY: bool(note.strip()),
        Need.OUTCOME: has_outcome,
    }
    missing = [need.label for need in TABLE[step].needs if not given[need]]
    return f"“{step.label}”须写明{'、'.join(missing)}；请补充后再提交。" if missing else ""


def outcome_problem(state: ClueState, outcome: Outcome, note: str) -> str:
    """Say in Chinese why a clue in this state cannot end so; empty when it can."""
    if outcome not in OUTCOMES.get(state, ()):
        allowed = "、".join(o.label for o in OUTCOMES.get(state, ())) or "无"
        return (
            f"“{state.label}”的线索不能以“{outcome.label}”办结（可选：{allowed}）；"
            "认定违法的结果须先核实属实。"
        )
    if outcome in REASONED and not note.strip():
        return f"以“{outcome.label}”办结须在说明中写明去向和理由；请补充后再提交。"
    return ""


def next_steps(state: ClueState) -> tuple[ClueStep, ...]:
    """Steps that people can take from a state, in the order of the table."""
    return tuple(
        step
        for step, rule in TABLE.items()
        if state in rule.origins
        and not set(rule.who) & {Hat.SYSTEM, Hat.PARTY}
        and step not in ASIDE
    )


def buttons(standing: Standing, viewer: Viewer, at: dt.datetime) -> tuple[Step, ...]:
    """Steps whose buttons the page shows to this person now."""
    return tuple(
        TABLE[step]
        for step in (*next_steps(standing.state), ClueStep.COMMENT)
        if not refusal(standing, step, viewer) and not hindrance(standing, step, at)
    )


def outcome_keys(state: ClueState) -> tuple[tuple[Outcome, str], ...]:
    """Outcomes that a state allows, each with the key printed on its button.

    While a clue is being looked into, key 1 confirms it.
    """
    first = 2 if state in LOOKING else 1
    return tuple((item, str(n)) for n, item in enumerate(OUTCOMES.get(state, ()), first))


def dispatch_goal(state: ClueState, *, is_same_body: bool) -> ClueState:
    """Give the state after a dispatch: a colleague keeps what was decided, a new bureau verifies."""
    return state if is_same_body and state in DECIDED else ClueState.DISPATCHED


def undo_problem(
    step: ClueStep, *, is_own: bool, done_at: dt.datetime, at: dt.datetime, is_last: bool
) -> str:
    """Say in Chinese why a step can no longer be undone; empty when it can."""
    if step not in TABLE or not TABLE[step].is_undoable:
        return f"“{step.label}”不能撤销；如有错误，请备注说明并办理后续步骤。"
    if not is_own:
        return f"“{step.label}”由他人办理，只能由其本人撤销。"
    if not is_last:
        return f"“{step.label}”之后又有新的办理记录，不能撤销；请先撤销其后的步骤。"
    if not dt.timedelta(0) <= at - done_at <= UNDO_WITHIN:
        return (
            f"“{step.label}”办理于 {done_at:%H:%M}，已超过 10 分钟撤销时限；"
            "请备注说明，由负责人重新分派或另行处理。"
        )
    return ""


def bucket(due_at: dt.datetime, at: dt.datetime) -> Bucket:
    """Give the group of a due date as seen at a time (both aware, same zone)."""
    today, week = edges(at)
    if due_at < at:
        return Bucket.OVERDUE
    if due_at < today:
        return Bucket.TODAY
    return Bucket.WEEK if due_at < week else Bucket.LATER


def edges(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Give the end of the day and of the week (Sunday) around a local time, both exclusive."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(days=1), midnight + dt.timedelta(days=7 - at.weekday())


def number(year: int, count: int) -> str:
    """Give the number of a clue: XS-2026-000001."""
    return f"XS-{year}-{count:06d}"


def hats(standing: Standing, viewer: Viewer) -> frozenset[Hat]:
    """Say what somebody is to a clue: the declaration's hats, from role, body and region."""
    if viewer.is_system:
        return frozenset({Hat.SYSTEM, Hat.PARTY})
    if viewer.body_kind in {BodyKind.PLATFORM, BodyKind.AGENCY}:
        return frozenset({Hat.PARTY})
    if not (viewer.is_bureau and viewer.person_id is not None and viewer.has(*WORKERS)):
        return frozenset()
    found = {Hat.SEER}
    is_own = viewer.body_id is not None and viewer.body_id == standing.body_id
    if is_own:
        found |= {Hat.OFFICER, Hat.PARTY}
        found |= {Hat.LEADER} if viewer.has(Role.LEADER) else set()
    if is_own or _is_above(standing, viewer):
        found.add(Hat.ASSIGNER)
    if viewer.body_id == standing.raised_body_id:
        found.add(Hat.RAISER)
    return frozenset(found)


def cited(step: Step) -> str:
    """Cite the article of a step in Chinese; empty where it has none."""
    return CITED.get(step.basis, "")


def _is_above(standing: Standing, viewer: Viewer) -> bool:
    """Tell whether the bureau covers the region, or raised a clue that nobody has yet."""
    if standing.body_id is None and viewer.body_id == standing.raised_body_id:
        return True
    low, high = viewer.region_bounds()
    covers = bool(standing.region_code) and low <= standing.region_code < high
    return covers and (standing.body_id is None or viewer.has(Role.LEADER))
