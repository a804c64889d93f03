"""The simulation sees protocol bugs: each of these, seeded on purpose, must come to light.

A check that cannot fail proves nothing. Every mutant changes one decision or one write.
"""

import datetime as dt

import pytest

from hedun.base.exchange import actions, queries
from hedun.base.exchange.actions import sending, taking
from hedun.base.exchange.decide import arrival, keys, receipts, retry
from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.models import Channel, Incoming, Outgoing
from hedun.base.exchange.terms import Answer, SendState, Signed, Verdict
from tests.exchange.attacks import attack
from tests.exchange.simulation import MACHINE, Crash, Simulation

MUTANTS = {}


def mutant(function):
    MUTANTS[function.__name__] = function
    return function


@mutant
def dedupe_removed(patch):
    """A message that is there already is taken as a new one."""
    real = arrival.judge

    def judge(envelope, sha256, **known):
        verdict = real(envelope, sha256, **known)
        if verdict is Verdict.AGAIN:
            Incoming.objects.filter(message_id=envelope.message_id).delete()
            return Verdict.STORED
        return verdict

    patch.setattr(arrival, "judge", judge)


@mutant
def other_body_taken_for_a_repetition(patch):
    real = arrival.judge

    def judge(*args, **known):
        verdict = real(*args, **known)
        return Verdict.AGAIN if verdict is Verdict.CONFLICT else verdict

    patch.setattr(arrival, "judge", judge)


@mutant
def audience_unchecked(patch):
    real = arrival.judge

    def judge(envelope, sha256, *, me, **known):
        return real(envelope, sha256, me=envelope.receiver, **known)

    patch.setattr(arrival, "judge", judge)


@mutant
def sender_unchecked(patch):
    real = arrival.judge

    def judge(envelope, sha256, *, caller, **known):
        return real(envelope, sha256, caller=envelope.sender, **known)

    patch.setattr(arrival, "judge", judge)


@mutant
def signature_unchecked(patch):
    patch.setattr(keys, "check", lambda signed, of, *, at: next(iter(of)))


@mutant
def algorithm_and_name_of_the_key_ignored(patch):
    """Any key of the partner's does, whatever became of it."""
    patch.setattr(keys.Key, "may_verify", lambda self, at: True)


@mutant
def retired_keys_no_longer_verify(patch):
    patch.setattr(keys.Key, "may_verify", lambda self, at: self.may_sign(at))


@mutant
def retired_keys_still_sign(patch):
    real = queries.signing_key

    def oldest(viewer, node, at):
        rows = list(queries.keys(viewer, node))
        return real(viewer, node, min(row.valid_from for row in rows)) or real(viewer, node, at)

    patch.setattr(keys.Key, "may_sign", lambda self, at: self.valid_from <= at)
    patch.setattr(queries, "signing_key", oldest)


@mutant
def receipt_of_any_message_believed(patch):
    def check(body, _sent, *, of, at):
        signed = receipts.unpack(body)
        keys.check(signed, of, at=at)
        return receipts.read(signed.raw)

    patch.setattr(receipts, "check", check)


@mutant
def success_believed_without_a_receipt(patch):
    patch.setattr(sending, "_proven", lambda row, result, **_: result)


@mutant
def delivered_before_it_was_sent(patch):
    real = sending.claim

    def claim(**given):
        lease, rows = real(**given)
        Outgoing.objects.filter(lease=lease).update(
            state=SendState.STORED, receipt=b"x", stored_at=given["at"]
        )
        return lease, rows

    patch.setattr(actions, "claim", claim)


@mutant
def message_written_after_the_act(patch):
    """The message hangs on on_commit: a crash in between loses it."""
    real = actions.put

    def put(**given):
        if not Simulation.now_on.chance.random() < 0.2:
            real(**given)

    patch.setattr(actions, "put", put)


@mutant
def message_written_before_the_act(patch):
    """The message has a transaction of its own: an act that fails has one all the same."""
    real = Simulation.act

    def act(self):
        chosen = self.chance.getstate()
        known = set(self.done)
        real(self)
        if self.done == known:
            self.chance.setstate(chosen)
            actions.put(
                sender=self.a, receiver=self.b, kind="sim.note", subject=f"phantom{self.acts}",
                data={}, by=MACHINE, at=self.now,
            )  # fmt: skip
            self.chance.random()

    patch.setattr(Simulation, "act", act)


