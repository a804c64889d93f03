"""Filings, lists and what their comparison found in each plot."""

import hashlib
from typing import Any

import polars as pl
from django.conf import settings

from hedun.desks.roster.decide import operators
from hedun.desks.roster.decide.rows import OUTCOME
from hedun.desks.roster.models import (
    CorrectionOrder,
    ExtensionField,
    Filing,
    FilingPart,
    Judgement,
    Lead,
    ListPart,
    ListVersion,
    OverLimit,
    Pair,
    Problem,
    Push,
    PushRow,
    Transition,
)
from hedun.desks.roster.terms import (
    FilingMode,
    FilingState,
    How,
    LeadKind,
    ListKind,
    ListMode,
    ListState,
    Opinion,
    PushState,
    Sheet,
)
from tests.walk.cast import BUREAUX, CLUES, FINDINGS, IMPORTS, PLOTS, joined, people_of
from tests.walk.world import World, article

# A push-back is between the bureau and the platform.
PUSHES = {"west": "west a", "east": "east a", "city": "city a", "far": "far a", "rival": "west b"}
# What a platform filed: itself and the bureaux of its seat.
FILINGS = {name: IMPORTS[name] for name in ("a", "b")}


def lay_out(world: World) -> None:
    """Lay out the filings of both platforms, one version of a list, and finds for every plot."""
    version = _version(world)
    filings = {name: _filing(world, name) for name in FILINGS}
    for plot in PLOTS:
        problem = _problem(world, plot, version)
        _pair(world, plot, version)
        _lead(world, plot)
        _over(world, plot)
        _push(world, plot, problem, is_sent=True)
        _push(world, plot, problem, is_sent=False)
    world.ledger.plant(
        ExtensionField,
        people_of("west east seat city province a"),
        {"label": people_of("west east seat city province a")},
        body=world.bodies["province"],
        sheet=Sheet.LIVE,
        kind="text",
        made_at=world.at,
    )
    row = ExtensionField.objects.get()
    world.ledger.thing("extension", "province", row, doers=people_of("province"))
    assert filings


def _words(world: World, where: str, seers: frozenset[str], *names: str) -> dict[str, str]:
    return {name: world.ledger.word(f"roster.{where}.{name}", seers) for name in names}


def _version(world: World) -> ListVersion:
    """A version that all bureaux use, with a row that came back."""
    seers, hand = people_of(BUREAUX), world.hand("city")
    row = world.ledger.plant(
        ListVersion,
        seers,
        number=1,
        kind=ListKind.ABNORMAL,
        mode=ListMode.SNAPSHOT,
        as_of=world.at.date(),
        state=ListState.DONE,
        sha256="0" * 64,
        body=hand.body,
        made_by=hand,
        made_at=world.at,
    )
    told = _words(world, "list.outcome", seers, "message", "shop_no", "shop_name", "name")
    _outcome(world, ListPart, {"version": row}, told, name="list")
    world.ledger.thing("list", "lexicon", row, doers=people_of("city"))
    return row


def _outcome(
    world: World, model: Any, owner: dict[str, Any], told: dict[str, str], *, name: str
) -> None:
    line = {"row_no": 2, "level": "returned", "fault": "missing", **told}
    path = settings.DATA_DIR / f"outcome-{name}.parquet"
    pl.DataFrame([line], schema=OUTCOME).write_parquet(path)
    model.objects.create(**owner, number=0, kind="outcome", path=path.name, rows=1, sha256="")


def _filing(world: World, platform: str) -> Filing:
    seers, hand = people_of(FILINGS[platform]), world.hand(platform)
    row = world.ledger.plant(
        Filing,
        seers,
        platform=world.platforms[platform],
        sender=hand.body,
        window="2026-07",
        sheet=Sheet.OPERATORS,
        mode=FilingMode.FULL,
        state=FilingState.FILED,
        sha256=hashlib.sha256(platform.encode()).hexdigest(),
        good=1,
        faults={"missing": 1},
        handed_by=hand,
        handed_at=world.at,
    )
    told = _words(world, "filing.outcome", seers, "message", "shop_no", "shop_name", "name")
    _outcome(world, FilingPart, {"filing": row}, told, name=platform)
    path = settings.DATA_DIR / f"rows-{platform}.parquet"
    pl.DataFrame(schema=operators.SCHEMA).write_parquet(path)
    FilingPart.objects.create(filing=row, number=0, kind="rows", path=path.name, rows=0, sha256="")
    world.ledger.thing("filing", platform, row)
    if platform == "a":
        world.ledger.plant(
            CorrectionOrder,
            seers,
            filing=row,
            body=world.bodies["seat"],
            ordered_at=world.at,
            due_at=world.at,
            due_article=article(),
        )
    return row


