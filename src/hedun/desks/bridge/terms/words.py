"""Words for letters (函) between bodies, and what an answer is made of."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.engine.term import Term


class LetterKind(Term):
    """What a letter asks or tells; each kind has its own numbering."""

    CO_INVESTIGATION = "co_investigation", "协查函"
    CLUE_NOTICE = "clue_notice", "线索通报函"
    DISPOSAL_NOTICE = "disposal_notice", "处置提示函"
    SAMPLING = "sampling", "抽检函"
    SAMPLING_RESULT = "sampling_result", "抽检结果通知函"
    PUSH_BACK = "push_back", "问题商户推送函"
    FIRST_AID = "first_aid", "投诉先行处置函"
    ASSISTANCE = "assistance", "协助调查函"
    TRANSFER = "transfer", "案件线索移送函"

    @property
    def word(self) -> str:
        """The part of the document number (文号) that names the kind."""
        words = {"co_investigation": "协查", "clue_notice": "线索", "disposal_notice": "处置"}
        words |= {
            "sampling": "抽检",
            "sampling_result": "抽检结果",
            "push_back": "推送",
            "first_aid": "先行",
        }
        return {**words, "assistance": "协助", "transfer": "移送"}[self]

    @property
    def is_between_bodies(self) -> bool:
        """Whether it goes to another bureau or agency instead of a platform."""
        return self in {LetterKind.ASSISTANCE, LetterKind.TRANSFER}

    @property
    def is_of_many(self) -> bool:
        """Whether its text, table or complaint names the shops, so that no one shop stands on it."""
        return self in {
            LetterKind.PUSH_BACK,
            LetterKind.SAMPLING_RESULT,
            LetterKind.FIRST_AID,
        }


class LetterState(Term):
    """Where a letter stands."""

    DRAFT = "draft", "待签发"
    SENT = "sent", "待签收"
    ACCEPTED = "accepted", "收函方办理中"
    PROPOSED = "proposed", "已提议改期"
    ANSWERED = "answered", "已复函"
    RETURNED = "returned", "要求补充"
    CLOSED = "closed", "函件已办结"
    WITHDRAWN = "withdrawn", "已撤回"


WAITING_STATES = (
    LetterState.SENT,
    LetterState.ACCEPTED,
    LetterState.PROPOSED,
    LetterState.RETURNED,
)
"""The states in which the receiver's clock runs."""


class LetterStep(Term):
    """What can happen to a letter."""

    DRAFT = "draft", "起草函件"
    EDIT = "edit", "修改函件"
    SEND = "send", "签发"
    ACCEPT = "accept", "签收"
    PROPOSE = "propose", "提议改期"
    AGREE = "agree", "同意改期"
    REFUSE = "refuse", "不同意改期"
    ANSWER = "answer", "复函"
    ASK_AGAIN = "ask_again", "要求补充材料"
    CLOSE = "close", "办结函件"
    WITHDRAW = "withdraw", "撤回函件"
    UNDO = "undo", "撤销上一步"
    REMIND = "remind", "临期提醒"
    RATE_REPLY = "rate_reply", "评价答复"
    RATE_LETTER = "rate_letter", "评价来函"


class Mark(Term):
    """How good something was, as the other end saw it."""

    GOOD = "good", "满意"
    FAIR = "fair", "基本满意"
    POOR = "poor", "不满意"


class Light(Term):
    """How a share stands against its thresholds, the best first."""

    GREEN = "green", "绿灯"
    AMBER = "amber", "黄灯"
    RED = "red", "红灯"


class Receiver(Term):
    """To whom a matter is handed on; each has its own basis and clock."""

    BUREAU = "bureau", "其他市场监督管理部门"
    POLICE = "police", "公安机关"
    TELECOM = "telecom", "通信管理部门"
    OTHER = "other", "其他行政部门"


def event_of(step: LetterStep) -> str:
    """The kind of event by which subscribers hear of a step."""
    return f"cn.hedun.letter.{step.value}.1"


class Side(Term):
    """Which end of a letter may take a step."""

    SENDER = "sender", "发函单位"
    RECEIVER = "receiver", "收函单位"
    MACHINE = "machine", "系统定时"


class CameStep(Term):
    """What another system has done to a letter through the bridge's wire."""

    SENT = "sent", "来函登记"
    ANSWERED = "answered", "来复函登记"


