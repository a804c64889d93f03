"""Two nodes, a bad link, crashes, days offline, rotated keys, a restored copy: on a fake clock.

Both ends live in one database, as two of a house's own nodes may; every act and every effect is
a row, written in the transaction of its message, so that what is lost or doubled can be counted.
"""

import datetime as dt
import random
from collections import Counter as Tally

from django.db import transaction
from django.db.models import F

from hedun.base.accounts.terms import Viewer
from hedun.base.exchange import actions, queries, work
from hedun.base.exchange.decide import receipts
from hedun.base.exchange.decide.envelope import digest
from hedun.base.exchange.models import Channel, Incoming, Node, NodeKey, Outgoing
from hedun.base.exchange.terms import Result, Unreadable, Verdict, effect
from hedun.desks.bridge.models import Counter as Mark

MACHINE = Viewer.system("模拟")
START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
KIND = "sim.note"


class Crash(RuntimeError):
    """The process dies here."""


@effect(KIND)
def note(arrived):
    """The effect of a message: a mark that counts how often it happened."""
    key = f"effect:{arrived.envelope.subject}"
    row, _ = Mark.objects.get_or_create(key=key)
    Mark.objects.filter(pk=row.pk).update(last=F("last") + 1)
    if Simulation.now_on.crashes("effect"):
        raise Crash


