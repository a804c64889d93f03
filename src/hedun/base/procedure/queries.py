"""Reading what happened and what is due. The desk decides who sees the matter itself."""

from collections.abc import Set as AbstractSet

from django.db.models import QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.procedure import decide
from hedun.base.procedure.models import Clock, Notice, Passage
from hedun.base.procedure.terms import ClockState, Hat, Matter, Party, Step

OPEN = (ClockState.RUNNING, ClockState.PAUSED)


def next_steps(viewer: Viewer, matter: Matter, hats: AbstractSet[Hat]) -> tuple[Step, ...]:
    """The steps that somebody with these hats may take on the matter now."""
    del viewer
    return decide.next_steps(matter.procedure, matter.state, hats)


def timeline(viewer: Viewer, matter: Matter) -> QuerySet[Passage]:
    """Every step of a matter in order; outsiders do not get what is internal."""
    rows = Passage.objects.filter(procedure=matter.procedure.code, matter=matter.pk)
    rows = rows.select_related("article__instrument", "reason", "body").order_by("pk")
    return rows if viewer.is_bureau or viewer.is_system else rows.filter(is_internal=False)


def clocks(viewer: Viewer, matter: Matter) -> QuerySet[Clock]:
    """Every clock of a matter, as started."""
    del viewer
    rows = Clock.objects.filter(procedure=matter.procedure.code, matter=matter.pk)
    return rows.select_related("article__instrument").order_by("pk")


def notices(viewer: Viewer, matter: Matter, party: Party) -> QuerySet[Notice]:
    """What one party has been told, the newest first."""
    del viewer
    rows = Notice.objects.filter(
        passage__procedure=matter.procedure.code, passage__matter=matter.pk, party=party
    )
    return rows.select_related("passage").order_by("-pk")


def outdated(viewer: Viewer, *, after: int, limit: int) -> list[int]:
    """Open clocks that an edition computed which is no longer the newest, by primary key."""
    rows = Clock.objects.filter(state__in=OPEN)
    labels = rows.exclude(calendar="").values_list("calendar", flat=True).distinct().order_by()
    stale = [label for label in labels if not lawbook.is_current(viewer, label)]
    found = rows.filter(calendar__in=stale, pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def first_due(viewer: Viewer, matter: Matter) -> Clock | None:
    """The open clock of a matter that ends first."""
    return clocks(viewer, matter).filter(state__in=OPEN).order_by("due_at", "pk").first()
