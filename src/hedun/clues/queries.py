"""The only readers of clues."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from hedun.base.accounts.terms import THREE_ADMINS, Role, Viewer
from hedun.base.evidence.terms import Dossier
from hedun.base.pages.moments import Monday
from hedun.clues import decide
from hedun.clues.models import Clue, ClueEvent
from hedun.clues.terms import COUNT_CAP, ClueState, ClueStep, Scope, Tally, brakes


def visible_clues(viewer: Viewer) -> QuerySet[Clue]:
    """Clues the viewer may see: a bureau those of its area, those it handles or raised.

    Nobody outside the bureaux sees a clue; a platform learns of it by letter only.
    """
    if viewer.is_system:
        return Clue.objects.all()
    if not _is_reader(viewer):
        return Clue.objects.none()
    return Clue.objects.filter(
        _area(viewer) | Q(body_id=viewer.body_key) | Q(raised_body_id=viewer.body_key)
    )


def dossier(viewer: Viewer, clue_id: str) -> Dossier | None:
    """What belongs to a clue, for a bundle of evidence."""
    rows = visible_clues(viewer).filter(pk=int(clue_id)) if clue_id.isdecimal() else None
    row = rows.first() if rows is not None else None
    if row is None:
        return None
    held = (row.capture_id,) if row.capture_id else ()
    return Dossier(f"线索 {row.number}", (("clue", clue_id),), held)


def keeps_capture(viewer: Viewer, capture_id: int, subjects: tuple[tuple[str, str], ...]) -> str:
    """Say which open clue needs a capture; empty where none does."""
    own = [int(key) for kind, key in subjects if kind == "clue" and key.isdecimal()]
    rows = visible_clues(viewer).filter(Q(capture_id=capture_id) | Q(pk__in=own), is_open=True)
    found = rows.order_by("pk").first()
    return f"线索 {found.number} 尚未办结" if found is not None else ""


def scoped_clues(viewer: Viewer, scope: Scope, at: dt.datetime | None = None) -> QuerySet[Clue]:
    """A part of the visible clues that one index gives in due order, however many there are.

    What is to do depends on the time `at`.
    """
    if not _is_reader(viewer):
        return Clue.objects.none()
    if scope is Scope.TODO:
        return todo(viewer, at or timezone.now())
    if scope is Scope.UNASSIGNED:
        return unassigned(viewer)
    parts = {
        Scope.AREA: _area(viewer),
        Scope.BODY: Q(body_id=viewer.body_key),
        Scope.MINE: Q(officer_id=viewer.person_key),
        Scope.RAISED: Q(raised_body_id=viewer.body_key),
    }
    return Clue.objects.filter(parts[scope])


def clue(viewer: Viewer, pk: int) -> Clue | None:
    """One clue with all that its page shows, or None where the viewer may not see it."""
    return (
        visible_clues(viewer)
        .select_related(
            "ground__article__instrument",
            "due_article__instrument",
            "platform",
            "shop",
            "subject",
            "body",
            "officer",
            "raised_by",
            "raised_body",
            "capture__blob",
        )
        .filter(pk=pk)
        .first()
    )


def todo(viewer: Viewer, at: dt.datetime) -> QuerySet[Clue]:
    """Open clues that wait for this person, most urgent first.

    An inspector's own and the unclaimed ones of the body; a leader's whole body. A clue
    that waits for a platform counts only when its own due date is today or past.
    """
    if not _is_reader(viewer):
        return Clue.objects.none()
    today, _ = decide.edges(timezone.localtime(at))
    rows = (
        Clue.objects.filter(body_id=viewer.body_key, is_open=True)
        .filter(~Q(state=ClueState.AWAITING) | Q(due_at__lt=today))
        .order_by("due_at", "pk")
    )
    if viewer.has(Role.LEADER):
        return rows
    # one expression for "mine or nobody's", so that the index in due order stays the best plan
    return rows.alias(holder=Coalesce("officer_id", Value(viewer.person_id))).filter(
        holder=viewer.person_key
    )


def unassigned(viewer: Viewer) -> QuerySet[Clue]:
    """Clues without a body that this bureau may dispatch, most urgent first."""
    if not _is_reader(viewer):
        return Clue.objects.none()
    waiting = Clue.objects.filter(state=ClueState.RAISED, body__isnull=True)
    # a range, not _area: these few stand in an index that SQLite would leave for that column
    low, high = viewer.region_bounds()
    area = Q(region_code__gte=low, region_code__lt=high)
    return waiting.filter(area | Q(raised_body_id=viewer.body_key)).order_by("due_at", "pk")


def next_item(viewer: Viewer, at: dt.datetime, *, after: int | None = None) -> Clue | None:
    """The next clue to work on: the most urgent one behind `after`, and at the end the first.

    So what was skipped comes again only when everything else has been seen.
    """
    rows = todo(viewer, at)
    left = visible_clues(viewer).filter(pk=after or 0).values_list("due_at", "pk").first()
    if left is not None:
        behind = rows.filter(due_at__gte=left[0]).exclude(due_at=left[0], pk__lte=left[1])
        if (found := behind.first()) is not None:
            return found
    return rows.first()


def tally(viewer: Viewer, at: dt.datetime) -> Tally:
    """How much waits for this person; each count stops at COUNT_CAP + 1 rows."""
    today, week = decide.edges(timezone.localtime(at))
    mine = todo(viewer, at).order_by()
    near = (
        capped(viewer, mine.filter(due_at__lt=at)),
        capped(viewer, mine.filter(due_at__gte=at, due_at__lt=today)),
        capped(viewer, mine.filter(due_at__gte=today, due_at__lt=week)),
    )
    is_many = sum(near) > COUNT_CAP
    return Tally(
        overdue=near[0],
        today=near[1],
        week=near[2],
        fresh=capped(viewer, mine.filter(state=ClueState.DISPATCHED)),
        total=COUNT_CAP + 1 if is_many else capped(viewer, mine),
        unassigned=capped(viewer, unassigned(viewer).order_by()),
    )


def capped(viewer: Viewer, rows: QuerySet[Clue]) -> int:
    """Count rows, but never more than COUNT_CAP + 1 of them."""
    return rows[: COUNT_CAP + 1].count()


def counted(
    viewer: Viewer, span: tuple[dt.datetime, dt.datetime], *fields: str
) -> Counter[tuple[Any, ...]]:
    """How many visible clues were raised in a half-open span, by the values of the fields.

    The parts of what the viewer may see are counted one after another, each in an index;
    together they would be looked up row by row. `week` is the Monday of the week.
    """
    found: Counter[tuple[Any, ...]] = Counter()
    if not _is_reader(viewer):
        return found
    low, high = viewer.region_bounds()
    area = Q(region_code__gte=low, region_code__lt=high)
    own, raised = Q(body_id=viewer.body_key), Q(raised_body_id=viewer.body_key)
    rows = Clue.objects.filter(raised_at__gte=span[0], raised_at__lt=span[1]).order_by()
    for part in (area, own & ~area, raised & ~own & ~area):
        # an index tells that there is hardly ever any outside the area; statistics do not
        if part is not area and not rows.filter(part).exists():
            continue
        kinds = rows.filter(part).annotate(week=Monday("raised_at")).values_list(*fields)
        for *values, number in kinds.annotate(number=Count("*")):
            found[tuple(values)] += number
    return found


def disposals(
    viewer: Viewer, span: tuple[dt.datetime, dt.datetime]
) -> list[tuple[str, str, dt.datetime]]:
    """How visible clues were disposed of in a half-open span: outcome, bureau, time.

    From what was written down as it happened; a disposal that was taken back does not count.
    """
    if not _is_reader(viewer):
        return []
    rows = ClueEvent.objects.filter(
        step=ClueStep.DISPOSE, is_undone=False, at__gte=span[0], at__lt=span[1]
    )
    low, high = viewer.region_bounds()
    area = Q(clue__region_code__gte=low, clue__region_code__lt=high)
    rows = rows.filter(area | Q(body_id=viewer.body_key), body__isnull=False)
    return list(rows.order_by().values_list("clue__outcome", "body__short_name", "at"))


def events(viewer: Viewer, clue: Clue) -> QuerySet[ClueEvent]:
    """The life of a visible clue, newest first."""
    rows = ClueEvent.objects.filter(clue=clue).order_by("-at", "-pk")
    return rows if visible_clues(viewer).filter(pk=clue.pk).exists() else rows.none()


def recent_events(viewer: Viewer, *, limit: int = 12) -> list[ClueEvent]:
    """What happened last on the clues of the viewer's body, newest first.

    A clue that went to a bureau elsewhere takes its history along.
    """
    if not _is_reader(viewer):
        return []
    seen = Exists(visible_clues(viewer).filter(pk=OuterRef("clue_id")))
    rows = ClueEvent.objects.filter(seen, body_id=viewer.body_key).select_related("clue")
    return list(rows.order_by("-at", "-pk")[:limit])


def related(viewer: Viewer, clue: Clue, *, limit: int = 8) -> list[Clue]:
    """Other visible clues about the same shop or subject, newest first."""
    same = Q(shop_id=clue.shop_id) if clue.shop_id else Q(pk__isnull=True)
    if clue.subject_id:
        same |= Q(subject_id=clue.subject_id)
    rows = visible_clues(viewer).filter(same).exclude(pk=clue.pk).order_by("-raised_at")
    return list(rows.select_related("platform", "ground")[:limit])


def similar(viewer: Viewer, clue: Clue, *, limit: int = 3) -> list[Clue]:
    """How colleagues ended the last visible clues on the same ground."""
    ended = visible_clues(viewer).filter(ground_id=clue.ground_id, is_open=False)
    return list(ended.select_related("officer").order_by("-disposed_at")[:limit])


def standing(viewer: Viewer, clue: Clue) -> decide.Standing:
    """Give the pure decisions what they need to know of a clue."""
    return decide.Standing(
        number=clue.number,
        state=ClueState(clue.state),
        region_code=clue.region_code,
        body_id=clue.body_id,
        raised_body_id=clue.raised_body_id,
        due_at=timezone.localtime(clue.due_at),
        has_extension=clue.has_extension,
    )


def last_step(viewer: Viewer, clue: Clue) -> ClueEvent | None:
    """The last event that moved the clue and still stands."""
    loud = clue.events.filter(is_undone=False).exclude(step__in=[*decide.QUIET, ClueStep.UNDO])
    return loud.order_by("-pk").first()


def undo_problem(viewer: Viewer, clue: Clue, at: dt.datetime) -> str:
    """Say in Chinese why the viewer cannot undo the clue's last step; empty when possible."""
    event = last_step(viewer, clue)
    if event is None:
        return f"线索 {clue.number} 没有可以撤销的步骤。"
    step = ClueStep(event.step)
    return decide.undo_problem(
        step,
        is_own=viewer.person_key is not None and event.by_id == viewer.person_id,
        done_at=timezone.localtime(event.at),
        at=at,
        is_last=True,
    ) or next(filter(None, (brake(clue.pk, step) for brake in brakes())), "")


