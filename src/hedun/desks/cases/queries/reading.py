"""One case or many: who sees them, in which order, as what."""

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from hedun.base.accounts import queries as people
from hedun.base.accounts.terms import Role, Viewer
from hedun.base.pages.context import address
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Hat, Matter, Step
from hedun.clues.terms import Annex, ClueStep
from hedun.desks.cases import decide
from hedun.desks.cases.decide.archive import EVIDENCE, Paper
from hedun.desks.cases.models import Branch, Case, Handler
from hedun.desks.cases.terms import BRANCHES, CASE, BranchKind, CaseState, Scope

if TYPE_CHECKING:
    from hedun.base.accounts.models import Person
    from hedun.base.procedure.models import Passage

Rows = TypeVar("Rows", bound=QuerySet[Any])
ONLY_BY_THE_WAY = frozenset({"publish", "withdrawn"})
"""Steps that are taken when the publication itself changes, never from a button."""


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    """Cases that a bureau handles or oversees, for those who work on cases; others see none."""
    rows = Case.objects.select_related("body", "ground__article__instrument", "shop", "platform")
    if viewer.is_system:
        return rows
    if not _is_worker(viewer):
        return rows.none()
    return rows.filter(Q(body_id=viewer.body_key) | _area(viewer))


def _area(viewer: Viewer) -> Q:
    """Rows of the viewer's area, by equality on the column of its level."""
    prefix = viewer.region_prefix
    column = {2: "province_code", 4: "city_code", 6: "region_code"}.get(len(prefix))
    if column is not None:
        return Q(**{column: prefix})
    low, high = viewer.region_bounds()
    return Q(region_code__gte=low, region_code__lt=high)


def _is_worker(viewer: Viewer) -> bool:
    return viewer.is_bureau and viewer.person_id is not None and viewer.has(*decide.WORKERS)


def in_scope(viewer: Viewer, scope: Scope) -> QuerySet[Case]:
    """The visible cases of one scope, each answered from one index."""
    rows = Case.objects.select_related("body", "platform")
    if not _is_worker(viewer):
        return rows.none()
    if scope is Scope.MINE:
        mine = Handler.objects.filter(person_id=viewer.person_key, is_open=True)
        return rows.filter(pk__in=mine.values("case_id"), is_open=True)
    if scope is Scope.AREA:
        return rows.filter(_area(viewer), is_open=True)
    return rows.filter(body_id=viewer.body_key, is_open=scope is Scope.BODY)


def todo(viewer: Viewer, *, low: dt.datetime | None, high: dt.datetime | None) -> QuerySet[Case]:
    """Open cases of this person (a leader: of the bureau) that fall due in a span, first due first.

    An inspector's are found by the officers' own index: a busy bureau's thousands are not read.
    """
    if not _is_worker(viewer):
        return Case.objects.none()
    if viewer.has(Role.LEADER):
        rows = Case.objects.filter(body_id=viewer.body_key, is_open=True)
        return _between(rows, low, high).order_by("due_at", "pk")
    mine = Handler.objects.filter(person_id=viewer.person_key, is_open=True)
    mine = _between(mine, low, high).order_by("due_at", "pk")
    keys = list(mine.values_list("case_id", flat=True)[:50])
    return Case.objects.filter(pk__in=keys).order_by("due_at", "pk")


def _between(rows: Rows, low: dt.datetime | None, high: dt.datetime | None) -> Rows:
    rows = rows.filter(due_at__gte=low) if low else rows
    return rows.filter(due_at__lt=high) if high else rows.filter(due_at__isnull=False)


def received_assists(viewer: Viewer) -> QuerySet[Branch]:
    """Requests for assistance that other bureaux sent to the viewer's."""
    rows = Branch.objects.select_related("case__body")
    if not _is_worker(viewer):
        return rows.none()
    return rows.filter(kind=BranchKind.ASSIST, target_body_id=viewer.body_key)


def visible_branches(viewer: Viewer) -> QuerySet[Branch]:
    """What runs beside visible cases, and what the viewer's bureau was asked for."""
    rows = Branch.objects.select_related("case__body", "target_body")
    if viewer.is_system:
        return rows
    if not _is_worker(viewer):
        return rows.none()
    asked = Q(kind=BranchKind.ASSIST, target_body_id=viewer.body_key)
    return rows.filter(asked | Q(case__in=visible_cases(viewer).values("pk")))


def matter(viewer: Viewer, row: Case) -> Matter:
    """Give a case as its procedure sees it."""
    del viewer
    return Matter(CASE, row.pk, row.number, CaseState(row.state), row.body_id)


def branch_matter(viewer: Viewer, row: Branch) -> Matter:
    """Give a matter beside a case as its procedure sees it."""
    del viewer
    procedure = BRANCHES[BranchKind(row.kind)]
    number = f"{row.case.number} {procedure.label}"
    return Matter(procedure, row.pk, number, procedure.states(row.state), row.case.body_id)


def hats(viewer: Viewer, row: Case) -> frozenset[Hat]:
    """Say what the viewer is to a case."""
    named = list(row.handlers.values_list("person_id", flat=True))
    return decide.hats(viewer, body_id=row.body_id, handlers=named)


