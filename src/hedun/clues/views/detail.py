"""One clue, in the queue or alone: what was found, by which law, and the steps with their keys."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import queries as evidence
from hedun.base.pages.context import address
from hedun.base.pages.toast import toast, trouble
from hedun.clues import actions, decide, queries
from hedun.clues.forms import StepForm, bureaux, officers
from hedun.clues.models import Clue
from hedun.clues.terms import (
    DECIDED,
    ClueState,
    ClueStep,
    NotPossible,
    Outcome,
    Outdated,
    annexes,
    follow_ups,
)
from hedun.clues.views.lists import BUREAU, DESK
from hedun.engine.text import pieces
from hedun.market import queries as market

REFUSALS = (Refused, NotPossible, Outdated)
QUEUE = "queue"


def clue_or_404(viewer: Viewer, pk: int) -> Clue:
    """One clue that the viewer may see; a foreign one looks absent."""
    found = queries.clue(viewer, pk)
    if found is None:
        raise Http404("没有这条线索，或您无权查看；请核对编号，或从列表进入。")
    return found


def shown(viewer: Viewer, clue: Clue) -> dict[str, Any]:
    """Give everything that the page says of one clue."""
    at = timezone.now()
    standing = queries.standing(viewer, clue)
    steps = {str(rule.code) for rule in decide.buttons(standing, viewer, at)}
    may_ask = clue.state in DECIDED and clue.platform_id and "dispose" in steps
    asking = address("bridge:draft")
    finding = clue.finding or {}
    text = str(finding.get("text", ""))
    return {
        "clue": clue,
        "state": ClueState(clue.state),
        "region": accounts.region_name(viewer, clue.region_code) if clue.region_code else "",
        "pieces": pieces(text, finding.get("words") or []) if text else [],
        "words": finding.get("words") or [],
        "captures": evidence.captures(viewer, "clue", clue.pk),
        "facts": market.facts(viewer, shop=clue.shop)[:5] if clue.shop else [],
        "related": queries.related(viewer, clue),
        "similar": queries.similar(viewer, clue),
        "events": queries.events(viewer, clue),
        "annexes": annexes(viewer, clue.pk),
        "steps": steps,
        "outcomes": decide.outcome_keys(standing.state) if "dispose" in steps else (),
        "follow_ups": _follow_ups(clue) if "dispose" in steps else [],
        "letter_url": f"{asking}?clue={clue.pk}" if may_ask and asking else "",
        "bureaux": bureaux(viewer) if "dispatch" in steps else [],
        "officers": officers(viewer) if "dispatch" in steps else [],
        "may_retract": not decide.refusal(standing, ClueStep.RETRACT, viewer)
        and not decide.hindrance(standing, ClueStep.RETRACT, at),
        "undoable": queries.last_step(viewer, clue)
        if not queries.undo_problem(viewer, clue, timezone.localtime(at))
        else None,
    }


def _follow_ups(clue: Clue) -> list[tuple[str, str]]:
    """What rooms above can make of a clue, each with its address."""
    found = [(one.label, address(one.url_name)) for one in follow_ups()]
    return [(label, f"{url}?clue={clue.pk}") for label, url in found if url]


@guard(kinds=BUREAU)
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show one clue with all that was said of it."""
    clue = clue_or_404(request.viewer, pk)
    return render(request, "clues/detail.html", shown(request.viewer, clue))


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def queue(request: DeskRequest) -> HttpResponseBase:
    """Show the next clue that waits for this person, most urgent first."""
    viewer, at = request.viewer, timezone.now()
    after, held = _key(request, "after"), _key(request, "at")
    found = queries.todo(viewer, at).filter(pk=held).first() if held else None
    found = found or queries.next_item(viewer, at, after=after)
    context: dict[str, Any] = {"queue": QUEUE, "tally": queries.tally(viewer, at)}
    if found is not None:
        context |= shown(viewer, clue_or_404(viewer, found.pk))
        context["position"] = decide.bucket(
            timezone.localtime(found.due_at), timezone.localtime(at)
        )
    return render(request, "clues/detail.html" if found else "clues/done.html", context)


def _key(request: DeskRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


Act = Callable[[dict[str, Any]], Clue]


def _dispose(outcome: str) -> Act:
    def act(given: dict[str, Any]) -> Clue:
        return actions.dispose(outcome=Outcome(outcome), **given)

    return act


def _extend(given: dict[str, Any]) -> Clue:
    return actions.extend(reason=given.pop("note"), **given)


# the value of the pressed button: which action, and which of the form's fields it takes
ACTS: dict[str, tuple[ClueStep, Act, tuple[str, ...]]] = {
    "take": (ClueStep.TAKE, lambda given: actions.take(**given), ()),
    "confirm": (ClueStep.CONFIRM, lambda given: actions.confirm(**given), ("note",)),
    "dispatch": (
        ClueStep.DISPATCH,
        lambda given: actions.dispatch(**given),
        ("body_id", "officer_id", "note"),
    ),
    "extend": (ClueStep.EXTEND, _extend, ("note",)),
} | {
    f"dispose:{outcome.value}": (ClueStep.DISPOSE, _dispose(outcome.value), ("measure", "note"))
    for outcome in Outcome
}


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def act(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take the step whose button was pressed, and go on to the next clue or back to this one."""
    viewer, do = request.viewer, request.POST.get("do", "")
    clue = clue_or_404(viewer, pk)
    is_queue = request.POST.get("next") == QUEUE
    back = f"{reverse('clues:queue')}?at={pk}" if is_queue else reverse("clues:detail", args=[pk])
    form = StepForm(request.POST)
    if not form.is_valid():
        trouble(request, f"没有办理：{_faults(form)}")
        return redirect(back)
    try:
        step = _take(do, clue, data=form.cleaned_data, viewer=viewer)
    except REFUSALS as problem:
        trouble(request, str(problem))
        return redirect(back)
    is_undoable = step in decide.TABLE and decide.TABLE[step].is_undoable
    label = Outcome(do.partition(":")[2]).label if step is ClueStep.DISPOSE else step.label
    undo_url = reverse("clues:undo", args=[pk]) if is_undoable else ""
    toast(request, f"线索 {clue.number} 已{label}。", undo_url=undo_url)
    if is_queue and step not in decide.QUIET:
        back = f"{reverse('clues:queue')}?after={pk}"
    return redirect(back)


def _take(do: str, clue: Clue, *, data: dict[str, Any], viewer: Viewer) -> ClueStep:
    given: dict[str, Any] = {"clue_id": clue.pk, "by": viewer, "at": timezone.now()}
    if do == ClueStep.COMMENT:
        actions.comment(note=data["note"], **given)
        return ClueStep.COMMENT
    if do == ClueStep.RETRACT:
        actions.retract(reason=data["note"], **given)
        return ClueStep.RETRACT
    if do not in ACTS:
        raise BadRequest("没有这个办理步骤；请回到线索页，用页面上的按钮办理。")
    step, action, fields = ACTS[do]
    action(given | {"expected_version": data["version"]} | {name: data[name] for name in fields})
    return step


def _faults(form: StepForm) -> str:
    return "；".join(
        f"{form.fields[name].label or name}：{'、'.join(map(str, found))}"
        for name, found in form.errors.items()
    )


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take the person's own last step back and show the clue again."""
    clue = clue_or_404(request.viewer, pk)
    try:
        actions.undo(clue_id=pk, by=request.viewer, at=timezone.now())
        toast(request, f"已撤销对线索 {clue.number} 的上一步办理。")
    except REFUSALS as problem:
        trouble(request, str(problem))
    return redirect("clues:detail", pk)
