"""The review queue: one finding at a time, one key each."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Viewer
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.forms import JudgeForm
from hedun.desks.screening.models import Finding
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import Verdict
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.engine.text import pieces
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.clues.models import Clue

KEYS = ((Verdict.CONFIRM, "1"), (Verdict.REJECT, "2"), (Verdict.UNSURE, "3"))


@guard(kinds=BUREAU, roles=queries.REVIEWERS)
@require_GET
def queue(request: DeskRequest) -> HttpResponse:
    """Show the next finding that nobody else has on the screen."""
    at, viewer = timezone.now(), request.viewer
    asked = request.GET.get("finding", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    finding = actions.lease_next(by=viewer, at=at, wanted=wanted)
    if finding is None and wanted is not None:
        return redirect("screening:finding", pk=wanted)
    context: dict[str, object] = {
        "remaining": queries.todo(viewer, at),
        "undoable": queries.last_judgement(viewer, at),
        "keys": KEYS,
    }
    if finding is not None:
        context |= shown(viewer, finding)
    return render(request, "screening/queue.html", context)


def shown(viewer: Viewer, finding: Finding) -> dict[str, object]:
    """Give what the page says of one finding."""
    shop = (
        market.visible_shops(viewer)
        .filter(pk=finding.shop_id or 0)
        .select_related("subject")
        .first()
    )
    ground = finding.ground
    names = _ground_names(viewer, finding)
    stopped = reading.stopped(viewer) if finding.rules else set()
    return {
        "finding": finding,
        "pieces": pieces(finding.text, [*finding.words, *_spans(finding)]),
        "words": [
            word | {"ground_name": names.get(word.get("ground"), "")} for word in finding.words
        ],
        "rules": [
            rule
            | {
                "conditions": ruling.conditions(rule["trace"]),
                "is_stopped": rule["rule"] in stopped,
                "ground_name": names.get(rule.get("ground"), ""),
            }
            for rule in finding.rules
        ],
        "shop": shop,
        "subject": shop.subject if shop else None,
        "region": accounts.region_name(viewer, finding.region_code),
        "ground": ground,
        "article": ground.article,
        "judgements": queries.judgements(viewer, finding),
        "earlier": queries.earlier_of_shop(viewer, finding),
        "facts": market.facts(viewer, shop=shop)[:5] if shop else [],
    }


def _ground_names(viewer: Viewer, finding: Finding) -> dict[str, str]:
    """Give the names of all grounds that words and rules of a finding stand on, by code."""
    names = {finding.ground.code: finding.ground.name}
    codes = {one["ground"] for one in (*finding.words, *finding.rules) if "ground" in one}
    if more := codes - set(names):
        found = queries.grounds(viewer).filter(code__in=more)
        for code, name in found.values_list("code", "name"):  # the newest first
            names.setdefault(code, name)
    return {code: names.get(code, code) for code in codes}


def _spans(finding: Finding) -> list[dict[str, Any]]:
    return [span for rule in finding.rules for span in rule["spans"]]


@guard(kinds=BUREAU, roles=queries.REVIEWERS)
@require_POST
def judge(request: DeskRequest, pk: int) -> HttpResponse:
    """Take one judgement and go on to the next finding."""
    form = JudgeForm(request.POST)
    if not form.is_valid() or form.cleaned_data["verdict"] not in set(Verdict):
        raise Http404("表单不完整；请回到复核页面重新判定。")
    with or_404():
        finding = queries.finding(request.viewer, pk)
    ticked = set(request.POST.getlist("applies"))
    with OrTrouble(request):
        verdict = Verdict(form.cleaned_data["verdict"])
        judgement = actions.judge(
            finding_id=pk,
            version=form.cleaned_data["version"],
            verdict=verdict,
            reason=form.cleaned_data["reason"],
            applying=[text for text in finding.ground.exemptions if text in ticked],
            by=request.viewer,
            at=timezone.now(),
        )
        raised = _raised(request.viewer, judgement.clue) if judgement.clue else ""
        toast(
            request,
            f"已{verdict.label}“{finding.title[:20]}”{raised}。",
            undo_url=reverse("screening:undo"),
        )
    return redirect("screening:queue")


@guard(kinds=BUREAU, roles=queries.REVIEWERS)
@require_POST
def undo(request: DeskRequest) -> HttpResponse:
    """Take the last judgement back and show its finding again."""
    with OrTrouble(request):
        finding = actions.undo(by=request.viewer, at=timezone.now())
        toast(request, f"已撤销对“{finding.title[:20]}”的判定。")
    return redirect("screening:queue")


def _raised(viewer: Viewer, clue: "Clue") -> str:
    """Say which clue came of it, and who handles it where that is another bureau."""
    said = f"，已生成线索 {clue.number}"
    if clue.body is None:
        return f"{said}，待分派"
    return said if clue.body_id == viewer.body_key else f"{said}，由{clue.body.short_name}承办"
