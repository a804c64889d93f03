"""For officers: the list by due date, one submission with its clocks, the steps, the identity."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Refused, Role, Viewer
from hedun.base.documents import queries as documents
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.context import address
from hedun.base.pages.due import due_chip
from hedun.base.pages.listing import Choice, Column, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, Matter, Need, NotPossible, Step
from hedun.desks.complaints import actions, decide, queries
from hedun.desks.complaints.forms import FilingForm, JudgeForm, ReasonForm, StepForm
from hedun.desks.complaints.models import Submission
from hedun.desks.complaints.terms import (
    PROCEDURES,
    Channel,
    Competence,
    ComplaintState,
    Living,
    Scope,
    SubmissionKind,
    annexes,
)

BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def submissions(request: DeskRequest) -> HttpResponseBase:
    """Complaints and reports, the first due first."""
    wanted = request.GET.get("scope", Scope.BODY)
    scope = Scope(wanted) if wanted in list(Scope) else Scope.BODY
    return Listing(
        request,
        queries.in_scope(request.viewer, scope),
        columns=[
            Column("编号", _link, sort="number", export="number", css="nowrap"),
            Column("类别", "get_kind_display", sort="kind"),
            Column("被投诉人", "respondent"),
            Column("商品", "goods"),
            Column("状态", _state, export="get_state_display"),
            Column("期限", _due, sort="due_at", export="due_at"),
            Column("承办", "body.short_name", export="body.name"),
            Column("提交", "filed_at", sort="filed_at"),
        ],
        filters=[
            Text("q", "编号或被投诉人", ["number", "respondent", "outside_no"]),
            Choice("kind", "类别", SubmissionKind),
            Choice("channel", "渠道", Channel),
            Choice("competence", "处理权限", Competence),
        ],
        default_sort="-filed_at" if scope is Scope.DONE else "due_at",
        export_name="投诉举报",
        empty="没有投诉举报",
    ).respond(
        template="complaints/list.html",
        title="投诉举报",
        scopes=[(one, one is scope) for one in Scope],
    )


def _link(row: Submission) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("complaints:detail", args=[row.pk]), row)


def _state(row: Submission) -> SafeString:
    return chip(PROCEDURES[SubmissionKind(row.kind)].states(row.state))


def _due(row: Submission) -> SafeString:
    return due_chip(row.due_at, provisional=row.due_is_provisional, article_id=row.due_article_id)


@guard(kinds=BUREAU, roles=DESK)
@sensitive_post_parameters("name", "phone", "address", "paper_number")
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponseBase:
    """Take in what somebody says over the telephone."""
    if request.method == "GET":
        return render(
            request, "complaints/register.html", {"form": FilingForm(viewer=request.viewer)}
        )
    form = FilingForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return render(request, "complaints/register.html", {"form": form}, status=422)
    try:
        filed = actions.file(
            filing=form.filing(Channel.PHONE), by=request.viewer, at=timezone.now()
        )
    except (Refused, NotPossible) as error:
        form.add_error(None, str(error))
        return render(request, "complaints/register.html", {"form": form}, status=422)
    for one in filed:
        toast(request, f"已登记 {one.submission.number}，查询码 {one.code}，请告知来电人。")
    return redirect("complaints:detail", filed[0].submission.pk)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One submission: facts, clocks, timeline, and what can be done now."""
    return _page(request, _row(request, pk))


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def step(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take one step."""
    row = _row(request, pk)
    code, version = request.POST.get("step", ""), request.POST.get("version", "")
    try:
        declared = PROCEDURES[SubmissionKind(row.kind)].step(code)
    except KeyError:
        trouble(request, "没有这个步骤；请从页面上的按钮办理。")
        return _page(request, row, status=422)
    form = StepForm(request.POST, step=declared, viewer=request.viewer, row=row)
    if not form.is_valid():
        return _page(request, row, tried=(declared, form), status=422)
    try:
        row = actions.take_step(
            submission_id=pk,
            step=code,
            form=form.filled(),
            by=request.viewer,
            at=timezone.now(),
            expected_version=int(version) if version.isdecimal() else None,
        )
    except NotPossible as error:
        trouble(request, str(error))
        return _page(request, row, tried=(declared, form), status=422)
    toast(request, f"{row.number} 已办理“{declared.label}”。")
    return redirect("complaints:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def judge(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Keep what an officer finds on the factors of article 17."""
    row, form = _row(request, pk), JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, row, judge_form=form, status=422)
    data = form.cleaned_data
    actions.judge(
        submission_id=pk,
        finding=Living(data["finding"]),
        why=data["why"],
        by=request.viewer,
        at=timezone.now(),
    )
    toast(request, "判断和理由已记录。")
    return redirect("complaints:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def ask_unlock(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Ask a second officer for leave to see who reported."""
    form = ReasonForm(request.POST)
    row = _row(request, pk)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        actions.ask_unlock(submission_id=pk, why=why, by=request.viewer, at=timezone.now())
    except NotPossible as error:
        trouble(request, str(error))
        return _page(request, row, status=422)
    toast(request, "已提交启封申请，由本单位另一名执法人员批准。")
    return redirect("complaints:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def grant_unlock(request: DeskRequest, pk: int, unlock: int) -> HttpResponseBase:
    """Give another officer leave."""
    row = _row(request, pk)
    if not row.unlocks.filter(pk=unlock).exists():
        raise Http404("没有这项启封申请")
    actions.grant_unlock(unlock_id=unlock, by=request.viewer, at=timezone.now())
    toast(request, "已批准启封，二十四小时内有效，查看均有记录。")
    return redirect("complaints:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@never_cache
@require_POST
def identity(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show who handed it in; that it was seen is written down."""
    row = _row(request, pk)
    try:
        found = actions.open_identity(submission_id=pk, by=request.viewer, at=timezone.now())
    except NotPossible as error:
        trouble(request, str(error))
        return _page(request, row, status=422)
    return _page(request, row, identity=found)


def _row(request: DeskRequest, pk: int) -> Submission:
    row = queries.visible_submissions(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这件投诉举报，或您无权查看")
    return row


def _page(
    request: DeskRequest,
    row: Submission,
    *,
    tried: tuple[Step, StepForm] | None = None,
    identity: object = None,
    judge_form: JudgeForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    viewer, now = request.viewer, timezone.now()
    matter, hats = queries.matter(viewer, row), queries.hats(viewer, row)
    factors = queries.factors(viewer, row)
    why, article = queries.competence(viewer, row)
    context = {
        "row": row,
        "state": matter.state,
        "competence": why,
        "competence_article": article,
        "score": decide.score(factors),
        "judgements": queries.judgements(viewer, row),
        "judge_form": judge_form or JudgeForm(),
        "joined": row.joined.all(),
        "lane": _lane(row, matter, hats),
        "annexes": annexes(viewer, row.pk),
        "steps": _steps(viewer, row, hats, tried=tried),
        "action": reverse("complaints:step", args=[row.pk]),
        "version": row.version,
        "clocks": passages.clocks(viewer, matter),
        "events": passages.timeline(viewer, matter),
        "factors": factors,
        "duplicates": queries.likely_duplicates(viewer, row),
        "identity": identity,
        "papers": documents.card(viewer, "submission", row.pk),
        "is_handler": Hat.OFFICER in hats,
        "has_leave": not row.is_secret or queries.open_unlock(viewer, row, now) is not None,
        "asked": queries.asked_unlocks(viewer, row),
        "reason_form": ReasonForm(),
    }
    return render(request, "complaints/detail.html", context, status=status)


def _lane(row: Submission, matter: Matter, hats: frozenset[Hat]) -> str:
    """Give the address of the fast lane where this complaint may take it."""
    may = Hat.OFFICER in hats and matter.state == ComplaintState.RECEIVED and row.platform_id
    return address("front:fast_lane", row.pk) if may else ""


def _steps(
    viewer: Viewer,
    row: Submission,
    hats: frozenset[Hat],
    *,
    tried: tuple[Step, StepForm] | None,
) -> list[dict[str, object]]:
    """The steps that this person may take now, each with its article and the fields it needs."""
    found: list[dict[str, object]] = []
    for declared in passages.next_steps(viewer, queries.matter(viewer, row), hats):
        if Need.LETTER in declared.needs:
            continue  # offered as the fast lane, which writes the letter
        if Need.OTHER in declared.needs and not queries.joinable(viewer, row).exists():
            continue
        code, number = declared.basis.split(" ", 1)
        form = StepForm(step=declared, viewer=viewer, row=row)
        if tried and tried[0].code == declared.code:
            form = tried[1]
        found.append(
            {"step": declared, "basis": lawbook.article(viewer, code, number), "form": form}
        )
    return found
