"""Reading what happened and what is due. The desk decides who sees the matter itself."""

from collections.abc import Set as AbstractSet
from typing import TypeVar, cast

from django.db.models import Model, OuterRef, QuerySet, Subquery

from hedun.base.accounts.terms import Viewer
from hedun.base.procedure import decide
from hedun.base.procedure.models import Clock, Notice, Passage
from hedun.base.procedure.terms import ClockState, Hat, Matter, Party, Step

Row = TypeVar("Row", bound=Model)
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


def with_due(viewer: Viewer, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Add to matters, whose `kind` is their procedure, the clock that ends first."""
    del viewer
    clocks = Clock.objects.filter(
        procedure=OuterRef("kind"), matter=OuterRef("pk"), state__in=OPEN
    ).order_by("due_at", "pk")
    found = rows.annotate(
        due_at=Subquery(clocks.values("due_at")[:1]),
        due_is_provisional=Subquery(clocks.values("is_provisional")[:1]),
        due_article_id=Subquery(clocks.values("article_id")[:1]),
    )
    return cast("QuerySet[Row]", found)


def notices(viewer: Viewer, matter: Matter, party: Party) -> QuerySet[Notice]:
    """What one party has been told, the newest first."""
    del viewer
    rows = Notice.objects.filter(
        passage__procedure=matter.procedure.code, passage__matter=matter.pk, party=party
    )
    return rows.select_related("passage").order_by("-pk")


def provisional(viewer: Viewer, *, after: int, limit: int) -> list[int]:
    """Open clocks whose end still rests on an unpublished year, by primary key."""
    del viewer
    rows = Clock.objects.filter(state__in=OPEN, is_provisional=True, pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
