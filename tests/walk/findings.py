"""What screening found in each plot, by a lexicon that all bureaux share."""

import hashlib
from typing import Any

from hedun.desks.screening.models import (
    Campaign,
    CampaignWord,
    CatalogueEdition,
    CatalogueItem,
    Certificate,
    Contract,
    Edition,
    Entry,
    Finding,
    Judgement,
    Licence,
    Passage,
    ScreeningRun,
    Snapshot,
    SnapshotFault,
)
from hedun.desks.screening.terms import (
    ContractKind,
    EditionState,
    FindingState,
    RegisterKind,
    RunScope,
    SnapshotState,
    Verdict,
)
from tests.walk.cast import APPROVER, BUREAUX, FINDINGS, MAKER, OWN, PLOTS, joined, people_of
from tests.walk.trials import lay_out
from tests.walk.world import World, ground


def screen(world: World) -> None:
    """Lay out the lexicon, and a run with a finding for every plot."""
    edition = _lexicon(world)
    _catalogue(world)
    _campaigns(world)
    _tables(world)
    runs = {plot: _run(world, plot, edition) for plot in PLOTS}
    for plot, run in runs.items():
        _contract(world, plot)
        _judged(world, plot, _finding(world, plot, run))
    lay_out(world, runs)


def _lexicon(world: World) -> Edition:
    """One edition that all bureaux use, and a draft."""
    editors = people_of(BUREAUX)
    common = {"made_by": world.people[MAKER], "made_at": world.at}
    used = world.ledger.plant(
        Edition,
        editors,
        number=1,
        state=EditionState.ACTIVE,
        approved_by=world.people[APPROVER],
        approved_at=world.at,
        **common,
    )
    draft = world.ledger.plant(Edition, editors, number=2, based_on=used, **common)
    for edition in (used, draft):
        allow = [world.ledger.word("screening.entry.allow", editors)]
        given = {"edition": edition, "ground": ground(), "severity": "normal", "allow": allow}
        entry = world.ledger.plant(Entry, editors, **given)
        world.ledger.thing("edition", "lexicon", edition, entry_pk=entry.pk)
    return used


def _run(world: World, plot: str, edition: Edition) -> ScreeningRun:
    """A run is the bureau's own."""
    hand = world.hand(PLOTS[plot].bureau)
    run = world.ledger.plant(
        ScreeningRun,
        people_of(OWN[plot]),
        edition=edition,
        scope=RunScope.PLATFORM,
        platform=world.rows[plot, "shop"].platform,
        body=hand.body,
        started_by=hand,
        created_at=world.at,
    )
    world.ledger.thing("run", plot, run)
    return run


def _finding(world: World, plot: str, run: ScreeningRun) -> Finding:
    """A finding that waits for a second opinion."""
    shop, seers = world.rows[plot, "shop"], joined(FINDINGS, plot=plot)
    finding = world.ledger.plant(
        Finding,
        seers,
        run=run,
        edition=run.edition,
        body=run.body,
        platform=shop.platform,
        shop=shop,
        shop_no=shop.shop_no,
        shop_name=shop.name,
        region_code=PLOTS[plot].region,
        ground=ground(),
        severity="normal",
        state=FindingState.UNSURE,
        found_at=world.at,
        **_hit(world, seers),
    )
    world.ledger.thing("finding", plot, finding)
    return finding


def _hit(world: World, seers: frozenset[str]) -> dict[str, Any]:
    """A text with the word that was found in it."""
    surface = world.ledger.word("screening.finding.words", seers)
    text = f"前{surface}后{world.ledger.word('screening.finding.text', seers)}"
    hit = {"word": surface, "surface": surface, "start": 1, "end": 9, "ground": "T1"}
    hit |= {"channel": "exact", "category": "测试", "severity": "normal"}
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"text": text, "words": [hit], "content_hash": digest, "rules": _fired(world, seers)}


