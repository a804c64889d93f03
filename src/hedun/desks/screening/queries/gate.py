"""The lexicon and the rules in use, compiled and held in memory, for checking single listings."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import Confidence
from hedun.desks.screening import queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.queries import rules as reading
from hedun.engine.rules import Stage, tracer
from hedun.engine.text import Scanner

LAW_SECONDS = 300  # after so long the law behind the grounds is read again
Stamp = tuple[object, ...]
SYSTEM = Viewer.system()


@dataclass(frozen=True, slots=True)
class Gate:
    """What one process holds: a scanner, the rules with their tracers, and what the law says."""

    stamp: Stamp
    made_at: float
    edition: int | None
    scanner: Scanner | None
    facts: list[dict[str, Any]]
    rules: list[ruling.Ready]
    needed: frozenset[str]
    bases: dict[str, dict[str, Any]] = field(repr=False)


_kept: dict[str, Gate] = {}
_looked: dict[str, float] = {}  # when somebody last asked whether anything has changed
_building = threading.Lock()


def gate(viewer: Viewer) -> Gate:
    """The lexicon and rules as they are in use now; two short reads where nothing has changed.

    When an edition or a rule goes into use, the first request compiles it; others meanwhile
    are answered with what was in use until then.
    """
    del viewer  # what is forbidden is no secret
    kept, now = _kept.get("gate"), time.monotonic()
    if kept is not None and now - _looked.get("at", -1e9) < settings.GATE_FRESH_SECONDS:
        return kept
    stamp = _stamp()
    _looked["at"] = now
    is_fresh = kept is not None and now - kept.made_at < LAW_SECONDS
    if kept is not None and kept.stamp == stamp and is_fresh:
        return kept
    if not _building.acquire(blocking=kept is None):
        assert kept is not None
        return kept
    try:
        kept = _kept.get("gate")
        if kept is None or kept.stamp != stamp or not is_fresh:
            kept = _kept["gate"] = _build(stamp, kept)
        return kept
    finally:
        _building.release()


def _stamp() -> Stamp:
    """What tells one state of lexicon and rules from another."""
    edition = queries.editions(SYSTEM).filter(state="active").order_by()
    active = reading.versions(SYSTEM).filter(stage=Stage.ACTIVE).order_by("pk")
    return (
        *edition.values_list("pk", "fingerprint"),
        *active.values_list("pk", "version", "expression"),
    )


def _build(stamp: Stamp, before: Gate | None) -> Gate:
    edition = queries.active_edition(SYSTEM)
    is_same = before is not None and edition is not None and before.stamp[:1] == stamp[:1]
    if before is not None and is_same:
        scanner, facts = before.scanner, before.facts
    elif edition is not None:
        scanner, facts = queries.scanner(SYSTEM, edition)
    else:
        scanner, facts = None, []
    armed = reading.armed(SYSTEM, stages=[Stage.ACTIVE])
    return Gate(
        stamp=stamp,
        made_at=time.monotonic(),
        edition=edition.number if edition else None,
        scanner=scanner,
        facts=facts,
        rules=[ruling.Ready(one, tracer(one.rule)) for one in armed],
        needed=ruling.needed(armed),
        bases=_bases(),
    )


def _bases() -> dict[str, dict[str, Any]]:
    """Say of every ground what it is called, on which article it stands, and what is exempt."""
    found: dict[str, dict[str, Any]] = {}
    for row in lawbook.grounds(SYSTEM):
        told = {
            "ground": row.code,
            "ground_name": row.name,
            "basis": str(row.article),
            "confidence": Confidence(row.confidence).label,
            "exemptions": row.exemptions,
        }
        found.setdefault(row.code, told)  # of several versions the newest comes first
    return found
