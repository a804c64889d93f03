"""What is in use (words, rules, checks), compiled and held in memory, for checking single listings.

A process that serves compiles beside the requests: once when it starts, and again when an
edition, a rule, the catalogue or a campaign goes into use. Until then it answers with what
was in use before.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import Confidence
from hedun.desks.screening import queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.decide.checks import Checks
from hedun.desks.screening.queries import catalogue
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import EditionState
from hedun.engine.rules import Stage, tracer
from hedun.engine.text import Scanner

LAW_SECONDS = 300  # after so long the law behind the grounds is read again
SYSTEM = Viewer.system()
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of what is in use from another."""

    words: tuple[object, ...]
    rules: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """What one process holds: a scanner, the checks, the rules with their tracers, and the law."""

    stamp: Stamp
    made_at: float
    edition: int | None
    scanner: Scanner
    checks: Checks
    facts: list[dict[str, Any]]
    rules: list[ruling.Ready]
    needed: frozenset[str]
    bases: dict[str, dict[str, Any]] = field(repr=False)


_kept: dict[str, Gate] = {}
_looked: dict[str, float] = {}  # when somebody last asked whether anything has changed
_building = threading.Lock()
_watching: dict[str, threading.Thread] = {}


def gate(viewer: Viewer) -> Gate:
    """What is in use now.

    Where a thread keeps it fresh, a request never compiles and asks the database nothing,
    except the very first ones, which wait until there is something. Elsewhere (tests,
    commands) whoever asks looks and compiles.
    """
    del viewer  # what is forbidden is no secret
    kept, now = _kept.get("gate"), time.monotonic()
    is_kept_fresh = "gate" in _watching and _watching["gate"].is_alive()
    if kept is not None and (
        is_kept_fresh or now - _looked.get("at", -1e9) < settings.GATE_FRESH_SECONDS
    ):
        return kept
    _looked["at"] = now
    return refresh(SYSTEM)


def refresh(viewer: Viewer) -> Gate:
    """Compile what has changed since it was compiled last; two at once compile once."""
    del viewer
    stamp = _stamp()
    if not _building.acquire(blocking="gate" not in _kept):
        return _kept["gate"]
    try:
        kept = _kept.get("gate")
        is_lawful = kept is not None and time.monotonic() - kept.made_at < LAW_SECONDS
        if kept is None or kept.stamp != stamp or not is_lawful:
            kept = _kept["gate"] = _build(stamp, kept)
        return kept
    finally:
        _building.release()


def keep_fresh(viewer: Viewer) -> None:
    """Begin to keep what this process holds fresh, beside its requests; once for a process."""
    del viewer
    running = _watching.get("gate")
    if running is None or not running.is_alive():
        _watching["gate"] = threading.Thread(target=_watch, name="gate", daemon=True)
        _watching["gate"].start()


def _watch() -> None:
    while True:
        try:
            refresh(SYSTEM)
        except DatabaseError as error:
            # before the first migration, or while the database is away: what is held goes on
            log.warning("what is in use could not be read, and stays as it was: %s", error)
        finally:
            connections.close_all()
        time.sleep(settings.GATE_FRESH_SECONDS)


def _stamp() -> Stamp:
    edition = queries.editions(SYSTEM).filter(state=EditionState.ACTIVE).order_by()
    adopted = catalogue.visible_catalogues(SYSTEM).filter(state=EditionState.ACTIVE).order_by()
    today = timezone.localdate()
    active = reading.versions(SYSTEM).filter(stage=Stage.ACTIVE).order_by("pk")
    return Stamp(
        (
            today,
            *edition.values_list("pk", "fingerprint"),
            *adopted.values_list("pk", "fingerprint"),
            *catalogue.campaigns_on(SYSTEM, today).order_by("pk").values_list("pk", "valid_to"),
        ),
        tuple(active.values_list("pk", "version", "expression")),
    )


def _build(stamp: Stamp, before: Gate | None) -> Gate:
    edition = queries.active_edition(SYSTEM)
    if before is not None and before.stamp.words == stamp.words:
        scanner, facts, checks = before.scanner, before.facts, before.checks
    else:
        checks = catalogue.checks_now(SYSTEM, timezone.localdate())
        scanner, facts = queries.scanner(SYSTEM, edition, checks)
    armed = reading.armed(SYSTEM, stages=[Stage.ACTIVE])
    return Gate(
        stamp=stamp,
        made_at=time.monotonic(),
        edition=edition.number if edition else None,
        scanner=scanner,
        checks=checks,
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
