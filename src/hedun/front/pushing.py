"""Push-back spans two desks: the roster keeps the merchants, the bridge carries the letter.

Desks do not know each other, so the one transaction that holds both is opened here.
"""

import datetime as dt
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.base.lawbook import queries as law
from hedun.base.pages.context import address
from hedun.base.pages.toast import toast, trouble
from hedun.desks.bridge import actions as letters
from hedun.desks.bridge import queries as letter_queries
from hedun.desks.bridge.terms import Conflict, Enclosure, LetterState
from hedun.desks.roster import actions as roster
from hedun.desks.roster import queries
from hedun.desks.roster.terms import Answer, ListKind, NotPossible

MOST = 500
WORKDAYS = 10
REFUSALS = (Refused, Invalid, Conflict, NotPossible)
WANTED = "请核对所附商户的主体登记信息，对主体资格已注销、吊销的停止提供服务，其余的督促更正，并逐户反馈。"


class PushForm(forms.Form):
    """Why, and by when."""

    reason = forms.CharField(
        label="推送理由和要求",
        max_length=300,
        initial=WANTED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(
        label="反馈期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="须为工作日。",
    )


@guard(kinds=(BodyKind.BUREAU,), roles=(Role.INSPECTOR, Role.LEADER))
@require_http_methods(["GET", "POST"])
def push(request: DeskRequest) -> HttpResponseBase:
    """Ask why and by when, then send the merchants that were picked with a letter."""
    viewer, now = request.viewer, timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    picked = [
        int(pk) for pk in given.getlist("pk") if pk.isascii() and pk.isdecimal() and len(pk) < 18
    ]
    rows = list(queries.pushable(viewer).filter(pk__in=picked[:MOST]).order_by("pk"))
    if not rows:
        trouble(request, "所选商户都不能推送：已在推送中、争议中，或已不在名单上；请重新选择。")
        return redirect("roster:problems")
    is_asked = "go" in request.POST
    form = PushForm(request.POST if is_asked else None, initial={"due_on": _due(viewer, now)})
    if is_asked and form.is_valid():
        try:
            made = send([row.pk for row in rows], **form.cleaned_data, by=viewer, at=now)
        except REFUSALS as problem:
            form.add_error(None, str(problem))
        else:
            toast(request, f"已推送 {len(rows)} 户，{made.letter_no}。")
            return redirect("roster:push", pk=made.pk)
    context = {
        "form": form,
        "rows": [(row, ListKind(row.kind)) for row in rows],
        "platforms": {row.platform.name for row in rows},
        "left_out": len(set(picked)) - len(rows),
    }
    return render(request, "front/push.html", context, status=422 if is_asked else 200)


def _due(viewer: Viewer, now: dt.datetime) -> dt.date:
    """Ten working days from now, which the officer may change."""
    calendar, day, left = law.calendar(viewer), timezone.localtime(now).date(), WORKDAYS
    while left:
        day += dt.timedelta(days=1)
        left -= calendar.is_workday(day)
    return day


@transaction.atomic
def send(
    problem_ids: list[int], *, reason: str, due_on: dt.date, by: Viewer, at: dt.datetime
) -> Any:
    """Lay the merchants out, write the letter, sign it: all of it or nothing.

    Raises Refused, Invalid, Conflict.
    """
    made = roster.draft_push(problem_ids=problem_ids, reason=reason, due_on=due_on, by=by, at=at)
    count = made.rows.count()
    kinds = "、".join(sorted({row.reason.split("：")[0] for row in made.rows.all()}))
    letter = letters.draft_push_back(
        to_body_id=made.platform.body_id,
        title=f"关于核查处理“{made.platform.name}”{count}户问题商户的函",
        text=f"我局将平台报送的经营者身份信息与登记信息比对，发现{count}户涉及{kinds}"
        f"（名单随函推送，编号{made.pk}）。\n{made.reason}\n请于{due_on:%Y-%m-%d}前逐户反馈处理情况。",
        due_on=due_on,
        by=by,
        at=at,
    )
    sent = letters.send(letter_id=letter.pk, by=by, at=at)
    return roster.send_push(
        push_id=made.pk, letter_id=sent.pk, letter_no=sent.number or "", by=by, at=at
    )


@guard(kinds=(BodyKind.PLATFORM,), roles=(Role.COMPLIANCE,))
@require_POST
def answer(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Hand the answers in, and with them the reply to the letter."""
    if not queries.visible_pushes(request.viewer).filter(pk=pk).exists():
        raise Http404("没有这份推送，或您无权查看。")
    try:
        reply(pk, by=request.viewer, at=timezone.now())
    except REFUSALS as problem:
        trouble(request, str(problem))
    else:
        toast(request, "已提交反馈并复函，推送机关已可查看。")
    return redirect("roster:push", pk=pk)


@transaction.atomic
def reply(push_id: int, *, by: Viewer, at: dt.datetime) -> None:
    """Seal the answers and answer the letter with what they came to."""
    row = roster.seal_answers(push_id=push_id, by=by, at=at)
    if row.letter_id is None:
        return
    letter = letter_queries.letter(by, row.letter_id)
    if letter.state == LetterState.SENT:
        letter = letters.accept(letter_id=letter.pk, by=by, at=at)
    if letter.state not in {LetterState.ACCEPTED, LetterState.PROPOSED, LetterState.RETURNED}:
        return
    counts = [(one, row.rows.filter(answer=one).count()) for one in Answer]
    told = "，".join(f"{one.label}{count}户" for one, count in counts if count)
    letters.answer(letter_id=letter.pk, text=f"所推送商户已逐户反馈：{told}。", by=by, at=at)


def enclosed(viewer: Viewer, letter_id: int) -> list[Enclosure]:
    """The table of merchants that goes with a letter."""
    rows = queries.visible_pushes(viewer).filter(letter_id=letter_id)
    return [
        Enclosure(f"问题商户名单（{row.rows.count()}户）", address("roster:push", row.pk))
        for row in rows[:1]
    ]
