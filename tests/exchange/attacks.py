"""What a partner, a rival or somebody on the line may try; each must come to nothing."""

import dataclasses
import datetime as dt

from hedun.base.exchange import actions, queries, work
from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.models import Incident, Incoming, Outgoing
from hedun.base.exchange.terms import Result, Signed, Verdict
from hedun.engine.seal import signing
from tests.exchange.simulation import KIND, MACHINE

YEAR = dt.timedelta(days=365)


def signed_by(node, envelope, *, at):
    """A message as the holder of the node's key could make it."""
    key, private = queries.signing_key(MACHINE, node, at)
    raw = wire.write(envelope)
    return Signed(raw, key.key_id, signing.sign(key.algorithm, private, raw))


def attack(sim):
    """Every attempt that was not answered as it must be."""
    row = Incoming.objects.filter(sender=sim.a, receiver=sim.b).latest("pk")
    stored = Signed(bytes(row.raw), row.key_id, bytes(row.signature))
    sim.now += dt.timedelta(minutes=1)
    found = [*_forged(sim, stored), *_replayed(sim, row, stored), *_revoked(sim)]
    return [*found, *_cheated(sim)]


def _forged(sim, stored):
    said = wire.read(stored.raw)
    fresh = dataclasses.replace(
        said, message_id=wire.message_id(sim.now, b"0123456789"), number=said.number + 50
    )
    cases = {
        "other body, same id": (sim.a, dataclasses.replace(said, data={"n": 0}), Verdict.CONFLICT),
        "same number, other id": (
            sim.a, dataclasses.replace(fresh, number=said.number), Verdict.CONFLICT,
        ),
        "for somebody else": (sim.a, dataclasses.replace(fresh, receiver="c"), Verdict.MISDIRECTED),
        "in another's name": (sim.c, fresh, Verdict.UNSIGNED),
        "an unknown kind": (sim.a, dataclasses.replace(fresh, kind="x"), Verdict.REFUSED),
    }  # fmt: skip
    for name, (signer, envelope, wanted) in cases.items():
        yield from _expect(name, sim, signed_by(signer, envelope, at=sim.now), wanted=wanted)
    other = signed_by(sim.c, fresh, at=sim.now)
    answer = work.receive("b", "c", other, at=sim.now)
    if answer.verdict is not Verdict.STRANGER:
        yield f"c may speak as a: {answer.verdict}"
    changed = stored.raw.replace(b'"data":{', b'"data": {')
    yield from _expect(
        "a blank put in", sim, dataclasses.replace(stored, raw=changed), wanted=Verdict.UNSIGNED
    )
    for wrong in (b"", b"\0" * 64, stored.signature[:-1]):
        yield from _expect(
            "a bad signature", sim, dataclasses.replace(stored, signature=wrong),
            wanted=Verdict.UNSIGNED,
        )  # fmt: skip


def _expect(name, sim, signed, *, wanted):
    before = Incoming.objects.count()
    answer = work.receive("b", "a", signed, at=sim.now)
    if answer.verdict is not wanted or Incoming.objects.count() != before:
        yield f"{name}: {answer.verdict} instead of {wanted}"
    elif not Incident.objects.filter(verdict=wanted).exists():
        yield f"{name}: no incident"


def _replayed(sim, row, stored):
    for after in (dt.timedelta(0), dt.timedelta(days=1), YEAR):
        answer = work.receive("b", "a", stored, at=sim.now + after)
        if (answer.verdict, answer.body) != (Verdict.AGAIN, bytes(row.receipt)):
            yield f"replayed after {after}: {answer.verdict}"


def _revoked(sim):
    said = wire.read(bytes(Incoming.objects.filter(sender=sim.a).latest("pk").raw))
    fresh = dataclasses.replace(
        said, message_id=wire.message_id(sim.now, b"revoked..."), number=said.number + 60
    )
    signed = signed_by(sim.a, fresh, at=sim.now)
    actions.revoke_key(node=sim.a, name=signed.key_id, by=MACHINE, at=sim.now)
    yield from _expect("a revoked key", sim, signed, wanted=Verdict.UNSIGNED)


def _cheated(sim):
    """A receiver that answers without having stored is not believed, whatever it shows."""
    actions.new_key(node=sim.a, by=MACHINE, at=sim.now)
    honest = _to_c(sim, "honest", _honest_link())
    body = bytes((honest and honest.receipt) or b"")  # c's own, and good: for another message
    for answer in (Result(Verdict.STORED, body), Result(Verdict.AGAIN, b"{}")):
        row = _to_c(sim, "cheat", lambda *_, answer=answer, **__: answer)
        if row is None or row.state != "waiting":
            yield f"a cheat is believed: {row}"
        sim.now += dt.timedelta(minutes=20)


def _honest_link():
    """A transport that brings everything to its node."""

    def carry(receiver, sender, signed, *, at):
        answer = work.receive(receiver.name, sender, signed, at=at)
        return Result(answer.verdict, answer.body, answer.reason)

    return carry


def _to_c(sim, subject, transport):
    given = {"sender": sim.a, "receiver": sim.c, "kind": KIND, "data": {}}
    if not Outgoing.objects.filter(subject=subject).exists():
        actions.put(subject=subject, **given, by=MACHINE, at=sim.now)
    work.dispatch(transport, clock=lambda: sim.now)
    return Outgoing.objects.filter(subject=subject).first()
