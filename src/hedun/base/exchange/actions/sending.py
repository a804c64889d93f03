"""Messages go out: put beside the act, numbered and signed once, sent until they are stored."""

import datetime as dt
import secrets
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import LeafKind
from hedun.base.exchange import queries
from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.decide import receipts, retry
from hedun.base.exchange.decide.keys import Key
from hedun.base.exchange.models import Channel, Node, Outgoing
from hedun.base.exchange.terms import (
    TEST_EVENT,
    Decision,
    Envelope,
    Result,
    SendState,
    Signed,
    Unreadable,
    Unsigned,
    Verdict,
    Wire,
    ring,
)
from hedun.engine.seal import signing

LEASE = dt.timedelta(seconds=60)
SETTLED = (
    "attempts", "lease", "lease_until", "verdict", "reason", "state", "receipt", "stored_at",
    "next_at",
)  # fmt: skip
AFTER_STORED = (SendState.STORED, SendState.ACCEPTED, SendState.ANSWERED)


@transaction.atomic(savepoint=False)
def put(
    *,
    sender: Node,
    receiver: Node,
    kind: str,
    subject: str,
    data: dict[str, Any],
    by: Viewer,
    at: dt.datetime,
    message_id: uuid.UUID | None = None,
) -> Outgoing:
    """Write a message in the caller's transaction: it goes out if, and only if, the act stands.

    What has an identifier of its own already (a letter) keeps it as the message's.
    """
    row = Outgoing.objects.create(
        message_id=message_id or wire.message_id(at, secrets.token_bytes(10)),
        sender=sender,
        receiver=receiver,
        kind=kind,
        subject=subject,
        data=data,
        at=at,
        next_at=at,
    )
    detail = {"kind": kind, "of": subject, "node": receiver.name}
    record(by=by, at=at, action="exchange:message:put", subject=("message", row.pk), detail=detail)
    # a hint only: what waits is found without it, half a second later
    transaction.on_commit(ring, robust=True)
    return row


@transaction.atomic
def prepare(*, sender: Node, receiver: Node, by: Viewer, at: dt.datetime, most: int = 200) -> int:
    """Number and sign what has no number yet, under the lock of the channel.

    The number is written in the transaction that gives it, so a rollback leaves no hole.
    """
    key = queries.signing_key(by, sender, at)
    if key is None:
        return 0
    fresh = Outgoing.objects.filter(sender=sender, receiver=receiver, number__isnull=True)
    if not fresh.exists():
        return 0
    channel, _ = Channel.objects.select_for_update().get_or_create(sender=sender, receiver=receiver)
    rows = list(fresh.order_by("pk")[:most])
    for row in rows:
        channel.last += 1
        log = evidence.ride(channel=f"{sender.name}>{receiver.name}", by=by, at=at)
        _sign(row, channel.last, log, key=key[0], private=key[1])
        content = {
            "number": row.number,
            "to": receiver.name,
            "sha256": wire.digest(bytes(row.raw or b"")),
        }
        evidence.append(
            kind=LeafKind.SENT, subject=("message", row.pk), content=content, by=by, at=at
        )
    channel.save(update_fields=["last"])
    return len(rows)


def _sign(row: Outgoing, number: int, log: str, *, key: Key, private: bytes) -> None:
    row.number = number
    row.raw = wire.write(
        Envelope(
            message_id=row.message_id,
            sender=row.sender.name,
            receiver=row.receiver.name,
            number=number,
            kind=row.kind,
            subject=row.subject,
            at=row.at,
            data=row.data,
            log=log,
        )
    )
    row.key_id = key.key_id
    row.signature = signing.sign(key.algorithm, private, row.raw)
    row.save(update_fields=["number", "raw", "key_id", "signature"])


@transaction.atomic
def claim(
    *, receiver: Node, by: Viewer, at: dt.datetime, most: int = 50
) -> tuple[str, list[Outgoing]]:
    """Take the next messages to a partner, in the order of their numbers, for a minute.

    Two dispatchers never hold the same one; a lease that has run out is anybody's.
    """
    lease = secrets.token_hex(16)
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    due = Outgoing.objects.filter(
        free, receiver=receiver, state=SendState.WAITING, next_at__lte=at, number__isnull=False
    )
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("sender", "receiver")
        .defer("data")
        .order_by("sender_id", "number")[:most]
    )
    keys = [row.pk for row in rows]
    Outgoing.objects.filter(pk__in=keys).update(lease=lease, lease_until=at + LEASE)
    return lease, rows


@transaction.atomic
def release(*, lease: str, by: Viewer, at: dt.datetime) -> None:
    """Give back what was taken and not tried, because the partner does not answer."""
    Outgoing.objects.filter(lease=lease).update(lease="", lease_until=None)


