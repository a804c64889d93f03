"""Captures of pages: the list, the form, one capture with all that proves it, its record."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.actions import record
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role
from hedun.base.evidence import actions, documents, queries
from hedun.base.evidence.forms import PageForm
from hedun.base.evidence.models import PageCapture
from hedun.base.evidence.terms import Erased, PageState, Tampered
from hedun.base.evidence.views.download import attachment
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble

BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def pages(request: DeskRequest) -> HttpResponseBase:
    """Pages that the own bureau has fixed or asked to be fixed, the newest first."""
    return Listing(
        request,
        queries.pages(request.viewer),
        columns=[
            Column("名称", _link, sort="title", export="title"),
            Column("网址", _short, export="url", css="mono"),
            Column("状态", _state, sort="state", export="get_state_display"),
            Column("执法人员", _officers),
            Column("SHA-256", _hash, export="capture.blob.sha256", css="mono"),
            Column("提出", "requested_at", sort="requested_at"),
            Column("完成", "done_at", sort="done_at"),
        ],
        filters=[
            Text("q", "名称或网址", ["title", "url"]),
            Choice("state", "状态", PageState),
            DateRange("requested_at", "提出日期"),
        ],
        default_sort="-requested_at",
        export_name="网页固证",
        empty=Empty(
            "还没有网页固证",
            "填写网址和第二名执法人员，系统采集网页并固定为证据。",
            reverse("evidence:ask"),
            "固定网页",
        ),
    ).respond("evidence/pages.html", title="网页固证")


def _link(row: PageCapture) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("evidence:page", args=[row.pk]), row.title)


def _short(row: PageCapture) -> str:
    return row.url if len(row.url) <= 60 else f"{row.url[:57]}…"


def _state(row: PageCapture) -> SafeString:
    return chip(PageState(row.state))


def _officers(row: PageCapture) -> str:
    return f"{row.requested_by.name}、{row.second_officer.name}"


def _hash(row: PageCapture) -> str:
    return f"{row.capture.blob.sha256[:12]}…" if row.capture else ""


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def ask(request: DeskRequest) -> HttpResponseBase:
    """Ask for a page to be fixed; from a clue or letter it comes with its matter."""
    if request.method == "GET":
        kind, _, key = request.GET.get("for", "").partition(":")
        first = {"url": request.GET.get("url", ""), "for_kind": kind, "for_id": key}
        return _form(request, PageForm(viewer=request.viewer, initial=first))
    form = PageForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return _form(request, form, status=422)
    given = form.cleaned_data
    try:
        row = actions.ask_page(
            url=given["url"],
            title=given["title"],
            note=given["note"],
            second_officer_id=given["second_officer"],
            matter=(given["for_kind"], given["for_id"]),
            by=request.viewer,
            at=timezone.now(),
        )
    except (Invalid, Refused) as error:
        form.add_error(None, str(error))
        return _form(request, form, status=422)
    toast(request, "已提交，系统正在采集网页；本页自动更新。")
    return redirect("evidence:page", row.pk)


def _form(request: DeskRequest, form: PageForm, *, status: int = 200) -> HttpResponseBase:
    return render(request, "evidence/ask.html", {"form": form}, status=status)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def page(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One capture: who, when, from where, every digest, what was left out, the picture."""
    row = _row(request, pk)
    return render(
        request,
        "evidence/page.html",
        {
            "row": row,
            "gone": queries.tombstone(request.viewer, row.capture) if row.capture else None,
            "state": PageState(row.state),
            "manifest": row.capture.manifest if row.capture else {},
            "leaf": queries.leaf_of(request.viewer, row.capture_id) if row.capture_id else None,
            "is_waiting": row.state == PageState.WAITING,
            "is_failed": row.state == PageState.FAILED,
        },
    )


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def again(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Try once more."""
    _row(request, pk)
    try:
        actions.ask_again(page_id=pk, by=request.viewer, at=timezone.now())
    except Invalid as error:
        trouble(request, str(error))
    else:
        toast(request, "已重新提交采集。")
    return redirect("evidence:page", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def picture(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The screenshot, proven and harmless: an image that nothing else can be read as."""
    row = _row(request, pk)
    if row.screenshot is None:
        raise Http404("这次固证没有截图。")
    try:
        content = queries.read(request.viewer, row.screenshot)
    except Erased as gone:
        return HttpResponse(str(gone), status=410, content_type="text/plain; charset=utf-8")
    except Tampered as broken:
        return HttpResponse(str(broken), status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(content, content_type="image/png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def paper(request: DeskRequest, pk: int, form: str) -> HttpResponseBase:
    """The record of extraction (电子数据提取笔录), generated from the manifest."""
    row = _row(request, pk)
    if form not in documents.TYPES or row.capture is None:
        raise Http404("没有这种格式，或网页尚未固定。")
    sheet = documents.record_sheet(row)
    try:
        content = documents.pdf(sheet) if form == "pdf" else documents.docx(sheet)
    except documents.NoFont as missing:
        trouble(request, str(missing))
        return redirect("evidence:page", pk)
    record(
        by=request.viewer,
        at=timezone.now(),
        action="evidence:page:print",
        subject=("page", row.pk),
        detail={"form": form},
    )
    name = f"电子数据提取笔录 {row.title}"[:80].replace("/", "_")
    return attachment(content, f"{name}.{form}", documents.TYPES[form])


def _row(request: DeskRequest, pk: int) -> PageCapture:
    row = queries.page(request.viewer, pk)
    if row is None:
        raise Http404("没有这次网页固证，或您无权查看。")
    return row
