"""What the table of steps cannot say: one delegation, sixty days, dates that fit, who is told."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import NotPossible, Step
from hedun.desks.complaints import decide, queries
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import ComplaintStep, Living, ReportStep


@dataclass(frozen=True, slots=True)
class Form:
    """What an officer fills in for a step."""

    note: str = ""
    reason: str = ""
    on: dt.date | None = None
    consents: bool = False
    body_id: int | None = None
    ground: str = ""
    agreed: bool = False
    other_id: int | None = None
    letter_id: int | None = None
    letter_no: str = ""
    since: dt.datetime | None = None  # from when a clock that begins anew counts


def _check(
    row: Submission,
    step: Step,
    form: Form,
    /,
    *,
    other: Submission | None,
    by: Viewer,
    at: dt.datetime,
) -> None:
    """Refuse a step that the declaration lets pass and the rules do not. Raises NotPossible."""
    problem = (
        _delegated(row, step)
        or _sixty_days(row, form, by=by, at=at)
        or _dates(step, form, at)
        or _returned(row, step)
        or _judged(row, form, by)
        or _told(row, step, by)
        or _merged(row, step, other, by=by)
    )
    if problem:
        raise NotPossible(problem)


def _delegated(row: Submission, step: Step) -> str:
    if step.code is not ComplaintStep.DELEGATE or not row.delegate:
        return ""
    return f"{row.number} 已委托{row.delegate}；受委托组织不得再委托（第十九条）。"


def _sixty_days(row: Submission, form: Form, /, *, by: Viewer, at: dt.datetime) -> str:
    if form.reason != decide.EXPIRED:
        return ""
    clock = passages.clocks(by, queries.matter(by, row)).filter(rule="complaint.mediate").last()
    if clock is not None and clock.due_at < at:
        return ""
    until = f"{timezone.localtime(clock.due_at):%Y-%m-%d}" if clock else "未起算"
    return f"{row.number} 的六十日调解期限尚未届满（{until}）；请选择其他情形，或者继续调解。"


def _dates(step: Step, form: Form, at: dt.datetime) -> str:
    is_deadline = step.code is ComplaintStep.ASK_IDENTITY
    return decide.date_problem(form.on, timezone.localdate(at), is_deadline=is_deadline)


def _returned(row: Submission, step: Step) -> str:
    if step.code not in {ComplaintStep.RETURN, ReportStep.RETURN}:
        return ""
    if row.intake_body_id is not None and row.intake_body_id != row.body_id:
        return ""
    return f"{row.number} 由本单位接收，没有可以反馈的接收机构；请直接处理。"


def _judged(row: Submission, form: Form, by: Viewer) -> str:
    """Where the figures speak, a person must have said why before a complaint is refused for it."""
    if form.reason != decide.NOT_FOR_LIVING or not queries.factors(by, row):
        return ""
    last = queries.judgements(by, row).first()
    if last is not None and last.finding == Living.NO:
        return ""
    return (
        f"{row.number} 有第十七条所列因素；以“不是为生活消费需要”不予受理前，"
        "请先在“须由承办人员判断”中作出判断并写明理由。"
    )


def _told(row: Submission, step: Step, by: Viewer) -> str:
    if step.code not in {ReportStep.REPLY, ReportStep.REWARD} or queries.is_named(by, row):
        return ""
    return f"{row.number} 为匿名举报，没有可以告知的举报人；办理结果已记录，无须告知。"


def _merged(row: Submission, step: Step, other: Submission | None, /, *, by: Viewer) -> str:
    """Only the same reporter's second report is a repeat; several complainants may join."""
    if other is None or step.code is ComplaintStep.JOIN:
        return ""
    if queries.is_one_author(by, row, other) is False:
        return f"{row.number} 与 {other.number} 不是同一举报人；第三十五条只适用于同一举报人，请分别处理。"
    return ""
