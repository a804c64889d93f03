"""Push-backs: what was handed to platforms, and their answer for each merchant."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Role
from hedun.base.pages.context import address
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.desks.roster import actions, queries
from hedun.desks.roster.forms import AnswerForm
from hedun.desks.roster.models import Push, PushRow
from hedun.desks.roster.terms import Answer, PushState
from hedun.desks.roster.views.answers import BOTH, PLATFORM, OrTrouble, or_404


def _link(row: Push) -> str:
    title = f"{row.platform.name} {timezone.localtime(row.drafted_at):%Y-%m-%d} 问题商户推送"
    return format_html('<a href="{}">{}</a>', reverse("roster:push", args=[row.pk]), title)


@guard(kinds=BOTH)
@require_GET
def pushes(request: DeskRequest) -> HttpResponseBase:
    """Every push-back that the viewer sees."""
    listing = Listing(
        request,
        queries.visible_pushes(request.viewer),
        columns=(
            Column("推送", _link, export=lambda r: str(r.platform)),
            Column("文号", "letter_no", css="nowrap"),
            Column("推送机关", "body.short_name"),
            Column("商户", lambda r: r.rows.count(), numeric=True),
            Column("已反馈", lambda r: r.rows.exclude(answer="").count(), numeric=True),
            Column("反馈期限", "due_on", sort="due_on"),
            Column("状态", lambda r: chip(PushState(r.state)), sort="state",
                   export=lambda r: PushState(r.state).label),
            Column("推送时间", "sent_at", sort="sent_at"),
            Column("反馈时间", "answered_at", sort="answered_at"),
        ),
        filters=(
            Choice("state", "状态", PushState),
            Text("q", "文号", ["letter_no"]),
            DateRange("sent_at", "推送日期"),
        ),
        export_name="问题商户推送",
        empty=_nothing(request),
    )  # fmt: skip
    return listing.respond(title="问题商户推送", subtitle="随函推送，平台逐户反馈")


def _nothing(request: DeskRequest) -> Empty:
    if request.viewer.is_platform:
        return Empty("没有收到推送", "市场监管局推送的问题商户列在这里，请逐户反馈。")
    return Empty(
        "还没有推送", "在问题商户中勾选后推送给平台。", reverse("roster:problems"), "去选择"
    )


def _merchant(row: PushRow, viewer: Any) -> str:
    if not viewer.is_bureau:
        return row.name
    url = reverse("roster:problem", args=[row.problem_id])
    return format_html('<a href="{}">{}</a>', url, row.name)


@guard(kinds=BOTH)
@require_GET
def push(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One push-back: its merchants, and for the platform the answers to give."""
    viewer = request.viewer
    with or_404():
        row = queries.push(viewer, pk)
    rows = queries.visible_push_rows(viewer, pk)
    listing = Listing(
        request,
        rows,
        columns=(
            Column("经营者", lambda r: _merchant(r, viewer), export="name"),
            Column("信用代码", "credit_code", css="mono nowrap"),
            Column("店铺编号", "shop_no", css="mono nowrap"),
            Column("网店", "shop_name"),
            Column("推送原因", "reason"),
            Column("名单版次", "list_label"),
            Column("反馈", lambda r: chip(Answer(r.answer)) if r.answer else "",
                   sort="answer", export=lambda r: Answer(r.answer).label if r.answer else ""),
            Column("说明", "note"),
        ),
        filters=(
            Choice("answer", "反馈", Answer),
            Text("q", "名称", ["name", "shop_name"]),
        ),
        default_sort="pk",
        export_name="推送商户",
        empty=Empty("没有商户"),
    )  # fmt: skip
    waiting = rows.filter(answer="").first()
    is_answering = (
        row.state == PushState.SENT and viewer.is_platform and viewer.has(Role.COMPLIANCE)
    )
    context = {
        "push": row,
        "state": PushState(row.state),
        "waiting": waiting if is_answering else None,
        "is_answering": is_answering,
        "left": rows.filter(answer="").count(),
        "answered": [(one, rows.filter(answer=one).count()) for one in Answer],
        "keys": list(zip(Answer, "1234", strict=True)),
        "letter_url": address("bridge:detail", row.letter_id) if row.letter_id else "",
        "submit_url": address("front:push_answer", pk),
        "at": timezone.localdate(),
    }
    return listing.respond("roster/push.html", **context)


@guard(kinds=PLATFORM, roles=(Role.COMPLIANCE,))
@require_POST
def answer(request: DeskRequest, pk: int, row: int) -> HttpResponseBase:
    """Answer for one merchant and go on to the next."""
    with or_404():
        found = queries.visible_push_rows(request.viewer, pk).get(pk=row)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        trouble(request, "请选择已关闭、已更正、有异议或非本平台。")
        return redirect("roster:push", pk=pk)
    with OrTrouble(request):
        actions.answer_row(
            row_id=found.pk,
            answer=Answer(form.cleaned_data["answer"]),
            note=form.cleaned_data["note"],
            by=request.viewer,
            at=timezone.now(),
        )
        toast(
            request, f"“{found.shop_name[:20]}”已记为{Answer(form.cleaned_data['answer']).label}。"
        )
    return redirect("roster:push", pk=pk)
