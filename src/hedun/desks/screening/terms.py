"""Words of the screening desk: lexicon editions, runs, findings and judgements."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from hedun.base.accounts.terms import Refused
from hedun.engine.rules import Example, Limits
from hedun.engine.term import Term


class EditionState(Term):
    """Where an edition of the lexicon stands; only a draft can be edited."""

    DRAFT = "draft", "编辑中"
    SUBMITTED = "submitted", "待审批"
    ACTIVE = "active", "在用"
    RETIRED = "retired", "已停用"


class RunScope(Term):
    """What a run screens."""

    PLATFORM = "platform", "平台全部商品"
    BATCH = "batch", "一次导入"


class RunState(Term):
    """How far a run has come."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "筛查中"
    DONE = "done", "已完成"


class FindingState(Term):
    """What people have said of a finding."""

    PENDING = "pending", "待复核"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "已排除"
    UNSURE = "unsure", "存疑"


OPEN_STATES = (FindingState.PENDING, FindingState.UNSURE)


class Verdict(Term):
    """What a person can say of a finding, by one key."""

    CONFIRM = "confirm", "确认"
    REJECT = "reject", "排除"
    UNSURE = "unsure", "存疑待议"


class Change(Term):
    """How a word differs between two editions."""

    ADDED = "added", "新增"
    REMOVED = "removed", "删除"
    CHANGED = "changed", "修改"


class HuntKind(Term):
    """What is tried on all that is stored, before anybody puts it into use."""

    RULE = "rule", "规则回测"
    EDITION = "edition", "词库回溯"


class PackWay(Term):
    """Whether a pack of rules was given out or taken in."""

    OUT = "out", "导出"
    IN = "in", "导入"


LIMITS = Limits()  # a rule that fires on more shops than these is set aside
LEASE = dt.timedelta(minutes=5)  # how long an item shown to one person is kept from others
UNDO_WITHIN = dt.timedelta(minutes=10)


class Stale(Refused):
    """Somebody else has moved the row on meanwhile; the message says who and what now."""


@dataclass(frozen=True, slots=True)
class Row:
    """One word of the lexicon as a value; `ground` is the code of the ground."""

    word: str
    ground: str
    category: str
    severity: str
    allow: tuple[str, ...] = ()
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A listing with hits, as a step of a run hands it to the desk."""

    shop_no: str
    shop_name: str
    listing_no: str
    title: str
    text: str
    words: tuple[dict[str, Any], ...]
    listing: dict[str, Any] = field(default_factory=dict)
    rules: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says, as a value; `ground` is the code of the ground."""

    code: str
    title: str
    expression: str
    ground: str
    category: str
    severity: str
    note: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Seller:
    """What the register knows of the operator behind a shop."""

    shop_region: str | None = None
    operator_kind: str | None = None
    registry_state: str | None = None