def provisional(viewer: Viewer, *, after: int, limit: int) -> list[int]:
    """Open clues whose due date still rests on an unpublished calendar, by primary key."""
    rows = visible_clues(viewer).filter(is_open=True, due_is_provisional=True, pk__gt=after)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def by_keys(viewer: Viewer, source_keys: Iterable[str]) -> dict[str, Clue]:
    """Visible clues by the key under which they were raised."""
    return {c.source_key: c for c in visible_clues(viewer).filter(source_key__in=source_keys)}


def numbers(viewer: Viewer, text: str) -> QuerySet[Clue]:
    """Visible clues with exactly this number, for the search box."""
    return visible_clues(viewer).filter(number=text.strip().upper())


def in_due_order(viewer: Viewer, rows: QuerySet[Clue]) -> QuerySet[Clue]:
    """Order rows as every list of clues does: open first, then by due date."""
    return rows.order_by(F("is_open").desc(), "due_at", "pk")


def _is_reader(viewer: Viewer) -> bool:
    return (
        viewer.is_bureau
        and viewer.person_id is not None
        and not viewer.roles.intersection(THREE_ADMINS)
    )


def _area(viewer: Viewer) -> Q:
    """Rows of the viewer's area, by equality on the column of its level."""
    prefix = viewer.region_prefix
    column = {2: "province_code", 4: "city_code", 6: "region_code"}.get(len(prefix))
    if column is not None:
        return Q(**{column: prefix})
    low, high = viewer.region_bounds()
    return Q(region_code__gte=low, region_code__lt=high)
