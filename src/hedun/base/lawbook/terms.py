"""Words for law as data, and the due date that every clock shows."""

import datetime as dt
from dataclasses import dataclass

from hedun.engine.term import Term


class Confidence(Term):
    """How sure the row is: read in the official text, or known from elsewhere."""

    READ = "read", "已核对原文"
    SECONDARY = "secondary", "二手来源"


class Unit(Term):
    """The unit in which a deadline counts."""

    WORKING_DAY = "wd", "工作日"
    CALENDAR_DAY = "d", "日"
    MONTH = "month", "个月"
    HOUR = "hour", "小时"


class AtExpiry(Term):
    """What happens when the time is over."""

    ALARM = "alarm", "提醒督办"
    LAPSE = "lapse", "自动失效"
    DEEMED = "deemed", "视为完成"


class Counted(Term):
    """What part a day has in a period that is drawn day by day."""

    OUTSIDE = "outside", "期限以外"
    START = "start", "起算日，不计入"
    COUNTED = "counted", "计入"
    ADJUSTED = "adjusted", "调休上班，计入"
    REST = "rest", "休息日，不计入"
    MOVED = "moved", "顺延"


class DayKind(Term):
    """What an administrator makes of a day."""

    OFF = "off", "放假"
    WORKED = "worked", "上班（调休）"
    ORDINARY = "ordinary", "照常（不作特别安排）"


class ReasonKind(Term):
    """What a listed reason (法定情形) is a reason for."""

    REFUSE = "refuse", "投诉不予受理"
    FACTOR = "factor", "非生活消费判断因素"
    TERMINATE = "terminate", "终止调解"
    OUT_OF_SCOPE = "out_of_scope", "不适用投诉举报办法"
    OPEN = "open", "立案条件"
    EVIDENCE = "evidence", "证据种类"
    SUSPEND = "suspend", "中止调查"
    TERMINATE_CASE = "terminate_case", "终止调查"
    DECIDE = "decide", "处理决定"
    HEARING = "hearing", "听证范围"
    CLOSE = "close", "结案条件"
    INTERVIEW = "interview", "约谈情形"
    NOT_OPEN = "not_open", "不予立案"
    MAJOR = "major", "法制审核范围"
    HOLD = "hold", "先行登记保存证据的处理"
    RELEASE = "release", "解除查封、扣押"
    MITIGATE = "mitigate", "从轻、减轻处罚"
    SPARE = "spare", "不予处罚"
    AGGRAVATE = "aggravate", "从重处罚"


class AmountKind(Term):
    """What an amount of the law is for."""

    FINE = "fine", "罚款幅度"
    HEARING = "hearing", "听证数额"
    BAND = "band", "从轻、从重幅度"
    LATE = "late", "加处罚款"


class Obliged(Term):
    """Who owes a duty (责任事项)."""

    PLATFORM = "platform", "平台经营者"
    OPERATOR = "operator", "网络交易经营者"
    LIVE_PLATFORM = "live_platform", "直播电商平台经营者"
    LIVE_ROOM = "live_room", "直播间运营者"
    FOOD_PLATFORM = "food_platform", "网络食品交易平台"
    AD_PUBLISHER = "ad_publisher", "广告经营者、发布者"


class FormFamily(Term):
    """Which set of documents (文书) a form belongs to."""

    COMPLAINT = "complaint", "投诉举报文书"
    PENALTY = "penalty", "行政处罚文书"
    INTERVIEW = "interview", "行政约谈文书"


class Severity(Term):
    """How grave a ground is, which orders the review queue."""

    GRAVE = "grave", "严重"
    NORMAL = "normal", "一般"
    SLIGHT = "slight", "轻微"


@dataclass(frozen=True, slots=True)
class Due:
    """A due date that can say why: rule, article, calendar, and the days that moved it."""

    at: dt.datetime
    rule: str
    basis: str
    article_id: int | None
    is_provisional: bool
    calendar_version: str
    trace: tuple[str, ...] = ()
    is_paused: bool = False
    name: str = ""

    @property
    def on(self) -> dt.date:
        return self.at.date()


class NotAllowed(ValueError):
    """The law knows no such pause, extension or fresh start; the message names the way out."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that is not counted: after `began` up to and with `ended`, for a cause the rule lists."""

    began: dt.date
    ended: dt.date | None
    cause: str


@dataclass(frozen=True, slots=True)
class Extension:
    """So many units more, granted by somebody on a day."""

    amount: int
    by: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened to one period; `restarts` are (day, cause)."""

    start: dt.datetime
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    restarts: tuple[tuple[dt.date, str], ...] = ()


def chinese_number(number: str) -> str:
    """Write an article's number as the law does: 18 -> 十八; anything else stays as it is."""
    if not number.isdecimal() or not 0 < int(number) < 1000:
        return number
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    digits = "零一二三四五六七八九"
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")
