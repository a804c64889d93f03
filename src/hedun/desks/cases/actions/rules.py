"""What the table of the procedure cannot say, rule by rule; each refuses with its article."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import ReasonKind
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import ClockState, NotPossible, Step
from hedun.desks.cases import decide, queries
from hedun.desks.cases.actions.filling import Form
from hedun.desks.cases.decide import weighing
from hedun.desks.cases.models import Case
from hedun.desks.cases.queries.values import ruled_of
from hedun.desks.cases.terms import BranchKind, Range, Ruled, RulingStage, ServiceWay
from hedun.desks.cases.terms.states import CaseStep

if TYPE_CHECKING:
    from hedun.base.procedure.models import Clock

T = CaseStep
GRANTED: Final = frozenset({T.DEFER})  # its date is the end of a term, and lies ahead
OTHER_DECISIONS: Final = {"D60-4": BranchKind.HANDOFF, "D60-5": BranchKind.POLICE}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One step as it is tried: on which case, with what, by whom, when."""

    row: Case
    step: Step
    form: Form
    by: Viewer
    at: dt.datetime

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.at)

    def clock(self, rule: str) -> "Clock | None":
        """The newest clock of a rule on the case."""
        found = passages.clocks(self.by, queries.matter(self.by, self.row))
        return found.filter(rule=rule).last()

    def has_taken(self, step: CaseStep) -> bool:
        """Whether a step was taken before."""
        events = passages.timeline(self.by, queries.matter(self.by, self.row))
        return events.filter(step=step).exists()

    def check(self) -> None:
        """Raise NotPossible where a rule beyond the table forbids the step; clocks still stand.

        What the form lacks is for the procedure to say: a rule passes over it.
        """
        _dates(self)
        if rule := RULES.get(CaseStep(self.step.code)):
            rule(self)


def _dates(attempt: Attempt) -> None:
    row, form, today = attempt.row, attempt.form, attempt.today
    if attempt.step.code in GRANTED:
        if form.on is not None and form.on <= today:
            raise NotPossible(f"期限 {form.on} 须晚于今天；请填写给当事人的期限。")
        return
    since = timezone.localtime(row.opened_at or row.found_at).date()
    if problem := decide.date_problem(form.on, today, since=since):
        raise NotPossible(problem)


def _officers(attempt: Attempt) -> None:
    chosen = [
        decide.Officer(one.pk, one.name, one.officer_no)
        for one in queries.officers_of(attempt.by).filter(pk__in=attempt.form.officers)
    ]
    problem = decide.officers_problem(chosen, len(set(attempt.form.officers)))
    problem = problem or decide.judges_problem(chosen, queries.leaders_of(attempt.by))
    if problem:
        raise NotPossible(problem)


def _open(attempt: Attempt) -> None:
    """All four conditions, and time left in which the law punishes.

    Basis: chufa_chengxu art. 19; penalty_law art. 36
    """
    wanted = lawbook.reasons(attempt.by, kind=ReasonKind.OPEN, on=attempt.today)
    missing = [one.name for one in wanted if one.code not in attempt.form.conditions]
    if missing:
        raise NotPossible(
            f"立案须同时符合全部条件（第十九条）；尚未确认：{'；'.join(missing)}。"
            "不符合的，请选择“不予立案”或者移送。"
        )
    _limitation(attempt)
    _officers(attempt)


def _limitation(attempt: Attempt) -> None:
    row = attempt.row
    if row.happened_on is None:
        return
    rule = "case.limitation_grave" if row.is_grave else "case.limitation"
    start = timezone.make_aware(dt.datetime.combine(row.happened_on, dt.time(12)))
    try:
        due = lawbook.due(attempt.by, rule, start)
    except LookupError:
        return  # no rule held when the act happened: a person weighs it by condition four
    if timezone.localtime(row.found_at).date() > due.on:
        raise NotPossible(
            f"违法行为终了于 {row.happened_on}，处罚时效已于 {due.on} 届满（{due.basis}），"
            "不得立案；涉及生命健康、金融安全且有危害后果的，请在案源中更正后再办理。"
        )


def _evidence(attempt: Attempt) -> None:
    """Rights are told before the first evidence is taken; a copy says how it was made.

    Basis: chufa_chengxu art. 21; chufa_chengxu art. 24
    """
    exhibit = attempt.form.exhibit
    if exhibit is None:
        return
    if not (attempt.row.has_rights_notice or attempt.form.has_told_rights):
        raise NotPossible(
            "首次向当事人收集、调取证据，应当告知其陈述权、申辩权和申请回避的权利"
            "（第二十一条）；请告知后勾选。"
        )
    if not exhibit.is_original and not exhibit.made_how.strip():
        raise NotPossible(
            "复制件须注明制作方法、制作时间、制作人（第二十四条至第二十六条）；请补充。"
        )


def _extend(attempt: Attempt) -> None:
    clock = attempt.clock("case.decide")
    if clock is not None and any(event["kind"] == "extend" for event in clock.events):
        raise NotPossible(
            f"{attempt.row.number} 已延长过三十日；仍不能办结的，由负责人集体讨论决定继续延期"
            "（第六十四条）。"
        )


