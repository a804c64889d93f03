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
    mine = queries.node(MACHINE, me, is_local=True)
    node = _caller(caller, me)
    if mine is None or node is None:
        answer = Answer(Verdict.STRANGER, reason="来件节点或收件节点未登记。")
    else:
        try:
            answer = actions.take(me=mine, caller=node, signed=signed, by=MACHINE, at=at)
        except Exception:  # whatever broke, nothing was stored: the sender comes again
            log.exception("taking a message from %s failed", caller)
            answer = Answer(Verdict.NOT_NOW, reason="系统暂时不能收件。")
    actions.note_incident(caller=node, answer=answer, raw=signed.raw, by=MACHINE, at=at)
    return answer


def _caller(name: str, me: str) -> Node | None:
    """A partner, or another of our own nodes in the same house."""
    rows = queries.nodes(MACHINE).filter(name=name, is_active=True, wire=Wire.HEDUN)
    return rows.exclude(name=me).first()


def missing(me: str, caller: str) -> list[int]:
    """The numbers that we lack of a partner's, to be told with the next answer."""
    mine, node = queries.node(MACHINE, me, is_local=True), _caller(caller, me)
    return queries.holes(MACHINE, node, mine) if mine and node else []