def bar(viewer: Viewer, row: Case) -> str:
    """Say in Chinese why the viewer, a leader, has no say in a case; empty when nothing bars."""
    named = list(row.handlers.values_list("person_id", flat=True))
    return decide.bar(viewer, body_id=row.body_id, handlers=named)


def leaders_of(viewer: Viewer) -> frozenset[int]:
    """The leaders among the officers of the viewer's bureau, by primary key."""
    rows = people.colleagues(viewer).filter(is_active=True, grants__role=Role.LEADER)
    return frozenset(rows.values_list("pk", flat=True))


def hats_of_branch(viewer: Viewer, row: Branch) -> frozenset[Hat]:
    """Say what the viewer is to a matter beside a case."""
    found = hats(viewer, row.case)
    return decide.assistant_hats(viewer, found, target_body_id=row.target_body_id)


def next_steps(viewer: Viewer, row: Case) -> list[Step]:
    """The steps of a case that have a button for the viewer now."""
    found = passages.next_steps(viewer, matter(viewer, row), hats(viewer, row))
    return [step for step in found if step.code not in ONLY_BY_THE_WAY]


def next_branch_steps(viewer: Viewer, row: Branch) -> tuple[Step, ...]:
    """The steps of a matter beside a case that the viewer may take now."""
    return passages.next_steps(viewer, branch_matter(viewer, row), hats_of_branch(viewer, row))


def officers_of(viewer: Viewer) -> "QuerySet[Person]":
    """The people of the viewer's bureau among whom officers are named."""
    rows = people.colleagues(viewer).filter(is_active=True)
    return rows.filter(grants__role__in=decide.WORKERS).distinct().order_by("name", "pk")


def open_case_of_clue(viewer: Viewer, clue_id: int) -> Case | None:
    """The newest case made of a clue that the viewer may see."""
    return visible_cases(viewer).filter(clue_id=clue_id).order_by("-pk").first()


def annexes_of_clue(viewer: Viewer, clue_id: int) -> list[Annex]:
    """Say on a clue's page which cases were made of it."""
    return [
        Annex(
            f"案件 {row.number}",
            CaseState(row.state),
            address("cases:detail", row.pk),
            row.due_at if row.is_open else None,
        )
        for row in visible_cases(viewer).filter(clue_id=clue_id).order_by("pk")
    ]


def brake_on_filing(viewer: Viewer, clue_id: int, step: ClueStep) -> str:
    """Say in Chinese why a disposal may not be undone: a case was opened on it."""
    if step is not ClueStep.DISPOSE:
        return ""
    rows = visible_cases(viewer).filter(clue_id=clue_id, opened_at__isnull=False)
    found = rows.first()
    return f"该线索已立案（{found.number}），不能撤销处置；请在案件中办理。" if found else ""


def keeps_capture(viewer: Viewer, capture_id: int, subjects: tuple[tuple[str, str], ...]) -> str:
    """Say which open case needs a capture: as an exhibit, or through its clue."""
    own = [int(key) for kind, key in subjects if kind == "case" and key.isdecimal()]
    clues = [int(key) for kind, key in subjects if kind == "clue" and key.isdecimal()]
    rows = visible_cases(viewer).filter(
        Q(exhibits__capture_id=capture_id)
        | Q(clue__capture_id=capture_id)
        | Q(clue_id__in=clues)
        | Q(pk__in=own),
        is_open=True,
    )
    found = rows.order_by("pk").first()
    return f"案件 {found.number} 尚未结案" if found is not None else ""


def case_of_fact(viewer: Viewer, fact_id: int) -> Case | None:
    """The case on whose decision a fact rests; only the program itself asks."""
    return Case.objects.filter(fact_id=fact_id).first() if viewer.is_system else None


def due_open(viewer: Viewer, row: Case) -> QuerySet[Branch]:
    """What still runs beside a case, the first due first."""
    del viewer
    return row.branches.filter(is_open=True).order_by("due_at", "pk")


def numbers(viewer: Viewer, text: str) -> QuerySet[Case]:
    """Visible cases with exactly this number, for the search box."""
    return visible_cases(viewer).filter(number=text.strip().upper())


def papers(viewer: Viewer, row: Case) -> list[Paper]:
    """Everything that belongs into the volumes of a case, from its trail and its evidence.

    Basis: chufa_chengxu art. 78; chufa_chengxu art. 79
    """
    found = [_paper(CASE.step(event.step), event)
             for event in passages.timeline(viewer, matter(viewer, row))
             if event.step in CASE_CODES]  # fmt: skip
    for one in row.branches.select_related("case").order_by("pk"):
        about = branch_matter(viewer, one)
        known = {step.code.value for step in about.procedure.steps}
        events = passages.timeline(viewer, about)
        found += [_paper(about.procedure.step(e.step), e) for e in events if e.step in known]
    for exhibit in row.exhibits.order_by("number"):
        found.append(Paper(EVIDENCE, f"证据 {exhibit.number}：{exhibit.title}", exhibit.taken_on))
    return found


CASE_CODES = {step.code.value for step in CASE.steps}


def _paper(step: Step, event: "Passage") -> Paper:
    return Paper(step.document, step.label, timezone.localtime(event.at).date())


def states_to_open(viewer: Viewer, kind: BranchKind) -> frozenset[CaseState]:
    """In which states of a case something of a kind may begin beside it."""
    del viewer
    return decide.MAY_OPEN[kind]