def _where(world: World, plot: str) -> dict[str, Any]:
    its = PLOTS[plot]
    return {"platform": world.platforms[its.platform], "region_code": its.region}


def _problem(world: World, plot: str, version: ListVersion) -> Problem:
    seers = joined(FINDINGS, plot=plot)
    entry = _words(world, "problem.entry", seers, "name", "reason", "authority")
    row = world.ledger.plant(
        Problem,
        seers,
        kind=ListKind.ABNORMAL,
        place=1,
        is_listed=True,
        how=How.CODE,
        entry=entry,
        version=version,
        seq=1,
        changed_at=world.at,
        credit_code="",
        clue=world.rows[plot, "fresh"],
        **_where(world, plot),
    )
    told = _words(world, "transition.entry", seers, "reason")
    world.ledger.plant(
        Transition, seers, problem=row, seq=1, is_listed=True, how=How.CODE, entry=told,
        version=version, at=world.at,
    )  # fmt: skip
    world.ledger.thing("problem", plot, row)
    return row


def _pair(world: World, plot: str, version: ListVersion) -> None:
    seers, hand = joined(FINDINGS, plot=plot), world.hand(PLOTS[plot].bureau)
    row = world.ledger.plant(
        Pair,
        seers,
        kind=ListKind.ABNORMAL,
        merchant=_words(world, "pair.merchant", seers, "name", "address"),
        entry=_words(world, "pair.entry", seers, "name", "address"),
        reasons=[world.ledger.word("roster.pair.reasons", seers)],
        score=0.5,
        verdict=Opinion.UNSURE,
        version=version,
        found_at=world.at,
        **_where(world, plot),
    )
    world.ledger.plant(
        Judgement, seers, pair=row, verdict=Opinion.UNSURE, from_state="open", by=hand,
        body=hand.body, at=world.at,
    )  # fmt: skip
    world.ledger.thing("pair", plot, row)


def _lead(world: World, plot: str) -> None:
    seers = joined(FINDINGS, plot=plot)
    row = world.ledger.plant(
        Lead,
        seers,
        kind=LeadKind.OWNER,
        key=plot,
        merchant=_words(world, "lead.merchant", seers, "name", "shop_name"),
        earlier=_words(world, "lead.earlier", seers, "name", "label"),
        found_at=world.at,
        **_where(world, plot),
    )
    world.ledger.thing("lead", plot, row)


def _over(world: World, plot: str) -> None:
    seers, its = joined(CLUES, plot=plot), PLOTS[plot]
    shop = _words(world, "overlimit.shops", seers, "platform", "shop_no", "shop_name")
    row = world.ledger.plant(
        OverLimit,
        seers,
        window="2026-07",
        id_hash=hashlib.sha256(plot.encode()).hexdigest(),
        id_tail="123X",
        region_code=its.region,
        total_fen=1,
        shop_count=1,
        platform_count=1,
        shops=[shop | {"platform_id": world.platforms[its.platform].pk, "fen": 1}],
        found_at=world.at,
    )
    world.ledger.thing("over_limit", plot, row)


def _push(world: World, plot: str, problem: Problem, *, is_sent: bool) -> None:
    """What was sent is seen at both ends, a draft by its bureau alone."""
    its = PLOTS[plot]
    seers = people_of(PUSHES[plot] if is_sent else its.bureau)
    hand = world.hand(its.bureau)
    row = world.ledger.plant(
        Push,
        seers,
        platform=world.platforms[its.platform],
        body=hand.body,
        state=PushState.SENT if is_sent else PushState.DRAFT,
        due_on=world.at.date(),
        letter_id=None,
        drafted_by=hand,
        drafted_at=world.at,
        sent_at=world.at if is_sent else None,
    )
    line = world.ledger.plant(PushRow, seers, push=row, problem=problem, seq=1, credit_code="")
    doers = people_of(its.platform) if is_sent else frozenset()
    world.ledger.thing("push", plot, row, doers=doers, row=line.pk)