def _extend_more(attempt: Attempt) -> None:
    clock = attempt.clock("case.decide")
    if clock is None or not any(event["kind"] == "extend" for event in clock.events):
        raise NotPossible(
            f"{attempt.row.number} 尚未延长三十日；请先办理“延长办案期限”（第六十四条）。"
        )


def _ruling(attempt: Attempt, ruled: Ruled) -> None:
    chosen = [
        found for _, found in queries.ranges(attempt.by, attempt.row, attempt.today)
        if found.code == ruled.amount_code
    ]  # fmt: skip
    limits: Range | None = chosen[0] if chosen else None
    known = {
        one.code
        for kind in (ReasonKind.MITIGATE, ReasonKind.AGGRAVATE, ReasonKind.SPARE)
        for one in lawbook.reasons(attempt.by, kind=kind, on=attempt.today)
    }
    if strange := set(ruled.factors) - known:
        raise NotPossible(f"没有裁量因素 {'、'.join(sorted(strange))}；请从列表中选择。")
    lighter = {one.code for one in lawbook.reasons(attempt.by, kind=ReasonKind.MITIGATE)}
    problem = weighing.ruling_problem(
        ruled, limits, may_go_below=bool(lighter & set(ruled.factors))
    )
    if problem:
        raise NotPossible(problem)


def _report(attempt: Attempt) -> None:
    if attempt.form.ruled is not None:
        _ruling(attempt, attempt.form.ruled)
    if not attempt.row.exhibits.exists():
        raise NotPossible(f"{attempt.row.number} 还没有登记证据，不能调查终结；请先登记证据。")


def _ask_hearing(attempt: Attempt) -> None:
    """Only where the law gives a hearing, and within five working days of the notice.

    Basis: chufa_chengxu art. 57
    """
    if not attempt.row.may_hear:
        raise NotPossible(
            f"{attempt.row.number} 拟作出的处罚不属于听证范围（《市场监督管理行政处罚听证办法》"
            "第五条）；当事人可以陈述、申辩。"
        )
    clock = attempt.clock("case.statement")
    if clock is not None and attempt.form.on and attempt.form.on > _day(clock):
        raise NotPossible(
            f"要求听证的期限已于 {_day(clock)} 届满，视为放弃（第五十七条）；请办理“复核陈述申辩”。"
        )


def _set_hearing(attempt: Attempt) -> None:
    """The party hears of the hearing seven working days before.

    Basis: penalty_law art. 64
    """
    form = attempt.form
    if form.hearing_on is None or form.on is None:
        return
    moment = timezone.make_aware(dt.datetime.combine(form.hearing_on, dt.time(9)))
    latest = lawbook.due(attempt.by, "case.hearing_notice", moment)
    if form.on > latest.on:
        raise NotPossible(
            f"{form.hearing_on} 举行听证的，最迟应于 {latest.on} 通知当事人（{latest.basis}）；"
            "请另定日期。"
        )


def _hold_hearing(attempt: Attempt) -> None:
    if not attempt.has_taken(T.SET_HEARING):
        raise NotPossible("还没有通知听证；请先办理“通知听证”。")


def _term_over(attempt: Attempt) -> None:
    clock = attempt.clock("case.statement")
    if clock is None or attempt.form.is_waived or _day(clock) < attempt.today:
        return
    raise NotPossible(
        f"陈述、申辩期限至 {_day(clock)}（第五十七条），尚未届满；当事人书面放弃的，请勾选并写明。"
    )


def _public_service(attempt: Attempt) -> None:
    clock = attempt.clock("case.public_service")
    if clock is not None and attempt.form.on and attempt.form.on < _day(clock):
        raise NotPossible(
            f"自公告发布之日起经过三十日视为送达，应为 {_day(clock)}（第八十二条）；"
            "请在届满后填写。"
        )


def _served(attempt: Attempt) -> None:
    """Electronic service needs the confirmation of the address.

    Basis: chufa_chengxu art. 82
    """
    if attempt.form.way is ServiceWay.PUBLIC:
        raise NotPossible("公告送达须先发布公告；请办理对应的“公告送达”步骤（第八十二条）。")
    if attempt.form.way is ServiceWay.ELECTRONIC and not attempt.form.has_address_consent:
        raise NotPossible(
            "电子送达须经受送达人同意并签订送达地址确认书（第八十二条）；请取得后勾选。"
        )


