"""The whole demo market: people, files, ninety days of work, and the truth about it."""

import datetime as dt
import json
import pathlib
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import polars as pl
from django.core.management import call_command
from django.db import transaction

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import work
from hedun.base.lawbook import queries as lawbook
from hedun.clues import actions as clues
from hedun.clues.terms import ClueSource
from hedun.demo import registers
from hedun.demo.between import ask_province, plan_between
from hedun.demo.dossiers import plan_dossiers
from hedun.demo.filings import plan_filings
from hedun.demo.goods import Truth
from hedun.demo.imports import WAVES, Supply, registry, roster, wave
from hedun.demo.officers import Bureaux
from hedun.demo.papers import Papers
from hedun.demo.people import World, found
from hedun.demo.pleas import plan_pleas
from hedun.demo.reviews import reviews
from hedun.demo.roster import Shop, shops
from hedun.demo.rules import plan_rules
from hedun.demo.samples import plan_samples
from hedun.demo.scenes import plan_scenes
from hedun.demo.simulation import MACHINE, Happening, Simulation
from hedun.demo.vocabulary import dice
from hedun.desks.screening import queries as screening
from hedun.market import queries as market

DAYS = 90
# one operator in 300 is turned away for a mistyped code, so a few more than 20,000 are reported
OPERATORS, LISTINGS, REVIEWS = 20_080, 200_000, 30_000
SITTINGS, PER_SITTING, LAST_DAYS = 52, 14, 4
SHOP_CLUES = {"LIC": "未公示营业执照信息或自我声明", "FOOD-L": "未取得许可或备案销售食品"}
Say = Callable[[str], None]


def make(*, seed: int, scale: float, now: dt.datetime, folder: pathlib.Path, say: Say) -> World:
    """Generate everything as if it had happened over the last ninety days."""
    work.load()
    home = folder / "demo"
    home.mkdir(parents=True, exist_ok=True)
    start = now - dt.timedelta(days=DAYS + 4)
    with transaction.atomic():
        world = found(seed, at=start, now=now)
        _lexicon(start)
        registers.catalogue(now, at=start)
        if scale > 0:
            _history(seed, scale, now=now, folder=folder, world=world, say=say)
    (home / "accounts.json").write_text(json.dumps(world.card, ensure_ascii=False, indent=1))
    return world


def _lexicon(at: dt.datetime) -> None:
    """Load the product's own words; one editor hands them in, another approves."""
    call_command("load_lexicon", made_by="editor1", approved_by="editor2", verbosity=0)
    edition = screening.active_edition(MACHINE)
    assert edition is not None
    edition.made_at = edition.submitted_at = at
    edition.approved_at = at + dt.timedelta(days=1)
    edition.save(update_fields=["made_at", "submitted_at", "approved_at"])


def _history(
    seed: int, scale: float, *, now: dt.datetime, folder: pathlib.Path, world: World, say: Say
) -> None:
    sim = Simulation(chance=dice(seed, "history"), now=now)
    made = shops(seed, max(60, round(OPERATORS * scale)))
    supply = Supply(
        seed=seed,
        count=max(400, round(LISTINGS * scale)),
        shops=made,
        papers=Papers(seed, made, now.date() - dt.timedelta(days=DAYS)),
        folder=folder / "demo" / "files",
        home=folder,
        world=world,
    )
    say(f"{len(supply.shops):,} 家网店")
    planted = {truth.number: True for truth in supply.truths}
    planted |= {shop.shop_no: True for shop in made if shop.violation == "FOOD-L"}
    bureaux = Bureaux(sim, world, planted)
    _plan_imports(sim, supply, planted=planted, now=now)
    _plan_sittings(sim, bureaux, scale=scale, now=now)
    _plan_other_sources(sim, bureaux, supply=supply, now=now)
    plan_scenes(bureaux, supply, now=now)
    plan_pleas(bureaux, now=now)
    plan_dossiers(bureaux, now=now)
    plan_between(bureaux, now=now)
    plan_samples(bureaux, supply, now=now)
    plan_rules(sim, world, planted, now=now)
    plan_filings(sim, supply, now=now)
    sim.play()
    ask_province(bureaux, at=now)
    say(f"{supply.made:,} 条商品信息，{len(supply.truths):,} 处埋设；{bureaux.told()}")
    _bulk(seed, scale, supply, now=now, folder=folder)


