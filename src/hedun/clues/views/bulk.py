"""One decision for many clues: asked once, answered row by row."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Viewer
from hedun.base.pages.toast import toast, trouble
from hedun.clues import actions, decide, queries
from hedun.clues.forms import BulkForm
from hedun.clues.terms import ClueStep, Outcome, RowOutcome
from hedun.clues.views.lists import BUREAU, DESK

MOST = 200
FIELDS = {
    ClueStep.DISPATCH: ("body_id", "officer_id", "note"),
    ClueStep.DISPOSE: ("outcome", "note"),
}


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def bulk(request: DeskRequest, step: str) -> HttpResponseBase:
    """Ask how the picked clues shall be handled; with the answer, handle each and tell of each."""
    viewer = request.viewer
    if step not in FIELDS:
        raise BadRequest("线索只能批量分派或处置；其他步骤请逐条办理。")
    chosen = ClueStep(step)
    picked = [int(pk) for pk in request.POST.getlist("pk") if pk.isascii() and pk.isdecimal()]
    rows = list(queries.visible_clues(viewer).filter(pk__in=picked[:MOST]).order_by("due_at", "pk"))
    if not rows:
        trouble(request, "没有选中线索；请在列表里勾选后再办理。")
        return redirect("clues:list")
    is_asked = "go" in request.POST
    form = BulkForm(request.POST if is_asked else None, viewer=viewer, names=FIELDS[chosen])
    context: dict[str, Any] = {"step": chosen, "rows": rows, "form": form, "most": MOST}
    context["is_cut"] = len(picked) > MOST
    if not is_asked or not form.is_valid() or not _complete(form, chosen):
        return render(request, "clues/bulk.html", context, status=422 if is_asked else 200)
    outcomes = _act(chosen, [row.pk for row in rows], data=form.cleaned_data, viewer=viewer)
    done = sum(not outcome.reason for outcome in outcomes)
    if done == len(outcomes):
        toast(request, f"已{chosen.label} {done} 条线索。")
        return redirect("clues:list")
    return render(request, "clues/bulk.html", context | {"outcomes": outcomes, "done": done})


def _complete(form: BulkForm, step: ClueStep) -> bool:
    data = form.cleaned_data
    missing = decide.lack(
        step,
        note=data["note"],
        has_target=bool(data.get("body_id") or data.get("officer_id")),
        has_outcome=bool(data.get("outcome")),
    )
    if missing:
        form.add_error(None, missing)
    return not missing


def _act(
    step: ClueStep, picked: list[int], *, data: dict[str, Any], viewer: Viewer
) -> tuple[RowOutcome, ...]:
    at = timezone.now()
    if step is ClueStep.DISPATCH:
        return actions.dispatch_many(clue_ids=picked, **data, by=viewer, at=at)
    outcome = Outcome(data["outcome"])
    return actions.dispose_many(
        clue_ids=picked, outcome=outcome, note=data["note"], by=viewer, at=at
    )
