"""Who may take which step of a letter, from where to where."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.base.procedure.terms import Hat, Need, Step
from hedun.desks.bridge.terms import LETTER, Conflict, LetterState, LetterStep, Side

DESK = frozenset({Role.INSPECTOR, Role.LEADER})
COMPLIANCE = frozenset({Role.COMPLIANCE})
# whoever receives: a platform's compliance officer, another bureau's officer, an agency's liaison
ANSWERERS = COMPLIANCE | DESK | {Role.LIAISON}
RECEIVERS = frozenset({BodyKind.PLATFORM, BodyKind.BUREAU, BodyKind.AGENCY})
UNDO_WINDOW = dt.timedelta(minutes=10)
ENDS = {Hat.SENDER: Side.SENDER, Hat.RECEIVER: Side.RECEIVER, Hat.SYSTEM: Side.MACHINE}
ROLES: dict[Side, frozenset[Role]] = {
    Side.SENDER: DESK,
    Side.RECEIVER: ANSWERERS,
    Side.MACHINE: frozenset(),
}
# what is noted beside the course of a letter and is no step of it
BESIDE = frozenset({LetterStep.REMIND, LetterStep.RATE_REPLY, LetterStep.RATE_LETTER})


@dataclass(frozen=True, slots=True)
class Rule:
    """One step: where it may start, where it leads, which end takes it with which role."""

    step: LetterStep
    starts: frozenset[LetterState]
    ends: LetterState | None
    side: Side
    roles: frozenset[Role]
    needs_reason: bool = False


def _rule(step: Step) -> Rule:
    """Read one row of the declaration as the two ends of a letter see it."""
    side = ENDS[step.who[0]]
    return Rule(
        LetterStep(step.code),
        frozenset(LetterState(state) for state in step.origins),
        LetterState(step.goal) if step.goal else None,
        side,
        ROLES[side],
        needs_reason=Need.WHY in step.needs,
    )


RULES: dict[LetterStep, Rule] = {
    LetterStep(step.code): _rule(step) for step in LETTER.steps if not step.is_first
}
UNDOABLE = frozenset(LetterStep(step.code) for step in LETTER.steps if step.is_undoable)


def admits(rule: Rule, viewer: Viewer, *, from_body_id: int, to_body_id: int) -> bool:
    """Tell whether the viewer stands at the right end of the letter with the right role."""
    if rule.side is Side.MACHINE:
        return viewer.is_system
    end = from_body_id if rule.side is Side.SENDER else to_body_id
    kind = viewer.is_bureau or (rule.side is Side.RECEIVER and viewer.body_kind in RECEIVERS)
    return kind and viewer.body_id == end and viewer.has(*rule.roles)


def steps(
    state: LetterState, viewer: Viewer, *, from_body_id: int, to_body_id: int
) -> tuple[LetterStep, ...]:
    """Every step that the viewer may take now, in the order of the table."""
    return tuple(
        rule.step
        for rule in RULES.values()
        if state in rule.starts
        and admits(rule, viewer, from_body_id=from_body_id, to_body_id=to_body_id)
    )


def target(
    step: LetterStep,
    state: LetterState,
    viewer: Viewer,
    *,
    from_body_id: int,
    to_body_id: int,
    reason: str = "",
) -> LetterState:
    """Give the state after the step.

    Raises Refused where the viewer may not take it, Conflict where the letter does not
    stand where the step starts, Invalid where a reason is missing.
    """
    rule = RULES[step]
    if not admits(rule, viewer, from_body_id=from_body_id, to_body_id=to_body_id):
        roles = "、".join(sorted(role.label for role in rule.roles)) or "系统"
        raise Refused(f"“{step.label}”只能由{rule.side.label}的{roles}办理。")
    if state not in rule.starts:
        starts = "、".join(s.label for s in LetterState if s in rule.starts)
        raise Conflict(
            f"函件当前为“{state.label}”，不能“{step.label}”；该操作只适用于“{starts}”的函件。"
            "请刷新页面查看最新进展。"
        )
    if rule.needs_reason and not reason.strip():
        raise Invalid(f"“{step.label}”须写明理由，对方将看到该理由；请填写后再提交。")
    return rule.ends or state


def check_version(seen: int | None, actual: int) -> None:
    """Refuse a step on a letter that changed since the person looked at it."""
    if seen is not None and seen != actual:
        raise Conflict("函件在您打开之后已有新的办理动作；请刷新页面，核对最新内容后再操作。")


def check_undo(step: LetterStep, taken_at: dt.datetime, *, at: dt.datetime, is_own: bool) -> None:
    """Refuse an undo that is too late, of another person's step, or of a step that stands."""
    if step not in UNDOABLE:
        raise Conflict(f"“{step.label}”已生效，不能撤销；如需停止办理，请撤回函件并写明理由。")
    if not is_own:
        raise Refused("只能撤销本人刚办理的动作；请联系办理人。")
    if at - taken_at > UNDO_WINDOW:
        raise Conflict("已超过10分钟，不能撤销；请按正常流程继续办理。")
