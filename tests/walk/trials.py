"""Rules that all bureaux share, what they hit in each plot, their trials and their packs."""

import hashlib
from typing import Any

from hedun.desks.screening.models import (
    Hunt,
    PackKey,
    Rule,
    RuleEvent,
    RuleHit,
    RulePack,
    RuleVersion,
    ScreeningRun,
)
from hedun.desks.screening.terms import HuntKind, PackWay, RunState
from hedun.engine.rules import Stage, Step
from tests.walk.cast import BUREAUX, FINDINGS, MAKER, PLOTS, joined, people_of
from tests.walk.world import World, ground

EDITORS = people_of(BUREAUX)


def lay_out(world: World, run_of: dict[str, ScreeningRun]) -> None:
    """A rule in its trial run and a draft; a hit for every plot; a trial, a pack and a key."""
    shadow = _rule(world, Stage.SHADOW)
    for row in (shadow, _rule(world, Stage.DRAFT)):
        world.ledger.thing("rule", "lexicon", row)
    _hunt(world, shadow)
    _pack(world)
    for plot in PLOTS:
        _hit(world, plot, shadow, run=run_of[plot])


def _rule(world: World, stage: Stage) -> RuleVersion:
    ledger = world.ledger
    word = ledger.word("screening.ruleversion.expression", EDITORS)
    example = {"title": ledger.word("screening.ruleversion.examples", EDITORS)}
    row = ledger.plant(
        RuleVersion,
        EDITORS,
        rule=Rule.objects.create(code=f"W-{stage}".upper()[:20]),
        number=1,
        expression=f'标题 包含 "{word}"',
        examples=[{"values": example, "fires": False, "note": ""}],
        ground=ground(),
        severity="normal",
        stage=stage,
        made_by=world.people[MAKER],
        made_at=world.at,
    )
    ledger.plant(
        RuleEvent,
        EDITORS,
        of=row,
        step=Step.REVISE,
        to_stage=stage,
        by=world.people[MAKER],
        at=world.at,
    )
    return row


def _hunt(world: World, rule: RuleVersion) -> None:
    word = world.ledger.word("screening.hunt.samples", EDITORS)
    sample = {"platform": "a", "listing_no": "1", "shop": word, "title": word}
    row = world.ledger.plant(
        Hunt,
        EDITORS,
        kind=HuntKind.RULE,
        of_rule=rule,
        digest="0" * 64,
        state=RunState.DONE,
        tally={"steps": [], "hit": 0, "shops": 0, "samples": [sample | {"trace": _trace(word)}]},
        started_by=world.people[MAKER],
        body=world.people[MAKER].body,
        created_at=world.at,
    )
    world.ledger.thing("hunt", "lexicon", row)


def _trace(word: str) -> dict[str, Any]:
    seen = [{"name": "title", "label": "标题", "value": word, "note": ""}]
    return {"text": f'标题 包含 "{word}"', "outcome": "true", "values": seen, "found": []}


def _pack(world: World) -> None:
    said = {"code": "W-1", "title": world.ledger.word("screening.rulepack.results", EDITORS)}
    maker = world.people[MAKER]
    pack = world.ledger.plant(
        RulePack,
        EDITORS,
        way=PackWay.IN,
        number=1,
        results=[said | {"outcome": "未导入", "reason": "测试"}],
        by=maker,
        at=world.at,
    )
    key = world.ledger.plant(PackKey, EDITORS, added_by=maker, added_at=world.at)
    world.ledger.thing("pack", "lexicon", pack)
    world.ledger.thing("pack_key", "lexicon", key)


def _hit(world: World, plot: str, rule: RuleVersion, *, run: ScreeningRun) -> None:
    """A hit of the trial run, which nobody has looked at."""
    shop, seers = world.rows[plot, "shop"], joined(FINDINGS, plot=plot)
    word = world.ledger.word("screening.rulehit.trace", seers)
    row = world.ledger.plant(
        RuleHit,
        seers,
        of=rule,
        run=run,
        body=run.body,
        platform=shop.platform,
        shop_no=shop.shop_no,
        shop_name=shop.name,
        region_code=PLOTS[plot].region,
        content_hash=hashlib.sha256(plot.encode()).hexdigest(),
        trace=_trace(word),
        is_shadow=True,
        found_at=world.at,
    )
    world.ledger.thing("rule_hit", plot, row)
