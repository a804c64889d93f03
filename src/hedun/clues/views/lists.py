"""The list of clues: which part of them, in which state, due when."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Role, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import Severity
from hedun.base.pages.due import due_chip
from hedun.base.pages.listing import Bulk, Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.clues import decide, queries
from hedun.clues.models import Clue
from hedun.clues.terms import Bucket, ClueSource, ClueState, ClueStep, Outcome, Scope
from hedun.market import queries as market

BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)
SHOWS = (("open", "在办"), ("closed", "已办结"), ("all", "全部"))


def _title(row: Clue) -> SafeString:
    url = reverse("clues:detail", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row.title)


def _due(row: Clue) -> SafeString | str:
    if not row.is_open:
        return f"{timezone.localtime(row.due_at):%Y-%m-%d}"
    return due_chip(row.due_at, provisional=row.due_is_provisional, article_id=row.due_article_id)


def _state(row: Clue) -> SafeString:
    ended = chip(Outcome(row.outcome)) if row.outcome else ""
    return format_html("{} {}", chip(ClueState(row.state)), ended)


def _said(row: Clue) -> str:
    ended = f"（{Outcome(row.outcome).label}）" if row.outcome else ""
    return f"{ClueState(row.state).label}{ended}"


COLUMNS = (
    Column("线索编号", "number", sort="number", css="nowrap"),
    Column("事项", _title, export="title"),
    Column("程度", lambda row: chip(Severity(row.severity)), css="nowrap"),
    Column("平台", "platform.name", css="nowrap"),
    Column("状态", _state, export=_said, css="nowrap"),
    Column("办理期限", _due, sort="due_at", export="due_at", css="nowrap"),
    Column("承办单位", "body.short_name"),
    Column("承办人", "officer.name", css="nowrap"),
)


class Shown(Choice):
    """Open, closed or all; what the other questions already settle is not asked again."""

    def __init__(self) -> None:
        super().__init__("show", "在办与办结", SHOWS, apply=self._pick)

    def value(self, query: Mapping[str, str]) -> str:
        """Give what was asked, else what fits the state, the outcome or the days asked for."""
        if asked := super().value(query):
            return asked
        if query.get("state") == ClueState.DISPOSED or query.get("outcome"):
            return "closed"
        if query.get("state") or not (query.get("raised_from") or query.get("raised_to")):
            return "open"
        return "all"

    def said(self, query: Mapping[str, str]) -> str:
        return super().said(query) if query.get("show") else ""

    @staticmethod
    def _pick(rows: Any, chosen: str) -> Any:
        return rows if chosen == "all" else rows.filter(is_open=chosen == "open")


def _due_between(rows: Any, chosen: str, at: dt.datetime) -> Any:
    today, week = decide.edges(timezone.localtime(at))
    spans: dict[str, dict[str, dt.datetime]] = {
        Bucket.OVERDUE: {"due_at__lt": at},
        Bucket.TODAY: {"due_at__gte": at, "due_at__lt": today},
        Bucket.WEEK: {"due_at__gte": today, "due_at__lt": week},
        Bucket.LATER: {"due_at__gte": max(today, week)},
    }
    return rows.filter(**spans[chosen])


def _filters(viewer: Viewer, at: dt.datetime) -> list[Any]:
    grounds = sorted({g.code: g.name for g in lawbook.grounds(viewer)}.items())
    platforms = [(p.pk, p.name) for p in market.platforms(viewer)]
    return [
        Choice("scope", "范围", Scope, apply=lambda rows, _chosen: rows),
        Shown(),
        Choice("due", "期限", Bucket, apply=lambda rows, chosen: _due_between(rows, chosen, at)),
        Choice("state", "状态", ClueState),
        Choice("outcome", "处置结果", Outcome),
        Choice("platform", "平台", platforms, lookup="platform_id"),
        Choice("ground", "事由", grounds, lookup="ground__code"),
        Choice("source", "来源", ClueSource),
        Text("q", "编号或事项", ["number__startswith", "title"]),
        DateRange("raised", "登记日期", field="raised_at"),
    ]


def scope_of(asked: str) -> Scope:
    """Read the part of the clues that is asked for; else the own body's."""
    return Scope(asked) if asked in set(Scope) else Scope.BODY


def _rows(viewer: Viewer, scope: Scope, at: dt.datetime) -> QuerySet[Clue]:
    rows = queries.scoped_clues(viewer, scope, at)
    return rows.select_related("platform", "body", "officer")


def _bulk(viewer: Viewer) -> list[Bulk]:
    if not viewer.has(*DESK):
        return []
    return [
        Bulk("分派…", reverse("clues:bulk", args=[ClueStep.DISPATCH.value]), key="d"),
        Bulk("处置…", reverse("clues:bulk", args=[ClueStep.DISPOSE.value]), key="e"),
    ]


@guard(kinds=BUREAU)
@require_GET
def clues(request: DeskRequest) -> HttpResponseBase:
    """List a part of the clues in due order, with filters, export and work on many at once."""
    viewer, at = request.viewer, timezone.now()
    scope = scope_of(request.GET.get("scope", ""))
    listing = Listing(
        request,
        _rows(viewer, scope, at),
        columns=COLUMNS,
        filters=_filters(viewer, at),
        default_sort="due_at",
        export_name="线索",
        bulk=_bulk(viewer),
        row_css=lambda row: "late" if row.is_open and row.due_at < at else "",
        empty=Empty(
            f"“{scope.label}”没有在办的线索",
            "线索来自筛查复核、平台报告和人工登记；也可以换一个范围查看。",
            f"{reverse('clues:list')}?scope={Scope.AREA}",
            "看本辖区线索",
        ),
    )
    return listing.respond(
        "clues/list.html",
        title="线索",
        subtitle=f"{scope.label}，按法定期限排序",
        may=viewer.has(*DESK),
    )
