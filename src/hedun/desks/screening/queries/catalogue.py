"""Reading the catalogue of banned and restricted goods, and the campaigns."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.terms import Severity
from hedun.desks.screening.decide.catalogue import Book, Cited
from hedun.desks.screening.decide.checks import Campaigning, Checks
from hedun.desks.screening.models import (
    Campaign,
    CampaignWord,
    CatalogueEdition,
    CatalogueItem,
    ScreeningRun,
)
from hedun.desks.screening.queries.who import works_here
from hedun.desks.screening.terms import CampaignPlan, EditionState, Item, ItemKind

SOON = dt.timedelta(days=30)


def visible_catalogues(viewer: Viewer) -> QuerySet[CatalogueEdition]:
    """Editions of the catalogue, newest first: every bureau works with the same one."""
    found = CatalogueEdition.objects.select_related("made_by", "approved_by").order_by("-number")
    return found if viewer.is_system or works_here(viewer) else found.none()


def active_catalogue(viewer: Viewer) -> CatalogueEdition | None:
    """The edition that runs use now."""
    return visible_catalogues(viewer).filter(state=EditionState.ACTIVE).first()


def catalogue_items(viewer: Viewer, edition: CatalogueEdition) -> QuerySet[CatalogueItem]:
    """Entries of an edition."""
    found = CatalogueItem.objects.select_related("ground__article__instrument")
    seen = visible_catalogues(viewer).filter(pk=edition.pk).order_by()
    return found.filter(edition__in=seen).order_by("kind", "goods")


def items(viewer: Viewer, edition: CatalogueEdition) -> list[Item]:
    """Entries of an edition as values."""
    return [_value(row) for row in catalogue_items(viewer, edition)]


def _value(row: CatalogueItem) -> Item:
    return Item(
        kind=row.kind,
        goods=row.goods,
        ground=row.ground.code,
        condition=row.condition,
        region_code=row.region_code,
        categories=tuple(row.categories),
        words=tuple(row.words),
        match=row.match,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        note=row.note,
        is_active=row.is_active,
    )


def visible_campaigns(viewer: Viewer) -> QuerySet[Campaign]:
    """Campaigns of every bureau: words are forbidden for all, or for a region."""
    found = Campaign.objects.select_related("ground__article__instrument", "made_by", "approved_by")
    found = found.annotate(size=Count("words")).order_by("-valid_from", "-pk")
    return found if viewer.is_system or works_here(viewer) else found.none()


def with_standing(viewer: Viewer, rows: QuerySet[Campaign], on: dt.date) -> QuerySet[Any]:
    """Tell of each campaign how it stands on a day: now, soon to end, to come, over, not in use."""
    del viewer
    used = Q(state=EditionState.ACTIVE)
    return rows.annotate(
        standing=Case(
            When(~used, then=Value("unused")),
            When(valid_from__gt=on, then=Value("coming")),
            When(valid_to__lt=on, then=Value("over")),
            When(valid_to__lte=on + SOON, then=Value("ending")),
            default=Value("now"),
        )
    )


def campaigns_on(viewer: Viewer, on: dt.date) -> QuerySet[Campaign]:
    """Campaigns in use whose validity holds the day."""
    ends = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return visible_campaigns(viewer).filter(ends, state=EditionState.ACTIVE, valid_from__lte=on)


def campaign_words(viewer: Viewer, campaign: Campaign) -> QuerySet[CampaignWord]:
    """Words of a campaign."""
    seen = visible_campaigns(viewer).filter(pk=campaign.pk).order_by()
    return CampaignWord.objects.filter(campaign_id__in=seen.values("pk")).order_by("word")


def words_on(viewer: Viewer, on: dt.date) -> QuerySet[CampaignWord]:
    """Every word of every campaign that holds on a day, those that end first before others."""
    seen = campaigns_on(viewer, on).order_by()
    rows = CampaignWord.objects.select_related("campaign__ground")
    return rows.filter(campaign_id__in=seen.values("pk")).order_by(
        F("campaign__valid_to").asc(nulls_last=True), "word"
    )


def plan(viewer: Viewer, campaign: Campaign) -> CampaignPlan:
    """A campaign as a value."""
    words = campaign_words(viewer, campaign)
    return CampaignPlan(
        name=campaign.name,
        ground=campaign.ground.code,
        severity=campaign.severity,
        valid_from=campaign.valid_from,
        valid_to=campaign.valid_to,
        region_code=campaign.region_code,
        note=campaign.note,
        words=tuple((row.word, tuple(row.allow)) for row in words),
    )


def checks_of(viewer: Viewer, run: ScreeningRun, on: dt.date) -> Checks:
    """The checks that a run uses: the catalogue and campaigns that it was started with."""
    rows: Iterable[CatalogueItem] = ()
    if run.catalogue is not None:
        rows = catalogue_items(viewer, run.catalogue).filter(is_active=True)
    number = run.catalogue.number if run.catalogue else 0
    found = visible_campaigns(viewer).filter(pk__in=run.campaigns).order_by("pk")
    return Checks(
        Book([_cited(row, number) for row in rows], on),
        [_campaigning(viewer, campaign) for campaign in found],
    )


def checks_now(viewer: Viewer, on: dt.date) -> Checks:
    """The checks that a run started on this day would use."""
    ran = ScreeningRun(
        catalogue=active_catalogue(viewer),
        campaigns=list(campaigns_on(viewer, on).values_list("pk", flat=True)),
    )
    return checks_of(viewer, ran, on)


def _cited(row: CatalogueItem, edition: int) -> Cited:
    is_grave = row.kind == ItemKind.BANNED
    return Cited(
        item=_value(row),
        ground=row.ground.code,
        ground_id=row.ground_id,
        article=str(row.ground.article),
        severity=Severity.GRAVE if is_grave else row.ground.severity,
        edition=edition,
    )


def _campaigning(viewer: Viewer, campaign: Campaign) -> Campaigning:
    value = plan(viewer, campaign)
    return Campaigning(
        name=value.name,
        ground=value.ground,
        ground_id=campaign.ground_id,
        severity=value.severity,
        region_code=value.region_code,
        valid_from=value.valid_from,
        valid_to=value.valid_to,
        words=value.words,
    )
