"""Findings that rest on a rule that was set aside: out of the queue, and back into it."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, QuerySet

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Viewer
from hedun.desks.screening import queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import Finding, RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import OPEN_STATES, FindingState, Found

AT_ONCE = 500


@transaction.atomic
def hold(*, version_id: int, by: Viewer, at: dt.datetime) -> int:
    """Take out of the queue what rests on quarantined rules alone; give how many findings.

    What words, checks or another rule found as well stays: it can be judged without this rule.
    """
    stopped = reading.stopped(Viewer.system())
    held = [
        pk
        for pk, *told in _of(version_id, OPEN_STATES).values_list("pk", "words", "checks", "rules")
        if ruling.rests_on(stopped, told)
    ]
    _move(held, FindingState.HELD)
    _told(action="screening:rule:hold", of=version_id, count=len(held), by=by, at=at)
    return len(held)


@transaction.atomic
def resume(*, version_id: int, by: Viewer, at: dt.datetime) -> int:
    """Put back into the queue what was held for this rule, doubtful where somebody had said so."""
    held = list(_of(version_id, (FindingState.HELD,)).values_list("pk", flat=True))
    _back(held)
    _told(action="screening:rule:resume", of=version_id, count=len(held), by=by, at=at)
    return len(held)


@transaction.atomic
def bring_back(
    *, platform_id: int, again: Mapping[tuple[str, str], Found], by: Viewer, at: dt.datetime
) -> dict[tuple[str, str], int]:
    """Put held findings back whose listings a rule in use has found again, with what it says now.

    `again` are listings by number and hash of their text; gives the findings by the same.
    """
    rows = Finding.objects.filter(
        platform_id=platform_id,
        state=FindingState.HELD,
        listing_no__in={number for number, _ in again},
    )
    keys = {row.pk: (row.listing_no, row.content_hash) for row in rows}
    found = {pk: again[key] for pk, key in keys.items() if key in again and again[key].rules}
    for pk, one in found.items():
        rules = [{k: v for k, v in rule.items() if k != "ground_id"} for rule in one.rules]
        Finding.objects.filter(pk=pk).update(rules=rules)
    _back(list(found))
    for version_id in sorted({rule["rule"] for one in found.values() for rule in one.rules}):
        n = sum(any(r["rule"] == version_id for r in one.rules) for one in found.values())
        _told(action="screening:rule:resume", of=version_id, count=n, by=by, at=at)
    return {keys[pk]: pk for pk in found}


def _of(version_id: int, states: Iterable[FindingState]) -> QuerySet[Finding]:
    hits = reading.visible_hits(Viewer.system()).filter(of_id=version_id).order_by()
    rows = queries.visible_findings(Viewer.system()).select_related(None)
    return rows.filter(state__in=states, pk__in=hits.values("finding_id"))


def _back(pks: list[int]) -> None:
    doubted = set(queries.doubted(Viewer.system(), pks))
    _move([pk for pk in pks if pk not in doubted], FindingState.PENDING)
    _move(sorted(doubted), FindingState.UNSURE)


def _move(pks: list[int], state: FindingState) -> None:
    """Change the state in parts; whoever has one on the screen learns of it when judging."""
    for first in range(0, len(pks), AT_ONCE):
        Finding.objects.filter(pk__in=pks[first : first + AT_ONCE]).update(
            state=state, leased_by=None, leased_until=None, version=F("version") + 1
        )


def _told(*, action: str, of: int, count: int, by: Viewer, at: dt.datetime) -> None:
    if not count:
        return
    row = RuleVersion.objects.select_related("rule").get(pk=of)
    record(
        by=by,
        at=at,
        action=action,
        subject=("rule", row.pk),
        detail={"code": row.rule.code, "queued": count},
    )
