"""Merchants on lists, their changes, the pairs that wait for a person, and leads."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.clues import queries as clues
from hedun.desks.roster.models import Comparison, Judgement, Lead, Pair, Problem, Transition
from hedun.desks.roster.queries.who import OFFICERS, of_area, works_here
from hedun.desks.roster.terms import LeadState, PairState

if TYPE_CHECKING:
    from hedun.clues.models import Clue

HELD_FOR = dt.timedelta(minutes=10)
UNDO_WITHIN = dt.timedelta(minutes=10)
MOST_COUNTED = 1_000


def visible_problems(viewer: Viewer) -> QuerySet[Problem]:
    """Merchants on lists that operate in the bureau's area or on a platform seated there."""
    found = Problem.objects.select_related("platform", "version").order_by("-changed_at", "-pk")
    return _of_bureau(viewer, found)


def problem(viewer: Viewer, pk: int) -> Problem:
    """One of them; `Problem.DoesNotExist` where the viewer may not see it."""
    return visible_problems(viewer).get(pk=pk)


def transitions(viewer: Viewer) -> QuerySet[Transition]:
    """Every change of a merchant that the viewer sees, newest first."""
    rows = Transition.objects.select_related("problem__platform", "version", "filing")
    seen = visible_problems(viewer).order_by().values("pk")
    return rows.filter(problem__in=seen).order_by("-at", "-pk")


def visible_pairs(viewer: Viewer) -> QuerySet[Pair]:
    """Pairs that a person judges or has judged."""
    return _of_bureau(viewer, Pair.objects.select_related("platform", "version").order_by("-pk"))


def pair(viewer: Viewer, pk: int) -> Pair:
    """One pair; `Pair.DoesNotExist` where the viewer may not see it."""
    return visible_pairs(viewer).get(pk=pk)


def next_pair(viewer: Viewer, at: dt.datetime) -> Pair | None:
    """The likeliest open pair that nobody else has on the screen; the viewer's own first."""
    waiting = visible_pairs(viewer).filter(state=PairState.OPEN)
    mine = waiting.filter(held_by_id=viewer.person_key, held_until__gt=at).order_by("pk").first()
    if mine is not None:
        return mine
    free = Q(held_until__isnull=True) | Q(held_until__lte=at)
    return waiting.filter(free).order_by("-score", "pk").first()


def pairs_left(viewer: Viewer) -> int:
    """How many pairs wait, counted no further than a thousand."""
    return visible_pairs(viewer).filter(state=PairState.OPEN).order_by()[:MOST_COUNTED].count()


def last_judgement(viewer: Viewer, at: dt.datetime) -> Judgement | None:
    """The viewer's own last judgement that may still be taken back."""
    rows = Judgement.objects.filter(
        by_id=viewer.person_key, is_undone=False, at__gte=at - UNDO_WITHIN
    )
    return rows.select_related("pair").order_by("-at", "-pk").first()


def visible_leads(viewer: Viewer) -> QuerySet[Lead]:
    """Shops that may belong to somebody whose earlier one was closed."""
    return _of_bureau(viewer, Lead.objects.select_related("platform", "clue").order_by("-pk"))


def funnel(viewer: Viewer) -> dict[str, Any]:
    """What the last comparisons and the people after them came to, for the viewer's area."""
    problems = visible_problems(viewer).order_by()
    listed = problems.filter(is_listed=True)
    kinds = dict(listed.values_list("kind").annotate(n=Count("pk")))
    platforms = dict(listed.values_list("platform_id").annotate(n=Count("pk")))
    pairs = dict(visible_pairs(viewer).order_by().values_list("state").annotate(n=Count("pk")))
    return {
        "listed": sum(kinds.values()),
        "kinds": kinds,
        "platforms": platforms,
        "pairs": pairs,
        "pushed": listed.filter(push_rows__push__sent_at__isnull=False).distinct().count(),
        "leads": visible_leads(viewer).filter(state=LeadState.OPEN).order_by().count(),
    }


def comparisons(viewer: Viewer) -> QuerySet[Comparison]:
    """Runs of the comparison that the viewer's area has part in."""
    rows = Comparison.objects.select_related("filing__platform", "version", "job").order_by("-pk")
    return rows if viewer.is_system or works_here(viewer) else rows.none()


def clue_of(viewer: Viewer, clue_id: int | None) -> "Clue | None":
    """The clue that was made of a find, where the viewer may see that, too."""
    return clues.clue(viewer, clue_id) if clue_id else None


def may_judge(viewer: Viewer) -> bool:
    """Tell whether the viewer decides about pairs and leads."""
    return works_here(viewer) and viewer.has(*OFFICERS)


def _of_bureau(viewer: Viewer, found: QuerySet[Any]) -> QuerySet[Any]:
    if viewer.is_system:
        return found
    return found.filter(of_area(viewer)) if works_here(viewer) else found.none()
