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
from hedun.base.lawbook.terms import Confidence, FormFamily, Obliged, ReasonKind, Severity
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
def reasons(request: DeskRequest) -> HttpResponseBase:
    """Every reason that the law lists one by one."""
    return Listing(
        request,
        queries.reasons(request.viewer),
        columns=[
            Column("编码", "code", sort="code", css="nowrap"),
            Column("用途", "get_kind_display", sort="kind"),
            Column("情形", "name"),
            Column("依据", lambda row: _article_link(row.article), export="article"),
            Column("可信度", lambda row: _mark(row.confidence), export="get_confidence_display"),
        ],
        filters=[Text("q", "编码或情形", ["code", "name"]), Choice("kind", "用途", ReasonKind)],
        default_sort="code",
        export_name="法定情形",
    ).respond(template="lawbook/list.html", title="法定情形")


@guard()
@require_GET
def duties(request: DeskRequest) -> HttpResponseBase:
    """Every duty of platforms and operators, with its penalty."""
    return Listing(
        request,
        queries.duties(request.viewer),
        columns=[
            Column("编码", "code", sort="code", css="nowrap"),
            Column("义务主体", "get_who_display", sort="who"),
            Column("事项", "name"),
            Column("频次", "frequency"),
            Column("依据", lambda row: _article_link(row.article), export="article"),
            Column("罚则", "penalty"),
            Column("可信度", lambda row: _mark(row.confidence), export="get_confidence_display"),
        ],
        filters=[Text("q", "编码或事项", ["code", "name"]), Choice("who", "义务主体", Obliged)],
        default_sort="code",
        export_name="责任事项",
    ).respond(template="lawbook/list.html", title="责任事项")


@guard()
@require_GET
def forms(request: DeskRequest) -> HttpResponseBase:
    """Every form of document with the fields it must have."""
    return Listing(
        request,
        queries.forms(request.viewer),
        columns=[
            Column("类别", "get_family_display", sort="family"),
            Column("序号", "number", sort="number"),
            Column("名称", "name"),
            Column("应填项目", lambda row: "、".join(row.fields)),
            Column("依据", lambda row: _article_link(row.article), export="article"),
            Column("版式", lambda row: "未核对" if row.is_draft else "已核对"),
            Column("可信度", lambda row: _mark(row.confidence), export="get_confidence_display"),
        ],
        filters=[Text("q", "名称", ["name"]), Choice("family", "类别", FormFamily)],
        default_sort="family",
        export_name="文书格式",
    ).respond(template="lawbook/list.html", title="文书格式")


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