def _decide(attempt: Attempt) -> None:
    """Grave cases are discussed by the heads; nobody is punished harder for speaking up.

    Basis: chufa_chengxu art. 58; chufa_chengxu art. 60
    """
    row, ruled = attempt.row, attempt.form.ruled
    if ruled is None:
        return
    _ruling(attempt, ruled)
    if row.is_major and not row.has_discussion:
        raise NotPossible(
            f"{row.number} 属于法制审核案件，拟给予处罚的由负责人集体讨论决定（第六十条）；"
            "请先办理“集体讨论”。"
        )
    told = row.rulings.filter(stage=RulingStage.PROPOSED).order_by("-pk").first()
    if told is None:
        raise NotPossible(f"{row.number} 没有拟处理意见；请退回补充调查。")
    if more := weighing.heavier(ruled_of(attempt.by, told), ruled):
        raise NotPossible(
            f"决定比告知的更重：{more}。不得因陈述、申辩或者要求听证给予更重的处罚（第五十八条）；"
            "确需加重的，退回补充调查并重新告知。"
        )


def _decide_other(attempt: Attempt) -> None:
    row, reason = attempt.row, attempt.form.reason
    if reason == "D60-1":
        raise NotPossible("给予处罚的，请办理“作出处罚决定”。")
    kind = OTHER_DECISIONS.get(reason)
    if kind is not None and not row.branches.filter(kind=kind).exists():
        raise NotPossible(f"还没有“{kind.label}”；请先在案件页“其他事项”中办理移送。")


def _urge(attempt: Attempt) -> None:
    row, clock = attempt.row, attempt.clock("case.pay")
    until = row.deferred_until or (_day(clock) if clock else None)
    if until is not None and attempt.form.on is not None and attempt.form.on <= until:
        raise NotPossible(f"履行期限至 {until}，尚未届满（第七十二条、第七十四条）；届满后再催告。")
    _served(attempt)


def _rights_over(attempt: Attempt) -> None:
    if attempt.clock("case.enforce") is not None:
        raise NotPossible(f"{attempt.row.number} 已登记复议诉讼期限届满；无需重复办理。")


def _enforce(attempt: Attempt) -> None:
    """Ten working days after the reminder, within three months.

    Basis: chufa_chengxu art. 76
    """
    urged, within = attempt.clock("case.urge"), attempt.clock("case.enforce")
    if urged is not None and attempt.today <= _day(urged):
        raise NotPossible(f"催告期至 {_day(urged)}，尚未届满（第七十六条）；届满后再申请。")
    if within is None:
        raise NotPossible("当事人的复议、诉讼期限尚未登记届满；请先办理“复议诉讼期限届满”。")
    if attempt.today > _day(within):
        raise NotPossible(f"申请强制执行的期限已于 {_day(within)} 届满（第七十六条），不能再申请。")


def _pay(attempt: Attempt) -> None:
    row = attempt.row
    ruling = row.rulings.filter(stage=RulingStage.DECIDED).order_by("-pk").first()
    owed = (ruling.fine_fen + ruling.gains_fen if ruling else 0) - row.paid_fen
    if attempt.form.amount_fen < owed:
        raise NotPossible(
            f"应缴 {weighing.yuan(owed)}，本次 {weighing.yuan(attempt.form.amount_fen)}，"
            "尚未履行完毕；分期缴纳的，缴清后合计登记（第七十四条）。"
        )


def _close(attempt: Attempt) -> None:
    still = [one.get_kind_display() for one in attempt.row.branches.filter(is_open=True)]
    if still:
        raise NotPossible(f"{attempt.row.number} 还有未结事项：{'、'.join(still)}；办结后再结案。")


def _archive(attempt: Attempt) -> None:
    waiting = passages.clocks(attempt.by, queries.matter(attempt.by, attempt.row)).filter(
        rule__in=("penalty.publish", "case.withdraw"), state=ClockState.RUNNING
    )
    if names := "、".join(clock.name for clock in waiting):
        raise NotPossible(
            f"{attempt.row.number} 的“{names}”尚未办结；公示、撤回或者决定不予公示后再归档。"
        )


def _only_publication(attempt: Attempt) -> None:
    raise NotPossible(f"“{attempt.step.label}”在公示审核页办理后由系统登记；请到“公示审核”办理。")


def _day(clock: "Clock") -> dt.date:
    return timezone.localtime(clock.due_at).date()


RULES: Final[dict[CaseStep, Callable[[Attempt], object]]] = {
    T.OPEN: _open,
    T.CHANGE_OFFICERS: _officers,
    T.V_EVIDENCE: _evidence,
    T.EVIDENCE: _evidence,
    T.EXTEND: _extend,
    T.EXTEND_MORE: _extend_more,
    T.REPORT: _report,
    T.NOTIFY: _served,
    T.ASK_HEARING: _ask_hearing,
    T.SET_HEARING: _set_hearing,
    T.HOLD_HEARING: _hold_hearing,
    T.TERM_OVER: _term_over,
    T.ANNOUNCED: _public_service,
    T.POSTED: _public_service,
    T.DECIDE: _decide,
    T.DECIDE_OTHER: _decide_other,
    T.SERVE: _served,
    T.URGE: _urge,
    T.RIGHTS_OVER: _rights_over,
    T.ENFORCE: _enforce,
    T.PAY: _pay,
    T.CLOSE: _close,
    T.ARCHIVE: _archive,
    T.PUBLISH: _only_publication,
    T.WITHDRAWN: _only_publication,
}
