"""The only readers of what is published, and of what waits for the decision."""

import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.terms import Confidence
from hedun.clues.queries import visible_clues
from hedun.clues.terms import ClueStep
from hedun.desks.disclosure.decide import (
    OFFICERS,
    SEARCHES_PER_MINUTE,
    SHOWN_KINDS,
    SHOWN_OUTCOMES,
    why_not,
)
from hedun.desks.disclosure.models import Publication
from hedun.desks.disclosure.terms import DisplayTerm, GravityClass, PublicationState
from hedun.engine.codes import uscc
from hedun.market import queries as market

if TYPE_CHECKING:
    from hedun.market.models import Fact, Shop

MOST_HITS = 50
PUBLIC = Viewer.system("公示查询")


@functools.cache
def _display_terms() -> tuple[DisplayTerm, ...]:
    text = (Path(__file__).parent / "rows" / "display_terms.toml").read_text(encoding="utf-8")
    return tuple(
        DisplayTerm(
            gravity=GravityClass(row["gravity"]),
            least_months=row["least_months"],
            most_months=row["most_months"],
            needs_reason=row["needs_reason"],
            basis=row["basis"],
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
            confidence=Confidence(row["confidence"]),
        )
        for row in tomllib.loads(text)["term"]
    )


def display_terms(viewer: Viewer) -> tuple[DisplayTerm, ...]:
    """Every row on how long a record is shown, old and new."""
    del viewer
    return _display_terms()


def visible_publications(viewer: Viewer) -> QuerySet[Publication]:
    """Decisions that the viewer may see: a bureau those of its own; others none of the desk's."""
    rows = Publication.objects.select_related("fact", "shop__platform", "body")
    if viewer.is_system:
        return rows
    if viewer.is_bureau and viewer.has(*OFFICERS):
        return rows.filter(body_id=viewer.body_key or 0)
    return rows.none()


def on_show(viewer: Viewer, on: dt.date) -> QuerySet[Publication]:
    """What anybody may see on a day: published, and not beyond its last day."""
    del viewer
    return Publication.objects.filter(state=PublicationState.PUBLISHED, display_until__gte=on)


def waiting(viewer: Viewer) -> "QuerySet[Fact]":
    """Facts of the viewer's bureau that may be shown and on which nobody has decided."""
    facts = market.facts(viewer)
    if not (viewer.is_bureau and viewer.has(*OFFICERS)):
        return facts.none()
    outcomes = Q(payload__outcome__in=list(SHOWN_OUTCOMES))
    return facts.filter(
        outcomes,
        body_id=viewer.body_key or 0,
        kind__in=SHOWN_KINDS,
        shop__isnull=False,
        publication__isnull=True,
        corrected_by__isnull=True,
    ).order_by("happened_on", "pk")


def fact(viewer: Viewer, pk: int) -> "Fact":
    """One fact that the viewer may see, of whichever bureau; `Fact.DoesNotExist` otherwise."""
    return market.facts(viewer).get(pk=pk)


def hindrance(viewer: Viewer, fact: "Fact") -> str:
    """Say in Chinese why a fact may not be shown; empty where it may."""
    is_corrected = market.facts(viewer).filter(corrects_id=fact.pk).exists()
    return why_not(
        fact.kind, fact.payload, is_corrected=is_corrected, has_shop=fact.shop_id is not None
    )


def search(viewer: Viewer, text: str, *, platform_id: int | None = None) -> "QuerySet[Shop]":
    """Shops by credit code or number (exact), else by the beginning of name or number."""
    del viewer
    shops = market.visible_shops(PUBLIC).select_related("platform", "subject")
    if platform_id is not None:
        shops = shops.filter(platform_id=platform_id)
    if not text:
        return shops.none()
    if uscc.problem(text) is None:
        return shops.filter(subject__credit_code=uscc.normal(text))[:MOST_HITS]
    by_name = Q(name__startswith=text) | Q(shop_no__startswith=text)
    return shops.filter(by_name | Q(subject__name=text)).order_by("name", "pk")[:MOST_HITS]


def records_by_shop(viewer: Viewer, shop_ids: list[int], on: dt.date) -> dict[int, int]:
    """How many records are on show for each of the shops."""
    rows = on_show(viewer, on).filter(shop_id__in=shop_ids).values("shop_id")
    return {row["shop_id"]: row["n"] for row in rows.annotate(n=Count("pk")).order_by()}


def public_shop(viewer: Viewer, pk: int) -> "Shop | None":
    """One shop as the public page shows it."""
    del viewer
    shops = market.visible_shops(PUBLIC).select_related("platform", "subject")
    return shops.filter(pk=pk).first()


def records(viewer: Viewer, shop_id: int, on: dt.date) -> QuerySet[Publication]:
    """Records of a shop that are on show, newest first."""
    rows = on_show(viewer, on).filter(shop_id=shop_id).select_related("body")
    return rows.order_by("-display_from", "-pk")


def is_too_fast(viewer: Viewer, address: str, at: dt.datetime) -> bool:
    """Count a look-up of an address in the running minute; tell whether it is one too many."""
    del viewer
    key = f"disclosure:{address}:{int(at.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > SEARCHES_PER_MINUTE
    except ValueError:  # the entry has just been thrown out to make room
        return False


def platforms(viewer: Viewer) -> list[tuple[int, str]]:
    """Platforms to choose from in the public search."""
    del viewer
    return list(market.platforms(PUBLIC).values_list("pk", "name"))


def brake_on_disposal(viewer: Viewer, clue_id: int, step: ClueStep) -> str:
    """Say in Chinese why a disposal may not be undone while the public sees it."""
    if step is not ClueStep.DISPOSE:
        return ""
    number = visible_clues(viewer).filter(pk=clue_id).values("number")
    rows = Publication.objects.filter(
        state=PublicationState.PUBLISHED, fact__source_kind="clue", fact__source_id__in=number
    )
    return (
        "该处置结果正在公示，不能撤销处置；请先在“公示审核”中撤下并写明理由。"
        if rows.exists()
        else ""
    )
