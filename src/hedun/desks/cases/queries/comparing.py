"""What an officer compares: ranges of the law, thresholds, and what was decided before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import AmountKind
from hedun.base.procedure import queries as passages
from hedun.desks.cases.decide import weighing
from hedun.desks.cases.models import Case, Ruling
from hedun.desks.cases.queries.reading import matter, visible_cases
from hedun.desks.cases.terms import CaseState, Range, RulingStage

if TYPE_CHECKING:
    from hedun.base.lawbook.models import Amount

LATE = frozenset({CaseState.SERVED, CaseState.DEFERRED, CaseState.URGED, CaseState.ENFORCING})
MOST_READ, MOST_SHOWN = 200, 8


@dataclass(frozen=True, slots=True)
class Comparison:
    """Earlier decisions on the same ground: the most alike, and how their fines lie."""

    rulings: list[Ruling]
    least: int = 0
    middle: int = 0
    most: int = 0
    count: int = 0


def ranges(viewer: Viewer, row: Case, on: dt.date) -> "list[tuple[Amount, Range]]":
    """The ranges of a fine for the ground of a case, as in force when the act happened."""
    day = row.happened_on or on
    found = lawbook.amounts(viewer, AmountKind.FINE, on=day, ground=row.ground.code)
    return [(one, Range(one.code, one.name, one.least, one.most, one.times_of)) for one in found]


def thresholds(viewer: Viewer, on: dt.date) -> dict[str, int]:
    """The sums from which a hearing may be asked for, by their codes."""
    found = lawbook.amounts(viewer, AmountKind.HEARING, on=on)
    return {one.code: one.least for one in found if one.least is not None}


def comparable(viewer: Viewer, row: Case, factors: tuple[str, ...] = ()) -> Comparison:
    """Decisions on the same ground that the viewer may see, those with the same factors first."""
    cases = visible_cases(viewer).exclude(pk=row.pk).values("pk")
    rows = Ruling.objects.filter(ground_id=row.ground_id, stage=RulingStage.DECIDED, case__in=cases)
    found = list(rows.select_related("case", "amount").order_by("-at")[:MOST_READ])
    found.sort(key=lambda one: -weighing.likeness(one.factors, factors))
    fines = sorted(one.fine_fen for one in found if one.fine_fen)
    if not fines:
        return Comparison(found[:MOST_SHOWN], count=len(found))
    middle = fines[len(fines) // 2]
    return Comparison(found[:MOST_SHOWN], fines[0], middle, fines[-1], len(found))


def late_fee(viewer: Viewer, row: Case, on: dt.date) -> tuple[int, int]:
    """Give the days by which a fine is late and the fine that may be added; none where it is not.

    Whether it is added, the bureau decides.

    Basis: chufa_chengxu art. 75
    """
    clock = passages.clocks(viewer, matter(viewer, row)).filter(rule="case.pay").last()
    ruling = row.rulings.filter(stage=RulingStage.DECIDED).order_by("-pk").first()
    rates = lawbook.amounts(viewer, AmountKind.LATE, on=on)
    if row.state not in LATE or clock is None or ruling is None or not rates:
        return 0, 0
    until = row.deferred_until or timezone.localtime(clock.due_at).date()
    days = (on - until).days
    return max(0, days), weighing.late_fee(ruling.fine_fen, days, rates[0].least or 0)


def amounts(viewer: Viewer, kind: AmountKind, on: dt.date) -> "list[Amount]":
    """The amounts of one kind that hold on a day."""
    return lawbook.amounts(viewer, kind, on=on)


def reason_names(viewer: Viewer, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Give the words of reasons, each with the article it stands in."""
    wanted = set(codes)
    rows = lawbook.reasons(viewer).filter(code__in=wanted)
    return [(row.name, str(row.article)) for row in rows]
