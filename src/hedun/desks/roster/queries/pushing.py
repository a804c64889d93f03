"""Push-backs: a bureau sees its own, a platform what was sent to it."""

from django.db.models import Exists, OuterRef, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.desks.roster.models import Problem, Push, PushRow
from hedun.desks.roster.queries.comparing import visible_problems
from hedun.desks.roster.queries.who import seats, works_here
from hedun.desks.roster.terms import Answer, PushState


def visible_pushes(viewer: Viewer) -> QuerySet[Push]:
    """Push-backs of the own bureau, and of a platform those that have reached it."""
    found = Push.objects.select_related("platform", "body").order_by("-pk")
    if viewer.is_system:
        return found
    if viewer.is_platform:
        return found.filter(platform_id__in=seats(viewer), sent_at__isnull=False)
    return found.filter(body_id=viewer.body_key) if works_here(viewer) else found.none()


def pushes_waiting(viewer: Viewer) -> int:
    """How many push-backs wait for the platform's answers."""
    return visible_pushes(viewer).filter(state=PushState.SENT).order_by().count()


def push(viewer: Viewer, pk: int) -> Push:
    """One of them; `Push.DoesNotExist` where the viewer may not see it."""
    return visible_pushes(viewer).get(pk=pk)


def visible_push_rows(viewer: Viewer, push_id: int) -> QuerySet[PushRow]:
    """The merchants of a push-back that the viewer sees."""
    rows = PushRow.objects.filter(push__in=visible_pushes(viewer).filter(pk=push_id).order_by())
    return rows.select_related("problem").order_by("pk")


def pushable(viewer: Viewer) -> QuerySet[Problem]:
    """Merchants on lists that may be pushed back: not disputed, not waiting for an answer.

    One that the platform says it has closed or corrected is not asked about again.
    """
    asked = PushRow.objects.filter(problem_id=OuterRef("pk"), seq=OuterRef("seq")).exclude(
        answer=Answer.DISPUTED
    )
    return visible_problems(viewer).filter(~Exists(asked), is_listed=True, is_frozen=False)
