"""Reading the lexicon, the runs and the findings."""

import datetime as dt
import pathlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.desks.screening import decide
from hedun.desks.screening.decide.checks import Checks
from hedun.desks.screening.decide.rules import rule_keys
from hedun.desks.screening.models import Edition, Entry, Finding, Judgement, ScreeningRun
from hedun.desks.screening.queries.who import EDITORS, REVIEWERS, RUNNERS, works_here
from hedun.desks.screening.terms import (
    OPEN_STATES,
    UNDO_WITHIN,
    EditionState,
    FindingState,
    Row,
    Verdict,
)
from hedun.engine.text import Scanner, Word
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Platform

CHUNK = 500
_Told = list[dict[str, Any]]
__all__ = ["EDITORS", "REVIEWERS", "RUNNERS", "works_here"]

# --- lexicon ---------------------------------------------------------------------------


def editions(viewer: Viewer) -> QuerySet[Edition]:
    """Editions of the lexicon, newest first: every bureau works with the same one."""
    found = Edition.objects.select_related("made_by", "approved_by").order_by("-number")
    return found if viewer.is_system or works_here(viewer) else found.none()


def active_edition(viewer: Viewer) -> Edition | None:
    """The edition that runs use now."""
    return editions(viewer).filter(state=EditionState.ACTIVE).first()


def entries(viewer: Viewer, edition: Edition) -> QuerySet[Entry]:
    """Words of an edition."""
    found = Entry.objects.select_related("ground__article__instrument").order_by("ground", "word")
    if viewer.is_system or works_here(viewer):
        return found.filter(edition=edition)
    return found.none()


def rows(viewer: Viewer, edition: Edition | None) -> list[Row]:
    """Words of an edition as values; none for no edition."""
    if edition is None:
        return []
    return [
        Row(
            word=entry.word,
            ground=entry.ground.code,
            category=entry.category,
            severity=entry.severity,
            allow=tuple(entry.allow),
            note=entry.note,
            is_active=entry.is_active,
        )
        for entry in entries(viewer, edition)
    ]


def scanner(
    viewer: Viewer, edition: Edition | None, checks: Checks | None = None
) -> tuple[Scanner, list[dict[str, Any]]]:
    """Compile the active words of an edition, and those of the run's catalogue and campaigns.

    The list says what each hit's entry stands for.
    """
    used = list(entries(viewer, edition).filter(is_active=True)) if edition else []
    words = [Word(e.word, e.ground.code, e.severity, tuple(e.allow)) for e in used]
    facts: list[dict[str, Any]] = [
        {
            "word": e.word,
            "ground": e.ground.code,
            "ground_id": e.ground_id,
            "category": e.category,
            "severity": e.severity,
        }
        for e in used
    ]
    if checks is not None:
        words += checks.added_words(facts)
    return Scanner(words), facts


def own_platform(viewer: Viewer) -> "Platform | None":
    """The platform of the body that somebody works for; none at a bureau."""
    if viewer.body_id is None or viewer.is_bureau:
        return None
    return market.platforms(viewer).filter(body_id=viewer.body_key).order_by("pk").first()


# --- runs ------------------------------------------------------------------------------


def visible_runs(viewer: Viewer) -> QuerySet[ScreeningRun]:
    """Runs of the viewer's own body."""
    found = ScreeningRun.objects.select_related(
        "edition", "platform", "batch", "job", "started_by"
    ).order_by("-pk")
    if viewer.is_system:
        return found
    if viewer.body_id is None or not works_here(viewer):
        return found.none()
    return found.filter(body_id=viewer.body_key)


def run(viewer: Viewer, pk: int) -> ScreeningRun:
    """One run; `ScreeningRun.DoesNotExist` where the viewer may not see it."""
    return visible_runs(viewer).get(pk=pk)


def funnel(viewer: Viewer, of: ScreeningRun) -> decide.Funnel:
    """Count how far the listings of a run came, as people have judged them by now."""
    found = Finding.objects.filter(run__in=visible_runs(viewer).filter(pk=of.pk).order_by())
    states = dict(found.values_list("state").annotate(n=Count("pk")))
    return decide.Funnel(of.scanned, of.hit, of.known, of.queued, states)


def parts(
    viewer: Viewer, *, platform_id: int | None = None, batch_id: int | None = None
) -> list[tuple[str, int]]:
    """Stored listing files of a scope with their rows, as paths under the data folder."""
    root = pathlib.Path(settings.DATA_DIR)
    found = market.listings(viewer, platform_id=platform_id, batch_id=batch_id)
    return [
        (path.relative_to(root).as_posix(), pq.ParquetFile(path).metadata.num_rows)
        for path in found
    ]


# --- findings --------------------------------------------------------------------------