def _plan_imports(
    sim: Simulation, supply: Supply, *, planted: dict[str, bool], now: dt.datetime
) -> None:
    for number, code in enumerate(supply.world.platforms):
        at = sim.office(now - dt.timedelta(days=87) + dt.timedelta(hours=5 * number))
        sim.plan(at, partial(roster, supply, code))
    sim.plan(sim.office(now - dt.timedelta(days=84)), lambda when: registers.tables(supply, when))
    for days, step in ((12, registers.judge_contract), (2, registers.open_contracts)):
        at = sim.office(now - dt.timedelta(days=days))
        sim.plan(at, partial(step, supply.world))
    for days in (82, 30):
        sim.plan(sim.office(now - dt.timedelta(days=days)), lambda when: registry(supply, when))
    for days, share in WAVES:
        at = sim.office(now - dt.timedelta(days=days))

        def arrive(when: dt.datetime, share: float = share) -> None:
            wave(supply, sim, share=share, at=when)
            for truth in supply.truths:
                known = planted.get(truth.number, False)
                planted[truth.number] = known or truth.is_violation

        sim.plan(at, arrive)


def _plan_sittings(sim: Simulation, bureaux: Bureaux, *, scale: float, now: dt.datetime) -> None:
    """Spread the hours at the review queue over the working days, a third in the last few."""
    people = bureaux.inspectors()
    size = max(1, round(PER_SITTING * min(1, scale)))
    sittings = min(SITTINGS, max(6, round(SITTINGS * scale * 10)))
    for number in range(sittings):
        days = 78 - 77 * number / sittings if number % 3 else LAST_DAYS * number / sittings
        at = sim.office(now - dt.timedelta(days=days, hours=sim.chance.random() * 8))
        sim.plan(at, bureaux.session(people[number % len(people)], size))


def _plan_other_sources(
    sim: Simulation, bureaux: Bureaux, *, supply: Supply, now: dt.datetime
) -> None:
    """Let clues come from the roster and from platforms' own reports too."""
    lacking = [shop for shop in supply.shops if shop.violation]
    chosen = sim.chance.sample(lacking, k=min(len(lacking), 36))
    for shop in chosen:
        at = sim.office(now - dt.timedelta(days=sim.chance.uniform(1, 75)))
        is_report = sim.chance.random() < 0.4
        name = f"{shop.platform_code}2" if is_report else "jc3300002"
        by = supply.world.viewers[name]
        source = ClueSource.PARTNER if is_report else ClueSource.ROSTER
        sim.plan(at, _for_shop(bureaux, shop, source=source, by=by))


def _for_shop(bureaux: Bureaux, shop: Shop, *, source: ClueSource, by: Viewer) -> Happening:
    return lambda at: _raise_for_shop(bureaux, shop, source=source, by=by, at=at)


def _raise_for_shop(
    bureaux: Bureaux, shop: Shop, *, source: ClueSource, by: Viewer, at: dt.datetime
) -> None:
    row = (
        market.visible_shops(MACHINE)
        .select_related("platform", "subject")
        .filter(platform__code=shop.platform_code, shop_no=shop.shop_no)
        .first()
    )
    ground = lawbook.ground(MACHINE, shop.violation, at.date())
    if row is None or ground is None:
        return
    clue = clues.raise_(
        title=f"{ground.name}：{shop.name}",
        source=source,
        source_key=f"demo:{source}:{shop.platform_code}:{shop.shop_no}",
        ground=ground,
        shop=row,
        platform=row.platform,
        subject=row.subject,
        region_code=row.region_code,
        finding={
            "words": [],
            "text": f"{shop.name} {shop.url} {SHOP_CLUES[shop.violation]}",
            "rule": SHOP_CLUES[shop.violation],
            "exemptions": [],
        },
        by=by,
        at=at,
    )
    bureaux.follow(clue, at)


def _bulk(
    seed: int, scale: float, supply: Supply, *, now: dt.datetime, folder: pathlib.Path
) -> None:
    """Write reviews and the truth table to the bulk plane."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for review, truth in reviews(seed, supply.sample, count=round(REVIEWS * scale), now=now):
        rows.setdefault(review.platform_code, []).append(asdict(review))
        if truth is not None:
            supply.truths.append(truth)
    for code, found_rows in sorted(rows.items()):
        write(found_rows, folder / "reviews" / f"{code}.parquet")
    lacking = [
        Truth("shop", s.platform_code, s.shop_no, s.violation, "plain", "roster", s.name)
        for s in supply.shops
        if s.violation
    ]
    write([asdict(truth) for truth in supply.truths + lacking], folder / "demo" / "truth.parquet")


def write(rows: list[dict[str, Any]], path: pathlib.Path) -> None:
    """Write rows as one Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
