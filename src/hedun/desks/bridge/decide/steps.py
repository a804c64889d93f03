"""Who may take which step of a letter, from where to where."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.desks.bridge.terms import Conflict, LetterState, LetterStep, Side

S, T = LetterState, LetterStep
DESK = frozenset({Role.INSPECTOR, Role.LEADER})
COMPLIANCE = frozenset({Role.COMPLIANCE})
# whoever receives: a platform's compliance officer, another bureau's officer, an agency's liaison
ANSWERERS = COMPLIANCE | DESK | {Role.LIAISON}
RECEIVERS = frozenset({BodyKind.PLATFORM, BodyKind.BUREAU, BodyKind.AGENCY})
UNDO_WINDOW = dt.timedelta(minutes=10)
UNDOABLE = frozenset({T.CLOSE, T.ASK_AGAIN, T.AGREE, T.REFUSE})
# what is noted beside the course of a letter and is no step of it
BESIDE = frozenset({T.REMIND, T.RATE_REPLY, T.RATE_LETTER})


@dataclass(frozen=True, slots=True)
class Rule:
    """One step: where it may start, where it leads, which end takes it with which role."""

    step: LetterStep
    starts: frozenset[LetterState]
    ends: LetterState | None
    side: Side
    roles: frozenset[Role]
    needs_reason: bool = False


RULES: dict[LetterStep, Rule] = {
    rule.step: rule
    for rule in (
        Rule(T.EDIT, frozenset({S.DRAFT}), None, Side.SENDER, DESK),
        Rule(T.SEND, frozenset({S.DRAFT}), S.SENT, Side.SENDER, DESK),
        Rule(T.ACCEPT, frozenset({S.SENT}), S.ACCEPTED, Side.RECEIVER, ANSWERERS),
        Rule(
            T.PROPOSE,
            frozenset({S.SENT, S.ACCEPTED, S.RETURNED}),
            S.PROPOSED,
            Side.RECEIVER,
            ANSWERERS,
            needs_reason=True,
        ),
        Rule(T.AGREE, frozenset({S.PROPOSED}), S.ACCEPTED, Side.SENDER, DESK),
        Rule(T.REFUSE, frozenset({S.PROPOSED}), S.ACCEPTED, Side.SENDER, DESK, needs_reason=True),
        Rule(
            T.ANSWER,
            frozenset({S.ACCEPTED, S.PROPOSED, S.RETURNED}),
            S.ANSWERED,
            Side.RECEIVER,
            ANSWERERS,
        ),
        Rule(
            T.ASK_AGAIN,
            frozenset({S.ANSWERED}),
            S.RETURNED,
            Side.SENDER,
            DESK,
            needs_reason=True,
        ),
        Rule(T.CLOSE, frozenset({S.ANSWERED}), S.CLOSED, Side.SENDER, DESK),
        Rule(
            T.WITHDRAW,
            frozenset({S.DRAFT, S.SENT, S.ACCEPTED, S.PROPOSED, S.RETURNED}),
            S.WITHDRAWN,
            Side.SENDER,
            DESK,
            needs_reason=True,
        ),
        Rule(
            T.RATE_REPLY,
            frozenset({S.ANSWERED, S.RETURNED, S.CLOSED}),
            None,
            Side.SENDER,
            DESK,
        ),
        Rule(
            T.RATE_LETTER,
            frozenset({S.ANSWERED, S.RETURNED, S.CLOSED}),
            None,
            Side.RECEIVER,
            ANSWERERS,
        ),
        Rule(
            T.REMIND,
            frozenset({S.SENT, S.ACCEPTED, S.PROPOSED, S.RETURNED}),
            None,
            Side.MACHINE,
            frozenset(),
        ),
    )
}


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
