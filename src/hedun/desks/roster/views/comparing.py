"""The comparison desk of a bureau: funnel, merchants on lists, changes, leads."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.queries import region_name
from hedun.base.pages.context import address
from hedun.base.pages.drawing import Bar
from hedun.base.pages.listing import Bulk, Choice, Column, DateRange, Empty, Flag, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast, trouble
from hedun.desks.roster import actions, queries
from hedun.desks.roster.decide import windows
from hedun.desks.roster.forms import DisputeForm, LeadForm
from hedun.desks.roster.models import Lead, Problem, Transition
from hedun.desks.roster.terms import (
    PROBLEM_KINDS,
    How,
    LeadKind,
    LeadState,
    ListKind,
    PairState,
)
from hedun.desks.roster.views import trend
from hedun.desks.roster.views.answers import BUREAU, OrTrouble, or_404
from hedun.market import queries as market

KINDS = [(kind.value, kind.label) for kind in PROBLEM_KINDS]


@guard(kinds=BUREAU)
@require_GET
def board(request: DeskRequest) -> HttpResponseBase:
    """The funnel from filed merchants to answered push-backs, by list and by platform."""
    viewer = request.viewer
    found = queries.funnel(viewer)
    base = reverse("roster:problems")
    filed = sum(
        one.good
        for platform_id in queries.platforms_filed(viewer)
        for one in queries.current_filings(viewer, platform_id)[:1]
    )
    pairs = found["pairs"]
    waiting = pairs.get(PairState.OPEN, 0)
    names = {p.pk: p.name for p in market.platforms(viewer)}
    context = {
        "listed": found["listed"],
        "pushed": found["pushed"],
        "funnel": [
            # a county without a platform of its own sees what was found, not what was filed
            *([Bar("报送经营者", filed, reverse("roster:desk"))] if filed else []),
            Bar("在问题名单上", found["listed"], f"{base}?is_listed=1"),
            Bar("已推送平台", found["pushed"], reverse("roster:pushes")),
        ],
        "kinds": [
            Bar(label, found["kinds"].get(kind, 0), f"{base}?is_listed=1&kind={kind}")
            for kind, label in KINDS
        ],
        "platforms": [
            Bar(names.get(pk, ""), n, f"{base}?is_listed=1&platform={pk}")
            for pk, n in sorted(found["platforms"].items(), key=lambda pair: -pair[1])[:12]
        ],
        "waiting": waiting,
        "judged": sum(pairs.values()) - waiting,
        "leads": found["leads"],
        "newest": queries.newest(viewer, timezone.localdate()).values(),
        "comparisons": queries.comparisons(viewer)[:6],
        "changes": queries.transitions(viewer)[:8],
        "trend": trend.of_filings(
            viewer, windows.earlier(windows.window_of(timezone.localdate()), 6)
        ),
        "may_judge": queries.may_judge(viewer),
    }
    return render(request, "roster/board.html", context)


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def start(request: DeskRequest) -> HttpResponseBase:
    """Compare everything once more."""
    actions.open_comparison(by=request.viewer, at=timezone.now())
    toast(request, "已开始全部比对，完成后本页更新。")
    return redirect("roster:board")


def _link(row: Problem) -> str:
    return format_html('<a href="{}">{}</a>', reverse("roster:problem", args=[row.pk]), row.name)


@guard(kinds=BUREAU)
@require_GET
def problems(request: DeskRequest) -> HttpResponseBase:
    """Merchants that stand, or stood, on a list."""
    viewer = request.viewer
    url = address("front:push")
    bulk = (
        [Bulk("推送所选给平台", url, "p", "primary")] if url and queries.may_judge(viewer) else []
    )
    listing = Listing(
        request,
        queries.visible_problems(viewer),
        columns=(
            Column("经营者", _link, sort="name", export="name"),
            Column("信用代码", lambda r: r.credit_code or (r.id_tail and f"证件末四位 {r.id_tail}"), css="mono nowrap"),
            Column("平台", "platform.name", css="nowrap"),
            Column("网店", "shop_name"),
            Column("名单", lambda r: ListKind(r.kind), sort="kind"),
            Column("原因", lambda r: r.entry.get("reason", "")),
            Column("列入日期", lambda r: r.entry.get("listed_on", ""), css="nowrap"),
            Column("实际经营地", lambda r: region_name(viewer, r.region_code) if r.region_code else ""),
            Column("状态", _state, export=lambda r: "在名单上" if r.is_listed else "已不在名单"),
            Column("变化时间", "changed_at", sort="changed_at"),
        ),
        filters=(
            Choice("kind", "名单", KINDS),
            Choice("platform", "平台", [(p.pk, p.name) for p in market.platforms(viewer)],
                   lookup="platform_id"),
            Flag("is_listed", "在名单上"),
            Choice("push", "推送", [("todo", "可推送"), ("frozen", "争议中")], apply=_by_push),
            Choice("how", "依据", How),
            Text("q", "名称或代码", ["name", "credit_code__startswith"]),
            DateRange("changed_at", "变化日期"),
        ),
        default_sort="-changed_at",
        export_name="问题商户",
        bulk=bulk,
        empty=Empty("没有问题商户", "报送与登记名单比对后，在名单上的经营者列在这里。"),
    )  # fmt: skip
    return listing.respond(
        title="问题商户", subtitle="每次列入、移出都有一条变化记录；争议中的不自动处理"
    )


def _state(row: Problem) -> str:
    if row.is_frozen:
        return chip("amber:争议冻结")
    return chip("red:在名单上") if row.is_listed else chip("gray:已不在名单")


def _by_push(rows: Any, chosen: str) -> Any:
    if chosen == "frozen":
        return rows.filter(is_frozen=True)
    return rows.filter(is_listed=True, is_frozen=False).exclude(push_rows__seq__gte=1)


@guard(kinds=BUREAU)
@require_GET
def problem(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One merchant and one list: what the list says, every change, every push-back."""
    viewer = request.viewer
    with or_404():
        row = queries.visible_problems(viewer).get(pk=pk)
    rows = row.push_rows.filter(push__in=queries.visible_pushes(viewer).order_by().values("pk"))
    shop = market.visible_shops(viewer).filter(platform_id=row.platform_id, shop_no=row.shop_no)
    others = queries.visible_problems(viewer).filter(
        platform_id=row.platform_id, shop_no=row.shop_no
    )
    context = {
        "problem": row,
        "kind": ListKind(row.kind),
        "how": How(row.how),
        "place": region_name(viewer, row.region_code) if row.region_code else "",
        "events": [
            _event(one) for one in row.transitions.select_related("version").order_by("-pk")
        ],
        "pushes": rows.select_related("push").order_by("-pk"),
        "shop": shop.first(),
        "clue": queries.clue_of(viewer, row.clue_id),
        "others": [(one, ListKind(one.kind)) for one in others.exclude(pk=pk)],
        "pairs": queries.visible_pairs(viewer).filter(
            platform_id=row.platform_id, shop_no=row.shop_no
        ),
        "may_act": queries.may_judge(viewer),
        "is_away": not _is_home(request, row),
    }
    return render(request, "roster/problem.html", context)


