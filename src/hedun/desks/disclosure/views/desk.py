"""The officers' side: what waits, what is on show."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid
from hedun.base.pages.listing import Choice, Column, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.desks.disclosure import actions, forms, queries
from hedun.desks.disclosure.decide import OFFICERS, local_day
from hedun.desks.disclosure.models import Publication
from hedun.desks.disclosure.terms import GravityClass, PublicationState, Stale

BUREAU = (BodyKind.BUREAU,)
COLUMNS = (
    Column("网店", lambda row: row.snapshot.get("shop") or (row.shop.name if row.shop else "")),
    Column("平台", lambda row: row.shop.platform.name if row.shop else ""),
    Column("事由", lambda row: row.snapshot.get("matter", "")),
    Column("措施", lambda row: row.snapshot.get("measure", "")),
    Column("状态", lambda row: chip(PublicationState(row.state)), sort="state"),
    Column("失信程度", lambda row: GravityClass(row.gravity)),
    Column("公示至", "display_until", sort="display_until"),
    Column("理由", "reason"),
)


@guard(kinds=BUREAU, roles=OFFICERS)
@require_GET
def queue(request: DeskRequest) -> HttpResponseBase:
    """Records that wait for the decision, one at a time, and those already decided."""
    viewer = request.viewer
    waiting = queries.waiting(viewer)
    listing = Listing(
        request,
        queries.visible_publications(viewer),
        columns=COLUMNS,
        filters=[Choice("state", "状态", PublicationState), Text("q", "网店", ["shop__name"])],
        export_name="公示记录",
        empty="还没有公示记录。处置违法线索后，记录会在上方等待公示审核。",
    )
    count = waiting.count()
    on_show = queries.visible_publications(viewer).filter(state=PublicationState.PUBLISHED)
    return listing.respond(
        template="disclosure/queue.html",
        title="公示审核",
        fact=waiting.first(),
        following=waiting[1:9],
        count=count,
        gravities=GravityClass.choices(),
        terms=[t for t in queries.display_terms(viewer) if t.holds(local_day(timezone.now()))],
        on_show=on_show.order_by("-published_at")[:20],
    )


@guard(kinds=BUREAU, roles=OFFICERS)
@require_POST
def publish(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show a record."""
    given = _given(request)
    try:
        row = actions.publish(
            fact_id=pk,
            gravity=given["gravity"],
            reason=given["reason"],
            by=request.viewer,
            at=timezone.now(),
        )
    except (Invalid, Stale) as error:
        trouble(request, str(error))
    else:
        toast(request, f"已公示，公示至 {row.display_until:%Y-%m-%d}。")
    return redirect("disclosure:queue")


@guard(kinds=BUREAU, roles=OFFICERS)
@require_POST
def withhold(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Decide not to show a record."""
    try:
        actions.withhold(
            fact_id=pk, reason=_given(request)["reason"], by=request.viewer, at=timezone.now()
        )
    except (Invalid, Stale) as error:
        trouble(request, str(error))
    else:
        toast(request, "已记为不予公示。")
    return redirect("disclosure:queue")


@guard(kinds=BUREAU, roles=OFFICERS)
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take a record down."""
    given = _given(request)
    try:
        actions.withdraw(
            publication_id=pk,
            reason=given["reason"],
            expected_version=given["version"],
            by=request.viewer,
            at=timezone.now(),
        )
    except Publication.DoesNotExist:
        raise
    except (Invalid, Stale) as error:
        trouble(request, str(error))
    else:
        toast(request, "已撤下，公众页面和接口即时不再显示。")
    return redirect("disclosure:queue")


def _given(request: DeskRequest) -> dict[str, Any]:
    form = forms.DecisionForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    return {
        "gravity": GravityClass(given.get("gravity") or GravityClass.NORMAL),
        "reason": given.get("reason", ""),
        "version": given.get("version"),
    }
