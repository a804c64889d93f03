"""Cases, their evidence, rulings and measures, and what happened to them."""

import datetime as dt

from hedun.base.lawbook.models import Reason
from hedun.base.lawbook.terms import Confidence, ReasonKind
from hedun.base.procedure.models import Clock, Passage
from hedun.base.procedure.terms import ClockState
from hedun.desks.cases.models import Branch, Case, Exhibit, Handler, Ruling, Service
from hedun.desks.cases.terms import (
    BranchKind,
    CaseSource,
    CaseState,
    HoldState,
    PartyKind,
    RulingStage,
    ServiceWay,
)
from tests import factories
from tests.walk.cast import CLUES, OWN, PLOTS
from tests.walk.pleas import workers, write_papers
from tests.walk.world import World, article, ground


def lay_out(world: World) -> None:
    """Lay out a case with a measure for every plot."""
    for rule in ("case.hold", "case.decide"):
        factories.deadline(rule, under=article())
    kind = Reason.objects.create(
        code="E-WALK", kind=ReasonKind.EVIDENCE, name="书证", article=article(),
        valid_from=factories.LONG_AGO, confidence=Confidence.READ,
    )  # fmt: skip
    for plot in PLOTS:
        _case(world, plot, kind)


def _case(world: World, plot: str, kind: Reason) -> None:
    ledger, its = world.ledger, PLOTS[plot]
    seers, own = workers(CLUES[plot]), workers(OWN[plot])
    hand, due = world.hand(its.bureau), world.at + dt.timedelta(days=5)
    row = ledger.plant(
        Case,
        seers,
        state=CaseState.INVESTIGATING,
        source=CaseSource.CLUE,
        ground=ground(),
        party_kind=PartyKind.ORGANIZATION,
        platform=world.platforms[its.platform],
        region_code=its.region,
        body=world.bodies[its.bureau],
        found_at=world.at,
        sourced_at=world.at,
        opened_at=world.at,
        due_at=due,
    )
    ledger.plant(Handler, seers, case=row, person=hand)
    ledger.plant(Exhibit, seers, case=row, number=1, kind=kind, taken_on=world.at.date(),
                 is_original=True, at=world.at, by=hand)  # fmt: skip
    ledger.plant(Ruling, seers, case=row, stage=RulingStage.DECIDED, kinds=["warning"],
                 at=world.at, ground=ground())  # fmt: skip
    ledger.plant(Service, seers, case=row, document="penalty-37", way=ServiceWay.DIRECT,
                 on=world.at.date())  # fmt: skip
    branch = ledger.plant(
        Branch, seers, case=row, kind=BranchKind.HOLD, state=HoldState.HELD, at=world.at,
        due_at=due,
    )  # fmt: skip
    for procedure, matter, rule, step in (
        ("case", row.pk, "case.decide", "open"),
        ("case_hold", branch.pk, "case.hold", "h_approve"),
    ):
        common = {"procedure": procedure, "matter": matter, "article": article()}
        ledger.plant(
            Passage, seers, step=step, from_state="", to_state="", at=world.at,
            body=world.bodies[its.bureau], **common,
        )  # fmt: skip
        ledger.plant(
            Clock, seers, rule=rule, state=ClockState.RUNNING, started_at=world.at, due_at=due,
            **common,
        )  # fmt: skip
    ledger.thing("case", plot, row, doers=own)
    ledger.thing("matter", plot, row, kind="case")
    ledger.thing("docket", plot, row, seers=own, kind="case")
    write_papers(world, plot, row, kind="case", form="penalty-13")
    ledger.thing("branch", plot, branch, doers=own)
