"""Which transport a partner needs, by the wire in its row."""

import datetime as dt

from hedun.base.accounts.terms import Viewer
from hedun.base.exchange import queries
from hedun.base.exchange.decide import envelope
from hedun.base.exchange.models import Node
from hedun.base.exchange.terms import Result, Signed, Verdict, Wire, carrier_of
from hedun.base.exchange.work import webhook
from hedun.base.exchange.work.dispatch import Transport
from hedun.base.exchange.work.http import HttpTransport

MACHINE = Viewer.system("通联")


class Wires:
    """Carries to nodes like ours, to subscribers of events, and to whom a room above speaks."""

    def __init__(self, plain: Transport | None = None) -> None:
        self._plain = plain or HttpTransport()

    def __call__(self, receiver: Node, sender: str, signed: Signed, *, at: dt.datetime) -> Result:
        wire = Wire(receiver.wire)
        if wire is Wire.HEDUN:
            return self._plain(receiver, sender, signed, at=at)
        carry = webhook.carry if wire is Wire.WEBHOOK else carrier_of(wire)
        if carry is None:
            return Result(Verdict.LATER, reason=f"本系统没有接通“{wire.label}”。")
        partner = queries.partner(MACHINE, receiver, at)
        return carry(partner, envelope.read(signed.raw), signed, at=at)
