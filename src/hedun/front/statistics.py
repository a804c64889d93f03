"""统计: from scanning to disposal as a funnel, and where the clues of a period ended."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.pages.context import address
from hedun.base.pages.drawing import Bar, percent
from hedun.clues import queries as clues
from hedun.clues.terms import ClueSource, ClueState, Outcome
from hedun.desks.bridge import queries as letters
from hedun.desks.screening import queries as screening
from hedun.desks.screening.terms import FindingState

KEPT_SECONDS = 120
MOST = 10


@dataclass(frozen=True, slots=True)
class Period:
    """Days from one to another, both included."""

    first: dt.date
    last: dt.date

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The half-open span of time in Shanghai."""
        low = timezone.make_aware(dt.datetime.combine(self.first, dt.time.min))
        high = timezone.make_aware(dt.datetime.combine(self.last, dt.time.min))
        return low, high + dt.timedelta(days=1)

    def query(self, name: str) -> str:
        """The part of an address that asks a list for the same days."""
        return f"{name}_from={self.first}&{name}_to={self.last}"


def period(first: str, last: str, today: dt.date) -> Period:
    """Read two days; what is no day becomes the last 90 days."""
    end = _day(last) or today
    start = _day(first) or end - dt.timedelta(days=89)
    return Period(min(start, end), max(start, end))


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the page of statistics shows, as it stood at `at`."""

    at: dt.datetime
    funnel: list[Bar]
    states: list[Bar]
    outcomes: list[Bar]
    sources: list[Bar]
    grounds: list[Bar]
    platforms: list[Bar]
    weeks: list[Bar]


def picture(viewer: Viewer, days: Period, at: dt.datetime) -> Picture:
    """Count the period for what the viewer may see; kept for two minutes."""
    key = f"front:statistics:{viewer.body_id}:{viewer.person_id}:{days.first}:{days.last}"
    found: Picture | None = cache.get(key)
    if found is None:
        found = _count(viewer, days, at)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _count(viewer: Viewer, days: Period, at: dt.datetime) -> Picture:
    low, high = days.span
    rows = clues.visible_clues(viewer).filter(raised_at__gte=low, raised_at__lt=high).order_by()
    base = f"{address('clues:list')}?scope=area&{days.query('raised')}"
    return Picture(
        at=at,
        funnel=funnel(viewer, days),
        states=_by(rows, "state", base, names=ClueState),
        outcomes=_by(rows.filter(is_open=False), "outcome", base, names=Outcome),
        sources=_by(rows, "source", base, names=ClueSource),
        grounds=_named(rows, ("ground__code", "ground__name"), f"{base}&ground="),
        platforms=_named(rows, ("platform_id", "platform__name"), f"{base}&platform="),
        weeks=_weeks(rows),
    )


def funnel(viewer: Viewer, days: Period) -> list[Bar]:
    """Scanned, hit, confirmed, letters sent, disposed: how many of the period came how far."""
    low, high = days.span
    runs = screening.visible_runs(viewer).filter(created_at__gte=low, created_at__lt=high)
    sums = runs.order_by().aggregate(scanned=Sum("scanned"), hit=Sum("hit"))
    findings = screening.visible_findings(viewer).filter(found_at__gte=low, found_at__lt=high)
    confirmed = findings.filter(state=FindingState.CONFIRMED, clue__isnull=False).order_by()
    from_findings = clues.visible_clues(viewer).filter(
        source=ClueSource.SCREENING, raised_at__gte=low, raised_at__lt=high
    )
    asked = letters.visible_letters(viewer).filter(
        clue__source=ClueSource.SCREENING,
        clue__raised_at__gte=low,
        clue__raised_at__lt=high,
        sent_at__isnull=False,
    )
    rows = f"{address('clues:list')}?scope=area&source=screening&{days.query('raised')}"
    said = confirmed.count()
    done = from_findings.filter(is_open=False).order_by().count()
    ends = [
        Bar("人工确认", said, rows),
        Bar("发函平台", asked.order_by().values("clue").distinct().count(),
            address("bridge:list")),
        # many a clue ends without a letter, so this is no share of the letters
        Bar("办结", done, f"{rows}&state={ClueState.DISPOSED.value}",
            f"占人工确认 {percent(done, said)}"),
    ]  # fmt: skip
    if not sums["scanned"]:  # a county's listings are screened by the bureau above it
        return ends
    return [
        Bar("扫描商品", sums["scanned"], address("screening:runs")),
        Bar("规则命中", sums["hit"] or 0, address("screening:runs")),
        *ends,
    ]


def _by(rows: QuerySet[Any], field: str, base: str, *, names: Any) -> list[Bar]:
    counts = dict(rows.values_list(field).annotate(n=Count("pk")))
    return [
        Bar(item.label, counts[item.value], f"{base}&{field}={item.value}")
        for item in names
        if counts.get(item.value)
    ]


def _named(rows: QuerySet[Any], fields: Sequence[str], base: str) -> list[Bar]:
    code, name = fields
    found = rows.filter(~Q(**{f"{name}__isnull": True})).values_list(code, name)
    top = found.annotate(n=Count("pk")).order_by("-n")[:MOST]
    return [Bar(label, n, f"{base}{key}") for key, label, n in top]


def _weeks(rows: QuerySet[Any]) -> list[Bar]:
    found = rows.annotate(week=TruncWeek("raised_at")).values_list("week")
    counts = found.annotate(n=Count("pk")).order_by("week")
    base = address("clues:list")
    return [
        Bar(
            f"{timezone.localtime(week):%m-%d} 起",
            n,
            f"{base}?scope=area&"
            + Period(_monday(week), _monday(week) + dt.timedelta(days=6)).query("raised"),
        )
        for week, n in counts
    ][-13:]


def _monday(week: dt.datetime) -> dt.date:
    return timezone.localtime(week).date()
