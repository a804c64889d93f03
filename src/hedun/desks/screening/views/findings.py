"""Findings as a list and one by one."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.lawbook.terms import Severity
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.desks.screening import queries
from hedun.desks.screening.models import Finding
from hedun.desks.screening.terms import OPEN_STATES, CheckKind, FindingState, Reason
from hedun.desks.screening.views.answers import BUREAU, or_404
from hedun.desks.screening.views.queue import shown
from hedun.market import queries as market


def _link(row: Finding) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("screening:finding", args=[row.pk]), row)


def _why(row: Finding) -> list[str]:
    words = [w["surface"] for w in row.words]
    return list(dict.fromkeys([*words, *(f"规则 {rule['code']}" for rule in row.rules)]))


COLUMNS = (
    Column("商品标题", _link, export="title"),
    Column("命中词或规则", lambda row: "、".join(_why(row))),
    Column(
        "核对发现",
        lambda row: "、".join(dict.fromkeys(Reason(c["reason"]).label for c in row.checks)),
    ),
    Column("事由", "ground.name"),
    Column(
        "程度",
        lambda row: chip(Severity(row.severity)),
        sort="rank",
        export=lambda row: Severity(row.severity).label,
    ),
    Column("平台", "platform.name", css="nowrap"),
    Column("网店", "shop_name"),
    Column("商品编号", "listing_no", css="nowrap"),
    Column(
        "状态",
        lambda row: chip(FindingState(row.state)),
        sort="state",
        export=lambda row: FindingState(row.state).label,
    ),
    Column(
        "发现时间",
        lambda row: timezone.localtime(row.found_at).date(),
        sort="found_at",
        export="found_at",
    ),
)


@guard(kinds=BUREAU)
@require_GET
def findings(request: DeskRequest) -> HttpResponseBase:
    """List what screening has found in the viewer's area."""
    viewer = request.viewer
    platforms = [(p.pk, p.name) for p in market.platforms(viewer)]
    grounds = sorted({g.code: g.name for g in queries.grounds(viewer)}.items())
    listing = Listing(
        request,
        queries.visible_findings(viewer),
        columns=COLUMNS,
        filters=(
            Text("q", "标题、店铺或编号", ["title", "shop_name", "listing_no__startswith"]),
            Choice("state", "状态", FindingState),
            Choice("platform", "平台", platforms, lookup="platform_id"),
            Choice("ground", "事由", grounds, lookup="ground__code"),
            Choice("severity", "程度", Severity),
            Choice("check", "核对", CheckKind, apply=_of_check),
            Choice("run", "筛查任务", _runs(request), lookup="run_id"),
            DateRange("found_at", "发现日期"),
        ),
        default_sort="-found_at",
        export_name="筛查命中",
        empty=Empty(
            "还没有筛查命中",
            "发起一次筛查后，命中会列在这里。",
            reverse("screening:runs"),
            "去筛查",
        ),
    )
    return listing.respond(title="筛查命中", subtitle="本辖区网店、本辖区平台及本单位筛查所发现的")


def _of_check(rows: QuerySet[Finding], chosen: str) -> QuerySet[Finding]:
    """Give findings of one check; the JSON is searched as text, after the key has narrowed it."""
    return rows.exclude(checks_key="").filter(checks__icontains=f'"check": "{chosen}"')


def _runs(request: DeskRequest) -> list[tuple[int, str]]:
    runs = queries.visible_runs(request.viewer)[:50]
    return [(r.pk, f"{r.pk} {r.platform.name if r.platform else ''}") for r in runs]


@guard(kinds=BUREAU)
@require_GET
def finding(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one finding with all that was said of it."""
    with or_404():
        row = queries.finding(request.viewer, pk)
    may_judge = row.state in OPEN_STATES and request.viewer.has(*queries.REVIEWERS)
    # a higher bureau sees what was found in its area, but not the run of the body below it
    may_see_run = queries.visible_runs(request.viewer).filter(pk=row.run_id).exists()
    context = shown(request.viewer, row) | {"may_judge": may_judge, "may_see_run": may_see_run}
    return render(request, "screening/finding.html", context)
