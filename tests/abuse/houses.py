"""Nodes that write to each other in one database, each call over our own HTTP, and a count."""

import datetime as dt
import json

from django.db.models import F
from django.test import Client
from django.utils import timezone

from hedun.base.exchange import actions, queries, work
from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.models import Incoming, Node, Outgoing
from hedun.base.exchange.terms import Envelope, Result, Signed, Verdict, effect
from hedun.base.exchange.work import http
from hedun.desks.bridge.models import Counter as Mark
from hedun.engine.seal import signing
from tests import factories as make

SYSTEM, KIND = make.SYSTEM, "abuse.note"
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@effect(KIND)
def note(arrived):
    """The effect: a mark for each subject, counting how often it happened."""
    row, _ = Mark.objects.get_or_create(key=f"effect:{arrived.envelope.subject}")
    Mark.objects.filter(pk=row.pk).update(last=F("last") + 1)


class Houses:
    """Nodes a, b and c; messages go from a unless said otherwise."""

    def __init__(self):
        self.now = timezone.now()
        for name in "abc":
            self.join(name, f"https://{name}.example")

    def join(self, name, address=""):
        at = self.now - 2 * DAY
        node = actions.add_node(name=name, is_local=True, address=address, by=SYSTEM, at=at)
        actions.new_key(node=node, by=SYSTEM, at=at)
        setattr(self, name, node)

    def put(self, subject="甲", to="b", **changes):
        given = {"sender": self.a, "receiver": Node.objects.get(name=to), "kind": KIND}
        given |= {"subject": subject, "data": {"n": 1}, "by": SYSTEM, "at": self.now} | changes
        return actions.put(**given)

    def carry(self, receiver, sender, signed, *, at):
        """An honest link."""
        answer = work.receive(receiver.name, sender, signed, at=at)
        lacks = tuple(work.missing(receiver.name, sender))
        return Result(answer.verdict, answer.body, answer.reason, lacks)

    def go(self, carry=None, *, later=MINUTE, **given):
        """One round of sending, some time later."""
        self.now += later
        return work.dispatch(carry or self.carry, clock=lambda: self.now, **given)

    def signed(self, row):
        row.refresh_from_db()
        return Signed(bytes(row.raw), row.key_id, bytes(row.signature))

    def forged(self, *, by="a", **changes):
        """A message as the holder of a node's key could make it."""
        given = {
            "message_id": wire.message_id(self.now, b"0123456789"), "sender": "a", "receiver": "b",
            "number": 1, "kind": KIND, "subject": "假", "at": self.now, "data": {},
        }  # fmt: skip
        raw = wire.write(Envelope(**given | changes))
        key, private = queries.signing_key(SYSTEM, getattr(self, by), self.now)
        return Signed(raw, key.key_id, signing.sign(key.algorithm, private, raw))

    def effects(self):
        rows = Mark.objects.filter(key__startswith="effect:").values_list("key", "last")
        return {key.removeprefix("effect:"): times for key, times in rows}

    def states(self):
        return list(Outgoing.objects.order_by("pk").values_list("state", flat=True))


def call(signed, *, sender, receiver="b", at=None, path=http.PATH, **changes):
    """Bring a message over HTTP; give status, what was said, and the headers."""
    headers = http.headers_of(
        signed, sender=sender, receiver=receiver, path=http.PATH, at=at or timezone.now()
    )
    headers = {k: v for k, v in (headers | changes).items() if v is not None}
    given = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()}
    kind = given.pop("HTTP_CONTENT_TYPE", "")
    answer = Client().generic("POST", path, signed.raw, content_type=kind, **given)
    said = json.loads(answer.content) if answer.content else {}
    return answer.status_code, said, answer.headers


__all__ = ["DAY", "KIND", "MINUTE", "SYSTEM", "Houses", "Incoming", "Mark", "Verdict", "call"]
