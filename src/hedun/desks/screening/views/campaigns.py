"""Campaigns: what is forbidden today, what ends soon, and the words behind it."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused
from hedun.base.lawbook.terms import Severity
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.states import chip
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, decide
from hedun.desks.screening.forms.checks import ALLOWS, CampaignForm
from hedun.desks.screening.models import Campaign
from hedun.desks.screening.queries import catalogue as queries
from hedun.desks.screening.queries.who import EDITORS
from hedun.desks.screening.terms import EditionState
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404

STANDINGS = {
    "now": "green:今日有效",
    "ending": "amber:三十日内到期",
    "coming": "blue:尚未开始",
    "over": "gray:已到期",
    "unused": "gray:未启用",
}


def _campaign(request: DeskRequest, pk: int) -> Campaign:
    with or_404():
        return queries.visible_campaigns(request.viewer).get(pk=pk)


def _name(row: Campaign) -> str:
    return format_html('<a href="{}">{}</a>', reverse("screening:campaign", args=[row.pk]), row)


COLUMNS = (
    Column("专项", _name, sort="name", export="name"),
    Column(
        "今日",
        lambda r: chip(STANDINGS[r.standing]),
        sort="standing",
        export=lambda r: STANDINGS[r.standing].partition(":")[2],
    ),
    Column("自", "valid_from", sort="valid_from"),
    Column("至", lambda r: r.valid_to or "不定期", sort="valid_to"),
    Column("适用地区", lambda r: r.region_code or "全国", sort="region_code"),
    Column("词数", "size", numeric=True, sort="size"),
    Column("事由", "ground.name"),
    Column(
        "程度", lambda r: chip(Severity(r.severity)), export=lambda r: Severity(r.severity).label
    ),
    Column("状态", lambda r: chip(EditionState(r.state)), sort="state",
           export=lambda r: EditionState(r.state).label),
    Column("依据与说明", "note"),
)  # fmt: skip


@guard(kinds=BUREAU)
@require_GET
def campaigns(request: DeskRequest) -> HttpResponseBase:
    """List the campaigns by how they stand today."""
    viewer, today = request.viewer, timezone.localdate()
    rows = queries.with_standing(viewer, queries.visible_campaigns(viewer), today)
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        filters=(
            Text("q", "专项或说明", ["name", "note"]),
            Choice("standing", "今日", [(k, v.partition(":")[2]) for k, v in STANDINGS.items()]),
            Choice("state", "状态", EditionState),
            DateRange("valid_to", "到期日"),
        ),
        default_sort="-valid_from",
        export_name="专项词库",
        empty=Empty(
            "还没有专项",
            "点“新建专项”登记一组在一段时间内禁用的词。",
        ),
    )
    ending = list(rows.filter(standing="ending"))
    return listing.respond("screening/campaigns.html", ending=ending, may_edit=viewer.has(*EDITORS))


@guard(kinds=BUREAU)
@require_GET
def words(request: DeskRequest) -> HttpResponseBase:
    """List every word that a campaign forbids today, those that end first before others."""
    viewer, today = request.viewer, timezone.localdate()
    names = [(row.pk, row.name) for row in queries.campaigns_on(viewer, today)]
    listing = Listing(
        request,
        queries.words_on(viewer, today),
        columns=(
            Column("词", "word", sort="word"),
            Column("专项", "campaign.name", sort="campaign__name"),
            Column("适用地区", lambda r: r.campaign.region_code or "全国"),
            Column("至", lambda r: r.campaign.valid_to or "不定期", sort="campaign__valid_to"),
            Column("事由", "campaign.ground.name"),
            Column("放行语境", lambda r: "、".join(r.allow)),
        ),
        filters=(
            Text("q", "词", ["word"]),
            Choice("campaign", "专项", names, lookup="campaign_id"),
        ),
        default_sort="campaign__valid_to",
        export_name=f"今日有效专项词{today:%Y%m%d}",
        empty=Empty(
            "今天没有在有效期内的专项词",
            "专项获批并在有效期内时，其词列在这里。",
            reverse("screening:campaigns"),
            "去专项",
        ),
    )
    return listing.respond(title="今日有效的专项词", subtitle=f"{today:%Y年%m月%d日}筛查时使用")


@guard(kinds=BUREAU)
@require_GET
def campaign(request: DeskRequest, pk: int) -> HttpResponse:
    """Show one campaign with its words and what may be done with it."""
    row, viewer = _campaign(request, pk), request.viewer
    maker, person, is_editor = row.made_by_id, viewer.person_id, viewer.has(*EDITORS)
    seen = queries.visible_campaigns(viewer).filter(pk=pk)
    rows = queries.with_standing(viewer, seen, timezone.localdate())
    return render(
        request,
        "screening/campaign.html",
        {
            "campaign": row,
            "standing": STANDINGS[str(rows.values_list("standing", flat=True).get())],
            "words": queries.campaign_words(viewer, row),
            "may_edit": is_editor and not decide.edit_problem(row.state, made_by=maker, by=person),
            "may_approve": is_editor
            and not decide.approval_problem(row.state, made_by=maker, by=person),
            "may_take_back": row.state == EditionState.SUBMITTED
            and row.made_by_id == viewer.person_id,
            "may_end": is_editor and row.state == EditionState.ACTIVE,
            "may_copy": is_editor,
        },
    )


@guard(kinds=BUREAU, roles=EDITORS)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Write a campaign as a draft, or change the draft."""
    row = None if pk is None else _campaign(request, pk)
    initial = _initial(request, row)
    form = CampaignForm(request.POST or None, initial=initial, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_campaign(
                plan=form.plan(), campaign_id=pk, by=request.viewer, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, f"已保存“{made.name}”；提交后由另一人审批。")
            return redirect("screening:campaign", pk=made.pk)
    return render(request, "screening/campaign_edit.html", {"form": form, "campaign": row})


def _initial(request: DeskRequest, row: Campaign | None) -> dict[str, object]:
    if row is None:
        return {"severity": Severity.NORMAL, "valid_from": timezone.localdate()}
    names = ("name", "severity", "valid_from", "valid_to", "region_code", "note")
    lines = (
        ALLOWS.join((word.word, *word.allow))
        for word in queries.campaign_words(request.viewer, row)
    )
    return {name: getattr(row, name) for name in names} | {
        "ground": row.ground.code,
        "words": "\n".join(lines),
    }


@guard(kinds=BUREAU, roles=EDITORS)
@require_POST
def step(request: DeskRequest, pk: int, verb: str) -> HttpResponse:
    """Submit, take back, approve, send back, throw away, end or copy a campaign."""
    by, at = request.viewer, timezone.now()
    reason = request.POST.get("reason", "")
    with OrTrouble(request):
        if verb == "submit":
            actions.submit_campaign(campaign_id=pk, by=by, at=at)
        elif verb == "take_back":
            actions.take_back_draft(kind="campaign", pk=pk, by=by, at=at)
        elif verb == "approve":
            actions.approve_draft(kind="campaign", pk=pk, reason=reason, by=by, at=at)
        elif verb == "send_back":
            actions.send_draft_back(kind="campaign", pk=pk, reason=reason, by=by, at=at)
        elif verb == "end":
            actions.end_campaign(campaign_id=pk, reason=reason, by=by, at=at)
        elif verb == "copy":
            made = actions.copy_campaign(campaign_id=pk, by=by, at=at)
            return redirect("screening:edit_campaign", pk=made.pk)
        else:
            actions.discard_draft(kind="campaign", pk=pk, by=by, at=at)
            return redirect("screening:campaigns")
    return redirect("screening:campaign", pk=pk)
