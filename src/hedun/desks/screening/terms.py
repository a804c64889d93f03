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
    HELD = "held", "规则隔离，暂停复核"


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
    checks: tuple[dict[str, Any], ...] = ()
    row: int = -1  # its place in the table that was scanned


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
    licences: tuple[str, ...] | None = None  # None where no table can say


class ItemKind(Term):
    """What the catalogue says of goods."""

    BANNED = "banned", "禁止销售"
    RESTRICTED = "restricted", "限制销售"
    CERTIFIED = "certified", "须强制性认证"
    LICENSED = "licensed", "须食品许可或备案"


class Match(Term):
    """How category and words of a catalogue entry point at a listing."""

    ANY = "any", "类目或词任一相符"
    BOTH = "both", "类目和词都相符"


class CheckKind(Term):
    """Which check beside the words has found something."""

    CATALOGUE = "catalogue", "禁限售名录"
    CCC = "ccc", "强制性认证"
    LICENCE = "licence", "食品许可"


class Reason(Term):
    """What a check has found, each with a way to prove it wrong."""

    LISTED = "listed", "属于名录所列商品"
    CCC_NONE = "ccc_none", "列入目录的产品未标认证证书编号"
    CCC_MALFORMED = "ccc_malformed", "认证证书编号格式不对"
    CCC_UNKNOWN = "ccc_unknown", "认证证书库中没有该编号"
    CCC_SUSPENDED = "ccc_suspended", "认证证书已暂停"
    CCC_CANCELLED = "ccc_cancelled", "认证证书已注销"
    CCC_REVOKED = "ccc_revoked", "认证证书已撤销"
    CCC_EXPIRED = "ccc_expired", "认证证书不在有效期内"
    CCC_HOLDER = "ccc_holder", "标称生产者与证书不符"
    CCC_MODEL = "ccc_model", "型号不在证书范围内"
    LICENCE_NONE = "licence_none", "销售食品未标许可证或备案编号"
    LICENCE_MALFORMED = "licence_malformed", "许可证编号格式或校验位不对"
    LICENCE_UNKNOWN = "licence_unknown", "许可库中没有该编号"
    LICENCE_INVALID = "licence_invalid", "许可证已注销、吊销或撤销"
    LICENCE_EXPIRED = "licence_expired", "许可证不在有效期内"
    LICENCE_HOLDER = "licence_holder", "许可证属于其他经营者"


class RegisterKind(Term):
    """Which table a file brings."""

    CERTIFICATE = "certificate", "强制性产品认证证书"
    LICENCE = "licence", "食品许可与备案"


class PaperState(Term):
    """The state of a certificate or licence, as its issuer publishes it."""

    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂停"
    CANCELLED = "cancelled", "注销"
    REVOKED = "revoked", "撤销"
    EXPIRED = "expired", "过期"


class SnapshotState(Term):
    """How far the import of a table has come."""

    READING = "reading", "导入中"
    DONE = "done", "已入库"
    REFUSED = "refused", "已拒收"


class ContractKind(Term):
    """What kind of text is checked, which decides what it must speak of."""

    CONSUMER = "consumer", "消费合同、店堂告示"
    AGREEMENT = "agreement", "平台服务协议、交易规则"


@dataclass(frozen=True, slots=True)
class Item:
    """One catalogue entry as a value; `ground` is the code of the ground."""

    kind: str
    goods: str
    ground: str
    condition: str = ""
    region_code: str = ""
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    match: str = Match.ANY
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """A campaign as a value: what for, where, from when to when, and its words."""

    name: str
    ground: str
    severity: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    region_code: str = ""
    note: str = ""
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
