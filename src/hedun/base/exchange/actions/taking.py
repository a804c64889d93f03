"""Messages come in: verify, store, effect and receipt are one transaction or nothing."""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import LeafKind
from hedun.base.exchange import queries
from hedun.base.exchange.decide import arrival, keys, receipts
from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.models import Channel, Incident, Incoming, Node
from hedun.base.exchange.terms import (
    MOST_BYTES,
    Answer,
    Arrived,
    Envelope,
    NotYet,
    Receipt,
    Signed,
    Unreadable,
    Unsigned,
    Verdict,
    effect_of,
)
from hedun.engine.seal import signing

OPEN_INCIDENTS: Final = frozenset(
    {Verdict.CONFLICT, Verdict.UNSIGNED, Verdict.MISDIRECTED, Verdict.STRANGER, Verdict.REFUSED}
)


@transaction.atomic
def take(*, me: Node, caller: Node, signed: Signed, by: Viewer, at: dt.datetime) -> Answer:
    """Take in a message that a partner's node brings: once, with its effect and its receipt.

    Whatever is not taken leaves nothing behind but the incident that the caller notes.
    """
    if len(signed.raw) > MOST_BYTES:
        return Answer(Verdict.TOO_LARGE, reason="消息超过 8 MB。")
    try:
        envelope = wire.read(signed.raw)
        keys.check(signed, queries.keys(by, caller), at=at)
    except Unreadable as error:
        return Answer(Verdict.UNREADABLE, reason=str(error))
    except Unsigned as error:
        return Answer(Verdict.UNSIGNED, reason=str(error))
    sha256 = wire.digest(signed.raw)
    # one message at a time for each of our nodes: numbers of the inbox have no gap
    me = Node.objects.select_for_update().get(pk=me.pk)
    stored = Incoming.objects.filter(sender=caller, message_id=envelope.message_id).first()
    known = _known(stored, me, caller, number=envelope.number)
    verdict = arrival.judge(envelope, sha256, me=me.name, caller=caller.name, known=known)
    if verdict is Verdict.AGAIN and stored is not None:
        return Answer(verdict, bytes(stored.receipt))
    if envelope.log and verdict in {Verdict.STORED, Verdict.CONFLICT}:
        # also what is refused proves what the sender's log was: a conflict is how a rollback looks
        evidence.witness(
            partner=caller.name, number=envelope.number, word=envelope.log, by=by, at=at
        )
    if verdict is not Verdict.STORED:
        return Answer(verdict, reason=verdict.label)
    return _store(envelope, signed, me=me, caller=caller, by=by, at=at)


def _known(stored: Incoming | None, me: Node, caller: Node, *, number: int) -> arrival.Known:
    rows = Incoming.objects.filter(sender=caller, receiver=me, number=number)
    under = rows.values_list("message_id", flat=True).first()
    return arrival.Known(stored.sha256 if stored else None, str(under) if under else None)


def _store(
    envelope: Envelope, signed: Signed, *, me: Node, caller: Node, by: Viewer, at: dt.datetime
) -> Answer:
    try:
        with transaction.atomic():
            body = _receipt(envelope, signed.raw, me=me, by=by, at=at)
            row = Incoming.objects.create(
                sender=caller,
                receiver=me,
                message_id=envelope.message_id,
                number=envelope.number,
                inbox_no=me.received,
                kind=envelope.kind,
                subject=envelope.subject,
                raw=signed.raw,
                sha256=wire.digest(signed.raw),
                key_id=signed.key_id,
                signature=signed.signature,
                receipt=body,
                at=at,
            )
            _tally(caller, me, envelope.number)
            content = {"number": row.number, "from": caller.name, "sha256": row.sha256}
            content["receipt_sha256"] = wire.digest(body)
            evidence.append(
                kind=LeafKind.RECEIVED,
                subject=("incoming", row.pk),
                content=content,
                by=by,
                at=at,
            )
            _effect(envelope, row.pk, me=me, caller=caller, at=at)
    except Invalid as error:
        return Answer(Verdict.REFUSED, reason=str(error)[:300])
    except NotYet as error:
        return Answer(Verdict.NOT_NOW, reason=str(error)[:300])
    except IntegrityError:
        # the same message came in beside us; the next attempt finds its receipt
        return Answer(Verdict.NOT_NOW, reason="同一消息正在处理。")
    return Answer(Verdict.STORED, body)


def _tally(caller: Node, me: Node, number: int) -> None:
    """Count what has come in by the channel; whether a number is missing is seen from two figures."""
    counted = {"taken": F("taken") + 1, "highest": Greatest(F("highest"), Value(number))}
    if not Channel.objects.filter(sender=caller, receiver=me).update(**counted):
        Channel.objects.create(sender=caller, receiver=me, taken=1, highest=number)


def _effect(
    envelope: Envelope, incoming_id: int, *, me: Node, caller: Node, at: dt.datetime
) -> None:
    act = effect_of(envelope.kind)
    if act is None:
        raise Invalid(f"本系统不受理“{envelope.kind}”类消息；请核对双方系统的版本。")
    act(Arrived(envelope, incoming_id, me.pk, caller.pk, caller.body_id, at))


def _receipt(envelope: Envelope, raw: bytes, *, me: Node, by: Viewer, at: dt.datetime) -> bytes:
    """Sign the next receipt of our chain, and move the chain on."""
    key = queries.signing_key(by, me, at)
    if key is None:
        raise Invalid("本节点没有可用的签名密钥，不能出具回执。")
    receipt = Receipt(
        receiver=me.name,
        sender=envelope.sender,
        message_id=envelope.message_id,
        sha256=wire.digest(raw),
        number=me.received + 1,
        before=me.last_receipt or receipts.FIRST,
        at=at,
    )
    text = receipts.write(receipt)
    signature = signing.sign(key[0].algorithm, key[1], text)
    body = receipts.pack(Signed(text, key[0].key_id, signature))
    me.received, me.last_receipt = receipt.number, wire.digest(body)
    me.save(update_fields=["received", "last_receipt"])
    return body


@transaction.atomic
def note_incident(
    *, caller: Node | None, answer: Answer, raw: bytes, by: Viewer, at: dt.datetime
) -> None:
    """Write down what was not taken, after its own transaction has left nothing behind."""
    if answer.verdict in OPEN_INCIDENTS:
        Incident.objects.create(
            node=caller,
            verdict=answer.verdict,
            detail=answer.reason[:300],
            sha256=wire.digest(raw[: MOST_BYTES + 1]),
            at=at,
        )
