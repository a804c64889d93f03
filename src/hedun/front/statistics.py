"""统计: from scanning to disposal as a funnel, and where the clues of a period ended."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Sum
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.context import address
from hedun.base.pages.drawing import Bar, percent
from hedun.clues import queries as clues
from hedun.clues.terms import ClueSource, ClueState, Outcome
from hedun.desks.bridge import queries as letters
from hedun.desks.screening import queries as screening
from hedun.desks.screening.terms import FindingState
from hedun.front import numbers
from hedun.market import queries as market

KEPT_SECONDS = 600
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
    responses: list[numbers.Response]


def picture(viewer: Viewer, days: Period, at: dt.datetime) -> Picture:
    """Count the period for what the viewer may see; kept for ten minutes for the whole body."""
    key = f"front:statistics:{viewer.body_id}:{days.first}:{days.last}"
    found: Picture | None = cache.get(key)
    if found is None:
        found = _count(viewer, days, at)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _count(viewer: Viewer, days: Period, at: dt.datetime) -> Picture:
    kinds = clues.counted(viewer, days.span, "state", "outcome", "source", "week")
    things = clues.counted(viewer, days.span, "ground_id", "platform_id")
    base = f"{address('clues:list')}?scope=area&{days.query('raised')}"
    grounds = {row.pk: (row.code, row.name) for row in lawbook.grounds(viewer)}
    platforms = {row.pk: (row.pk, row.name) for row in market.platforms(viewer)}
    closed = Counter({kind: n for kind, n in kinds.items() if kind[0] == ClueState.DISPOSED})
    done = sum(n for kind, n in closed.items() if kind[2] == ClueSource.SCREENING)
    return Picture(
        at=at,
        funnel=funnel(viewer, days, done=done),
        states=_by(_part(kinds, 0), "state", base, names=ClueState),
        outcomes=_by(_part(closed, 1), "outcome", base, names=Outcome),
        sources=_by(_part(kinds, 2), "source", base, names=ClueSource),
        grounds=_named(_part(things, 0), grounds, f"{base}&ground="),
        platforms=_named(_part(things, 1), platforms, f"{base}&platform="),
        weeks=_weeks(_part(kinds, 3)),
        responses=numbers.responses(viewer, at, days=90),
    )


def _part(counts: Counter[tuple[Any, ...]], place: int) -> Counter[Any]:
    """Add up what differs in other fields only."""
    found: Counter[Any] = Counter()
    for values, number in counts.items():
        found[values[place]] += number
    return found


def funnel(viewer: Viewer, days: Period, *, done: int) -> list[Bar]:
    """Scanned, hit, confirmed, letters sent, disposed: how many of the period came how far."""
    low, high = days.span
    runs = screening.visible_runs(viewer).filter(created_at__gte=low, created_at__lt=high)
    sums = runs.order_by().aggregate(scanned=Sum("scanned"), hit=Sum("hit"))
    findings = screening.visible_findings(viewer).filter(found_at__gte=low, found_at__lt=high)
    confirmed = findings.filter(state=FindingState.CONFIRMED, clue__isnull=False).order_by()
    asked = letters.sent_letters(viewer).filter(
        clue__source=ClueSource.SCREENING,
        clue__raised_at__gte=low,
        clue__raised_at__lt=high,
        sent_at__gte=low,  # a letter is younger than its clue
    )
    rows = f"{address('clues:list')}?scope=area&source=screening&{days.query('raised')}"
    said = confirmed.count()
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


def _by(counts: Counter[Any], field: str, base: str, *, names: Any) -> list[Bar]:
    return [
        Bar(item.label, counts[item.value], f"{base}&{field}={item.value}")
        for item in names
        if counts.get(item.value)
    ]


def _named(counts: Counter[Any], names: Mapping[Any, tuple[Any, str]], base: str) -> list[Bar]:
    found: Counter[tuple[Any, str]] = Counter()
    for key, number in counts.items():
        if key in names:
            found[names[key]] += number
    return [Bar(label, n, f"{base}{key}") for (key, label), n in found.most_common(MOST)]


def _weeks(counts: Counter[dt.date]) -> list[Bar]:
    base = address("clues:list")
    return [
        Bar(
            f"{week:%m-%d} 起",
            counts[week],
            f"{base}?scope=area&{Period(week, week + dt.timedelta(days=6)).query('raised')}",
        )
        for week in sorted(counts)
    ][-13:]
