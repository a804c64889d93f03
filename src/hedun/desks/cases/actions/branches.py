"""What runs beside a case: opened from it, then taken step by step like any matter."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, Matter, Need, NotPossible, Step
from hedun.desks.cases import decide, queries
from hedun.desks.cases.actions.filling import Form
from hedun.desks.cases.actions.following import follow_branch
from hedun.desks.cases.models import Branch, Case
from hedun.desks.cases.terms import (
    BRANCHES,
    AssistStep,
    BranchKind,
    CaseState,
    PoliceState,
    PoliceStep,
)

OPEN_TO_POLICE: Final = (PoliceState.DECLINED, PoliceState.RETURNED)
SAYS: Final = frozenset({AssistStep.ANSWER, AssistStep.DECLINE})


@transaction.atomic
def open_branch(
    *,
    case_id: int,
    kind: BranchKind,
    step: str,
    form: Form,
    by: Viewer,
    at: dt.datetime,
) -> Branch:
    """Begin a matter beside a case with one of its first steps. Raises Refused or NotPossible."""
    rows = queries.visible_cases(by).select_for_update(of=("self",))
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise Refused("没有这件案件，或您无权查看；请核对编号。")
    procedure = BRANCHES[kind]
    declared = next((one for one in procedure.steps if one.code == step and one.is_first), None)
    if declared is None:
        raise NotPossible(f"“{kind.label}”不能从这一步骤开始；请从页面上的按钮办理。")
    if problem := _may_not_open(case, kind):
        raise NotPossible(problem)
    _check_moment(form, declared, case, at=at)
    hats = queries.hats(by, case)
    row = Branch.objects.create(
        case=case,
        kind=kind,
        state=declared.goal or "",
        goods=form.goods.strip(),
        text=form.note.strip(),
        at=at,
        taken_at=form.moment if Need.MOMENT in declared.needs else None,
        **_target(form, declared, case, by=by),
    )
    procedures.take(
        matter=Matter(procedure, row.pk, f"{case.number} {kind.label}", "", case.body_id),
        step=step,
        given=form.given(declared, hats=hats, at=at),
        by=by,
        at=at,
    )
    return follow_branch(branch_id=row.pk, by=by, at=at)


def _may_not_open(case: Case, kind: BranchKind) -> str:
    if CaseState(case.state) not in decide.MAY_OPEN[kind]:
        state = CaseState(case.state).label
        return f"{case.number} 现为“{state}”，不能办理“{kind.label}”。"
    if kind is BranchKind.POLICE:
        before = case.branches.filter(kind=kind).exclude(state__in=OPEN_TO_POLICE)
        if before.exists():
            return f"{case.number} 已在办理移送公安机关；请在已有事项中继续。"
    return ""


def _target(form: Form, step: Step, case: Case, *, by: Viewer) -> dict[str, Any]:
    if Need.TARGET not in step.needs:
        return {"target_body": None, "target_name": ""}
    if form.target_body_id is None:
        return {"target_body": None, "target_name": form.target_name.strip()}
    body = people.bodies(by).filter(pk=form.target_body_id, kind="bureau").first()
    if body is None or body.pk == case.body_id:
        raise NotPossible("没有这个受函机关，或者就是本单位；请从列表中选择。")
    return {"target_body": body, "target_name": body.name}


@transaction.atomic
def take_branch_step(
    *,
    branch_id: int,
    step: str,
    form: Form,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Branch:
    """Take a step of what runs beside a case. Raises Refused or NotPossible."""
    rows = queries.visible_branches(by).select_for_update(of=("self",))
    row = rows.filter(pk=branch_id).first()
    if row is None:
        raise Refused("没有这一事项，或您无权查看；请从案件页进入。")
    if expected_version is not None and row.version != expected_version:
        raise NotPossible("该事项在您打开之后已有变动；请刷新页面，核对最新情况后再办理。")
    matter = queries.branch_matter(by, row)
    try:
        declared = matter.procedure.step(step)
    except KeyError as error:
        raise NotPossible(
            f"{matter.number} 没有“{step}”这一步骤；请从页面上的按钮办理。"
        ) from error
    if declared.is_first:
        raise NotPossible(f"{matter.number} 已经开始；请办理后续步骤。")
    hats = queries.hats_of_branch(by, row) - {Hat.SYSTEM}
    passage = procedures.take(
        matter=matter, step=step, given=form.given(declared, hats=hats, at=at), by=by, at=at
    )
    _check(row, declared, form, by=by, at=at)
    changes = {"state": passage.to_state, "version": row.version + 1}
    changes |= _changes(declared, form)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    return follow_branch(branch_id=row.pk, by=by, at=at)


def _changes(step: Step, form: Form) -> dict[str, Any]:
    if Need.ENCLOSURES in step.needs:
        return {"enclosures": [one.value for one in form.enclosures]}
    return {"answer": form.note.strip()} if step.code in SAYS else {}


def _check(row: Branch, step: Step, form: Form, *, by: Viewer, at: dt.datetime) -> None:
    """What the tables cannot say: dates, and a delay that is told before the term is over."""
    _check_moment(form, step, row.case, at=at)
    since = timezone.localtime(row.at).date()
    problem = decide.date_problem(form.on, timezone.localdate(at), since=since)
    if step.code is AssistStep.POSTPONE:
        if not _is_in_time(row, "case.assist", by=by, at=at):
            raise NotPossible(
                "协助期限已经届满，延期须在届满前告知（《市场监督管理行政处罚程序规定》第四十五条）；"
                "请尽快回复。"
            )
        problem = "" if form.on and form.on > timezone.localdate(at) else "延期至的日期须晚于今天。"
    if problem:
        raise NotPossible(problem)
    if step.code is PoliceStep.RECONSIDER and not _is_in_time(
        row, "crime.reconsider", by=by, at=at
    ):
        raise NotPossible(
            "提请复议的三日期限已过（《行政执法机关移送涉嫌犯罪案件的规定》第九条）；"
            "可以建议人民检察院立案监督，或者接受不予立案。"
        )


def _is_in_time(row: Branch, rule: str, *, by: Viewer, at: dt.datetime) -> bool:
    clock = passages.clocks(by, queries.branch_matter(by, row)).filter(rule=rule).last()
    return clock is None or at <= clock.due_at


def _check_moment(form: Form, step: Step, case: Case, *, at: dt.datetime) -> None:
    if Need.MOMENT not in step.needs or form.moment is None:
        return
    if form.moment > at:
        raise NotPossible("采取措施、移交的时间晚于现在；请填写实际时间。")
    if form.moment < case.found_at - dt.timedelta(days=1):
        raise NotPossible("采取措施、移交的时间早于案件发现之日；请核对。")