@mutant
def numbers_from_a_sequence(patch):
    """The number is taken outside the transaction: whatever is rolled back leaves a hole."""
    real = sending.prepare

    def prepare(**given):
        if Simulation.now_on.chance.random() < 0.2:
            rows = Channel.objects.filter(sender=given["sender"], receiver=given["receiver"])
            for row in rows:
                row.last += 1
                row.save()
        return real(**given)

    patch.setattr(actions, "prepare", prepare)


@mutant
def effect_after_the_transaction(patch):
    """The effect comes after the receipt: a crash in between loses it."""
    real = taking._effect

    def effect(*args, **given):
        if not Simulation.now_on.chance.random() < 0.2:
            real(*args, **given)

    patch.setattr(taking, "_effect", effect)


@mutant
def effect_before_the_transaction(patch):
    """The effect stands although the message was not stored: it happens again."""
    real = taking._store

    def store(envelope, signed, **given):
        first = real(envelope, signed, **given)
        if Simulation.now_on.chance.random() < 0.2:
            Incoming.objects.filter(message_id=envelope.message_id).delete()
            me = given["me"]
            before = [
                bytes(row.receipt)
                for row in Incoming.objects.filter(receiver=me).order_by("inbox_no")
            ]
            me.received -= 1
            me.last_receipt = wire.digest(before[-1]) if before else ""
            me.save()
            return Answer(Verdict.LATER)
        return first

    patch.setattr(taking, "_store", store)


@mutant
def receipt_made_anew_each_time(patch):
    real = taking.take

    def take(**given):
        answer = real(**given)
        if answer.verdict is Verdict.AGAIN:
            signed = receipts.unpack(answer.body)
            key = queries.signing_key(MACHINE, given["me"], given["at"])
            fresh = dt.datetime.isoformat(given["at"]).encode()
            raw = signed.raw.replace(b'"receipt"', b'"fresh":"' + fresh + b'","receipt"')
            made = sending.signing.sign(key[0].algorithm, key[1], raw)
            return Answer(answer.verdict, receipts.pack(Signed(raw, key[0].key_id, made)))
        return answer

    patch.setattr(actions, "take", take)


@mutant
def gives_up_after_eight_attempts(patch):
    real = retry.is_dead
    patch.setattr(retry, "is_dead", lambda verdict, tries: real(verdict, tries) or tries >= 8)


@mutant
def no_pause_between_attempts(patch):
    patch.setattr(retry, "delay", lambda attempts, chance: dt.timedelta(0))
    patch.setattr(retry.Breaker, "lets", lambda self, at: True)
    real = retry.Breaker.after
    patch.setattr(retry.Breaker, "after", lambda self, **given: real(retry.Breaker(), **given))
    patch.setattr(actions, "release", lambda **_: None)
    patch.setattr(sending, "LEASE", dt.timedelta(0))
    loud = Simulation.round

    def storm(self):
        for _ in range(40):  # a dispatcher that need not wait goes round without end
            loud(self)

    patch.setattr(Simulation, "round", storm)


@mutant
def holes_unnoticed(patch):
    patch.setattr(queries, "holes", lambda *_: [])


@mutant
def receipts_not_chained(patch):
    patch.setattr(taking.receipts, "FIRST", "1" * 64)
    real = taking._receipt

    def receipt(*args, me, **given):
        me.last_receipt = ""
        return real(*args, me=me, **given)

    patch.setattr(taking, "_receipt", receipt)


def problems(seed, acts=30):
    sim = Simulation(seed)
    try:
        found = sim.run(acts)
        return found + attack(sim)
    except Crash:
        return ["a crash came through"]


@pytest.mark.django_db
def test_without_a_mutant_there_is_no_problem():
    assert problems(7) == []


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", MUTANTS)
def test_every_mutant_is_caught(name, monkeypatch):
    MUTANTS[name](monkeypatch)
    assert problems(7)


def test_there_are_many():
    assert len(MUTANTS) >= 20
