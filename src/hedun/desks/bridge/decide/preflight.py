"""What would make a letter bounce, found before it leaves (发函前检查)."""

import datetime as dt
from dataclasses import dataclass

from hedun.base.accounts.terms import BodyKind
from hedun.desks.bridge.terms import Defect, FieldGroup, LetterKind

WIDEST_TITLE = 80
# platforms keep the data of a transaction for three years from its end
KEPT_YEARS = 3
WIDEST_DAYS = 366
PERSONAL = frozenset(
    {
        FieldGroup.PAYMENT,
        FieldGroup.LOGISTICS,
        FieldGroup.RETURNS,
        FieldGroup.AFTER_SALES,
        FieldGroup.LIVESTREAM,
    }
)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What is known about a letter on the day it is to leave."""

    kind: LetterKind
    title: str
    text: str
    questions: tuple[str, ...]
    has_shop: bool
    shop_body_id: int | None
    to_body_id: int
    to_kind: BodyKind
    is_to_active: bool
    credit_code_problem: str | None
    article_label: str
    article_from: dt.date
    article_to: dt.date | None
    due_on: dt.date
    is_due_working_day: bool
    today: dt.date
    open_duplicates: tuple[str, ...]
    officer_id: int | None
    second_officer_id: int | None
    has_contact: bool
    is_clue_confirmed: bool
    is_provincial: bool = False
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    unfit_officers: tuple[str, ...] = ()
    evidence_fault: str = ""
    has_case_no: bool = True
    is_to_self: bool = False
    extra_fields: tuple[str, ...] = ()
    has_consent: bool = False
    has_mandate: bool = False


def addressee_kinds(kind: LetterKind) -> tuple[BodyKind, ...]:
    """Which bodies a kind of letter may go to."""
    if kind is LetterKind.ASSISTANCE:
        return (BodyKind.BUREAU,)
    if kind is LetterKind.TRANSFER:
        return (BodyKind.BUREAU, BodyKind.AGENCY)
    return (BodyKind.PLATFORM,)


def defects(facts: LetterFacts) -> tuple[Defect, ...]:
    """Every defect of the letter, the blocking ones first; empty means it may leave."""
    found = [
        *_addressee(facts),
        *_basis(facts),
        *_dates(facts),
        *_period(facts),
        *_people(facts),
        *_content(facts),
    ]
    return tuple(sorted(found, key=lambda defect: not defect.is_blocking))


SIGNED_ELSEWHERE = frozenset({"shop_unknown", "officers", "officers_same"})


def incoming_defects(facts: LetterFacts) -> tuple[Defect, ...]:
    """Every defect of a letter that another system hands in.

    Its officers have signed in that system, and the platform finds goods, orders and members
    by the numbers in the letter; everything else is asked of it as of any letter.
    """
    return tuple(d for d in defects(facts) if d.code not in SIGNED_ELSEWHERE)


def _addressee(f: LetterFacts) -> list[Defect]:
    found = []
    allowed = addressee_kinds(f.kind)
    if f.to_kind not in allowed or not f.is_to_active or f.is_to_self:
        names = "、".join(kind.label for kind in allowed)
        found.append(
            Defect(
                "addressee",
                f"{f.kind.label}的收函单位不是在用的{names}",
                f"请在“收函单位”中改选在用的{names}单位",
            )
        )
    if f.kind.is_between_bodies:
        return found
    # some letters are about many shops, which their own table names; a complaint names the shop in
    # the consumer's own words, which the platform looks up
    is_of_many = f.kind.is_of_many and not f.has_shop
    if not f.has_shop and not is_of_many:
        found.append(
            Defect(
                "shop_unknown",
                "网店不在网络市场数据库中，平台无法定位",
                "请先在线索中关联网店，或请平台报送名册后再发函",
            )
        )
    elif f.has_shop and f.shop_body_id != f.to_body_id:
        found.append(
            Defect(
                "wrong_addressee",
                "网店不属于收函平台，平台没有该网店的数据",
                "请把收函单位改为该网店所在平台",
            )
        )
    if f.credit_code_problem:
        found.append(
            Defect(
                "identifier",
                f"当事人统一社会信用代码有误：{f.credit_code_problem}",
                "请核对名册后更正主体信息",
                is_blocking=False,
            )
        )
    return found


def _basis(f: LetterFacts) -> list[Defect]:
    if f.article_from <= f.today and (f.article_to is None or f.today <= f.article_to):
        return []
    return [
        Defect(
            "no_basis",
            f"法律依据“{f.article_label}”在{f.today:%Y-%m-%d}不在施行期内",
            "请改选当日有效的条款",
        )
    ]


def _dates(f: LetterFacts) -> list[Defect]:
    if f.due_on < f.today:
        return [
            Defect(
                "due_past",
                f"答复期限{f.due_on:%Y-%m-%d}已过",
                "请重新设定答复期限",
            )
        ]
    if not f.is_due_working_day:
        return [
            Defect(
                "due_day_off",
                f"答复期限{f.due_on:%Y-%m-%d}不是工作日",
                "请改为该日之后的第一个工作日",
            )
        ]
    return []


def _period(f: LetterFacts) -> list[Defect]:
    """The span of time that is asked for: in order, still kept, and not everything at once.

    Basis: ecommerce_law art. 31
    """
    if f.period_from is None or f.period_to is None:
        return []
    span = f"{f.period_from:%Y-%m-%d}至{f.period_to:%Y-%m-%d}"
    if f.period_from > f.period_to or f.period_to > f.today:
        return [
            Defect("period", f"数据期间{span}前后颠倒或在将来", "请把起止日期改为已经过去的期间")
        ]
    found = []
    if f.period_from < f.today.replace(year=f.today.year - KEPT_YEARS, day=min(f.today.day, 28)):
        found.append(
            Defect(
                "period_old",
                f"数据期间{span}早于平台依法保存的{KEPT_YEARS}年，平台可能没有数据",
                "请缩短期间，或在正文中说明所需数据的来源",
                is_blocking=False,
            )
        )
    if (f.period_to - f.period_from).days > WIDEST_DAYS and not (f.is_provincial and f.has_mandate):
        way = "请先登记总局授权文号" if f.is_provincial else "确需批量调取的，由经授权的省局发函"
        found.append(
            Defect("too_wide", f"数据期间{span}超过一年，属批量调取", f"请缩短到一年以内；{way}")
        )
    return found


def _people(f: LetterFacts) -> list[Defect]:
    found = []
    if f.officer_id is None or f.second_officer_id is None:
        found.append(
            Defect(
                "officers",
                "执法人员不足两人",
                "依法调查取证执法人员不得少于两人，请补选第二名执法人员",
            )
        )
    elif f.officer_id == f.second_officer_id:
        found.append(
            Defect("officers_same", "两名执法人员是同一人", "请把第二名执法人员改为另一人")
        )
    if f.unfit_officers:
        found.append(
            Defect(
                "authority",
                f"{'、'.join(f.unfit_officers)}已停用或不再具有办案资格",
                "请改选在岗的办案人员或负责人",
            )
        )
    if not f.has_contact:
        found.append(Defect("contact", "没有联系人或联系电话", "请填写联系人及电话，便于平台核实"))
    return found


def _needless(f: LetterFacts, labels: list[str]) -> list[Defect]:
    """Personal data of buyers are asked for in a co-investigation only."""
    if f.kind is LetterKind.CO_INVESTIGATION:
        return []
    return [
        Defect(
            "needless",
            f"{f.kind.label}无须调取“{'、'.join(labels)}”，其中含买家个人信息",
            "请取消勾选；确需调取的，改用协查函",
        )
    ]


def _questions(f: LetterFacts) -> list[Defect]:
    """No more is asked for than the standard allows and the kind of letter needs."""
    found = []
    if unknown := [q for q in f.questions if q not in set(FieldGroup)]:
        found.append(
            Defect(
                "non_standard",
                f"所需信息“{'、'.join(unknown)}”不在标准字段内",
                "非标准字段须经省级市场监管部门同意，请删去",
            )
        )
    if f.extra_fields and not f.has_consent:
        found.append(
            Defect(
                "non_standard",
                f"另需的“{'、'.join(f.extra_fields)}”不在标准字段内",
                "非标准字段须经省级市场监管部门同意，请在函件页报省局审批，或删去后再签发",
            )
        )
    if needless := [q for q in f.questions if q in PERSONAL]:
        found += _needless(f, [FieldGroup(q).label for q in needless])
    return found


def _content(f: LetterFacts) -> list[Defect]:
    found = []
    if f.open_duplicates:
        found.append(
            Defect(
                "duplicate",
                f"同一线索已有未办结的同类函件：{'、'.join(f.open_duplicates)}",
                "请在原函件中要求补充，或撤回原函件后再发",
            )
        )
    if not f.is_clue_confirmed:
        found.append(
            Defect("clue_state", "线索尚未核实属实", "请先在线索页完成核查并确认属实，再发函")
        )
    if f.kind is LetterKind.CO_INVESTIGATION and not f.questions:
        found.append(Defect("nothing_asked", "没有选择所需信息", "请至少勾选一类所需信息"))
    found += _questions(f)
    if not f.has_case_no:
        found.append(
            Defect(
                "case_no", "没有线索编号或来文文号，平台无法归档", "请从线索起草，或填写来文文号"
            )
        )
    if f.evidence_fault:
        found.append(
            Defect(
                "evidence",
                f"所附证据与固证时不一致：{f.evidence_fault}",
                "请在线索中重新固证后再发函",
            )
        )
    if not f.text.strip():
        found.append(Defect("text", "正文为空", "请写明请求协助的事项"))
    if len(f.title) > WIDEST_TITLE:
        found.append(Defect("title", f"事由超过{WIDEST_TITLE}字", "请精简事由", is_blocking=False))
    return found