class Link:
    """A transport that fails in every way a network and a partner can."""

    def __init__(self, sim, rate=0.05):
        self.sim, self.rate = sim, rate
        self.is_offline = False
        self.late, self.given, self.attempts = [], {}, Tally()

    def bad(self):
        return self.sim.chance.random() < self.rate

    def __call__(self, receiver, sender, signed, *, at):
        self.attempts[digest(signed.raw)] += 1
        if self.is_offline or self.bad():
            return Result(Verdict.LATER, reason="offline")
        if self.bad():
            self.late.append((receiver.name, sender, signed))
            return Result(Verdict.LATER, reason="slow")
        answer = self.deliver(receiver.name, sender, signed)
        if self.bad():
            self.deliver(receiver.name, sender, signed)
        if self.bad():
            return Result(Verdict.LATER, reason=f"answer of {at} lost")
        if self.bad():
            return Result(
                Verdict.STORED, self.sim.chance.choice((b"<html>", b"{}", self.foreign()))
            )
        if self.sim.crashes("sent"):
            raise Crash
        lacks = tuple(work.missing(receiver.name, sender))
        return Result(answer.verdict, answer.body, answer.reason, lacks)

    def foreign(self):
        """A good receipt, of another message."""
        return self.sim.chance.choice(list(self.given.values()) or [b""])

    def deliver(self, receiver, sender, signed):
        """Bring the bytes in; a message that was stored once has one receipt for ever."""
        answer = work.receive(receiver, sender, signed, at=self.sim.now)
        if answer.verdict in {Verdict.STORED, Verdict.AGAIN}:
            key = (receiver, digest(signed.raw), self.sim.epoch)
            if self.given.setdefault(key, answer.body) != answer.body:
                self.sim.problems.append("a second receipt for the same bytes")
        return answer

    def bring_late(self):
        """What was slow arrives after all, in any order, and much of it twice."""
        self.sim.chance.shuffle(self.late)
        for each in self.late:
            self.deliver(*each)
        self.late = self.late[: len(self.late) // 2]


class Simulation:
    """Nodes a and b with a clock, some days of business, and the count afterwards."""

    now_on = None

    def __init__(self, seed, *, crash=0.03):
        self.chance, self.crash = random.Random(seed), crash
        self.now, self.epoch = START, 0
        self.problems, self.acts, self.done = [], 0, set()
        Simulation.now_on = self
        self.a, self.b, self.c = (self._node(name) for name in "abc")
        self.link = Link(self)

    def _node(self, name):
        node = actions.add_node(name=name, is_local=True, by=MACHINE, at=self.now)
        actions.new_key(node=node, by=MACHINE, at=self.now)
        return node

    def crashes(self, _where):
        return self.chance.random() < self.crash

    def clock(self):
        return self.now

    def wait(self, low, high):
        self.now += dt.timedelta(seconds=self.chance.uniform(low, high))

    def act(self):
        """Do something and tell the other side, in one transaction that may fail."""
        self.acts += 1
        sender, receiver = self.chance.choice(
            ((self.a, self.b), (self.a, self.b), (self.b, self.a))
        )
        subject = f"{sender.name}{self.acts}"
        with transaction.atomic():
            Mark.objects.create(key=f"act:{subject}", last=1)
            given = {"subject": subject, "data": {"n": self.acts, "text": "函" * 20}}
            actions.put(
                sender=sender, receiver=receiver, kind=KIND, **given, by=MACHINE, at=self.now
            )
            fails = self.chance.random() < 0.1
            transaction.set_rollback(fails)
        if not fails:
            self.done.add(subject)

    def run(self, acts=60):
        """A busy day, three days offline, a key rotated on the way, a copy restored, and peace."""
        for _ in range(acts // 3):
            self._busy()
        self.link.is_offline = True
        for _ in range(24):
            self._busy(share=0.3)
            self.wait(8000, 13000)
        self.link.is_offline = False
        self._rotate()
        for _ in range(acts // 3):
            self._busy()
        self._restore()
        for _ in range(acts // 3):
            self._busy()
        self._calm()
        return self.problems + self.verify()

    def _busy(self, share=1.0):
        if self.chance.random() < share:
            self.act()
        self.wait(1, 60)
        self.round()
        if self.chance.random() < 0.2:
            self.link.bring_late()

    def round(self):
        try:
            work.dispatch(self.link, clock=self.clock, chance=self.chance.random)
        except Crash:
            self.wait(1, 5)

    def _rotate(self):
        """Node a signs with a new key while messages under the old one are still waiting."""
        for _ in range(3):
            self.act()
        actions.prepare(sender=self.a, receiver=self.b, by=MACHINE, at=self.now)
        self.wait(1, 2)
        actions.new_key(node=self.a, by=MACHINE, at=self.now)
        self.rotated_at = self.now

    def _restore(self):
        """Node b comes back from an older copy: the last messages and their effects are gone."""
        rows = list(Incoming.objects.filter(receiver=self.b).order_by("inbox_no"))
        kept, lost = rows[:-3], rows[-3:]
        # some of what is lost lies before what stays, so that the hole can be seen
        self.act()
        for row in lost:
            Mark.objects.filter(key=f"effect:{row.subject}").delete()
            row.delete()
        for sender in (self.a, self.c):
            numbers = [row.number for row in kept if row.sender_id == sender.pk]
            seen = {"taken": len(numbers), "highest": max(numbers, default=0)}
            Channel.objects.filter(sender=sender, receiver=self.b).update(**seen)
        last = bytes(kept[-1].receipt)
        Node.objects.filter(pk=self.b.pk).update(received=len(kept), last_receipt=digest(last))
        self.epoch += 1

    def _calm(self):
        """Faults end; what is waiting must get through within a simulated day."""
        self.link.rate, self.crash = 0, 0
        self.link.bring_late()
        for node in ((self.a, self.b), (self.b, self.a)):
            for _ in range(2):  # a hole shows only below a higher number
                actions.put(
                    sender=node[0], receiver=node[1], kind=KIND, subject=f"{node[0].name}{self.acts + 1}",
                    data={}, by=MACHINE, at=self.now,
                )  # fmt: skip
                self.acts += 1
                self.done.add(f"{node[0].name}{self.acts}")
                Mark.objects.create(key=f"act:{node[0].name}{self.acts}", last=1)
        for _ in range(60):
            self.round()
            self.wait(600, 1000)
            if not Outgoing.objects.filter(state="waiting").exists():
                break

    def verify(self):
        """Everything that is not as it must be."""
        return [
            *self._counts(),
            *self._numbers(),
            *self._receipts(),
            *self._effort(),
            *self._keys(),
        ]

    def _counts(self):
        acts = {k.removeprefix("act:") for k in self._marks("act:")}
        effects = self._marks("effect:")
        if acts != self.done:
            yield f"acts {len(acts)} are not those done {len(self.done)}"
        for subject in self.done:
            if effects.get(f"effect:{subject}", 0) != 1:
                yield f"{subject} took effect {effects.get(f'effect:{subject}', 0)} times"
        for key in effects:
            if key.removeprefix("effect:") not in self.done:
                yield f"{key} has no act"
        for row in Outgoing.objects.exclude(state="stored"):
            yield f"{row.subject} is {row.state} after {row.attempts}: {row.reason}"

    def _marks(self, start):
        return dict(Mark.objects.filter(key__startswith=start).values_list("key", "last"))

    def _numbers(self):
        for sender, receiver in ((self.a, self.b), (self.b, self.a)):
            rows = Outgoing.objects.filter(sender=sender, receiver=receiver)
            numbers = sorted(rows.values_list("number", flat=True))
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"numbers from {sender} have holes"
            if queries.holes(MACHINE, sender, receiver):
                yield f"{receiver} lacks messages of {sender}"

    def _receipts(self):
        for node in (self.a, self.b):
            if not receipts.is_chain(queries.receipts(MACHINE, node)):
                yield f"the chain of {node} is broken"
        for row in Outgoing.objects.filter(receipt__isnull=False):
            try:
                receipt = receipts.read(receipts.unpack(bytes(row.receipt)).raw)
            except Unreadable:
                yield f"{row.subject} holds no receipt"
                continue
            if receipt.message_id != row.message_id:
                yield f"{row.subject} holds the receipt of another message"

    def _effort(self):
        """Three days offline are some dozen attempts for a message, not thousands."""
        worst = max(self.link.attempts.values(), default=0)
        if worst > 60 or self.link.attempts.total() > 600:
            yield f"{self.link.attempts.total()} attempts, {worst} for one message"

    def _keys(self):
        newest = NodeKey.objects.filter(node=self.a).latest("pk").key_id
        rows = Outgoing.objects.filter(sender=self.a, at__gt=self.rotated_at)
        if set(rows.values_list("key_id", flat=True)) - {newest}:
            yield "a key that was retired still signs"
