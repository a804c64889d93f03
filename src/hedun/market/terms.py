"""Words for the market: who trades, where, and what stands on record."""

from dataclasses import dataclass

from hedun.engine.term import Term


class SubjectKind(Term):
    """What kind of person the law sees."""

    ENTERPRISE = "enterprise", "企业"
    INDIVIDUAL = "individual", "个体工商户"
    NATURAL = "natural", "自然人"


class RegistryState(Term):
    """What the registry says of a subject."""

    NORMAL = "normal", "存续"
    REVOKED = "revoked", "吊销"
    CANCELLED = "cancelled", "注销"
    ABNORMAL = "abnormal", "经营异常"
    DISHONEST = "dishonest", "严重违法失信"
    UNKNOWN = "unknown", "未比对"


class ShopState(Term):
    """Whether a shop is open."""

    OPEN = "open", "营业"
    CLOSED = "closed", "已关闭"
    EXPELLED = "expelled", "已清退"


class FactKind(Term):
    """What kind of thing was recorded; each kind has one writing desk."""

    DISPOSAL = "disposal", "线索处置"
    LETTER_ANSWER = "letter_answer", "平台复函"
    REGISTRY_MARK = "registry_mark", "登记状态标记"
    PENALTY = "penalty", "行政处罚决定"
    QUALITY = "quality", "抽检不合格"


class ImportKind(Term):
    """What a file holds."""

    ROSTER = "roster", "经营者名册"
    LISTINGS = "listings", "商品信息"
    REGISTRY = "registry", "登记名单"


class ImportState(Term):
    """How far an import has come."""

    UPLOADED = "uploaded", "已上传"
    MAPPING = "mapping", "待确认列对应"
    RUNNING = "running", "导入中"
    DONE = "done", "已完成"
    REFUSED = "refused", "已拒收"


class Desk(Term):
    """Which room writes a kind of fact."""

    CLUES = "clues", "线索"
    BRIDGE = "bridge", "云桥"
    MARKET = "market", "网络市场数据库"
    CASES = "cases", "案件"
    SAMPLING = "sampling", "抽检"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalPayload:
    """How a clue against a shop ended."""

    clue_no: str
    ground: str
    outcome: str
    title: str
    platform: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAnswerPayload:
    """What a platform answered to a letter of a bureau."""

    letter_no: str
    title: str
    platform: str = ""
    result: str = ""
    measure: str = ""
    answered_on: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryMarkPayload:
    """The registry's state of a subject before and after a list was imported."""

    before: str
    after: str
    reason: str = ""
    list_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyPayload:
    """What a bureau decided against the party of a case, as it was served."""

    case_no: str
    decision_no: str
    ground: str
    outcome: str
    title: str
    measure: str
    platform: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPayload:
    """Goods of a shop that failed a test, once the result is final."""

    order_no: str
    goods: str
    failed_items: str
    brand: str = ""
    model: str = ""
    barcode: str = ""
    batch: str = ""
    producer: str = ""
    lab: str = ""
    report_no: str = ""


Payload = (
    QualityPayload | DisposalPayload | LetterAnswerPayload | RegistryMarkPayload | PenaltyPayload
)


@dataclass(frozen=True, slots=True)
class FactRule:
    """The one payload and the one writing desk of a kind of fact."""

    payload: type[Payload]
    desk: Desk


FACT_RULES: dict[FactKind, FactRule] = {
    FactKind.DISPOSAL: FactRule(DisposalPayload, Desk.CLUES),
    FactKind.LETTER_ANSWER: FactRule(LetterAnswerPayload, Desk.BRIDGE),
    FactKind.REGISTRY_MARK: FactRule(RegistryMarkPayload, Desk.MARKET),
    FactKind.PENALTY: FactRule(PenaltyPayload, Desk.CASES),
    FactKind.QUALITY: FactRule(QualityPayload, Desk.SAMPLING),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What one step of an import did: rows taken in, sent back, found unchanged, with a remark."""

    good: int = 0
    bad: int = 0
    unchanged: int = 0
    flagged: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file that a step wrote, relative to the data folder."""

    number: int
    path: str
    rows: int
    sha256: str
    is_rejected: bool = False
