"""Runs: started, watched, and told as a funnel."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.drawing import Bar
from hedun.base.pages.listing import Choice, Column, Empty, Listing
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.desks.screening import actions, queries
from hedun.desks.screening.forms import RunForm
from hedun.desks.screening.models import ScreeningRun
from hedun.desks.screening.terms import OPEN_STATES, FindingState, RunState
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404


def _link(row: ScreeningRun) -> SafeString:
    name = row.platform.name if row.platform else "—"
    url = reverse("screening:run", args=[row.pk])
    return format_html('<a href="{}">{} · 第{}版</a>', url, name, row.edition.number)


COLUMNS = (
    Column("筛查任务", _link, export="platform.name"),
    Column(
        "提交时间",
        lambda row: f"{timezone.localtime(row.created_at):%m-%d %H:%M}",
        sort="created_at",
    ),
    Column("提交人", "started_by.name"),
    Column("应筛", "total", numeric=True),
    Column("已筛", "scanned", numeric=True),
    Column("命中", "hit", numeric=True, sort="hit"),
    Column("进入复核", "queued", numeric=True, sort="queued"),
    Column("状态", lambda row: chip(RunState(row.state)), export=lambda r: RunState(r.state).label),
)


@guard(kinds=BUREAU)
@require_GET
def runs(request: DeskRequest) -> HttpResponseBase:
    """List the runs of the viewer's body, and offer a new one."""
    viewer = request.viewer
    listing = Listing(
        request,
        queries.visible_runs(viewer),
        columns=COLUMNS,
        filters=(Choice("state", "状态", RunState),),
        default_sort="-pk",
        export_name="筛查任务",
        empty=Empty("还没有筛查任务", "选择平台后点“开始筛查”，用在用词库扫描其全部商品信息。"),
    )
    return listing.respond(
        "screening/runs.html",
        form=RunForm(viewer=viewer),
        edition=queries.active_edition(viewer),
        may_start=viewer.has(*queries.RUNNERS),
    )


@guard(kinds=BUREAU, roles=queries.RUNNERS)
@require_POST
def start(request: DeskRequest) -> HttpResponse:
    """Start a run over one platform's listings."""
    form = RunForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        trouble(request, "没有选择平台，或您无权筛查该平台；请从下拉列表中选择。")
        return redirect("screening:runs")
    with OrTrouble(request):
        run = actions.start(
            platform_id=int(form.cleaned_data["platform"]), by=request.viewer, at=timezone.now()
        )
        toast(request, f"已提交筛查，共 {run.total:,} 条商品信息。")
        return redirect("screening:run", pk=run.pk)
    return redirect("screening:runs")


@guard(kinds=BUREAU)
@require_GET
def run(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a run: its progress while it lasts, its funnel, and the findings behind each number."""
    with or_404():
        row = queries.run(request.viewer, pk)
    funnel = queries.funnel(request.viewer, row)
    return render(
        request,
        "screening/run.html",
        {
            "run": row,
            "funnel": funnel,
            "bars": [Bar(label, value) for label, value in funnel.rows],
            "states": [(s, s.label, funnel.states.get(s, 0)) for s in FindingState],
            "precision": None if funnel.precision is None else round(100 * funnel.precision, 1),
            "open": sum(funnel.states.get(state, 0) for state in OPEN_STATES),
        },
    )