class FieldGroup(Term):
    """What may be asked of a platform: the standard groups of co-investigation.

    Basis: heguishuju art. 9; livestream_ecommerce_rules art. 9
    """

    IDENTITY = "identity", "身份信息"
    GOODS = "goods", "商品或服务信息"
    PAYMENT = "payment", "支付信息"
    LOGISTICS = "logistics", "物流信息"
    RETURNS = "returns", "退换货信息"
    AFTER_SALES = "after_sales", "售后信息"
    LIVESTREAM = "livestream", "直播信息"


class FieldType(Term):
    """How the value of one field of a reply row is read."""

    TEXT = "text", "文本"
    CREDIT_CODE = "credit_code", "社会信用代码"
    ID_NUMBER = "id_number", "公民身份号码"
    MONEY = "money", "金额（元）"
    COUNT = "count", "数量"
    DAY = "day", "年月日"
    URL = "url", "网络链接"


class Reminder(Term):
    """When a waiting letter reminds both ends."""

    BEFORE_TARGET = "before_target", "目标时限前4小时"
    AT_TARGET = "at_target", "目标时限已到"
    AT_DUE = "at_due", "法定期限届满"


REPLY_RULE, TARGET_RULE = "letter.reply", "letter.target"
ASSIST_RULE, TRANSFER_RULE, POLICE_RULE = "letter.assist", "letter.transfer", "crime.police_decide"
STATUTORY = frozenset({REPLY_RULE, ASSIST_RULE, TRANSFER_RULE, POLICE_RULE})
"""The rules by which the day counts anew from the moment of sending."""
SET_RULE, AGREED_RULE = "letter.set", "letter.agreed"
"""Where a due day comes from: the lawbook, the letter itself, or an agreement."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a group: its key, Chinese heading, type, and whether it must be there."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    is_required: bool = False
    width: int = 200


_D, _M, _N = FieldType.DAY, FieldType.MONEY, FieldType.COUNT

FIELDS: dict[FieldGroup, tuple[Field, ...]] = {
    FieldGroup.IDENTITY: (
        Field("name", "名称或姓名", is_required=True),
        Field("credit_code", "统一社会信用代码", FieldType.CREDIT_CODE),
        Field("id_number", "身份证件号码", FieldType.ID_NUMBER),
        Field("address", "实际经营地址", width=300),
        Field("phone", "联系方式", width=60),
        Field("shop_name", "网店名称"),
        Field("shop_url", "网址链接", FieldType.URL, width=500),
    ),
    FieldGroup.GOODS: (
        Field("listing_no", "商品编号", is_required=True, width=64),
        Field("title", "商品标题", is_required=True, width=500),
        Field("price", "单价（元）", _M),
        Field("sold", "已售数量", _N),
        Field("amount", "销售金额（元）", _M),
        Field("listed_on", "上架日期", _D),
        Field("removed_on", "下架日期", _D),
        Field("measure", "平台已采取的措施", width=300),
    ),
    FieldGroup.PAYMENT: (
        Field("order_no", "订单编号", is_required=True, width=64),
        Field("paid_on", "支付日期", _D, is_required=True),
        Field("amount", "支付金额（元）", _M, is_required=True),
        Field("channel", "支付方式", width=60),
        Field("flow_no", "支付流水号", width=80),
    ),
    FieldGroup.LOGISTICS: (
        Field("order_no", "订单编号", is_required=True, width=64),
        Field("carrier", "承运单位", is_required=True, width=80),
        Field("waybill_no", "运单号", is_required=True, width=64),
        Field("sent_from", "发货地", width=200),
        Field("sent_on", "发货日期", _D),
        Field("signed_on", "签收日期", _D),
    ),
    FieldGroup.RETURNS: (
        Field("order_no", "订单编号", is_required=True, width=64),
        Field("applied_on", "申请日期", _D, is_required=True),
        Field("reason", "退换原因", width=300),
        Field("result", "处理结果", is_required=True, width=200),
        Field("refund", "退款金额（元）", _M),
    ),
    FieldGroup.AFTER_SALES: (
        Field("record_no", "售后单号", is_required=True, width=64),
        Field("happened_on", "发生日期", _D, is_required=True),
        Field("matter", "诉求内容", is_required=True, width=500),
        Field("result", "处理结果", width=300),
    ),
    FieldGroup.LIVESTREAM: (
        Field("account", "直播账号", is_required=True, width=120),
        Field("operator", "直播间运营者", is_required=True, width=120),
        Field("host_name", "直播营销人员姓名", width=60),
        Field("id_number", "身份证件号码", FieldType.ID_NUMBER),
        Field("address", "经常居住地址", width=300),
        Field("phone", "联系方式", width=60),
        Field("agency", "所属直播营销人员服务机构", width=120),
        Field("started_on", "直播日期", _D),
        Field("replay_url", "回放链接", FieldType.URL, width=500),
    ),
}
"""The columns of each group, in the order in which they are printed."""


@dataclass(frozen=True, slots=True)
class Questions:
    """One ready set of questions: on what basis, for which grounds, what is asked."""

    code: str
    title: str
    basis: str
    grounds: tuple[str, ...]
    groups: tuple[FieldGroup, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with an answer, before it is fixed as evidence."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RowIn:
    """One row as a person typed or pasted it: the group and the raw text by field name."""

    group: FieldGroup
    values: dict[str, str]
    place: str = ""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: the typed payload, or why it was not taken."""

    row: RowIn
    payload: dict[str, str | int] | None
    problems: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return self.payload is not None


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that would make a letter bounce: what it is, and the way out."""

    code: str
    message: str
    way_out: str
    is_blocking: bool = True


@dataclass(frozen=True, slots=True)
class DueItem:
    """One letter as a line of the work list."""

    letter_id: int
    label: str
    title: str
    due_at: dt.datetime
    is_provisional: bool
    article_id: int | None
    state: LetterState
    platform: str = ""
    url_name: str = "bridge:detail"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A letter that another system has signed and hands in: what it asks, by whose number."""

    kind: LetterKind
    document_no: str
    title: str
    text: str
    contact_name: str
    contact_phone: str
    token: str
    questions: tuple[str, ...] = ()
    due_on: dt.date | None = None
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    credit_code: str = ""
    shop_no: str = ""
    wire: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RemoteLetter:
    """A letter that a partner's node has sent, as its message says it."""

    message_id: uuid.UUID
    kind: LetterKind
    number: str
    channel_no: int
    title: str
    text: str
    questions: tuple[str, ...]
    contact_name: str
    contact_phone: str
    instrument: str
    article: str
    shop_no: str
    period_from: dt.date | None
    period_to: dt.date | None
    due_at: dt.datetime
    due_is_provisional: bool
    target_at: dt.datetime | None
    sent_at: dt.datetime
    extra_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RemoteReply:
    """An answer that a partner's node has given, sealed by the hash of its content."""

    round: int
    text: str
    rows: tuple[RowIn, ...]
    attachments: tuple[Attachment, ...]
    sha256: str
    answered_at: dt.datetime
    answered_name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class RemoteStep:
    """What somebody has done to a letter at the other end."""

    message_id: uuid.UUID
    step: LetterStep
    state: LetterState
    at: dt.datetime
    by_name: str
    note: str
    due_at: dt.datetime
    proposed_at: dt.datetime | None
    proposed_reason: str
    reason: str
    reply: RemoteReply | None = None
    marks: "Marks | None" = None