def _fired(world: World, seers: frozenset[str]) -> list[dict[str, Any]]:
    """A rule that fired, with what it saw."""
    word = world.ledger.word("screening.finding.rules", seers)
    seen = [{"name": "title", "label": "标题", "value": word, "note": ""}]
    trace = {"text": "标题 已知", "outcome": "true", "values": seen, "found": []}
    rule = {"rule": 1, "code": "W-1", "title": word, "number": 1, "ground": "T1", "spans": []}
    return [rule | {"category": "测试", "severity": "normal", "trace": trace}]


def _judged(world: World, plot: str, finding: Finding) -> None:
    hand = world.hand(PLOTS[plot].bureau)
    world.ledger.plant(
        Judgement,
        joined(FINDINGS, plot=plot),
        finding=finding,
        verdict=Verdict.UNSURE,
        from_state=FindingState.PENDING,
        by=hand,
        body=hand.body,
        at=world.at,
    )


def _approved(world: World, *, is_used: bool) -> dict[str, Any]:
    made = {"made_by": world.people[MAKER], "made_at": world.at}
    if not is_used:
        return made
    approved = {"approved_by": world.people[APPROVER], "approved_at": world.at}
    return {"state": EditionState.ACTIVE, **made, **approved}


def _catalogue(world: World) -> None:
    """One edition of the catalogue that all bureaux use, and a draft."""
    ledger, editors = world.ledger, people_of(BUREAUX)
    for number in (1, 2):
        given = _approved(world, is_used=number == 1)
        edition = ledger.plant(CatalogueEdition, editors, number=number, **given)
        words = {
            n: [ledger.word(f"screening.catalogueitem.{n}", editors)]
            for n in ("words", "categories")
        }
        item = ledger.plant(
            CatalogueItem,
            editors,
            edition=edition,
            ground=ground(),
            kind="banned",
            region_code="",
            **words,
        )
        ledger.thing("catalogue", "lexicon", edition, item_pk=item.pk)


def _campaigns(world: World) -> None:
    """A campaign that holds today, and a draft."""
    ledger, editors = world.ledger, people_of(BUREAUX)
    for is_used in (True, False):
        row = ledger.plant(
            Campaign,
            editors,
            ground=ground(),
            severity="normal",
            region_code="",
            valid_from=world.at.date(),
            **_approved(world, is_used=is_used),
        )
        allow = [ledger.word("screening.campaignword.allow", editors)]
        ledger.plant(CampaignWord, editors, campaign=row, allow=allow)
        ledger.thing("campaign", "lexicon", row)


def _tables(world: World) -> None:
    """A table of each kind, brought in by one bureau and used by all."""
    ledger, seers, hand = world.ledger, people_of(BUREAUX), world.hand("west")
    for kind, model in ((RegisterKind.CERTIFICATE, Certificate), (RegisterKind.LICENCE, Licence)):
        row = ledger.plant(
            Snapshot,
            seers,
            kind=kind,
            sha256=hashlib.sha256(kind.encode()).hexdigest(),
            taken_on=world.at.date(),
            state=SnapshotState.DONE,
            body=hand.body,
            made_by=hand,
            made_at=world.at,
        )
        ledger.plant(model, seers, snapshot=row, status="valid")
        cells = [ledger.word("screening.snapshotfault.cells", seers)]
        ledger.plant(SnapshotFault, seers, snapshot=row, row_no=2, cells=cells)
        ledger.thing("table", "lexicon", row)


def _contract(world: World, plot: str) -> None:
    """A contract that the plot's bureau checks, with a passage that waits."""
    hand, seers = world.hand(PLOTS[plot].bureau), people_of(OWN[plot])
    row = world.ledger.plant(
        Contract,
        seers,
        kind=ContractKind.CONSUMER,
        sha256=hashlib.sha256(plot.encode()).hexdigest(),
        platform=world.rows[plot, "shop"].platform,
        shop=world.rows[plot, "shop"],
        body=hand.body,
        made_by=hand,
        made_at=world.at,
    )
    passage = world.ledger.plant(
        Passage, seers, contract=row, kind="say", start=0, end=9, sign_start=0, sign_end=9
    )
    world.ledger.thing("contract", plot, row, passage_pk=passage.pk)
