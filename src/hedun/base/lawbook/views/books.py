"""What the law says: instruments, grounds, articles."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.lawbook import queries
from hedun.base.lawbook.models import Article, Instrument
from hedun.base.lawbook.terms import Confidence, Severity
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


def _instrument_link(row: Instrument) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("lawbook:instrument", args=[row.pk]), row)


def _article_link(row: Article) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("lawbook:article", args=[row.pk]), row)


def _mark(confidence: str) -> SafeString:
    return chip(Confidence(confidence))
