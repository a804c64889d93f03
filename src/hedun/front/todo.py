"""我的待办: what waits for this person, grouped by legal due date. Pure grouping, bounded reading."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.pages.context import address
from hedun.clues import queries as clues
from hedun.clues.terms import Bucket, ClueState
from hedun.desks.bridge import queries as letters
from hedun.desks.cases import queries as cases
from hedun.desks.cases.terms import CaseState
from hedun.desks.complaints import queries as complaints
from hedun.desks.complaints.terms import ComplaintState, ReportState
from hedun.desks.complaints.terms import Scope as Pleas
from hedun.engine.term import Term

if TYPE_CHECKING:
    from hedun.clues.models import Clue
    from hedun.desks.cases.models import Case
    from hedun.desks.complaints.models import Submission

SHOWN = {Bucket.OVERDUE: 8, Bucket.TODAY: 8, Bucket.WEEK: 6, Bucket.LATER: 4}
"""How many rows each group shows; the rest is one click away."""

STEPS = {
    ClueState.RAISED: "分派",
    ClueState.DISPATCHED: "核查",
    ClueState.VERIFYING: "续查",
    ClueState.CONFIRMED: "发函",
    ClueState.AWAITING: "催办",
    ClueState.ANSWERED: "处置",
}
PLEA_STEPS: dict[Term, str] = {
    ComplaintState.RECEIVED: "受理",
    ComplaintState.IDENTITY: "核身份",
    ComplaintState.ACCEPTED: "调解",
    ComplaintState.MEDIATING: "调解",
    ComplaintState.TESTING: "续办",
    ComplaintState.RECUSAL: "决定",
    ComplaintState.TERMINATED: "告知",
    ReportState.RECEIVED: "核查",
    ReportState.VERIFYING: "办结",
    ReportState.TESTING: "续查",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: a clue, a case, a complaint, a report or a letter."""

    due_at: dt.datetime
    is_provisional: bool
    article_id: int | None
    kind: str
    number: str
    title: str
    place: tuple[str, int]
    platform: str
    state: Term
    step: str

    @property
    def url(self) -> str:
        """The address of its page; made for the few that are shown, not for all that wait."""
        return address(*self.place)


@dataclass(frozen=True, slots=True)
class Group:
    """The things that fall due in one span of time."""

    bucket: Bucket
    items: list[Item]
    has_more: bool
    url: str


Spans = list[tuple[Bucket, dt.datetime | None, dt.datetime | None]]


def edges(at: dt.datetime) -> Spans:
    """Give the groups with their half-open spans: today and the week end at local midnight."""
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = midnight + dt.timedelta(days=1)
    week = midnight + dt.timedelta(days=7 - local.weekday())
    return [
        (Bucket.OVERDUE, None, at),
        (Bucket.TODAY, at, today),
        (Bucket.WEEK, today, week),
        (Bucket.LATER, max(today, week), None),
    ]


def bucket(due_at: dt.datetime, at: dt.datetime) -> Bucket:
    """Tell in which group a due date falls."""
    return _bucket(due_at, edges(at))


def _bucket(due_at: dt.datetime, spans: Spans) -> Bucket:
    for name, low, high in spans:
        if (low is None or due_at >= low) and (high is None or due_at < high):
            return name
    return Bucket.LATER


def group(items: Iterable[Item], at: dt.datetime, *, more: frozenset[Bucket]) -> list[Group]:
    """Sort things into their groups by due date; groups without any are left out."""
    sorted_in: dict[Bucket, list[Item]] = {name: [] for name in Bucket}
    spans = edges(at)
    for item in sorted(items, key=lambda item: item.due_at):
        sorted_in[_bucket(item.due_at, spans)].append(item)
    return [
        Group(
            name,
            found[: SHOWN[name]],
            has_more=name in more or len(found) > SHOWN[name],
            url=rows_url(name),
        )
        for name, found in sorted_in.items()
        if found
    ]


def rows_url(name: Bucket) -> str:
    """Give the address of the clues of one group."""
    base = address("clues:list")
    return f"{base}?scope=todo&due={name.value}" if base else ""


