"""Shops, subjects and platforms."""

from collections.abc import Callable

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.queries import region_full_name, region_name
from hedun.base.accounts.terms import BodyKind
from hedun.base.pages.listing import Choice, Column, Filter, Listing, Text
from hedun.market import queries
from hedun.market.models import Platform, Shop, Subject
from hedun.market.terms import RegistryState, ShopState, SubjectKind

DESKS = (BodyKind.BUREAU, BodyKind.PLATFORM)


def _place(request: DeskRequest) -> Callable[[Shop | Subject | Platform], str]:
    return lambda row: region_name(request.viewer, row.region_code) if row.region_code else ""


@guard(kinds=DESKS)
@require_GET
def shops(request: DeskRequest) -> HttpResponseBase:
    """Shops that the viewer sees."""
    columns = [
        Column("网店", _shop_link, sort="name", export="name"),
        Column("平台", "platform.name"),
        Column("店铺编号", "shop_no", css="mono"),
        Column("经营者", "subject.name"),
        Column("统一社会信用代码", "subject.credit_code", css="mono"),
        Column("实际经营地", _place(request)),
        Column("状态", "get_state_display"),
    ]
    filters: list[Filter] = [
        Text("q", "网店名称、编号或代码", ("name", "shop_no", "subject__credit_code")),
        Choice(
            "platform",
            "平台",
            [(p.pk, p.name) for p in queries.platforms(request.viewer)],
            lookup="platform_id",
        ),
        Choice("state", "状态", ShopState),
    ]
    listing = Listing(
        request,
        queries.visible_shops(request.viewer).select_related("platform", "subject"),
        columns=columns,
        filters=filters,
        export_name="网店",
        empty="还没有网店。请先导入平台报送的经营者名册。",
    )
    return listing.respond(title="网店", subtitle=f"共 {listing.total} 家")


def _shop_link(row: Shop) -> str:
    return format_html('<a href="{}">{}</a>', reverse("market:shop", args=[row.pk]), row.name)


@guard(kinds=DESKS)
@require_GET
def shop(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One shop: who runs it, what stands on record, what it sells."""
    rows = queries.visible_shops(request.viewer).select_related("platform", "subject")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404("没有这家网店，或不在您的职责范围内。")
    context = {
        "shop": row,
        "place": region_full_name(request.viewer, row.region_code) if row.region_code else "",
        "facts": queries.facts(request.viewer, shop=row)[:50],
        "listings": queries.sample_of_shop(request.viewer, row.platform, row.shop_no),
    }
    return render(request, "market/shop.html", context)


@guard(kinds=DESKS)
@require_GET
def subjects(request: DeskRequest) -> HttpResponseBase:
    """Operators that the viewer sees; natural persons show four characters of their number."""
    columns = [
        Column("名称", _subject_link, sort="name", export="name"),
        Column("类别", "get_kind_display"),
        Column("统一社会信用代码", "credit_code", css="mono"),
        Column("证件号码末四位", "id_tail", css="mono"),
        Column("住所地", _place(request)),
        Column("登记状态", "get_registry_state_display"),
    ]
    filters: list[Filter] = [
        Text("q", "名称或代码", ("name", "credit_code")),
        Choice("kind", "类别", SubjectKind),
        Choice("registry_state", "登记状态", RegistryState),
    ]
    listing = Listing(
        request,
        queries.visible_subjects(request.viewer),
        columns=columns,
        filters=filters,
        export_name="经营者",
        empty="还没有经营者。请先导入平台报送的经营者名册。",
    )
    return listing.respond(title="经营者", subtitle=f"共 {listing.total} 户")


def _subject_link(row: Subject) -> str:
    return format_html('<a href="{}">{}</a>', reverse("market:subject", args=[row.pk]), row.name)


@guard(kinds=DESKS)
@require_GET
def subject(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One operator: what the registry says, its shops that the viewer sees, its record."""
    row = queries.visible_subjects(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这户经营者，或不在您的职责范围内。")
    shops = queries.visible_shops(request.viewer).filter(subject=row).select_related("platform")
    context = {
        "subject": row,
        "place": region_full_name(request.viewer, row.region_code) if row.region_code else "",
        "shops": shops[:100],
        "facts": queries.facts(request.viewer, subject=row)[:50],
    }
    return render(request, "market/subject.html", context)


@guard(kinds=DESKS)
@require_GET
def platforms(request: DeskRequest) -> HttpResponseBase:
    """Platforms that the viewer deals with."""
    columns = [
        Column("平台", "name", sort="name"),
        Column("编码", "code", css="mono"),
        Column("网址", "url"),
        Column("住所地", _place(request)),
        Column("网店", _shops_link, export="url"),
    ]
    listing = Listing(
        request,
        queries.platforms(request.viewer),
        columns=columns,
        default_sort="name",
        export_name="平台",
        empty="还没有平台。请系统管理员登记平台。",
    )
    return listing.respond(title="平台")


def _shops_link(row: Platform) -> str:
    return format_html('<a href="{}?platform={}">查看网店</a>', reverse("market:shops"), row.pk)