@dataclass(frozen=True, slots=True)
class Marks:
    """One end's judgement of what the other has sent: was it in time, was it complete."""

    timeliness: Mark
    completeness: Mark
    note: str = ""

    @property
    def is_negative(self) -> bool:
        return Mark.POOR in {self.timeliness, self.completeness}


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key with the secret that is shown once and can be read nowhere afterwards."""

    key_id: int
    app_key: str
    secret: str


class Conflict(RuntimeError):
    """The letter is no longer as the person saw it; the message says what to do."""


class NotReady(Invalid):
    """The letter has defects that must be mended before it may be sent."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        self.defects = defects
        super().__init__("；".join(f"{d.message}（{d.way_out}）" for d in defects))


class BadRows(Invalid):
    """Rows of an answer that cannot be read; the good ones are untouched."""

    def __init__(self, outcomes: tuple[RowOutcome, ...]) -> None:
        self.outcomes = outcomes
        bad = [o for o in outcomes if not o.is_good]
        super().__init__(f"有{len(bad)}行不能收录：" + "；".join(bad[0].problems))


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Something of another room that goes with a letter and is answered there."""

    label: str
    url: str


Encloser = Callable[[Viewer, int], list[Enclosure]]
_ENCLOSERS: list[Encloser] = []


def register_encloser(encloser: Encloser) -> None:
    """Let a room above show on a letter's page what goes with it; called from `apps.ready`."""
    if encloser not in _ENCLOSERS:
        _ENCLOSERS.append(encloser)


def enclosures(viewer: Viewer, letter_id: int) -> list[Enclosure]:
    """Give everything that goes with a letter and the viewer may see."""
    return [found for encloser in _ENCLOSERS for found in encloser(viewer, letter_id)]
