"""What the pages of a case and of what runs beside it share: forms of steps, merged clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Matter, Step
from hedun.desks.cases import queries
from hedun.desks.cases.forms import StepForm
from hedun.desks.cases.models import Branch, Case
from hedun.desks.cases.terms import BRANCHES, BranchKind

if TYPE_CHECKING:
    from hedun.base.procedure.models import Clock

Tried = tuple[Step, StepForm] | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: a step of the case, or of what runs beside it."""

    at: Any
    title: str
    by_name: str
    basis: str
    note: str
    url: str = ""


def steps(
    viewer: Viewer, case: Case, declared: Iterable[Step], *, tried: Tried
) -> list[dict[str, Any]]:
    """The steps that this person may take now, each with its article and the fields it needs."""
    found: list[dict[str, Any]] = []
    for one in declared:
        code, number = one.basis.split(" ", 1)
        form = StepForm(step=one, viewer=viewer, case=case)
        if tried and tried[0] == one:
            form = tried[1]
        basis = lawbook.article(viewer, code, number)
        found.append({"step": one, "basis": basis, "form": form})
    return found


def clocks(viewer: Viewer, row: Case) -> "list[Clock]":
    """The clocks of a case and of what runs beside it: running ones by due date, then the rest."""
    found = [clock for matter in matters(viewer, row) for clock in passages.clocks(viewer, matter)]
    return sorted(found, key=lambda clock: (not clock.is_open, clock.due_at))


def timeline(viewer: Viewer, row: Case) -> list[Line]:
    """Everything that happened to a case and beside it, in order, each with its article.

    A pause and an extension stand as lines of their own, because they are steps.
    """
    found = []
    for matter in matters(viewer, row):
        is_beside = matter.procedure.code != "case"
        url = reverse("cases:branch", args=[matter.pk]) if is_beside else ""
        prefix = f"{matter.procedure.label}：" if is_beside else ""
        for event in passages.timeline(viewer, matter):
            title = prefix + event.title
            found.append(Line(event.at, title, event.by_name, event.basis, event.note, url))
    return sorted(found, key=lambda line: line.at)


def matters(viewer: Viewer, row: Case) -> list[Matter]:
    """The case and what runs beside it, as their procedures see them."""
    beside = [queries.branch_matter(viewer, one) for one in _branches(row)]
    return [queries.matter(viewer, row), *beside]


def _branches(row: Case) -> Iterable[Branch]:
    return row.branches.select_related("case").order_by("pk")


def beginnings(viewer: Viewer, row: Case, *, tried: Tried) -> list[dict[str, Any]]:
    """What may begin beside a case, kind by kind, for this person."""
    hats = queries.hats(viewer, row)
    found = []
    for kind, procedure in BRANCHES.items():
        if row.state not in queries.states_to_open(viewer, kind):
            continue
        first = [one for one in procedure.steps if one.is_first and hats & set(one.who)]
        if first:
            lines = steps(viewer, row, first, tried=tried)
            for line in lines:  # two kinds share codes: labels need ids of their own
                line["form"].auto_id = f"id_{kind}_{line['step'].code}_%s"
            is_tried = tried is not None and tried[0] in first
            found.append({"kind": kind, "steps": lines, "is_tried": is_tried})
    return found


def declared_in(kind: str, code: str) -> Step | None:
    """Find a first step of what runs beside a case, by kind and code."""
    if kind not in list(BranchKind):
        return None
    rows = BRANCHES[BranchKind(kind)].steps
    return next((one for one in rows if one.code == code and one.is_first), None)
