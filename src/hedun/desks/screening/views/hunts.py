"""Trials of drafts on all that is stored: started, watched, and told as a funnel."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.drawing import Bar
from hedun.base.pages.toast import toast
from hedun.desks.screening import actions, queries
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.models import Hunt
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import FindingState
from hedun.desks.screening.views.answers import BUREAU, OrTrouble, or_404
from hedun.desks.screening.views.rules import trial_bars
from hedun.market import queries as market

MOST_WORDS = 30


@guard(kinds=BUREAU, roles=queries.EDITORS)
@require_POST
def retrohunt(request: DeskRequest, pk: int) -> HttpResponse:
    """Try a draft of the lexicon on every stored listing."""
    with OrTrouble(request):
        made = actions.retrohunt(edition_id=pk, by=request.viewer, at=timezone.now())
        toast(request, f"已提交回溯，共 {made.total:,} 条商品信息。")
        return redirect("screening:hunt", pk=made.pk)
    return redirect("screening:edition", pk=pk)


@guard(kinds=BUREAU)
@require_GET
def hunt(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a trial: its progress while it lasts, its funnel, and a sample that explains itself."""
    with or_404():
        row = reading.hunt(request.viewer, pk)
    context = told(request.viewer, row) | {"is_own": row.body_id == request.viewer.body_id}
    return render(request, "screening/hunt.html", context)


def told(viewer: Any, row: Hunt) -> dict[str, Any]:
    """Give what a page says of a trial."""
    tally = row.tally
    names = dict(market.platforms(viewer).values_list("code", "name"))
    known = tally.get("known", {})
    words = sorted(tally.get("words", {}).items(), key=lambda pair: (-pair[1], pair[0]))
    bars = trial_bars(tally) if row.of_rule_id is not None else edition_bars(row)
    return {
        "hunt": row,
        "bars": bars,
        "platforms": [Bar(names.get(code, code), n) for code, n, _ in tally.get("platforms", [])],
        "known": [(FindingState(state).label, n) for state, n in sorted(known.items())],
        "words": [Bar(word, n) for word, n in words[:MOST_WORDS]],
        "more_words": max(0, len(words) - MOST_WORDS),
        "samples": [
            sample | {"conditions": decide.conditions(sample["trace"])}
            if "trace" in sample
            else sample
            for sample in tally.get("samples", [])
        ],
    }


def edition_bars(row: Hunt) -> list[Bar]:
    """Draw a trial of the lexicon: all listings, hits of the whole, hits of what is new."""
    tally = row.tally
    if "hit" not in tally:
        return []
    return [
        Bar("已查商品", row.scanned),
        Bar("命中全版词库", tally.get("every", 0)),
        Bar("命中新增或改动的词", tally["hit"]),
        Bar("涉及网店", tally["shops"]),
    ]
