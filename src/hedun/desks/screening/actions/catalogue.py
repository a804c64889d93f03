"""Editions of the catalogue and campaigns: one person edits, another approves."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.desks.screening.actions.approval import _editable, _held, _note, _only_editors
from hedun.desks.screening.decide import catalogue as decide
from hedun.desks.screening.models import Campaign, CampaignWord, CatalogueEdition, CatalogueItem
from hedun.desks.screening.queries import catalogue as queries
from hedun.desks.screening.terms import CampaignPlan, EditionState, Item


def _new(
    title: str, *, based_on: CatalogueEdition | None, by: Viewer, at: dt.datetime
) -> CatalogueEdition:
    newest = CatalogueEdition.objects.aggregate(newest=Max("number"))["newest"] or 0
    return CatalogueEdition.objects.create(
        number=newest + 1, title=title, based_on=based_on, made_by_id=by.person_id, made_at=at
    )


def _rows(
    edition: CatalogueEdition, items: Sequence[Item], *, by: Viewer, on: dt.date
) -> list[CatalogueItem]:
    problem = next((p for p in map(decide.item_problem, items) if p), "")
    if problem:
        raise Refused(problem)
    found = {code: lawbook.ground(by, code, on) for code in {item.ground for item in items}}
    missing = sorted(code for code, ground in found.items() if ground is None)
    if missing:
        raise Refused(
            f"法律依据库中没有事由 {'、'.join(missing)}；请核对事由代码，或先运行 hedun load_law。"
        )
    return [
        CatalogueItem(
            edition=edition,
            ground=found[item.ground],
            kind=item.kind,
            goods=item.goods,
            condition=item.condition,
            region_code=item.region_code,
            categories=list(item.categories),
            words=list(item.words),
            match=item.match,
            valid_from=item.valid_from,
            valid_to=item.valid_to,
            note=item.note,
            is_active=item.is_active,
        )
        for item in items
    ]


@transaction.atomic
def draft_catalogue(*, by: Viewer, at: dt.datetime) -> CatalogueEdition:
    """Open the person's draft, or copy the active edition into a new one."""
    _only_editors(by)
    mine = CatalogueEdition.objects.filter(state=EditionState.DRAFT, made_by_id=by.person_id)
    if (found := mine.first()) is not None:
        return found
    active = queries.active_catalogue(by)
    edition = _new(f"{at:%Y年%m月%d日}修订", based_on=active, by=by, at=at)
    if active is not None:
        copies = list(active.items.all())
        for row in copies:
            row.pk, row.edition = None, edition
        CatalogueItem.objects.bulk_create(copies, batch_size=500)
    _note("catalogue", edition, "draft", by=by, at=at)
    return edition


@transaction.atomic
def import_catalogue(
    *, title: str, items: Sequence[Item], by: Viewer, at: dt.datetime
) -> CatalogueEdition:
    """Store a whole catalogue as an edition that awaits approval; the same content only once.

    Raises Refused for a faulty entry, or a ground that the lawbook does not have.
    """
    _only_editors(by)
    mark = decide.fingerprint(items)
    known = CatalogueEdition.objects.filter(fingerprint=mark).order_by("-number").first()
    if known is not None:
        return known
    seen: set[tuple[str, str]] = set()
    for item in items:
        if (item.goods, item.region_code) in seen:
            raise Refused(f"“{item.goods}”登记了两次；同一商品、同一地区只能有一条，请合并。")
        seen.add((item.goods, item.region_code))
    edition = _new(title[:80], based_on=queries.active_catalogue(by), by=by, at=at)
    rows = _rows(edition, items, by=by, on=at.date())
    CatalogueItem.objects.bulk_create(rows, batch_size=500)
    edition.fingerprint, edition.state, edition.submitted_at = mark, EditionState.SUBMITTED, at
    edition.save()
    _note("catalogue", edition, "import", by=by, at=at, items=len(items), fingerprint=mark)
    return edition


@transaction.atomic
def save_item(
    *, edition_id: int, item: Item, by: Viewer, at: dt.datetime, item_id: int | None = None
) -> CatalogueItem:
    """Add an entry to a draft, or change one. Raises Refused with the reason."""
    edition: CatalogueEdition = _editable("catalogue", edition_id, by)
    twin = edition.items.filter(goods=item.goods, region_code=item.region_code).first()
    if twin is not None and twin.pk != item_id:
        raise Refused(f"本版已有“{item.goods}”；请直接修改该条。")
    fresh = _rows(edition, [item], by=by, on=at.date())[0]
    if item_id is not None:
        fresh.pk = edition.items.get(pk=item_id).pk
    fresh.save()
    _note("catalogue", edition, "item", by=by, at=at, goods=item.goods)
    return fresh


