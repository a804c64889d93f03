"""A decision becomes a fact of the market; what the public then sees comes back to the case."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.procedure import actions as procedures
from hedun.base.procedure import queries as passages
from hedun.base.procedure.terms import Given, Hat
from hedun.desks.cases import queries
from hedun.desks.cases.actions.following import follow
from hedun.desks.cases.decide.weighing import written
from hedun.desks.cases.models import Case
from hedun.desks.cases.queries.values import ruled_of
from hedun.desks.cases.terms import CaseStep, PenaltyKind, RulingStage
from hedun.market import actions as market
from hedun.market.terms import FactKind, PenaltyPayload

if TYPE_CHECKING:
    from hedun.market.models import Fact

MACHINE = Viewer.system("案件")
UNSHOWN = "警告"


@transaction.atomic
def record_decision(row: Case, *, by: Viewer, at: dt.datetime) -> "Fact | None":
    """Record a served decision on the shop or subject; None where the party is neither.

    Only a warning is recorded and not shown to the public.

    Basis: penalty_publicity_rules art. 2; penalty_publicity_rules art. 4
    """
    ruling = row.rulings.filter(stage=RulingStage.DECIDED).order_by("-pk").first()
    if ruling is None or (row.shop is None and row.subject is None) or row.decided_at is None:
        return None
    ruled = ruled_of(by, ruling)
    is_slight = ruled.kinds == frozenset({PenaltyKind.WARNING})
    return market.record_fact(
        kind=FactKind.PENALTY,
        subject=row.subject,
        shop=row.shop,
        payload=PenaltyPayload(
            case_no=row.number,
            decision_no=row.decision_no,
            ground=row.ground.name,
            outcome=UNSHOWN if is_slight else "行政处罚",
            title=row.title,
            measure=f"{written(ruled)}（{row.decision_no}）",
            platform=row.platform.name if row.platform else "",
        ),
        happened_on=timezone.localdate(row.decided_at),
        basis=str(row.ground.article),
        source=("case", row.number),
        by=by,
        at=at,
    )


@transaction.atomic
def note_published(*, fact_id: int, by: Viewer, at: dt.datetime) -> Case | None:
    """Note on the case that the public sees its decision; None where no case rests on the fact.

    Basis: penalty_publicity_rules art. 9
    """
    return _note(fact_id, CaseStep.PUBLISH, "penalty.publish", by=by, at=at)


@transaction.atomic
def note_withdrawn(*, fact_id: int, by: Viewer, at: dt.datetime) -> Case | None:
    """Note on the case that its decision was taken down, where that was due.

    Basis: chufa_chengxu art. 63
    """
    return _note(fact_id, CaseStep.WITHDRAWN, "case.withdraw", by=by, at=at)


def _note(fact_id: int, step: CaseStep, rule: str, *, by: Viewer, at: dt.datetime) -> Case | None:
    row = queries.case_of_fact(MACHINE, fact_id)
    if row is None:
        return None
    matter = queries.matter(by, row)
    is_due = passages.clocks(by, matter).filter(rule=rule, ended_at__isnull=True).exists()
    if not is_due or matter.state not in matter.procedure.step(step).origins:
        return row
    given = Given(frozenset({Hat.PUBLISHER}), note="由公示系统记录")
    procedures.take(matter=matter, step=step, given=given, by=by, at=at)
    row.version += 1
    row.save(update_fields=["version"])
    return follow(case_id=row.pk, by=by, at=at)
