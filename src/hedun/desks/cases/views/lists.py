"""Lists: cases by due date, requests for assistance, the monthly figures."""

import datetime as dt

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Role
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.due import due_chip
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.listing.export import workbook
from hedun.base.pages.states import chip
from hedun.desks.cases import queries
from hedun.desks.cases.models import Branch, Case
from hedun.desks.cases.terms import AssistState, CaseSource, CaseState, Counted, Scope

BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)
HINT = "案件来自线索、举报或者移送；在线索页点“登记案源”，或者直接登记。"


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def cases(request: DeskRequest) -> HttpResponseBase:
    """Cases, the first due first."""
    wanted = request.GET.get("scope", Scope.BODY)
    scope = Scope(wanted) if wanted in list(Scope) else Scope.BODY
    of_others = "nowrap" if scope is Scope.AREA else "hidden"  # on the page; exported always
    decided = "nowrap" if scope is Scope.DONE else "hidden"
    grounds = lawbook.grounds(request.viewer).values_list("pk", "name")
    return Listing(
        request,
        queries.in_scope(request.viewer, scope),
        columns=[
            Column("编号", _link, sort="number", export="number", css="nowrap"),
            Column("案由", "title"),
            Column("当事人", "party_name", css="hidden"),  # the title names the party
            Column("状态", _state, export="get_state_display"),
            Column("期限", _due, sort="due_at", export="due_at"),
            Column("期限名称", "due_name"),
            Column("来源", "get_source_display", css="nowrap"),
            Column("承办", "body.short_name", export="body.name", css=of_others),
            Column("立案", "opened_at", sort="opened_at"),
            Column("决定书", "decision_no", css=decided),
        ],
        filters=[
            Text("q", "编号或当事人", ["number__startswith", "party_name__startswith"]),
            Choice("state", "状态", CaseState),
            Choice("source", "来源", CaseSource),
            Choice("ground", "事由", grounds),
            DateRange("opened", "立案日期", field="opened_at"),
        ],
        default_sort="-sourced_at" if scope is Scope.DONE else "due_at",
        export_name="案件",
        empty=Empty("没有案件", HINT, reverse("cases:new"), "登记案源"),
    ).respond(
        template="cases/list.html",
        title="案件",
        scopes=[(one, one is scope) for one in Scope],
    )


def _link(row: Case) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("cases:detail", args=[row.pk]), row)


def _state(row: Case) -> SafeString:
    return chip(CaseState(row.state))


def _due(row: Case | Branch) -> SafeString:
    return due_chip(row.due_at, provisional=row.due_is_provisional, article_id=row.due_article_id)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def assists(request: DeskRequest) -> HttpResponseBase:
    """Requests for assistance from other bureaux, the first due first."""
    return Listing(
        request,
        queries.received_assists(request.viewer),
        columns=[
            Column("案件", _branch_link, export="case.number", css="nowrap"),
            Column("来函单位", "case.body.name"),
            Column("协查事项", "text"),
            Column("状态", _assist, export="get_state_display"),
            Column("期限", _due, sort="due_at", export="due_at"),
            Column("来函时间", "at", sort="at"),
        ],
        filters=[Choice("state", "状态", AssistState)],
        default_sort="-at",
        export_name="收到的协助调查函",
        empty=Empty("没有收到协助调查函", "其他市场监管局发来协助调查函后，会在这里出现。"),
    ).respond(template="cases/assists.html", title="收到的协助调查函")


def _branch_link(row: Branch) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("cases:branch", args=[row.pk]), row.case.number
    )


def _assist(row: Branch) -> SafeString:
    return chip(AssistState(row.state))


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def statistics(request: DeskRequest) -> HttpResponseBase:
    """立案, 责令改正, 移送, 清理 by month and bureau, and the same as a workbook."""
    first, last = _span(request.GET.get("from", ""), request.GET.get("to", ""))
    low, high = (
        timezone.make_aware(dt.datetime.combine(day, dt.time.min)) for day in (first, last)
    )
    lines = queries.statistics(request.viewer, (low, high + dt.timedelta(days=1)))
    if request.GET.get("export") == "xlsx":
        columns = [Column("月份", "month"), Column("单位", "body")]
        columns += [Column(one.label, one.value, numeric=True) for one in Counted]
        return workbook(lines, columns, name="办案统计", said=[f"{first} 至 {last}"])
    totals = [(one, sum(getattr(line, one.value) for line in lines)) for one in Counted]
    context = {
        "lines": lines,
        "totals": totals,
        "kinds": list(Counted),
        "first": first,
        "last": last,
    }
    return render(request, "cases/statistics.html", context)


def _span(first: str, last: str) -> tuple[dt.date, dt.date]:
    """Read two days; what is no day becomes this year so far."""
    today = timezone.localdate()
    end = _day(last) or today
    start = _day(first) or end.replace(month=1, day=1)
    return min(start, end), max(start, end)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None