@transaction.atomic
def remove_item(*, edition_id: int, item_id: int, by: Viewer, at: dt.datetime) -> None:
    """Take an entry out of a draft; the editions that had it keep it."""
    edition: CatalogueEdition = _editable("catalogue", edition_id, by)
    row = edition.items.get(pk=item_id)
    _note("catalogue", edition, "remove", by=by, at=at, goods=row.goods)
    row.delete()


@transaction.atomic
def submit_catalogue(
    *, edition_id: int, title: str, by: Viewer, at: dt.datetime
) -> CatalogueEdition:
    """Hand a draft to somebody else for approval."""
    edition: CatalogueEdition = _editable("catalogue", edition_id, by)
    items = queries.items(by, edition)
    if not any(item.is_active for item in items):
        raise Refused("本版没有启用的条目，不能提交；请至少登记一条。")
    mark = decide.fingerprint(items)
    if edition.based_on is not None and edition.based_on.fingerprint == mark:
        raise Refused(f"本版与第{edition.based_on.number}版内容相同，无须审批；请修改后再提交。")
    edition.title = title.strip()[:80] or edition.title
    edition.state, edition.submitted_at, edition.fingerprint = EditionState.SUBMITTED, at, mark
    edition.save()
    _note("catalogue", edition, "submit", by=by, at=at, items=len(items))
    return edition


@transaction.atomic
def save_campaign(
    *,
    plan: CampaignPlan,
    by: Viewer,
    at: dt.datetime,
    campaign_id: int | None = None,
) -> Campaign:
    """Write a campaign as a draft, or change the draft. Raises Refused with the reason."""
    _only_editors(by)
    problem = decide.campaign_problem(plan)
    if problem:
        raise Refused(problem)
    ground = lawbook.ground(by, plan.ground, at.date())
    if ground is None:
        raise Refused(f"法律依据库中没有事由 {plan.ground}；请重新选择。")
    row = Campaign(made_by_id=by.person_id, made_at=at)
    if campaign_id is not None:
        row = _editable("campaign", campaign_id, by)
    row.name, row.ground, row.severity = plan.name.strip()[:80], ground, plan.severity
    row.valid_from, row.valid_to = plan.valid_from, plan.valid_to
    row.region_code, row.note = plan.region_code, plan.note[:300]
    row.save()
    row.words.all().delete()
    words = dict(plan.words)
    CampaignWord.objects.bulk_create(
        CampaignWord(campaign=row, word=word, allow=list(allow)) for word, allow in words.items()
    )
    _note("campaign", row, "save", by=by, at=at, words=len(words))
    return row


@transaction.atomic
def submit_campaign(*, campaign_id: int, by: Viewer, at: dt.datetime) -> Campaign:
    """Hand a campaign to somebody else for approval."""
    row: Campaign = _editable("campaign", campaign_id, by)
    row.state, row.submitted_at = EditionState.SUBMITTED, at
    row.save()
    _note("campaign", row, "submit", by=by, at=at)
    return row


@transaction.atomic
def end_campaign(*, campaign_id: int, reason: str, by: Viewer, at: dt.datetime) -> Campaign:
    """Stop using a campaign before its time; what it found stays."""
    _only_editors(by)
    row = _held("campaign", campaign_id, by)
    assert isinstance(row, Campaign)
    if row.state != EditionState.ACTIVE:
        raise Refused("只有在用的专项可以提前结束；草稿请直接放弃。")
    if not reason.strip():
        raise Refused("提前结束须写明理由；请填写后再提交。")
    row.state, row.reason = EditionState.RETIRED, reason.strip()[:300]
    row.save()
    _note("campaign", row, "end", by=by, at=at, reason=row.reason)
    return row


@transaction.atomic
def copy_campaign(*, campaign_id: int, by: Viewer, at: dt.datetime) -> Campaign:
    """Make a draft with the words of a campaign, so that a new validity can be approved."""
    held = _held("campaign", campaign_id, by)
    assert isinstance(held, Campaign)
    row = save_campaign(plan=queries.plan(by, held), by=by, at=at)
    _note("campaign", row, "copy", by=by, at=at, of=held.pk)
    return row
