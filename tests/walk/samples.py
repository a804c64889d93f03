"""Sampling orders with the same goods elsewhere, and drafts that wait for the province."""

import datetime as dt

from hedun.base.procedure.models import Passage
from hedun.desks.bridge.models import Consent
from hedun.desks.sampling.models import SameGoods, SamplingOrder
from hedun.desks.sampling.terms import Regime, SamplingState
from tests import factories
from tests.walk.cast import CLUES, OWN, PLOTS
from tests.walk.pleas import workers
from tests.walk.world import World, article


def take_samples(world: World) -> None:
    """Lay out an order that has failed for every plot, and a consent asked for its draft."""
    for rule in ("sampling.food.report", "sampling.food.reinspect", "sampling.food.handle"):
        factories.deadline(rule, under=article())
    for plot in PLOTS:
        _order(world, plot)
        _consent(world, plot)


def _order(world: World, plot: str) -> None:
    ledger, its = world.ledger, PLOTS[plot]
    seers, own = workers(CLUES[plot]), workers(OWN[plot])
    row = ledger.plant(
        SamplingOrder,
        seers,
        regime=Regime.FOOD,
        state=SamplingState.FAILED,
        body=world.bodies[its.bureau],
        officer=world.hand(its.bureau),
        shop=world.rows[plot, "shop"],
        made_at=world.at - dt.timedelta(days=3),
    )
    offer = ledger.plant(
        SameGoods,
        seers,
        order=row,
        platform=world.platforms[its.platform],
        score=90,
        reasons=[],
    )
    ledger.plant(
        Passage,
        seers,
        procedure="sampling_food",
        matter=row.pk,
        step="fail",
        from_state="",
        to_state=SamplingState.FAILED,
        at=world.at,
        body=world.bodies[its.bureau],
        article=article(),
    )
    ledger.thing("sampling", plot, row, doers=own, match=offer.pk)


def _consent(world: World, plot: str) -> None:
    """The asking bureau and the province that decides read it; nobody else."""
    ledger, its = world.ledger, PLOTS[plot]
    seers = workers(OWN[plot])
    draft = next(t for t in ledger.things["draft"] if t.owner == plot)
    row = ledger.plant(
        Consent,
        seers,
        letter_id=draft.pk,
        body=world.bodies[its.bureau],
        fields=[],
        asked_at=world.at,
        decided_name="",
        note="",
    )
    ledger.thing("consent", plot, row)
