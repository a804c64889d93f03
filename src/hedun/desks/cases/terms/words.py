"""The vocabulary of cases."""

from dataclasses import dataclass

from hedun.engine.term import Term


class CaseSource(Term):
    """From where a case came (案件来源)."""

    CLUE = "clue", "线索"
    REPORT = "report", "举报"
    COMPLAINT = "complaint", "投诉"
    INSPECTION = "inspection", "监督检查"
    TRANSFER_IN = "transfer_in", "其他机关移送"
    ASSIGNED = "assigned", "上级交办"


class PartyKind(Term):
    """What the party is, on which the threshold of a hearing depends."""

    NATURAL = "natural", "自然人"
    INDIVIDUAL = "individual", "个体工商户"
    ORGANIZATION = "organization", "法人或者其他组织"


class PenaltyKind(Term):
    """The kinds of penalty (处罚种类)."""

    WARNING = "warning", "警告"
    CRITICISM = "criticism", "通报批评"
    FINE = "fine", "罚款"
    GAINS = "gains", "没收违法所得"
    GOODS = "goods", "没收非法财物"
    SUSPEND = "suspend", "责令停产停业"
    REVOKE = "revoke", "吊销许可证件、营业执照"
    BAR = "bar", "限制从业"


class RulingStage(Term):
    """Whether a ruling is proposed or made."""

    PROPOSED = "proposed", "拟处理意见"
    DECIDED = "decided", "处罚决定"


class ServiceWay(Term):
    """How a document reached the party (送达方式)."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    ELECTRONIC = "electronic", "电子送达（有送达地址确认书）"
    POST = "post", "邮寄送达"
    ENTRUSTED = "entrusted", "委托、转交送达"
    PUBLIC = "public", "公告送达"


class Enclosure(Term):
    """What goes along with a case to the police (随案移送材料)."""

    LETTER = "letter", "涉嫌犯罪案件移送书"
    REPORT = "report", "涉嫌犯罪案件情况的调查报告"
    GOODS = "goods", "涉案物品清单"
    TEST = "test", "有关检验报告或者鉴定结论"
    OTHER = "other", "其他有关涉嫌犯罪的材料"


class BranchKind(Term):
    """What runs beside a case as a matter of its own."""

    HOLD = "case_hold", "先行登记保存"
    SEIZURE = "case_seizure", "查封、扣押"
    ASSIST = "case_assist", "协助调查"
    POLICE = "case_police", "移送公安机关"
    HANDOFF = "case_handoff", "移送其他机关"
    SITE = "case_site", "提请关闭网站"


class Scope(Term):
    """Which cases a list shows."""

    MINE = "mine", "我承办"
    BODY = "body", "本单位承办"
    AREA = "area", "本辖区"
    DONE = "done", "已归档、已了结"


class Counted(Term):
    """What the statistics count, in the words of the monthly report (统计口径)."""

    OPENED = "opened", "立案"
    CORRECTED = "corrected", "责令改正"
    TRANSFERRED = "transferred", "移送"
    CLEANED = "cleaned", "清理"


@dataclass(frozen=True, slots=True)
class Ruled:
    """What is proposed or decided: kinds, sums in fen, the range of the law, factors, why."""

    kinds: frozenset[PenaltyKind] = frozenset()
    fine_fen: int = 0
    gains_fen: int = 0
    goods_fen: int = 0
    amount_code: str = ""
    base_fen: int = 0
    factors: tuple[str, ...] = ()
    why: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """The range of a fine as a row of the law gives it: fen, or times of a base."""

    code: str
    name: str
    least: int | None
    most: int | None
    times_of: str = ""

    def limits(self, base_fen: int) -> tuple[int, int | None]:
        """Give least and most in fen; `base_fen` counts where the law says times."""
        by = base_fen if self.times_of else 1
        return (self.least or 0) * by, None if self.most is None else self.most * by
