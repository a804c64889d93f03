"""Drafting a letter from a clue, and changing the draft."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.pages.toast import toast, trouble
from hedun.desks.bridge import actions, forms, queries
from hedun.desks.bridge.decide import drafting
from hedun.desks.bridge.decide.clock import local_day
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.terms import LetterKind, LetterStep
from hedun.desks.bridge.views.letters import (
    BUREAU,
    DESK,
    REFUSALS,
    letter_or_404,
    seen_version,
    steps_for,
)

# what may be drafted from a clue by a click, in the order of the tabs
TABS = (
    LetterKind.CO_INVESTIGATION,
    LetterKind.DISPOSAL_NOTICE,
    LetterKind.CLUE_NOTICE,
    LetterKind.SAMPLING,
    LetterKind.ASSISTANCE,
    LetterKind.TRANSFER,
)


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def draft(request: DeskRequest) -> HttpResponseBase:
    """Draft a letter from a confirmed clue: filled in, so that one key saves or sends it."""
    clue = request.GET.get("clue", "")
    if not clue.isascii() or not clue.isdecimal() or len(clue) > 18:
        raise BadRequest("没有指明线索；请从线索页点“发函”。")
    viewer, now = request.viewer, timezone.now()
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = LetterKind(asked) if asked in set(TABS) else LetterKind.CO_INVESTIGATION
    found = queries.open_letter_of(viewer, int(clue))
    is_known = found is not None and found.from_body_id == viewer.body_id
    if request.method == "GET" and found is not None and is_known and not asked:
        return redirect("bridge:detail", found.pk)
    to = _receiver(request, kind)
    letter = queries.prefilled(viewer, int(clue), kind=kind, at=now, to=to)
    code = _with_questions(request, letter)
    if request.method == "GET":
        form = forms.LetterForm(initial=_initial(letter), viewer=viewer, kind=kind)
        return _form(request, form, letter=letter)
    form = forms.LetterForm(request.POST, viewer=viewer, kind=kind)
    if not form.is_valid():
        return _form(request, form, letter=letter, status=422)
    try:
        made = actions.draft_from_clue(
            clue_id=int(clue),
            kind=kind,
            to_body_id=form.cleaned_data["to_body_id"],
            catalogue=code,
            by=viewer,
            at=now,
        )
        changes = _changes(form)
        if to is not None:
            _take_fresh(changes, queries.prefilled(viewer, int(clue), kind=kind, at=now), letter)
        actions.edit(letter_id=made.pk, changes=changes, by=viewer, at=now)
    except REFUSALS as error:
        trouble(request, str(error))
        return _form(request, form, letter=letter, status=422)
    return _send_if_asked(request, made.pk)


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Change a draft."""
    viewer = request.viewer
    letter = letter_or_404(viewer, pk)
    if LetterStep.EDIT not in steps_for(viewer, letter):
        trouble(request, "函件已签发，不能修改；如有错误，请撤回后重新起草。")
        return redirect("bridge:detail", pk)
    kind = LetterKind(letter.kind)
    if request.method == "GET":
        form = forms.LetterForm(initial=_initial(letter), viewer=viewer, kind=kind)
        return _form(request, form, letter=letter)
    form = forms.LetterForm(request.POST, viewer=viewer, kind=kind)
    if not form.is_valid():
        return _form(request, form, letter=letter, status=422)
    try:
        actions.edit(
            letter_id=pk,
            changes=_changes(form),
            expected_version=seen_version(request),
            by=viewer,
            at=timezone.now(),
        )
    except REFUSALS as error:
        trouble(request, str(error))
        return _form(request, form, letter=letter, status=422)
    return _send_if_asked(request, pk)


def _initial(letter: Letter) -> dict[str, Any]:
    names = (
        "kind", "to_body_id", "title", "text", "questions", "officer_id", "second_officer_id",
        "contact_name", "contact_phone", "period_from", "period_to",
    )  # fmt: skip
    found = {name: getattr(letter, name) for name in names} | {"due_on": local_day(letter.due_at)}
    return {name: "" if value is None else value for name, value in found.items()}


def _changes(form: forms.LetterForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _form(
    request: DeskRequest, form: forms.LetterForm, *, letter: Letter, status: int = 200
) -> HttpResponseBase:
    clue, address = letter.clue, reverse("bridge:draft")
    context: dict[str, Any] = {"form": form, "letter": letter}
    if clue is not None and letter.version == 0:
        here = f"{address}?clue={clue.pk}"
        context["tabs"] = [
            (f"{here}&kind={kind.value}", kind.label, kind == letter.kind) for kind in TABS
        ]
        if letter.kind == LetterKind.CO_INVESTIGATION:
            context["catalogue"] = [
                (
                    f"{here}&kind={letter.kind}&questions={one.code}",
                    one,
                    one.code == letter.catalogue,
                )
                for one in queries.catalogue(request.viewer, clue.ground.code)
            ]
    return render(request, "bridge/form.html", context, status=status)


def _take_fresh(changes: dict[str, Any], blank: Letter, letter: Letter) -> None:
    """What was left as the form offered it becomes what fits the body that was chosen."""
    if changes["text"].replace("\r\n", "\n").strip() == blank.text.strip():
        changes["text"] = letter.text
    if changes["due_on"] == local_day(blank.due_at):
        del changes["due_on"]


def _receiver(request: DeskRequest, kind: LetterKind) -> Any:
    """The body that a letter between bodies goes to, as far as it was chosen."""
    number = request.POST.get("to_body_id") or request.GET.get("to", "")
    if not kind.is_between_bodies or not (number.isascii() and number.isdecimal()):
        return None
    return queries.addressees(request.viewer, kind).filter(pk=int(number[:18])).first()


def _with_questions(request: DeskRequest, letter: Letter) -> str:
    """Fill in what a ready set of questions asks; gives its code."""
    code = request.GET.get("questions", "")
    ready = queries.questions(request.viewer, code)
    if ready is None or letter.kind != LetterKind.CO_INVESTIGATION:
        return ""
    letter.catalogue = ready.code
    letter.questions = [group.value for group in ready.groups]
    letter.text = drafting.with_prompts(letter.text, ready.prompts)
    return ready.code


def _send_if_asked(request: DeskRequest, pk: int) -> HttpResponseBase:
    if request.POST.get("then") != "send":
        toast(request, "函件草稿已保存，核对后可签发。")
        return redirect("bridge:detail", pk)
    try:
        sent = actions.send(letter_id=pk, by=request.viewer, at=timezone.now())
    except REFUSALS as error:
        trouble(request, f"草稿已保存，尚不能签发：{error}")
    else:
        toast(request, f"已签发 {sent.number}。")
    return redirect("bridge:detail", pk)
