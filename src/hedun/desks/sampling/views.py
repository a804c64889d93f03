"""Sampling for officers: the list, one order with its goods elsewhere, what every bureau shares."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.due import due_chip
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, NotPossible, Step
from hedun.desks.sampling import actions, queries
from hedun.desks.sampling.forms import OrderForm, StepForm
from hedun.desks.sampling.models import SamplingOrder
from hedun.desks.sampling.terms import (
    MATCHING,
    PROCEDURES,
    MatchState,
    Regime,
    SamplingState,
    SamplingStep,
)
from hedun.market import queries as market

BUREAU = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)
REFUSALS = (Refused, NotPossible, Invalid)


def _link(row: SamplingOrder) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("sampling:detail", args=[row.pk]), row)


def _due(row: SamplingOrder) -> SafeString | str:
    if row.due_at is None:
        return ""
    return due_chip(row.due_at, provisional=row.due_is_provisional, article_id=row.due_article_id)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def orders(request: DeskRequest) -> HttpResponseBase:
    """Orders of the bureau and of its area, the newest first."""
    return Listing(
        request,
        queries.visible_orders(request.viewer).order_by("-pk"),
        columns=[
            Column("编号", _link, sort="number", export="number", css="nowrap"),
            Column("类别", "get_regime_display"),
            Column("商品", "goods_name"),
            Column("品牌", "brand"),
            Column("平台", "shop.platform.name"),
            Column("网店", "shop.name"),
            Column("状态", lambda row: chip(SamplingState(row.state)), export="get_state_display"),
            Column("期限", _due, sort="due_at", export="due_at"),
            Column("承办", "body.short_name"),
            Column("下达", "made_at", sort="made_at"),
        ],
        filters=[
            Text("q", "编号、商品或条码", ["number", "goods_name", "barcode"]),
            Choice("state", "状态", SamplingState),
            Choice("regime", "类别", Regime),
            DateRange("made", "下达日期", field="made_at"),
        ],
        default_sort="-made_at",
        export_name="抽检任务",
        empty=Empty(
            "没有抽检任务", "从一家网店的商品开始。", reverse("sampling:add"), "下达抽检任务"
        ),
    ).respond(
        "sampling/list.html", title="抽检", subtitle="抽样、检验、复检与同款下架；期限可点开依据"
    )


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def quality(request: DeskRequest) -> HttpResponseBase:
    """Goods that failed for good, whoever sampled them."""
    return Listing(
        request,
        queries.shared_quality(request.viewer),
        columns=[
            Column("商品", "goods_name"),
            Column("条码", "barcode", css="mono nowrap"),
            Column("品牌", "brand"),
            Column("型号", "model", css="nowrap"),
            Column("批次", "batch"),
            Column("标称生产者", "producer"),
            Column("不合格项目", "failed_items"),
            Column("承检机构", "lab"),
            Column("报告编号", "report_no"),
            Column("抽样网店", "shop.name"),
            Column("平台", "shop.platform.name"),
            Column("抽检单位", "body.short_name"),
            Column("结论确定", "final_at", sort="final_at"),
        ],
        filters=[
            Text("q", "商品、条码、品牌或生产者", ["goods_name", "barcode", "brand", "producer"]),
            Choice("regime", "类别", Regime),
            DateRange("final", "结论确定", field="final_at"),
        ],
        default_sort="-final_at",
        export_name="质量信息",
        empty=Empty("还没有共享的质量信息", "不合格结论确定后（复检期满或复检维持）自动进入本表。"),
    ).respond(title="质量信息", subtitle="各地抽检不合格商品，结论已确定，全系统共享")


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponseBase:
    """Order that goods be sampled; a listing in the address fills the form."""
    viewer = request.viewer
    platforms = [(row.code, row.name) for row in market.platforms(viewer)]
    if request.method == "GET":
        form = OrderForm(initial=_offered(request), platforms=platforms)
        return render(request, "sampling/add.html", {"form": form})
    form = OrderForm(request.POST, platforms=platforms)
    if form.is_valid():
        try:
            row = actions.give_order(by=viewer, at=timezone.now(), **form.given())
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            toast(request, f"已下达 {row.number}。")
            return redirect("sampling:detail", row.pk)
    return render(request, "sampling/add.html", {"form": form}, status=422)


def _offered(request: DeskRequest) -> dict[str, Any]:
    """What the listing in the address says of itself."""
    code, number = request.GET.get("platform", ""), request.GET.get("listing", "")
    platform = market.platforms(request.viewer).filter(code=code).first()
    found = market.listing(request.viewer, platform.pk, number) if platform and number else None
    if found is None:
        return {"platform_code": code}
    return {
        "platform_code": code,
        "shop_no": found["shop_no"],
        "listing_no": number,
        "title": found["title"],
        "name": found["title"][:60],
        "model": found.get("model") or "",
        "producer": found.get("manufacturer") or "",
    }


def _row(request: DeskRequest, pk: int) -> SamplingOrder:
    row = queries.order(request.viewer, pk)
    if row is None:
        raise Http404("没有这件抽检任务，或您无权查看。")
    return row


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One order: goods, sample, result, clocks, the same goods elsewhere, what can be done now."""
    return _page(request, _row(request, pk))


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def step(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take one step."""
    row = _row(request, pk)
    code, version = request.POST.get("step", ""), request.POST.get("version", "")
    try:
        declared = PROCEDURES[Regime(row.regime)].step(code)
    except KeyError:
        trouble(request, "没有这个步骤；请从页面上的按钮办理。")
        return _page(request, row, status=422)
    form = StepForm(request.POST, step=declared)
    if not form.is_valid():
        return _page(request, row, tried=(declared, form), status=422)
    try:
        actions.take_step(
            order_id=pk,
            step=SamplingStep(code),
            form=form.filled(),
            by=request.viewer,
            at=timezone.now(),
            expected_version=int(version) if version.isdecimal() else None,
        )
    except NotPossible as error:
        trouble(request, str(error))
        return _page(request, row, tried=(declared, form), status=422)
    toast(request, f"{row.number} 已办理“{declared.label}”。")
    return redirect("sampling:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def find(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Have the listings searched for the same goods."""
    _row(request, pk)
    try:
        actions.ask_for_matches(order_id=pk, by=request.viewer, at=timezone.now())
    except NotPossible as error:
        trouble(request, str(error))
    else:
        toast(request, "正在各平台商品中查找同款，完成后显示在本页。")
    return redirect("sampling:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def judge(request: DeskRequest, pk: int, match: int) -> HttpResponseBase:
    """Say whether an offer is the same goods."""
    row = _row(request, pk)
    verdict = request.POST.get("verdict", "")
    if verdict not in {MatchState.SAME, MatchState.OTHER}:
        raise Http404("没有这种判断。")
    if not row.matches.filter(pk=match).exists():
        raise Http404("没有这件疑似同款。")
    try:
        actions.judge_match(
            match_id=match, verdict=MatchState(verdict), by=request.viewer, at=timezone.now()
        )
    except NotPossible as error:
        trouble(request, str(error))
    return redirect(f"{reverse('sampling:detail', args=[pk])}#goods")


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def take_down(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Draft the letters to every platform that sells the goods."""
    _row(request, pk)
    try:
        made = actions.take_down(order_id=pk, by=request.viewer, at=timezone.now())
    except (NotPossible, Invalid) as error:
        trouble(request, str(error))
        return redirect("sampling:detail", pk)
    toast(request, f"已起草 {len(made)} 份函件，请核对、补选第二名执法人员后逐份签发。")
    return redirect("bridge:detail", made[0].pk) if len(made) == 1 else redirect("bridge:list")


def _page(
    request: DeskRequest,
    row: SamplingOrder,
    *,
    tried: tuple[Step, StepForm] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    viewer = request.viewer
    matter, hats = queries.matter(viewer, row), queries.hats(viewer, row)
    offers = queries.offers(viewer, row)
    context = {
        "row": row,
        "state": matter.state,
        "steps": _steps(viewer, row, tried=tried),
        "action": reverse("sampling:step", args=[row.pk]),
        "version": row.version,
        "clocks": passages.clocks(viewer, matter),
        "events": passages.timeline(viewer, matter),
        "offers": offers,
        "waiting": sum(one.row.state == MatchState.PROPOSED for one in offers),
        "may_match": Hat.OFFICER in hats and row.state in MATCHING,
        "to_ask": sum(n for _, n in queries.platforms_to_ask(viewer, row)),
    }
    return render(request, "sampling/detail.html", context, status=status)


def _steps(
    viewer: Viewer, row: SamplingOrder, *, tried: tuple[Step, StepForm] | None
) -> list[dict[str, object]]:
    """The steps that this person may take now, each with its article and the fields it needs."""
    matter = queries.matter(viewer, row)
    found: list[dict[str, object]] = []
    for declared in passages.next_steps(viewer, matter, queries.hats(viewer, row)):
        code, number = declared.basis.split(" ", 1)
        form = StepForm(step=declared)
        if tried and tried[0].code == declared.code:
            form = tried[1]
        found.append(
            {"step": declared, "basis": lawbook.article(viewer, code, number), "form": form}
        )
    return found
