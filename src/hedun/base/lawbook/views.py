"""The lawbook's pages: what the law says, when a term ends, which days are worked."""

import calendar as months
import datetime as dt

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Role
from hedun.base.lawbook import actions, queries
from hedun.base.lawbook.decide import Calendar
from hedun.base.lawbook.forms import DueForm, NoticeForm
from hedun.base.lawbook.models import Article, Deadline, Instrument
from hedun.base.lawbook.terms import Confidence, Due, Severity
from hedun.base.pages.listing import Choice, Column, Listing, Text
from hedun.base.pages.states import chip


@guard()
@require_GET
def instruments(request: DeskRequest) -> HttpResponseBase:
    """Every instrument, to search and sort."""
    return Listing(
        request,
        queries.instruments(request.viewer),
        columns=[
            Column("名称", _instrument_link, sort="title", export="title"),
            Column("文号", "number"),
            Column("制定机关", "issuer"),
            Column("施行日期", "valid_from", sort="valid_from"),
            Column("失效日期", "valid_to"),
            Column("可信度", lambda row: _mark(row.confidence), export="get_confidence_display"),
        ],
        filters=[
            Text("q", "名称或文号", ["title", "number", "code"]),
            Choice("confidence", "可信度", Confidence),
        ],
        default_sort="-valid_from",
        export_name="规范性文件",
    ).respond(template="lawbook/list.html", title="法规库")


@guard()
@require_GET
def grounds(request: DeskRequest) -> HttpResponseBase:
    """Every ground with its article and penalty."""
    return Listing(
        request,
        queries.grounds(request.viewer),
        columns=[
            Column("编码", "code", sort="code", css="nowrap"),
            Column("事由", "name", sort="name"),
            Column("依据", lambda row: _article_link(row.article), export="article"),
            Column("程度", "get_severity_display", sort="severity"),
            Column("罚则", "penalty"),
            Column("可信度", lambda row: _mark(row.confidence), export="get_confidence_display"),
        ],
        filters=[
            Text("q", "编码或事由", ["code", "name"]),
            Choice("severity", "程度", Severity),
        ],
        default_sort="code",
        export_name="事由",
    ).respond(template="lawbook/list.html", title="事由")


@guard()
@require_GET
def instrument(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One instrument with the articles that are held."""
    row = queries.instruments(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这份文件")
    held = sorted(row.articles.all(), key=_in_order)
    return render(request, "lawbook/instrument.html", {"row": row, "articles": held})


def _in_order(row: Article) -> tuple[int, str]:
    return (int(row.number) if row.number.isdecimal() else 9_999, row.number)


@guard()
@require_GET
def article(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One article: its words, how sure they are, and what rests on it."""
    row = queries.articles(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这一条")
    return render(request, "lawbook/article.html", {"row": row})


@guard()
@require_GET
def due(request: DeskRequest) -> HttpResponseBase:
    """Work out a due date and show each step of the count."""
    rows: QuerySet[Deadline] = queries.deadlines(request.viewer)
    rules = [(row.code, f"{row.name}（{row.amount} {row.get_unit_display()}）") for row in rows]
    form = DueForm(rules, request.GET if "rule" in request.GET else None)
    outcome: Due | None = None
    rule: Deadline | None = None
    if form.is_bound and form.is_valid():
        code, start = form.cleaned_data["rule"], form.cleaned_data["start"]
        try:
            outcome = queries.due(
                request.viewer, code, start, extended=form.cleaned_data["extended"]
            )
        except (LookupError, OverflowError) as error:
            form.add_error("start", str(error.args[0]))
        else:
            on = start.date()
            rule = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), code=code).last()
    return render(request, "lawbook/due.html", {"form": form, "due": outcome, "rule": rule})


@guard()
@require_GET
def calendar(request: DeskRequest) -> HttpResponseBase:
    """A year with its holidays and adjusted workdays."""
    text = request.GET.get("year", "")
    today = timezone.localdate()
    held = queries.calendar(request.viewer)
    year = int(text) if text.isdecimal() and held.first <= int(text) <= held.last else today.year
    return render(
        request,
        "lawbook/calendar.html",
        {
            "year": year,
            "months": _months(held, year),
            "is_published": year in held.published,
            "edition": held.versions.get(year, ""),
            "editions": queries.editions(request.viewer).filter(year=year),
            "years": range(held.first, held.last + 1),
            "form": NoticeForm() if request.viewer.has(Role.SYSTEM_ADMIN) else None,
        },
    )


def _months(held: Calendar, year: int) -> list[dict[str, object]]:
    pages = []
    for month in range(1, 13):
        weeks = [
            [_cell(held, day, month) for day in week]
            for week in months.Calendar().monthdatescalendar(year, month)
        ]
        pages.append({"month": month, "weeks": weeks})
    return pages


def _cell(held: Calendar, day: dt.date, month: int) -> dict[str, object]:
    if day.month != month:
        return {}
    name, is_off = held.days.get(day, ("", day.weekday() >= 5))
    mark = "" if not name else ("休" if is_off else "班")
    return {"day": day.day, "name": name, "is_off": is_off, "mark": mark}


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def take_notice(request: DeskRequest) -> HttpResponseBase:
    """Take in a holiday notice."""
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("lawbook:calendar")
    try:
        edition = actions.import_calendar(
            content=form.cleaned_data["notice"],
            name=str(request.FILES["notice"])[:80],
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.BadNotice as error:
        messages.error(request, str(error))
        return redirect("lawbook:calendar")
    messages.success(request, f"已导入 {edition.year} 年放假安排第 {edition.version} 版。")
    return redirect(f"{reverse('lawbook:calendar')}?year={edition.year}")


def _instrument_link(row: Instrument) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("lawbook:instrument", args=[row.pk]), row)


def _article_link(row: Article) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("lawbook:article", args=[row.pk]), row)


def _mark(confidence: str) -> SafeString:
    return chip(Confidence(confidence))
