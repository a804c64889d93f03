"""Reading what happened and what is due. The desk decides who sees the matter itself."""

import datetime as dt
from collections.abc import Set as AbstractSet

from django.db.models import Q, QuerySet

from hedun.base.accounts.terms import BodyKind, Viewer
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


def taken(
    viewer: Viewer, steps: AbstractSet[tuple[str, str]], span: tuple[dt.datetime, dt.datetime]
) -> list[tuple[str, str, str, dt.datetime]]:
    """Which of the named steps (procedure, step) were taken in a half-open span, for statistics.

    Gives procedure, step, the short name of the body and the time, for the bodies of the viewer's
    area. Nothing of the matters themselves.
    """
    low, high = viewer.region_bounds()
    rows = Passage.objects.filter(
        procedure__in={procedure for procedure, _ in steps},
        step__in={step for _, step in steps},
        at__gte=span[0],
        at__lt=span[1],
    )
    if not viewer.is_system:
        area = Q(body__region_code__gte=low, body__region_code__lt=high)
        rows = rows.filter(area | Q(body_id=viewer.body_key), body__kind=BodyKind.BUREAU)
    found = rows.order_by().values_list("procedure", "step", "body__short_name", "at")
    return [row for row in found if row[:2] in steps]


def first_due(viewer: Viewer, matter: Matter) -> Clock | None:
    """The open clock of a matter that ends first."""
    return clocks(viewer, matter).filter(state__in=OPEN).order_by("due_at", "pk").first()
