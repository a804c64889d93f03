"""One round of sending, and one message coming in: the transport is whoever carries bytes."""

import datetime as dt
import logging
import secrets
from collections.abc import Callable
from typing import Protocol

from hedun.base.accounts.terms import Viewer
from hedun.base.exchange import actions, queries
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import Answer, Result, Signed, Verdict, Wire

log = logging.getLogger(__name__)
MACHINE = Viewer.system("通联")
FINE = frozenset({Verdict.STORED, Verdict.AGAIN})


class Transport(Protocol):
    """Carries a message to a node and brings back what it answered; never raises."""

    def __call__(self, receiver: Node, sender: str, signed: Signed, *, at: dt.datetime) -> Result:
        """Carry one message once."""


def _chance() -> float:
    return secrets.randbelow(1000) / 1000


def dispatch(
    transport: Transport,
    *,
    clock: Callable[[], dt.datetime],
    chance: Callable[[], float] = _chance,
    most: int = 50,
) -> int:
    """Send what is due to every partner that may be called; give how many were tried."""
    tried = 0
    local = list(queries.nodes(MACHINE).filter(is_local=True, is_active=True))
    for node in queries.callable_nodes(MACHINE, clock()):
        for sender in local:
            actions.prepare(sender=sender, receiver=node, by=MACHINE, at=clock())
        tried += _to(node, transport, clock=clock, chance=chance, most=most)
    return tried


def _to(
    node: Node,
    transport: Transport,
    *,
    clock: Callable[[], dt.datetime],
    chance: Callable[[], float],
    most: int,
) -> int:
    """Send to one partner until it fails: the next ones would only wait in vain."""
    lease, rows = actions.claim(receiver=node, by=MACHINE, at=clock(), most=most)
    for number, row in enumerate(rows, start=1):
        result = _carry(row, transport, at=clock())
        actions.settle(
            row_id=row.pk, lease=lease, result=result, chance=chance(), by=MACHINE, at=clock()
        )
        if result.missing:
            numbers = list(result.missing)
            actions.resend_missing(
                sender=row.sender, receiver=node, numbers=numbers, by=MACHINE, at=clock()
            )
        if result.verdict is Verdict.LATER:
            actions.release(lease=lease, by=MACHINE, at=clock())
            return number
    return len(rows)


def _carry(row: Outgoing, transport: Transport, *, at: dt.datetime) -> Result:
    assert row.raw is not None
    signed = Signed(bytes(row.raw), row.key_id, bytes(row.signature))
    return transport(row.receiver, row.sender.name, signed, at=at)


def receive(me: str, caller: str, signed: Signed, *, at: dt.datetime) -> Answer:
    """Take a message in for one of our nodes and say what became of it; never raises."""
    return _received(*_ends(me, caller), signed, at=at)


def answer(me: str, caller: str, signed: Signed, *, at: dt.datetime) -> tuple[Answer, list[int]]:
    """Take a message in, and tell with the answer which numbers we lack."""
    mine, node = _ends(me, caller)
    given = _received(mine, node, signed, at=at)
    return given, queries.holes(MACHINE, node, mine) if mine and node else []


def _received(mine: Node | None, node: Node | None, signed: Signed, *, at: dt.datetime) -> Answer:
    if mine is None or node is None:
        given = Answer(Verdict.STRANGER, reason="来件节点或收件节点未登记。")
    else:
        try:
            given = actions.take(me=mine, caller=node, signed=signed, by=MACHINE, at=at)
        except Exception:  # whatever broke, nothing was stored: the sender comes again
            log.exception("taking a message from %s failed", node.name)
            given = Answer(Verdict.NOT_NOW, reason="系统暂时不能收件。")
    if given.verdict not in FINE:
        actions.note_incident(caller=node, answer=given, raw=signed.raw, by=MACHINE, at=at)
    return given


def _ends(me: str, caller: str) -> tuple[Node | None, Node | None]:
    """Our node, and a partner or another of our own nodes in the same house."""
    rows = queries.nodes(MACHINE).filter(name=caller, is_active=True, wire=Wire.HEDUN)
    return queries.node(MACHINE, me, is_local=True), rows.exclude(name=me).first()


def missing(me: str, caller: str) -> list[int]:
    """The numbers that we lack of a partner's, to be told with the next answer."""
    mine, node = _ends(me, caller)
    return queries.holes(MACHINE, node, mine) if mine and node else []
