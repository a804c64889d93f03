"""Complaints and reports as the source of their documents: who may see them, and what fills them.

Whoever may see the identity of a complainant may see the documents, and nobody else. The identity
of a reporter never enters a document: it stays sealed, and is written in by hand after printing.

Basis: complaint_report_rules art. 37
"""

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.documents.terms import Drawn, Source, Subject, Value
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import ReasonKind
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, NotPossible
from hedun.desks.complaints import queries
from hedun.desks.complaints.actions import open_identity
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import ComplaintStep, ReportStep, SubmissionKind

if TYPE_CHECKING:
    from hedun.base.procedure.models import Passage

KIND: Final = "submission"
WITHHELD: Final = "（依法保密）"
OF_COMPLAINT: Final = ("05", "06", "04", "07", "09", "08", "01", "03")
OF_REPORT: Final = ("02", "03", "10")
IDENTITY: Final = ("author_name", "author_phone", "author_address", "author_paper_no")
BY_STEP: Final = {
    "accepted_on": "办理“受理”后自动填入",
    "refusals": "办理“不予受理”后自动填入",
    "why": "办理“不予受理”时填写的说明自动填入",
    "endings": "办理“终止调解”后自动填入",
    "ended_on": "办理“终止调解”后自动填入",
    "agreement": "办理“达成调解协议”时填写的说明自动填入",
    "result": "办理“核查办结”等步骤时填写的说明自动填入",
    "author_agent": "有代理人的在本页填写",
}


def find(viewer: Viewer, pk: int) -> Subject | None:
    """Give a submission to who handles it: its documents name the complainant."""
    row = queries.visible_submissions(viewer).filter(pk=pk).first()
    if row is None or row.body_id is None or Hat.OFFICER not in queries.hats(viewer, row):
        return None
    numbers = OF_COMPLAINT if row.kind == SubmissionKind.COMPLAINT else OF_REPORT
    return Subject(
        kind=KIND,
        pk=row.pk,
        number=row.number,
        title=row.respondent,
        url=reverse("complaints:detail", args=[row.pk]),
        body_id=row.body_id,
        forms=tuple(f"complaint-{number}" for number in numbers),
        may_write=True,
    )


def values(viewer: Viewer, matter: Subject, at: dt.datetime) -> Drawn:
    """Read what the ten forms are filled with; that the identity was read is written down."""
    row = queries.visible_submissions(viewer).get(pk=matter.pk)
    steps = {one.step: one for one in passages.timeline(viewer, queries.matter(viewer, row))}
    found: dict[str, Value] = _facts(row) | _officers(viewer, row)
    found |= _identity(viewer, row, at) | _steps(steps) | _reasons(viewer, steps, at)
    found["party"] = f"{found['author_name']}、{row.respondent}"
    if not row.is_secret:
        return Drawn({k: v for k, v in found.items() if v}, BY_STEP)
    places = dict.fromkeys(IDENTITY, "举报人身份依法保密，不进入文书；需要时打印后手写")
    return Drawn(
        {k: v for k, v in found.items() if v},
        BY_STEP | places,
        frozenset({*IDENTITY, "author_paper"}),
    )


def _facts(row: Submission) -> dict[str, Value]:
    is_complaint = row.kind == SubmissionKind.COMPLAINT
    intake = row.intake_body or row.body
    return {
        "intake": intake.name if intake else "",
        "matter_no": row.number,
        "kind": row.get_kind_display(),
        "filed_on": _day(row.filed_at),
        "received_on": _day(row.filed_at),
        "respondent": row.respondent,
        "respondent_address": row.respondent_address,
        "facts": row.facts,
        "subject_matter": row.facts,
        "request": row.request,
        "publish": _yes_no(row.may_publish),
        "delegate": _yes_no(row.may_delegate),
        "bring": "身份证明，以及与争议有关的合同、订单、付款凭证等材料" if is_complaint else "",
        "tell_basis": "" if is_complaint else "《市场监督管理投诉举报处理办法》第三十六条",
    }


def _officers(viewer: Viewer, row: Submission) -> dict[str, Value]:
    """Who makes the document, as the one to ask."""
    person = people.person(viewer, viewer.person_key) if viewer.person_id else None
    phone = (person.phone if person else "") or (row.body.phone if row.body else "")
    return {
        "contact": person.name if person else "",
        "mediators": person.name if person else "",
        "mediator_phone": phone,
    }


def _identity(viewer: Viewer, row: Submission, at: dt.datetime) -> dict[str, Value]:
    if row.is_secret:
        return dict.fromkeys((*IDENTITY, "author_paper"), WITHHELD)
    try:
        author = open_identity(submission_id=row.pk, by=viewer, at=at)
    except (Refused, NotPossible):
        return dict.fromkeys((*IDENTITY, "author_paper"), "")
    return {
        "author_name": author.name,
        "author_phone": author.phone,
        "author_address": author.address,
        "author_paper": author.paper.label if author.paper_number else "",
        "author_paper_no": author.paper_number,
    }


def _steps(steps: "dict[str, Passage]") -> dict[str, Value]:
    """What the steps that were taken say, the last of each."""
    accepted, ended = steps.get(ComplaintStep.ACCEPT), steps.get(ComplaintStep.TERMINATE)
    refused, agreed = steps.get(ComplaintStep.REFUSE), steps.get(ComplaintStep.AGREE)
    closed = steps.get(ReportStep.CLOSE) or steps.get(ReportStep.NOT_OURS)
    return {
        "accepted_on": _day(accepted.at) if accepted else "",
        "ended_on": _day(ended.at) if ended else "",
        "why": refused.note if refused else "",
        "agreement": agreed.note if agreed else "",
        "result": closed.note if closed else "",
    }


def _reasons(viewer: Viewer, steps: "dict[str, Passage]", at: dt.datetime) -> dict[str, Value]:
    """The grounds that the law lists, the one that was decided ticked."""
    found: dict[str, Value] = {}
    for key, kind, code in (
        ("refusals", ReasonKind.REFUSE, ComplaintStep.REFUSE),
        ("endings", ReasonKind.TERMINATE, ComplaintStep.TERMINATE),
    ):
        taken = steps.get(code)
        on = timezone.localdate(taken.at if taken else at)
        ticked = taken.reason_id if taken else None
        rows = lawbook.reasons(viewer, kind=kind, on=on)
        found[key] = [["x" if row.pk == ticked else "", row.name] for row in rows]
    return found


def _yes_no(value: bool) -> list[list[str]]:  # noqa: FBT001 - one flag, one answer
    return [["x" if value else "", "是"], ["" if value else "x", "否"]]


def _day(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日"


SOURCE: Final = Source(KIND, "投诉举报", find, values)