def _is_home(request: DeskRequest, row: Problem) -> bool:
    low, high = request.viewer.region_bounds()
    return low <= row.region_code < high


def _event(one: Transition) -> dict[str, Any]:
    said = "列入" if one.is_listed else "不再在名单上"
    why = " ".join(filter(None, (one.entry.get("listed_on", ""), one.entry.get("reason", ""))))
    return {
        "at": one.at,
        "title": said,
        "by": str(one.version) if one.version else "",
        "note": f"{How(one.how).label}。{why if one.is_listed else ''}",
        "is_undone": one.is_undone,
    }


@guard(kinds=BUREAU)
@require_GET
def changes(request: DeskRequest) -> HttpResponseBase:
    """Every change from clean to listed and back."""
    viewer = request.viewer
    listing = Listing(
        request,
        queries.transitions(viewer),
        columns=(
            Column("时间", "at", sort="at"),
            Column("变化", lambda r: chip("red:列入") if r.is_listed else chip("green:移出"),
                   export=lambda r: "列入" if r.is_listed else "移出"),
            Column("名单", lambda r: ListKind(r.problem.kind)),
            Column("经营者", lambda r: _link(r.problem), export="problem.name"),
            Column("平台", "problem.platform.name"),
            Column("网店", "problem.shop_name"),
            Column("原因", lambda r: r.entry.get("reason", "")),
            Column("名单版次", lambda r: str(r.version) if r.version else ""),
            Column("依据", lambda r: How(r.how)),
            Column("撤销", lambda r: "已撤销" if r.is_undone else ""),
        ),
        filters=(
            Choice("kind", "名单", KINDS, lookup="problem__kind"),
            Choice("platform", "平台", [(p.pk, p.name) for p in market.platforms(viewer)],
                   lookup="problem__platform_id"),
            Flag("is_listed", "列入"),
            Flag("is_undone", "已撤销"),
            DateRange("at", "日期"),
            Text("q", "名称", ["problem__name"]),
        ),
        default_sort="-at",
        export_name="名单变化",
        empty=Empty("还没有变化", "经营者列入或移出名单时，各有一条记录。"),
    )  # fmt: skip
    return listing.respond(title="名单变化", subtitle="每次变化恰有一条记录，撤销的保留痕迹")


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def pass_home(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Hand a merchant to the bureau of its place."""
    with OrTrouble(request):
        row = actions.pass_home(problem_id=pk, by=request.viewer, at=timezone.now())
        assert row.clue is not None
        body = row.clue.body.name if row.clue.body else "属地（待分派）"
        toast(request, f"已移交{body}，线索 {row.clue.number}。")
    return redirect("roster:problem", pk=pk)


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def settle(request: DeskRequest, pk: int) -> HttpResponseBase:
    """End a dispute."""
    form = DisputeForm(request.POST)
    if not form.is_valid():
        trouble(request, "请选择争议是否成立。")
        return redirect("roster:problem", pk=pk)
    with OrTrouble(request):
        is_right = form.cleaned_data["do"] == "right"
        actions.settle_dispute(
            problem_id=pk, is_right=is_right, why=form.cleaned_data["why"], by=request.viewer,
            at=timezone.now(),
        )  # fmt: skip
        toast(request, "争议成立，该商户不再自动处理。" if is_right else "争议不成立，恢复处理。")
    return redirect("roster:problem", pk=pk)


def _lead_link(row: Lead) -> str:
    return format_html('<a href="{}">{}</a>', reverse("roster:lead", args=[row.pk]), row.name)


@guard(kinds=BUREAU)
@require_GET
def leads(request: DeskRequest) -> HttpResponseBase:
    """New shops whose owner may be somebody whose earlier one was closed."""
    listing = Listing(
        request,
        queries.visible_leads(request.viewer),
        columns=(
            Column("新店经营者", _lead_link, sort="name", export="name"),
            Column("平台", "platform.name"),
            Column("网店", lambda r: r.merchant.get("shop_name", "")),
            Column("此前主体", lambda r: r.earlier.get("name", "")),
            Column("此前情况", lambda r: f"{r.earlier.get('label', '')} {r.earlier.get('since', '')}"),
            Column("依据", lambda r: LeadKind(r.kind), sort="kind"),
            Column("状态", lambda r: chip(LeadState(r.state)), sort="state",
                   export=lambda r: LeadState(r.state).label),
            Column("发现时间", "found_at", sort="found_at"),
        ),
        filters=(
            Choice("state", "状态", LeadState),
            Choice("kind", "依据", LeadKind),
            Text("q", "名称", ["name"]),
        ),
        export_name="换名经营苗头",
        empty=Empty("没有苗头", "关停、清退后换名再开的，按证件摘要或联系方式与姓名提示在这里。"),
    )  # fmt: skip
    return listing.respond(title="换名经营苗头", subtitle="只作提示，由人研判后登记线索或排除")


@guard(kinds=BUREAU)
@require_http_methods(["GET", "POST"])
def lead(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One lead, and what becomes of it."""
    with or_404():
        row = queries.visible_leads(request.viewer).select_related("decided_by").get(pk=pk)
    if request.method == "POST":
        form = LeadForm(request.POST)
        with OrTrouble(request):
            if form.is_valid():
                row = actions.decide_lead(
                    lead_id=pk, is_worth_it=form.cleaned_data["do"] == "raise",
                    why=form.cleaned_data["why"], by=request.viewer, at=timezone.now(),
                )  # fmt: skip
                said = f"已登记线索 {row.clue.number}。" if row.clue else "已排除，理由已记录。"
                toast(request, said)
        return redirect("roster:lead", pk=pk)
    context = {
        "lead": row,
        "kind": LeadKind(row.kind),
        "may_act": queries.may_judge(request.viewer),
        "clue": queries.clue_of(request.viewer, row.clue_id),
    }
    return render(request, "roster/lead.html", context)