def visible_findings(viewer: Viewer) -> QuerySet[Finding]:
    """Findings in the bureau's area, on platforms seated there, and of its own runs.

    Basis: chufa_chengxu art. 10
    """
    found = Finding.objects.select_related("platform", "shop", "ground")
    if viewer.is_system:
        return found
    if not works_here(viewer):
        return found.none()
    low, high = viewer.region_bounds()
    seats = list(
        market.platforms(viewer)
        .filter(region_code__gte=low, region_code__lt=high)
        .values_list("pk", flat=True)
    )
    return found.filter(
        Q(region_code__gte=low, region_code__lt=high)
        | Q(platform_id__in=seats)
        | Q(body_id=viewer.body_key)
    )


def finding(viewer: Viewer, pk: int) -> Finding:
    """One finding; `Finding.DoesNotExist` where the viewer may not see it."""
    return visible_findings(viewer).get(pk=pk)


def queue(viewer: Viewer) -> QuerySet[Finding]:
    """Findings that this person may judge now, gravest first.

    What the person has called doubtful is left to colleagues.
    """
    mine = Judgement.objects.filter(by_id=viewer.person_key, undone_at__isnull=True)
    return (
        visible_findings(viewer)
        .filter(state__in=OPEN_STATES)
        .exclude(state=FindingState.UNSURE, pk__in=mine.values("finding"))
        .order_by("rank", "pk")
    )


def todo(viewer: Viewer, at: dt.datetime) -> int:
    """How many findings wait for this person; counted up to 1,000."""
    if not viewer.has(*REVIEWERS):
        return 0
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at) | Q(leased_by=viewer.person_key)
    return queue(viewer).filter(free).order_by()[:1000].count()


def judgements(viewer: Viewer, of: Finding) -> QuerySet[Judgement]:
    """What people have said of a finding, newest first."""
    seen = visible_findings(viewer).filter(pk=of.pk).order_by()
    return Judgement.objects.filter(finding__in=seen).select_related("by", "body").order_by("-at")


def doubted(viewer: Viewer, pks: Sequence[int]) -> list[int]:
    """Which of these findings somebody has called doubtful, and has not taken it back."""
    seen = visible_findings(viewer).order_by()
    found: list[int] = []
    for first in range(0, len(pks), CHUNK):
        rows = Judgement.objects.filter(
            finding__in=seen.filter(pk__in=pks[first : first + CHUNK]).values("pk"),
            verdict=Verdict.UNSURE,
            undone_at__isnull=True,
        )
        found.extend(rows.values_list("finding_id", flat=True).distinct())
    return found


def last_judgement(viewer: Viewer, at: dt.datetime) -> Judgement | None:
    """The newest judgement of this person that can still be undone."""
    found = Judgement.objects.filter(
        by_id=viewer.person_key, undone_at__isnull=True, at__gte=at - UNDO_WITHIN
    )
    return found.select_related("finding").order_by("-at", "-pk").first()


def earlier_of_shop(viewer: Viewer, of: Finding) -> dict[str, int]:
    """How often findings on the same shop were judged, by state."""
    same = visible_findings(viewer).filter(platform_id=of.platform_id, shop_no=of.shop_no)
    counts = same.exclude(pk=of.pk).order_by().values_list("state").annotate(n=Count("pk"))
    labels = {state: FindingState(state).label for state, _ in counts}
    return {labels[state]: n for state, n in counts}


def seen_words(
    viewer: Viewer, *, platform_id: int, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """Words, rules and checks already queued for each (listing number, text hash), in whatever edition."""
    wanted = set(keys)
    found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
    stored: Iterable[tuple[str, str, _Told, _Told, _Told]] = (
        visible_findings(viewer)
        .select_related(None)
        .filter(platform_id=platform_id, listing_no__in={number for number, _ in wanted})
        .values_list("listing_no", "content_hash", "words", "rules", "checks")
    )
    for number, text_hash, words, rules, checks in stored:
        key = (number, text_hash)
        said = decide.word_keys(words) | rule_keys(rules) | decide.check_keys(checks)
        found[key] = found.get(key, frozenset()) | said
    return found


def grounds(viewer: Viewer) -> Any:
    """Grounds of the lawbook that a word can stand on."""
    return lawbook.grounds(viewer)


def said_of_shops(
    viewer: Viewer, *, platform_id: int, shop_nos: Iterable[str]
) -> dict[str, set[str]]:
    """What the checks have said of shops themselves before, by shop number."""
    found: dict[str, set[str]] = {}
    stored: Iterable[tuple[str, list[dict[str, Any]]]] = (
        visible_findings(viewer)
        .select_related(None)
        .filter(platform_id=platform_id, shop_no__in=set(shop_nos))
        .exclude(checks_key="")
        .values_list("shop_no", "checks")
    )
    for shop_no, checks in stored:
        keys = {str(c["key"]) for c in checks if c.get("of_shop")}
        found.setdefault(shop_no, set()).update(keys)
    return found
