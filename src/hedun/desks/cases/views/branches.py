"""What runs beside a case: begun on its page, then a page of its own, also for who was asked."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.toast import toast, trouble
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import NotPossible
from hedun.desks.cases import actions, queries
from hedun.desks.cases.forms import StepForm
from hedun.desks.cases.models import Branch
from hedun.desks.cases.terms import BranchKind, Enclosure
from hedun.desks.cases.views import stepping
from hedun.desks.cases.views.desk import case_or_404, page
from hedun.desks.cases.views.lists import BUREAU, DESK


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def begin(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Begin something beside a case."""
    row = case_or_404(request, pk)
    kind, code = request.POST.get("kind", ""), request.POST.get("step", "")
    declared = stepping.declared_in(kind, code)
    if declared is None:
        trouble(request, "没有这个事项；请从页面上的按钮办理。")
        return page(request, row, status=422)
    form = StepForm(request.POST, step=declared, viewer=request.viewer, case=row)
    if not form.is_valid():
        return page(request, row, begun=(declared, form), status=422)
    try:
        branch = actions.open_branch(
            case_id=pk,
            kind=BranchKind(kind),
            step=code,
            form=form.filled(),
            by=request.viewer,
            at=timezone.now(),
        )
    except NotPossible as error:
        trouble(request, str(error))
        return page(request, row, begun=(declared, form), status=422)
    toast(request, f"{row.number} 已办理“{declared.label}”。")
    return redirect("cases:branch", branch.pk)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One matter beside a case."""
    return _page(request, _branch_or_404(request, pk))


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def step(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take one step of it."""
    row = _branch_or_404(request, pk)
    code, version = request.POST.get("step", ""), request.POST.get("version", "")
    try:
        declared = queries.branch_matter(request.viewer, row).procedure.step(code)
    except KeyError:
        trouble(request, "没有这个步骤；请从页面上的按钮办理。")
        return _page(request, row, status=422)
    form = StepForm(request.POST, step=declared, viewer=request.viewer, case=row.case)
    if not form.is_valid():
        return _page(request, row, tried=(declared, form), status=422)
    try:
        actions.take_branch_step(
            branch_id=pk,
            step=code,
            form=form.filled(),
            by=request.viewer,
            at=timezone.now(),
            expected_version=int(version) if version.isdecimal() else None,
        )
    except NotPossible as error:
        trouble(request, str(error))
        return _page(request, row, tried=(declared, form), status=422)
    toast(request, f"已办理“{declared.label}”。")
    return redirect("cases:branch", pk)


def _branch_or_404(request: DeskRequest, pk: int) -> Branch:
    row = queries.visible_branches(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这一事项，或您无权查看")
    return row


def _page(
    request: DeskRequest, row: Branch, *, tried: stepping.Tried = None, status: int = 200
) -> HttpResponseBase:
    viewer = request.viewer
    matter = queries.branch_matter(viewer, row)
    declared = queries.next_branch_steps(viewer, row)
    context = {
        "row": row,
        "case": row.case,
        "may_see_case": queries.visible_cases(viewer).filter(pk=row.case_id).exists(),
        "state": matter.state,
        "steps": stepping.steps(viewer, row.case, declared, tried=tried),
        "action": reverse("cases:branch_step", args=[row.pk]),
        "version": row.version,
        "clocks": passages.clocks(viewer, matter),
        "events": passages.timeline(viewer, matter),
        "enclosures": [Enclosure(one) for one in row.enclosures],
    }
    return render(request, "cases/branch.html", context, status=status)
