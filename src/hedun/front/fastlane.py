"""The fast lane spans two desks: the complaint goes to its platform first, in a letter of the bridge.

Desks do not know each other, so the one transaction that holds both is opened here.
"""

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.base.lawbook import queries as law
from hedun.base.pages.context import address
from hedun.base.pages.toast import toast, trouble
from hedun.base.procedure.terms import NotPossible
from hedun.desks.bridge import actions as letters
from hedun.desks.bridge import queries as letter_queries
from hedun.desks.bridge.terms import Conflict, Enclosure, LetterState
from hedun.desks.complaints import actions as complaints
from hedun.desks.complaints import queries
from hedun.desks.complaints.terms import Annex, ComplaintStep

if TYPE_CHECKING:
    from hedun.desks.complaints.models import Submission

RULE = "complaint.fast"
REFUSALS = (Refused, Invalid, Conflict, NotPossible)


class LaneForm(forms.Form):
    """Consent, and the words for the platform."""

    agreed = forms.BooleanField(label="投诉人已同意先行转平台处置")
    text = forms.CharField(
        label="告知平台的内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="请勿写入投诉人的姓名、电话、地址。",
    )


@guard(kinds=(BodyKind.BUREAU,), roles=(Role.INSPECTOR, Role.LEADER))
@require_http_methods(["GET", "POST"])
def fast_lane(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show what the platform will read, then send it."""
    row = queries.visible_submissions(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这件投诉，或您无权查看。")
    if row.platform is None:
        trouble(request, f"{row.number} 不涉及在册平台，不能先行转平台；请直接决定是否受理。")
        return redirect("complaints:detail", pk)
    form = LaneForm(request.POST or None, initial={"text": _text(row)})
    if request.method == "POST" and form.is_valid():
        try:
            send(pk, text=form.cleaned_data["text"], by=request.viewer, at=timezone.now())
        except REFUSALS as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, f"{row.number} 已先行转请{row.platform.name}处置，受理期限照常计算。")
            return redirect("complaints:detail", pk)
    context = {
        "form": form,
        "row": row,
        "due": law.due(request.viewer, RULE, timezone.now()),
        "back": address("complaints:detail", pk),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "front/fast_lane.html", context, status=status)


def _text(row: "Submission") -> str:
    goods = f"，商品或者服务：{row.goods}" if row.goods else ""
    amount = f"，金额 {row.amount_fen / 100:.2f} 元" if row.amount_fen is not None else ""
    return (
        f"消费者投诉你单位平台内“{row.respondent}”（{row.number}{goods}{amount}）。\n"
        f"事实：{row.facts}\n请求：{row.request}"
    )[:2000]


@transaction.atomic
def send(submission_id: int, *, text: str, by: Viewer, at: dt.datetime) -> "Submission":
    """Write and sign the letter and take the step: all of it or nothing.

    Raises Refused, Invalid, Conflict, NotPossible.

    Basis: complaint_report_rules art. 6
    """
    row = queries.visible_submissions(by).filter(pk=submission_id, kind="complaint").first()
    if row is None or row.platform is None:
        raise Refused("没有这件投诉，或它不涉及在册平台；请核对编号。")
    draft = letters.draft_first_aid(
        to_body_id=row.platform.body_id,
        title=f"请先行处置消费投诉（{row.number}）",
        text=text,
        due_at=law.due(by, RULE, at).at,
        by=by,
        at=at,
    )
    sent = letters.send(letter_id=draft.pk, by=by, at=at)
    form = complaints.Form(agreed=True, letter_id=sent.pk, letter_no=sent.number or "")
    return complaints.take_step(
        submission_id=row.pk, step=ComplaintStep.FAST, form=form, by=by, at=at
    )


def annexed(viewer: Viewer, submission_id: int) -> list[Annex]:
    """The letter of the fast lane with the platform's answer, for the complaint's page."""
    row = queries.visible_submissions(viewer).filter(pk=submission_id).first()
    if row is None or row.letter_id is None:
        return []
    letter = letter_queries.visible_letters(viewer).filter(pk=row.letter_id).first()
    if letter is None:
        return []
    answer = letter_queries.replies(viewer, letter.pk).filter(answered_at__isnull=False).last()
    return [
        Annex(
            label=letter.number or letter.title,
            state=LetterState(letter.state),
            url=address("bridge:detail", letter.pk),
            text=answer.text if answer else "",
            due_at=letter.due_at if letter.is_open else None,
        )
    ]


def enclosed(viewer: Viewer, letter_id: int) -> list[Enclosure]:
    """The complaint that a letter is about, for the bureau's own people."""
    rows = queries.visible_submissions(viewer).filter(letter_id=letter_id)
    return [
        Enclosure(f"投诉 {row.number}", address("complaints:detail", row.pk)) for row in rows[:1]
    ]