def of_clues(viewer: Viewer, at: dt.datetime) -> tuple[list[Item], frozenset[Bucket]]:
    """Read the first clues of each group, and which groups have more: four short index reads."""
    found: list[Item] = []
    more: set[Bucket] = set()
    for name, low, high in edges(at):
        rows = clues.todo(viewer, at).select_related("platform")
        rows = rows.filter(due_at__gte=low) if low else rows
        rows = rows.filter(due_at__lt=high) if high else rows
        taken = list(rows[: SHOWN[name] + 1])
        if len(taken) > SHOWN[name]:
            more.add(name)
        found += [_clue(row) for row in taken[: SHOWN[name]]]
    return found, frozenset(more)


def _clue(row: "Clue") -> Item:
    state = ClueState(row.state)
    return Item(
        due_at=row.due_at,
        is_provisional=row.due_is_provisional,
        article_id=row.due_article_id,
        kind="线索",
        number=row.number,
        title=row.title,
        place=("clues:detail", row.pk),
        platform=row.platform.name if row.platform else "—",
        state=state,
        step=STEPS.get(state, "查看"),
    )


def of_complaints(viewer: Viewer, at: dt.datetime) -> tuple[list[Item], frozenset[Bucket]]:
    """Read the first complaints and reports of each group, and which groups have more."""
    found: list[Item] = []
    more: set[Bucket] = set()
    for name, low, high in edges(at):
        rows = complaints.in_scope(viewer, Pleas.BODY).filter(due_at__isnull=False)
        rows = rows.filter(due_at__gte=low) if low else rows
        rows = rows.filter(due_at__lt=high) if high else rows
        taken = list(rows.order_by("due_at", "pk")[: SHOWN[name] + 1])
        if len(taken) > SHOWN[name]:
            more.add(name)
        found += [_plea(viewer, row) for row in taken[: SHOWN[name]]]
    return found, frozenset(more)


def _plea(viewer: Viewer, row: "Submission") -> Item:
    state = complaints.matter(viewer, row).procedure.states(row.state)
    assert row.due_at is not None
    return Item(
        due_at=row.due_at,
        is_provisional=row.due_is_provisional,
        article_id=row.due_article_id,
        kind=row.get_kind_display(),
        number=row.number,
        title=f"{row.respondent} {row.goods}".strip(),
        place=("complaints:detail", row.pk),
        platform=row.platform.name if row.platform else "—",
        state=state,
        step=PLEA_STEPS.get(state, "查看"),
    )


def of_letters(viewer: Viewer, at: dt.datetime) -> list[Item]:
    """Read the letters that wait for this person's body."""
    return [
        Item(
            due_at=row.due_at,
            is_provisional=row.is_provisional,
            article_id=row.article_id,
            kind="函件",
            number="",
            title=row.title,
            place=(row.url_name, row.letter_id),
            platform=row.platform or "—",
            state=row.state,
            step=row.label,
        )
        for row in letters.todo(viewer, at)
    ]


def of_cases(viewer: Viewer, at: dt.datetime) -> tuple[list[Item], frozenset[Bucket]]:
    """Read the first cases of each group, as with clues."""
    found: list[Item] = []
    more: set[Bucket] = set()
    for name, low, high in edges(at):
        taken = list(
            cases.todo(viewer, low=low, high=high).select_related("platform")[: SHOWN[name] + 1]
        )
        if len(taken) > SHOWN[name]:
            more.add(name)
        found += [_case(row) for row in taken[: SHOWN[name]]]
    return found, frozenset(more)


def _case(row: "Case") -> Item:
    assert row.due_at is not None
    return Item(
        due_at=row.due_at,
        is_provisional=row.due_is_provisional,
        article_id=row.due_article_id,
        kind="案件",
        number=row.number,
        title=row.title,
        place=("cases:detail", row.pk),
        platform=row.platform.name if row.platform else "—",
        state=CaseState(row.state),
        step="办案",
    )


def board(viewer: Viewer, at: dt.datetime) -> list[Group]:
    """Give the groups of everything that waits for this person."""
    if not viewer.has(Role.INSPECTOR, Role.LEADER):
        return []
    items, more = of_clues(viewer, at)
    of_case, more_cases = of_cases(viewer, at)
    pleas, more_pleas = of_complaints(viewer, at)
    items = [*items, *of_case, *pleas, *of_letters(viewer, at)]
    return group(items, at, more=more | more_cases | more_pleas)