@transaction.atomic
def settle(
    *, row_id: int, lease: str, result: Result, by: Viewer, at: dt.datetime, chance: float = 1.0
) -> Outgoing | None:
    """Write down what an attempt came to; None where the lease has gone to somebody else.

    Only a receipt of the receiver's for exactly these bytes ends the sending.
    """
    rows = Outgoing.objects.select_for_update(of=("self",)).select_related("sender", "receiver")
    row = rows.filter(pk=row_id, lease=lease).defer("data").first()
    if row is None or row.state != SendState.WAITING:
        return None
    result = _proven(row, result, by=by, at=at)
    row.attempts += 1
    row.lease, row.lease_until = "", None
    row.verdict, row.reason = result.verdict, result.reason[:300]
    if result.verdict in {Verdict.STORED, Verdict.AGAIN}:
        row.state = _furthest(row)
        row.receipt = row.receipt or result.body
        row.stored_at = row.stored_at or at
        _note_confirmed(row, at=at)
    elif retry.is_dead(result.verdict, row.attempts) or retry.is_too_old(
        Wire(row.receiver.wire), at - row.at
    ):
        row.state = SendState.DEAD
    else:
        row.next_at = at + retry.delay(row.attempts, chance)
    row.save(update_fields=SETTLED)
    is_up = result.verdict is not Verdict.LATER
    if not is_up or row.receiver.failures or row.receiver.opens_at:
        _note_partner(row.receiver_id, is_up=is_up, at=at, chance=chance)
    if row.state == SendState.DEAD:
        detail = {"verdict": result.verdict.value, "reason": row.reason}
        record(
            by=by, at=at, action="exchange:message:die", subject=("message", row.pk), detail=detail
        )
    return row


def _note_confirmed(row: Outgoing, *, at: dt.datetime) -> None:
    """A subscriber that has answered the challenge gets events from now on."""
    if row.kind == TEST_EVENT and row.receiver.confirmed_at is None:
        Node.objects.filter(pk=row.receiver_id).update(confirmed_at=at)


def _furthest(row: Outgoing) -> SendState:
    """What is known of a stored message: a person's receipt may have come before the machine's."""
    if row.answered_at is not None:
        return SendState.ANSWERED
    return SendState.ACCEPTED if row.accepted_at is not None else SendState.STORED


def _proven(row: Outgoing, result: Result, *, by: Viewer, at: dt.datetime) -> Result:
    """Believe a success only with its receipt; anything else is no answer yet."""
    if result.verdict not in {Verdict.STORED, Verdict.AGAIN}:
        return result
    if row.receiver.wire != Wire.HEDUN:
        # such a partner signs nothing: its carrier has judged the answer, which is kept as it came
        return result if result.body else Result(Verdict.LATER, reason="应答不能证明已收。")
    assert row.raw is not None
    sent = Signed(bytes(row.raw), row.key_id, bytes(row.signature))
    try:
        receipts.check(result.body, sent, of=queries.keys(by, row.receiver), at=at)
    except (Unreadable, Unsigned) as error:
        return Result(Verdict.LATER, reason=f"应答不能证明已存：{error}")
    return result


def _note_partner(node_id: int, *, is_up: bool, at: dt.datetime, chance: float) -> None:
    node = Node.objects.select_for_update().get(pk=node_id)
    before = retry.Breaker(node.failures, node.opens_at)
    after = before.after(is_up=is_up, at=at, chance=chance)
    if after != before:
        node.failures, node.opens_at = after.failures, after.opens_at
        node.save(update_fields=["failures", "opens_at"])


@transaction.atomic
def resend_missing(
    *, sender: Node, receiver: Node, numbers: list[int], by: Viewer, at: dt.datetime
) -> int:
    """Send at once what the receiver says it lacks, also what it has once signed for.

    A receiver that was restored from an old copy gets everything again; its first receipt
    stays, and proves what it had.
    """
    rows = Outgoing.objects.filter(
        sender=sender, receiver=receiver, number__in=numbers[:100]
    ).filter(Q(state=SendState.WAITING, next_at__gt=at) | Q(state__in=AFTER_STORED))
    return rows.update(state=SendState.WAITING, next_at=at)


@transaction.atomic
def note_step(
    *, message_id: uuid.UUID, node_id: int, step: SendState, by: Viewer, at: dt.datetime
) -> bool:
    """Note the second or third receipt: a person has accepted the message, or answered it."""
    rows = Outgoing.objects.select_for_update().filter(message_id=message_id, receiver_id=node_id)
    row = rows.first()
    if row is None:
        return False
    field = {SendState.ACCEPTED: "accepted_at", SendState.ANSWERED: "answered_at"}[step]
    if getattr(row, field) is None:
        setattr(row, field, at)
    if row.state in AFTER_STORED:
        row.state = _furthest(row)
    row.save(update_fields=[field, "state"])
    return True


@transaction.atomic
def decide(*, row_id: int, decision: Decision, reason: str, by: Viewer, at: dt.datetime) -> None:
    """Let a person say what happens to a message that the other side has refused."""
    if not by.has(Role.SYSTEM_ADMIN):
        raise Refused("未送达消息只能由系统管理员处理，请联系系统管理员。")
    row = Outgoing.objects.select_for_update().get(pk=row_id)
    if row.state != SendState.DEAD:
        raise Invalid("这份消息已不在待人工处理之列；请刷新页面。")
    if decision is Decision.GIVE_UP and not reason.strip():
        raise Invalid("放弃发送须写明理由；请填写后再提交。")
    row.state = SendState.WAITING if decision is Decision.RESEND else SendState.WITHDRAWN
    row.next_at, row.attempts = at, 0
    row.save()
    detail = {"decision": decision.value, "reason": reason.strip()[:300]}
    record(
        by=by, at=at, action="exchange:message:decide", subject=("message", row_id), detail=detail
    )
