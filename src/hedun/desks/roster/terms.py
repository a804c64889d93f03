"""Words for filings, the registry's lists, their comparison, and push-back."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from hedun.engine.term import Term

CORRECT_RULE: Final = "platform.correct"
CORRECT_OWN_RULE: Final = "platform.correct_own"
REVERIFY_RULE: Final = "platform.reverify"
LIMIT_FEN: Final = 100_000 * 100
"""Above this much a year, over all shops on all platforms, a person must be registered."""


class ListKind(Term):
    """What a list of the registry says of those who stand on it."""

    REGISTERED = "registered", "登记在册"
    REVOKED = "revoked", "吊销名单"
    CANCELLED = "cancelled", "注销名单"
    ABNORMAL = "abnormal", "经营异常名录"
    DISHONEST = "dishonest", "严重违法失信名单"
    PENALTY = "penalty", "行政处罚记录"


PROBLEM_KINDS: Final = tuple(kind for kind in ListKind if kind is not ListKind.REGISTERED)
"""Lists on which nobody should stand; the register itself is the other way round."""
CLOSED_KINDS: Final = (ListKind.REVOKED, ListKind.CANCELLED)


class ListMode(Term):
    """Whether a file holds a whole list or only what changed."""

    SNAPSHOT = "snapshot", "全量"
    DELTA = "delta", "增量"


class ListState(Term):
    """How far the import of a list has come."""

    READING = "reading", "读入中"
    DONE = "done", "已生效"
    REFUSED = "refused", "不予接收"
    WITHDRAWN = "withdrawn", "已撤销导入"


class Sheet(Term):
    """Which table of a filing a file holds."""

    OPERATORS = "operators", "平台内经营者身份信息"
    LIVE = "live", "直播间与直播营销人员"


class FilingMode(Term):
    """Whether a file replaces what was filed, or corrects some rows of it."""

    FULL = "full", "全量报送"
    CORRECTION = "correction", "更正补充"


class FilingState(Term):
    """How far a filing has come."""

    READING = "reading", "核对中"
    FILED = "filed", "已报送"
    REPLACED = "replaced", "已被替代"
    REFUSED = "refused", "整份退回"


class Level(Term):
    """What a fault means for its row."""

    RETURNED = "returned", "退回"
    MEND = "mend", "须更正"


class Fault(Term):
    """What may be wrong with one row of a filing."""

    UNREADABLE = "unreadable", "行无法读取"
    MISSING = "missing", "必填项缺失"
    TOO_LONG = "too_long", "超出长度"
    NO_IDENTITY = "no_identity", "无法识别经营者"
    CREDIT_CODE = "credit_code", "信用代码校验不符"
    ID_NUMBER = "id_number", "证件号码校验不符"
    DUPLICATE = "duplicate", "店铺重复"
    ADDRESS = "address", "地址不在区划内"
    DECLARATION = "declaration", "缺少自我声明"
    VERIFIED = "verified", "核验超过六个月"
    UNMARKED = "unmarked", "超额度未标示"
    VALUE = "value", "数值无法识别"
    EXTENSION = "extension", "省级扩展项缺失"


class How(Term):
    """By what a merchant was found on a list."""

    CODE = "code", "信用代码相同"
    IDENTITY = "identity", "证件摘要相同"
    JUDGED = "judged", "人工判定同一"


class Opinion(Term):
    """What the engine thinks of a pair, and what a person says of it."""

    SAME = "same", "同一主体"
    DIFFERENT = "different", "不同主体"
    UNSURE = "unsure", "存疑"


class PairState(Term):
    """What a person has said of a pair."""

    OPEN = "open", "待判定"
    SAME = "same", "判为同一"
    DIFFERENT = "different", "判为不同"
    UNSURE = "unsure", "判为存疑"


class LeadKind(Term):
    """Why somebody may have opened again under another name."""

    OWNER = "owner", "经营者证件摘要相同"
    PHONE = "phone", "联系方式与经营者姓名相同"


class LeadState(Term):
    """What became of a lead."""

    OPEN = "open", "待研判"
    RAISED = "raised", "已登记线索"
    DISMISSED = "dismissed", "已排除"


class PushState(Term):
    """How far a push-back has come."""

    DRAFT = "draft", "拟推送"
    SENT = "sent", "待平台反馈"
    ANSWERED = "answered", "平台已反馈"


class Answer(Term):
    """What a platform did about one merchant."""

    CLOSED = "closed", "已关闭"
    CORRECTED = "corrected", "已更正"
    DISPUTED = "disputed", "有异议"
    NOT_OURS = "not_ours", "非本平台"


class ExtensionType(Term):
    """What a field holds that a province asks for beyond the national ones."""

    TEXT = "text", "文本"
    NUMBER = "number", "数字"
    DAY = "day", "日期"


class Declaration(Term):
    """The four self-declarations of those who need no registration.

    Basis: network_trade_rules art. 12
    """

    FARM = "farm", "个人销售自产农副产品，依法不需要办理市场主体登记"
    CRAFT = "craft", "个人销售家庭手工业产品，依法不需要办理市场主体登记"
    SERVICE = (
        "service",
        "个人利用自己的技能从事依法无须取得许可的便民劳务活动，依法不需要办理市场主体登记",
    )
    SMALL = "small", "个人从事零星小额交易活动，依法不需要办理市场主体登记"


@dataclass(frozen=True, slots=True)
class Window:
    """A half-yearly time for filing: January or July of a year."""

    year: int
    month: int

    @property
    def key(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def opens_on(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def closes_on(self) -> dt.date:
        return dt.date(self.year, self.month, 31)


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file that a step wrote, relative to the data folder."""

    number: int
    kind: str
    path: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What one step of a filing came to."""

    good: int = 0
    returned: int = 0
    flagged: int = 0
    faults: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A merchant that stands on a list now: who, where, on which, and by what."""

    platform_id: int
    shop_no: str
    kind: ListKind
    how: How
    merchant: dict[str, Any]
    entry: dict[str, Any]
    judgement_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two records that may be one subject; a person must look."""

    platform_id: int
    shop_no: str
    kind: ListKind
    entry_key: str
    merchant: dict[str, Any]
    entry: dict[str, Any]
    score: float
    verdict: str
    reasons: list[str]
    fingerprint: str


class NotPossible(ValueError):
    """The step cannot be taken now; the message says why and what can be done."""
