"""Hits of a rule: as a list, and in a trial run one by one with one key each."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.listing import Choice, Column, Empty, Flag, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, queries
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.models import RuleHit
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import FindingState, Verdict
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.engine.text import pieces

JUDGES = (*queries.REVIEWERS, *queries.EDITORS)
KEYS = ((Verdict.CONFIRM, "1", "命中正确"), (Verdict.REJECT, "2", "误报"), (Verdict.UNSURE, "3", "存疑"))  # fmt: skip


def _link(row: RuleHit) -> SafeString:
    url = reverse("screening:hit", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row)


def said(row: RuleHit) -> str:
    """Say how a hit was judged, here or as a finding."""
    if row.finding is not None:
        return FindingState(row.finding.state).label
    return Verdict(row.verdict).label if row.verdict else "未核对"


COLUMNS = (
    Column("商品标题", _link, export="title"),
    Column("平台", "platform.name", css="nowrap"),
    Column("网店", "shop_name"),
    Column("商品编号", "listing_no", css="nowrap"),
    Column("方式", lambda row: "试运行" if row.is_shadow else "启用"),
    Column("核对", lambda row: chip(f"gray:{said(row)}"), export=said),
    Column("发现时间", lambda row: timezone.localtime(row.found_at).date(), sort="found_at"),
)


@guard(kinds=BUREAU)
@require_GET
def hits(request: DeskRequest, pk: int) -> HttpResponseBase:
    """List the listings on which one version of a rule fired."""
    with or_404():
        rule = reading.version(request.viewer, pk)
    listing = Listing(
        request,
        reading.visible_hits(request.viewer).filter(of=rule),
        columns=COLUMNS,
        filters=(
            Text("q", "标题、店铺或编号", ["title", "shop_name", "listing_no__startswith"]),
            Choice("verdict", "核对", Verdict),
            Flag("is_shadow", "试运行"),
        ),
        default_sort="-pk",
        export_name=f"规则{rule.rule.code}命中",
        empty=Empty(
            "还没有命中",
            "试运行或启用后，下一次筛查的命中会列在这里。",
            reverse("screening:runs"),
            "去筛查",
        ),
    )
    return listing.respond(title=f"规则“{rule}”的命中", subtitle=f"第{rule.number}版")


@guard(kinds=BUREAU)
@require_GET
def hit(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one hit: the text with what the rule points at, and every condition in words."""
    with or_404():
        row = reading.visible_hits(request.viewer).get(pk=pk)
    trace = row.trace
    return render(
        request,
        "screening/hit.html",
        {
            "hit": row,
            "pieces": pieces(row.text, decide.spans(trace, row.title)),
            "conditions": decide.conditions(trace),
            "said": said(row),
            "keys": KEYS,
            "may_judge": row.finding_id is None and request.viewer.has(*JUDGES),
        },
    )


@guard(kinds=BUREAU, roles=JUDGES)
@require_POST
def judge(request: DeskRequest, pk: int) -> HttpResponse:
    """Take one judgement of a trial run, and show the next hit of the same rule."""
    verdict = request.POST.get("verdict", "")
    if verdict not in set(Verdict):
        raise Http404("表单不完整；请回到命中页面重新判定。")
    with OrTrouble(request):
        row = actions.judge_hit(
            hit_id=pk, verdict=Verdict(verdict), by=request.viewer, at=timezone.now()
        )
        toast(request, f"已记为“{Verdict(verdict).label}”，计入规则的准确率。")
        left = reading.visible_hits(request.viewer).filter(
            of_id=row.of_id, verdict="", finding__isnull=True
        )
        following = left.first()
        if following is not None:
            return redirect("screening:hit", pk=following.pk)
        return redirect("screening:rule", pk=row.of_id)
    return redirect("screening:hit", pk=pk)
