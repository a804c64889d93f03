"""Words for a clue: the one shape of everything that was found."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hedun.base.accounts.terms import Viewer
from hedun.engine.term import Term

UNDO_WITHIN: Final = dt.timedelta(minutes=10)
COUNT_CAP: Final = 10_000
DUE_RULE: Final = "clue.verify"


class ClueState(Term):
    """Where a clue stands."""

    RAISED = "raised", "待分派"
    DISPATCHED = "dispatched", "待核查"
    VERIFYING = "verifying", "核查中"
    CONFIRMED = "confirmed", "已核实"
    AWAITING = "awaiting", "待平台反馈"
    ANSWERED = "answered", "待处置"
    DISPOSED = "disposed", "已办结"


OPEN_STATES = tuple(state for state in ClueState if state is not ClueState.DISPOSED)


class Outcome(Term):
    """How a clue ended."""

    REMOVED = "removed", "下架删除"
    CORRECTED = "corrected", "责令改正"
    FILED = "filed", "立案"
    TRANSFERRED = "transferred", "移送"
    UNFOUNDED = "unfounded", "不成立"


class ClueSource(Term):
    """Which desk found it."""

    SCREENING = "screening", "违禁筛查"
    ROSTER = "roster", "主体比对"
    PARTNER = "partner", "平台报告"
    MANUAL = "manual", "人工登记"
    REVIEW = "review", "评价预警"


class ClueStep(Term):
    """What can happen to a clue."""

    RAISE = "raise", "登记"
    DISPATCH = "dispatch", "分派"
    TAKE = "take", "开始核查"
    CONFIRM = "confirm", "核实属实"
    EXTEND = "extend", "延长核查期限"
    SEND_LETTER = "send_letter", "发函平台"
    ANSWER = "answer", "平台已复函"
    DISPOSE = "dispose", "处置"
    RECALL = "recall", "函已撤回"
    RETRACT = "retract", "撤回登记"
    UNDO = "undo", "撤销"
    RECOMPUTE = "recompute", "期限重算"
    REMIND = "remind", "到期提醒"
    COMMENT = "comment", "备注"


class Bucket(Term):
    """How near the due date is: the groups of every list of open clues."""

    OVERDUE = "overdue", "已超期"
    TODAY = "today", "今日到期"
    WEEK = "week", "本周到期"
    LATER = "later", "以后到期"


class Scope(Term):
    """Which of the clues a list shows."""

    AREA = "area", "本辖区"
    BODY = "body", "本单位承办"
    MINE = "mine", "我承办"
    RAISED = "raised", "本单位登记"
    TODO = "todo", "我的待办"
    UNASSIGNED = "unassigned", "待分派"


class NotPossible(ValueError):
    """The step cannot be taken on this clue now; the message says why and what can be done."""


class Outdated(RuntimeError):
    """Somebody else changed the clue meanwhile; the message says who and what."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is to do; a count of COUNT_CAP + 1 means "more than COUNT_CAP"."""

    overdue: int
    today: int
    week: int
    fresh: int
    total: int
    unassigned: int


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What one row of a bulk action came to: empty reason means done."""

    clue_id: int
    number: str
    reason: str = ""


def shown(count: int) -> str:
    """Give a capped count as people read it: "128", "10,000+"."""
    return f"{COUNT_CAP:,}+" if count > COUNT_CAP else f"{count:,}"


Brake = Callable[[int, ClueStep], str]
_BRAKES: list[Brake] = []


def register_brake(brake: Brake) -> None:
    """Let a room above forbid the undoing of a step on which something of its own rests.

    `brake(clue_id, step)` gives the Chinese reason, or "" where nothing rests on the step.
    Called once, from the room's `apps.ready`.
    """
    if brake not in _BRAKES:
        _BRAKES.append(brake)


def brakes() -> tuple[Brake, ...]:
    """Give every registered brake."""
    return tuple(_BRAKES)


@dataclass(frozen=True, slots=True)
class Annex:
    """Something of a room above that belongs to a clue: a letter, later a case."""

    label: str
    state: Term
    url: str
    due_at: dt.datetime | None = None


Annexer = Callable[[Viewer, int], list[Annex]]
_ANNEXERS: list[Annexer] = []


def register_annexer(annexer: Annexer) -> None:
    """Let a room above show on the clue's page what it has made of the clue.

    Called once, from the room's `apps.ready`.
    """
    if annexer not in _ANNEXERS:
        _ANNEXERS.append(annexer)


def annexes(viewer: Viewer, clue_id: int) -> list[Annex]:
    """Give everything that the rooms above hold of a clue and the viewer may see."""
    return [found for annexer in _ANNEXERS for found in annexer(viewer, clue_id)]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that a room above can make of a clue: its name and the address that begins it."""

    label: str
    url_name: str


_FOLLOW_UPS: list[FollowUp] = []


def register_follow_up(label: str, url_name: str) -> None:
    """Let a room above offer, on the page of a clue that its officers handle, what can follow.

    The address is called with `?clue=`. Called once, from the room's `apps.ready`.
    """
    follow_up = FollowUp(label, url_name)
    if follow_up not in _FOLLOW_UPS:
        _FOLLOW_UPS.append(follow_up)


def follow_ups() -> tuple[FollowUp, ...]:
    """Give everything that rooms above can make of a clue."""
    return tuple(_FOLLOW_UPS)
