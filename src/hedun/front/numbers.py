"""Time-limit compliance, how platforms respond, and what happened last: bounded, partly kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Avg, Count, F, Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.pages.context import address
from hedun.base.pages.moments import Seconds
from hedun.clues import queries as clues
from hedun.clues.terms import Scope
from hedun.desks.bridge import queries as letters

DAYS = 30
CAP = 5_000
KEPT_SECONDS = 600  # what the last 30 days came to does not change within minutes
TARGET = 95.0
WATCH, ALARM = 95.0, 85.0


@dataclass(frozen=True, slots=True)
class Compliance:
    """One kind of time limit: how many of the last 30 days were kept, against the target."""

    label: str
    share: float | None
    target: float
    url: str


@dataclass(frozen=True, slots=True)
class Response:
    """How one platform answers letters."""

    name: str
    letters: int
    hours: float | None
    share: float | None
    look: str
    url: str


@dataclass(frozen=True, slots=True)
class Month:
    """What the last 30 days of a body came to, as it stood at `at`."""

    at: dt.datetime
    compliance: list[Compliance]
    responses: list[Response]


def month(viewer: Viewer, at: dt.datetime) -> Month:
    """Give the shares of the viewer's body; its people share them for ten minutes."""
    found = kept_month(viewer)
    if found is None:
        found = Month(at, compliance(viewer, at), responses(viewer, at))
        cache.set(f"front:month:{viewer.body_id}", found, KEPT_SECONDS)
    return found


def kept_month(viewer: Viewer) -> Month | None:
    """Give the shares if they were counted lately: nobody waits for them to see what is due."""
    found: Month | None = cache.get(f"front:month:{viewer.body_id}")
    return found


def compliance(viewer: Viewer, at: dt.datetime) -> list[Compliance]:
    """Share of matters whose time ran out in the last 30 days and that were done before."""
    since = at - dt.timedelta(days=DAYS)
    mine = clues.scoped_clues(viewer, Scope.BODY).filter(due_at__gte=since, due_at__lt=at)
    closed = mine.filter(is_open=False)
    kept = _capped(closed.filter(disposed_at__lte=F("due_at")))
    sent = letters.sent_letters(viewer).filter(due_at__gte=since, due_at__lt=at)
    sent = sent.filter(sent_at__isnull=False, from_body_id=viewer.body_id)
    answered = _capped(sent.filter(answered_at__lte=F("due_at")))
    rapid = sent.filter(target_at__isnull=False)
    within_target = _capped(rapid.filter(answered_at__lte=F("target_at")))
    list_url = address("bridge:list")
    return [
        Compliance(
            "线索按期办结",
            _share(kept, _capped(closed) + _capped(mine.filter(is_open=True))),
            TARGET,
            address("clues:list"),
        ),
        Compliance("平台按期复函", _share(answered, _capped(sent)), TARGET, list_url),
        Compliance("目标时限内复函", _share(within_target, _capped(rapid)), 80.0, list_url),
    ]


def responses(viewer: Viewer, at: dt.datetime, *, days: int = DAYS) -> list[Response]:
    """How each platform answered the letters of the last days, the slowest first."""
    owed = Q(due_at__lt=at) | Q(answered_at__isnull=False)
    rows = (
        letters.sent_letters(viewer)
        .filter(sent_at__gte=at - dt.timedelta(days=days))
        .order_by()
        .values("to_body_id", "to_body__short_name")
        .annotate(
            n=Count("pk"),
            pace=Avg(Seconds("answered_at", "sent_at")),
            owed=Count("pk", filter=owed),
            kept=Count("pk", filter=Q(answered_at__lte=F("due_at"))),
        )
    )
    found = [
        Response(
            name=row["to_body__short_name"],
            letters=row["n"],
            hours=row["pace"] / 3600 if row["pace"] is not None else None,
            share=_share(row["kept"], row["owed"]),
            look=_look(_share(row["kept"], row["owed"])),
            url=f"{address('bridge:list')}?to={row['to_body_id']}",
        )
        for row in rows
    ]
    return sorted(found, key=lambda r: (r.share if r.share is not None else 101, r.name))


def events(viewer: Viewer, *, limit: int = 9) -> list[dict[str, Any]]:
    """What happened last on the clues and letters of this body, newest first."""
    found: list[dict[str, Any]] = [
        {
            "at": event.at,
            "title": event.get_step_display(),
            "by": event.by_name,
            "note": event.clue.title,
            "url": address("clues:detail", event.clue_id),
            "is_undone": event.is_undone,
        }
        for event in clues.recent_events(viewer, limit=limit)
    ]
    found += [
        {
            "at": event.at,
            "title": event.get_step_display(),
            "by": event.by_name,
            "note": event.letter.title,
            "url": address("bridge:detail", event.letter_id),
            "is_undone": event.is_undone,
        }
        for event in letters.recent_events(viewer, limit=limit)
    ]
    return sorted(found, key=lambda event: event["at"], reverse=True)[:limit]


def _capped(rows: QuerySet[Any]) -> int:
    return rows.order_by()[:CAP].count()


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _look(share: float | None) -> str:
    if share is None:
        return "gray:未到期"
    if share >= WATCH:
        return "green:正常"
    return "amber:关注" if share >= ALARM else "red:预警"
