"""Trials of drafts on all that is stored: started by a person or by a hand-in, carried on by jobs."""

import datetime as dt
from typing import Any

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.desks.screening import decide, queries
from hedun.desks.screening.actions.rules import note_step
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import Edition, Hunt, RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import HuntKind, RunState
from hedun.engine.rules import LISTING, Stage, Step, parse


@transaction.atomic
def backtest(*, version_id: int, by: Viewer, at: dt.datetime) -> Hunt:
    """Try a rule on every stored listing; when that is done the rule counts as backtested.

    Raises Refused where its examples have not been tried, or nothing is stored.
    """
    reading.only_editors(by)
    row = reading.locked(by, version_id)
    if row.stage == Stage.DRAFT:
        raise Refused("规则还没有通过自带的样例；请先点“试样例”，再回测。")
    if row.stage in {Stage.RETIRED, Stage.QUARANTINED}:
        raise Refused(f"规则现为“{Stage(row.stage).label}”，不再回测；请修改出新版。")
    digest = ruling.digest(parse(row.expression, LISTING), row.ground.code)
    return _start(row, digest=digest, title=f"回测规则 {row}", by=by, at=at)


@transaction.atomic
def retrohunt(*, edition_id: int, by: Viewer, at: dt.datetime) -> Hunt:
    """Try a draft of the lexicon on every stored listing, before anybody approves it."""
    reading.only_editors(by)
    edition = queries.editions(by).get(pk=edition_id)
    digest = decide.fingerprint(queries.rows(by, edition))
    return _start(edition, digest=digest, title=f"回溯词库{edition}", by=by, at=at)


def _start(
    of: RuleVersion | Edition, *, digest: str, title: str, by: Viewer, at: dt.datetime
) -> Hunt:
    running = reading.last_hunt(by, of)
    if running is not None and running.state != RunState.DONE and running.digest == digest:
        return running
    parts = queries.parts(Viewer.system())
    if not parts:
        raise Refused("还没有已存的商品信息，无从回测；请先导入商品信息表。")
    hunt = Hunt.objects.create(
        kind=HuntKind.RULE if isinstance(of, RuleVersion) else HuntKind.EDITION,
        of_rule=of if isinstance(of, RuleVersion) else None,
        of_edition=of if isinstance(of, Edition) else None,
        digest=digest,
        parts=[name for name, _ in parts],
        total=sum(rows for _, rows in parts),
        body_id=by.body_id,
        started_by_id=by.person_id,
        created_at=at,
    )
    hunt.job = enqueue(
        kind="screening.hunt",
        title=title,
        payload={"hunt": hunt.pk},
        unique_key=f"screening.hunt:{hunt.pk}",
        by=by,
        at=at,
    )
    hunt.save(update_fields=["job"])
    record(
        by=by,
        at=at,
        action="screening:hunt:start",
        subject=("hunt", hunt.pk),
        detail={"kind": hunt.kind, "total": hunt.total},
    )
    return hunt


@transaction.atomic
def record_hunt(
    *, hunt_id: int, scanned: int, tally: dict[str, Any], by: Viewer, at: dt.datetime
) -> None:
    """Store how far a trial is and what it has counted so far."""
    del by, at  # a step of the machine; its start and its end are on the trail
    Hunt.objects.filter(pk=hunt_id).update(state=RunState.RUNNING, scanned=scanned, tally=tally)


@transaction.atomic
def finish_hunt(*, hunt_id: int, tally: dict[str, Any], by: Viewer, at: dt.datetime) -> Hunt:
    """End a trial; a rule that waited for it is backtested from now on."""
    hunt = Hunt.objects.select_for_update(of=("self",)).get(pk=hunt_id)
    if hunt.state == RunState.DONE:
        return hunt
    hunt.state, hunt.finished_at, hunt.tally = RunState.DONE, at, tally
    hunt.save(update_fields=["state", "finished_at", "tally"])
    record(
        by=by,
        at=at,
        action="screening:hunt:finish",
        subject=("hunt", hunt.pk),
        detail={"scanned": hunt.scanned, "hit": tally.get("hit", 0)},
    )
    if hunt.of_rule_id is not None:
        row = reading.locked(Viewer.system(), hunt.of_rule_id)
        row.share = tally["hit"] / hunt.scanned if hunt.scanned else 0.0
        if row.stage == Stage.TESTED:
            note_step(row, Step.BACKTEST, by=by, at=at, note=f"命中 {tally['hit']:,} 条")
        else:
            row.save(update_fields=["share"])
    return hunt
