"""Pairs: side by side, one key each, the next one at once."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.queries import region_name
from hedun.base.pages.listing import Choice, Column, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.roster import actions, queries
from hedun.desks.roster.decide import pairs as paired
from hedun.desks.roster.forms import JudgeForm
from hedun.desks.roster.models import Pair
from hedun.desks.roster.terms import ListKind, Opinion, PairState
from hedun.desks.roster.views.answers import BUREAU, OrTrouble, or_404
from hedun.market import queries as market

KEYS = ((Opinion.SAME, "1"), (Opinion.DIFFERENT, "2"), (Opinion.UNSURE, "3"))


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_GET
def queue(request: DeskRequest) -> HttpResponseBase:
    """Show the next pair that nobody else has on the screen."""
    at, viewer = timezone.now(), request.viewer
    row = actions.hold_next(by=viewer, at=at)
    context: dict[str, Any] = {
        "remaining": queries.pairs_left(viewer),
        "undoable": queries.last_judgement(viewer, at),
        "keys": KEYS,
    }
    if row is not None:
        context |= _shown(request, row)
    return render(request, "roster/queue.html", context)


def _shown(request: DeskRequest, row: Pair) -> dict[str, Any]:
    viewer = request.viewer
    return {
        "pair": row,
        "kind": ListKind(row.kind),
        "opinion": Opinion(row.verdict),
        "percent": round(row.score * 100),
        "lines": paired.lines(row.merchant, row.entry),
        "place": region_name(viewer, row.region_code) if row.region_code else "",
        "judgements": row.judgements.order_by("-pk"),
        "others": queries.visible_pairs(viewer).filter(
            platform_id=row.platform_id, shop_no=row.shop_no
        ).exclude(pk=row.pk)[:5],
    }  # fmt: skip


@guard(kinds=BUREAU)
@require_GET
def pair(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One pair with its history; it may be judged anew."""
    with or_404():
        row = queries.pair(request.viewer, pk)
    context = _shown(request, row) | {"keys": KEYS, "may_judge": queries.may_judge(request.viewer)}
    return render(request, "roster/pair.html", context)


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def judge(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take one judgement and go on to the next pair."""
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise Http404("表单不完整；请回到判定页面重新选择。")
    with OrTrouble(request):
        verdict = Opinion(form.cleaned_data["verdict"])
        made = actions.judge(
            pair_id=pk,
            verdict=verdict,
            row_version=form.cleaned_data["row_version"],
            why=form.cleaned_data["why"],
            by=request.viewer,
            at=timezone.now(),
        )
        undo_url = reverse("roster:undo")
        toast(request, f"“{made.pair.name[:20]}”已判为{verdict.label}。", undo_url=undo_url)
    back = "roster:pair" if request.POST.get("back") == "pair" else "roster:queue"
    return redirect(back, pk=pk) if back == "roster:pair" else redirect(back)


@guard(kinds=BUREAU, roles=queries.OFFICERS)
@require_POST
def undo(request: DeskRequest) -> HttpResponseBase:
    """Take the last judgement back."""
    with OrTrouble(request):
        row = actions.undo(by=request.viewer, at=timezone.now())
        toast(request, f"已撤销对“{row.name[:20]}”的判定。")
    return redirect("roster:queue")


def _link(row: Pair) -> str:
    return format_html('<a href="{}">{}</a>', reverse("roster:pair", args=[row.pk]), row.name)


@guard(kinds=BUREAU)
@require_GET
def pairs(request: DeskRequest) -> HttpResponseBase:
    """Every pair, judged or not."""
    viewer = request.viewer
    listing = Listing(
        request,
        queries.visible_pairs(viewer),
        columns=(
            Column("报送名称", _link, sort="name", export="name"),
            Column("登记名称", lambda r: r.entry.get("name", "")),
            Column("名单", lambda r: ListKind(r.kind), sort="kind"),
            Column("平台", "platform.name"),
            Column("相似度", lambda r: f"{r.score:.0%}", sort="score", numeric=True, export="score"),
            Column("系统意见", lambda r: Opinion(r.verdict)),
            Column("状态", lambda r: chip(PairState(r.state)), sort="state",
                   export=lambda r: PairState(r.state).label),
            Column("发现时间", "found_at", sort="found_at"),
        ),
        filters=(
            Choice("state", "状态", PairState),
            Choice("kind", "名单", ListKind),
            Choice("platform", "平台", [(p.pk, p.name) for p in market.platforms(viewer)],
                   lookup="platform_id"),
            Text("q", "名称", ["name"]),
        ),
        default_sort="-score",
        export_name="比对存疑",
        empty=Empty("没有需要判定的", "没有代码可比、名称地址相近的，由人判定是否同一主体。"),
    )  # fmt: skip
    return listing.respond("roster/pairs.html", may_judge=queries.may_judge(viewer))
