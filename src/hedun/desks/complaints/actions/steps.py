"""One step of a complaint or report: the procedure's rules, the desk's own, and what follows."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure import actions as procedures
from hedun.base.procedure.terms import Given, Hat, Need, NotPossible, Step
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource
from hedun.desks.complaints import queries
from hedun.desks.complaints.actions.following import follow
from hedun.desks.complaints.actions.rules import Form, _check
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import ComplaintStep, ReportStep

if TYPE_CHECKING:
    from hedun.base.accounts.models import Body


@transaction.atomic
def take_step(
    *,
    submission_id: int,
    step: str,
    form: Form,
    by: Viewer,
    at: dt.datetime,
    expected_version: int | None = None,
) -> Submission:
    """Take a step as an officer. Raises Refused or NotPossible, and then nothing is changed."""
    rows = queries.visible_submissions(by).select_for_update(of=("self",))
    row = rows.filter(pk=submission_id).first()
    if row is None:
        raise Refused("没有这件投诉举报，或您无权查看；请核对编号。")
    if expected_version is not None and row.version != expected_version:
        raise NotPossible(f"{row.number} 在您打开之后已有变动；请刷新页面，核对最新情况后再办理。")
    return _take(row, step, form, hats=queries.hats(by, row), by=by, at=at)


@transaction.atomic
def citizen_step(
    *, number: str, code: str, step: str, note: str, by: Viewer, at: dt.datetime
) -> Submission:
    """Take a step as the one who handed it in, known by number and code."""
    found = queries.by_code(by, number, code)
    if found is None:
        raise Refused("编号或者查询码不正确；请核对提交时给出的编号和查询码。")
    row = Submission.objects.select_for_update().get(pk=found.pk)
    return _take(row, step, Form(note=note), hats=frozenset({Hat.CITIZEN}), by=by, at=at)


def _take(
    row: Submission,
    step: str,
    form: Form,
    /,
    *,
    hats: frozenset[Hat],
    by: Viewer,
    at: dt.datetime,
) -> Submission:
    matter = queries.matter(by, row)
    try:
        declared = matter.procedure.step(step)
    except KeyError as error:
        raise NotPossible(f"{row.number} 没有“{step}”这一步骤；请从页面上的按钮办理。") from error
    if declared.is_first:
        raise NotPossible(f"{row.number} 已经提交过；请办理后续步骤。")
    body, other = _target(form, by), _other(row, form, by)
    given = Given(hats, form.note, form.reason, _has(form, body, other), form.on, form.since)
    passage = procedures.take(matter=matter, step=step, given=given, by=by, at=at)
    _check(row, declared, form, other=other, by=by, at=at)
    changes = _changes(row, declared, form, body=body) | ({"joined_to": other} if other else {})
    if Need.GROUND in declared.needs:
        changes["clue_number"] = _raise_clue(row, form, by=by, at=at)
    changes |= {"state": passage.to_state, "version": row.version + 1}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    if declared.code is ReportStep.MERGE_NEW and other is not None:
        _renew(other, row, by=by, at=at)
    return follow(submission_id=row.pk, by=by, at=at)


def _renew(lead: Submission, row: Submission, *, by: Viewer, at: dt.datetime) -> None:
    """Let the clock of the first report begin anew on the day on which the last came in.

    Basis: complaint_report_rules art. 35
    """
    held = Submission.objects.select_for_update().get(pk=lead.pk)
    form = Form(note=f"合并 {row.number} 补充的新的事实", since=row.filed_at)
    _take(held, ReportStep.RENEW, form, hats=queries.hats(by, held), by=by, at=at)


def _other(row: Submission, form: Form, by: Viewer) -> Submission | None:
    """Find what the submission is to be joined to, among those that it may be joined to."""
    if form.other_id is None:
        return None
    return queries.joinable(by, row).filter(pk=form.other_id).first()


def _target(form: Form, by: Viewer) -> "Body | None":
    if form.body_id is None:
        return None
    return people.bureaux_in_area(by).filter(pk=form.body_id).first()


def _has(form: Form, body: "Body | None", other: Submission | None) -> frozenset[Need]:
    found = {
        Need.CONSENT: form.consents,
        Need.BODY: body is not None,
        Need.GROUND: bool(form.ground),
        Need.AGREED: form.agreed,
        Need.OTHER: other is not None,
        Need.LETTER: form.letter_id is not None,
    }
    return frozenset(need for need, is_given in found.items() if is_given)


def _changes(row: Submission, step: Step, form: Form, *, body: "Body | None") -> dict[str, Any]:
    """What a step changes beside the state."""
    if Need.BODY in step.needs and body is not None:
        return {"body_id": body.pk}
    if step.code in {ComplaintStep.RETURN, ReportStep.RETURN}:
        return {"body_id": row.intake_body_id}
    if step.code is ComplaintStep.FAST:
        return {"letter_id": form.letter_id, "letter_no": form.letter_no}
    return {"delegate": form.note.strip()[:120]} if step.code is ComplaintStep.DELEGATE else {}


def _raise_clue(row: Submission, form: Form, *, by: Viewer, at: dt.datetime) -> str:
    """Hand a violation on as a clue, without a word of who told of it.

    Basis: complaint_report_rules art. 27; complaint_report_rules art. 37
    """
    ground = lawbook.ground(by, form.ground, timezone.localdate(at))
    if ground is None:
        raise NotPossible(f"没有事由“{form.ground}”；请从列表中选择。")
    clue = clues.raise_(
        title=f"{row.respondent} {row.goods}".strip(),
        source=ClueSource.MANUAL,
        source_key=f"complaints:{row.pk}:{row.version}",
        ground=ground,
        shop=row.shop,
        platform=row.platform,
        region_code=row.region_code,
        finding={"text": form.note.strip(), "from": row.number},
        by=by,
        at=at,
    )
    return clue.number
