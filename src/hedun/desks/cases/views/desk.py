"""One case: its facts, clocks, timeline, what can be done now, and what runs beside it."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused
from hedun.base.documents import queries as documents
from hedun.base.lawbook.terms import AmountKind
from hedun.base.pages.toast import toast, trouble
from hedun.base.procedure.terms import NotPossible
from hedun.clues import queries as clues
from hedun.desks.cases import actions, queries
from hedun.desks.cases.decide.archive import volumes as in_order
from hedun.desks.cases.decide.weighing import hearing_reasons, position, written
from hedun.desks.cases.forms import SourceForm, StepForm
from hedun.desks.cases.models import Case, Ruling
from hedun.desks.cases.queries.values import ruled_of
from hedun.desks.cases.terms import CASE, PartyKind, RulingStage
from hedun.desks.cases.views import stepping
from hedun.desks.cases.views.lists import BUREAU, DESK

if TYPE_CHECKING:
    from hedun.clues.models import Clue


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    """Enter the source of a case, from a clue where one is named."""
    viewer = request.viewer
    clue = _clue(request)
    if request.method == "GET":
        form = SourceForm(viewer=viewer, clue=clue)
        return render(request, "cases/new.html", {"form": form, "clue": clue})
    form = SourceForm(request.POST, viewer=viewer, clue=clue)
    if not form.is_valid():
        return render(request, "cases/new.html", {"form": form, "clue": clue}, status=422)
    try:
        row = actions.source(sourced=form.sourced(clue), by=viewer, at=timezone.now())
    except (NotPossible, Refused) as error:
        form.add_error(None, str(error))
        return render(request, "cases/new.html", {"form": form, "clue": clue}, status=422)
    toast(request, f"已登记案源 {row.number}，核查期限已开始计算。")
    return redirect("cases:detail", row.pk)


def _clue(request: DeskRequest) -> "Clue | None":
    text = request.POST.get("clue") or request.GET.get("clue", "")
    if not text:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) < 18
    found = clues.clue(request.viewer, int(text)) if is_number else None
    if found is None:
        raise Http404("没有这条线索，或您无权查看；请从线索页进入。")
    return found


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One case."""
    return page(request, case_or_404(request, pk))


@guard(kinds=BUREAU, roles=DESK)
@require_POST
def step(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Take one step."""
    row = case_or_404(request, pk)
    code, version = request.POST.get("step", ""), request.POST.get("version", "")
    try:
        declared = CASE.step(code)
    except KeyError:
        trouble(request, "没有这个步骤；请从页面上的按钮办理。")
        return page(request, row, status=422)
    form = StepForm(request.POST, request.FILES, step=declared, viewer=request.viewer, case=row)
    if not form.is_valid():
        return page(request, row, tried=(declared, form), status=422)
    try:
        row = actions.take_step(
            case_id=pk,
            step=code,
            form=form.filled(),
            by=request.viewer,
            at=timezone.now(),
            expected_version=int(version) if version.isdecimal() else None,
        )
    except NotPossible as error:
        trouble(request, str(error))
        return page(request, row, tried=(declared, form), status=422)
    toast(request, f"{row.number} 已办理“{declared.label}”。")
    return redirect("cases:detail", pk)


@guard(kinds=BUREAU, roles=DESK)
@require_GET
def volumes(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The papers of a case in the order of its volumes."""
    row = case_or_404(request, pk)
    main, second = in_order(queries.papers(request.viewer, row))
    return render(request, "cases/volumes.html", {"row": row, "main": main, "second": second})


def case_or_404(request: DeskRequest, pk: int) -> Case:
    """One case that the viewer may see; a foreign one looks absent."""
    row = queries.visible_cases(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这件案件，或您无权查看")
    return row


def page(
    request: DeskRequest,
    row: Case,
    *,
    tried: stepping.Tried = None,
    begun: stepping.Tried = None,
    status: int = 200,
) -> HttpResponseBase:
    """Answer with the page of a case."""
    viewer = request.viewer
    matter = queries.matter(viewer, row)
    declared = queries.next_steps(viewer, row)
    ruling = row.rulings.select_related("amount__article__instrument").order_by("-pk").first()
    context = {
        "row": row,
        "state": matter.state,
        "steps": stepping.steps(viewer, row, declared, tried=tried),
        "bar": queries.bar(viewer, row) if row.is_open else "",
        "beginnings": stepping.beginnings(viewer, row, tried=begun),
        "action": reverse("cases:step", args=[row.pk]),
        "begin": reverse("cases:begin", args=[row.pk]),
        "version": row.version,
        "clocks": stepping.clocks(viewer, row),
        "events": stepping.timeline(viewer, row),
        "handlers": row.handlers.select_related("person").order_by("pk"),
        "exhibits": row.exhibits.select_related("kind", "capture__blob").order_by("number"),
        "papers": documents.card(viewer, "case", row.pk),
        "services": row.services.order_by("pk"),
        "branches": [
            (one, queries.branch_matter(viewer, one).state)
            for one in row.branches.select_related("case").order_by("pk")
        ],
        "clue": row.clue if row.clue_id and clues.clue(viewer, row.clue_id) else None,
        **_weighed(request, row, ruling),
    }
    return render(request, "cases/detail.html", context, status=status)


def _weighed(request: DeskRequest, row: Case, ruling: Ruling | None) -> dict[str, object]:
    """What helps to weigh: ranges, bands, past decisions, and what was proposed or decided."""
    viewer, today = request.viewer, timezone.localdate()
    found = queries.ranges(viewer, row, today)
    context: dict[str, object] = {
        "ranges": found,
        "bands": queries.amounts(viewer, AmountKind.BAND, today),
        "comparison": queries.comparable(viewer, row, tuple(ruling.factors) if ruling else ()),
    }
    if ruling is None:
        return context
    ruled = ruled_of(viewer, ruling)
    limits = next((one for _, one in found if one.code == ruled.amount_code), None)
    reasons = hearing_reasons(PartyKind(row.party_kind), ruled, queries.thresholds(viewer, today))
    return context | {
        "ruling": ruling,
        "ruling_text": written(ruled),
        "ruling_stage": RulingStage(ruling.stage),
        "position": position(ruled, limits),
        "late": queries.late_fee(viewer, row, today),
        "factors": queries.reason_names(viewer, ruled.factors),
        "hearing": queries.reason_names(viewer, reasons),
    }
