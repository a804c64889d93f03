"""Receipts: signed by the receiver, stored, and returned byte for byte ever after."""

import base64
import binascii
import datetime as dt
from collections.abc import Iterable

from hedun.base.exchange.decide import envelope, keys
from hedun.base.exchange.terms import Receipt, Signed, Unreadable

FIRST = "0" * 64


def write(receipt: Receipt) -> bytes:
    """The bytes of a receipt that are signed."""
    return envelope.dump(
        {
            "receipt": "stored",
            "receiver": receipt.receiver,
            "sender": receipt.sender,
            "message_id": str(receipt.message_id),
            "sha256": receipt.sha256,
            "number": receipt.number,
            "before": receipt.before,
            "at": receipt.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        }
    )


def pack(signed: Signed) -> bytes:
    """One document with the signed bytes and their signature."""
    return envelope.dump(
        {
            "signed": base64.b64encode(signed.raw).decode(),
            "key_id": signed.key_id,
            "signature": base64.b64encode(signed.signature).decode(),
        }
    )


def unpack(body: bytes) -> Signed:
    """The signed bytes of a document; Unreadable where it is none."""
    found = envelope.load(body)
    try:
        raw = base64.b64decode(str(found.get("signed")), validate=True)
        signature = base64.b64decode(str(found.get("signature")), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("回执不是 Base64。") from None
    return Signed(raw, envelope.text(found, "key_id"), signature)


def read(raw: bytes) -> Receipt:
    """What a receipt says."""
    found = envelope.load(raw)
    number = found.get("number")
    if found.get("receipt") != "stored" or type(number) is not int:
        raise Unreadable("不是存档回执。")
    return Receipt(
        receiver=envelope.text(found, "receiver"),
        sender=envelope.text(found, "sender"),
        message_id=envelope.identifier(found, "message_id"),
        sha256=envelope.text(found, "sha256"),
        number=number,
        before=envelope.text(found, "before"),
        at=envelope.moment(found, "at"),
    )


def check(body: bytes, sent: Signed, *, of: Iterable[keys.Key], at: dt.datetime) -> Receipt:
    """Give the receipt where it is the receiver's and for exactly these bytes.

    Raises Unreadable, Unsigned: an answer that proves nothing is no receipt.
    """
    signed = unpack(body)
    keys.check(signed, of, at=at)
    receipt, message = read(signed.raw), envelope.read(sent.raw)
    asked = (message.receiver, message.sender, message.message_id, envelope.digest(sent.raw))
    given = (receipt.receiver, receipt.sender, receipt.message_id, receipt.sha256)
    if asked != given:
        raise Unreadable("回执不是这份消息的回执。")
    return receipt


def is_chain(bodies: Iterable[bytes]) -> bool:
    """Tell whether receipts, in the order of their numbers, follow each other without a gap."""
    before = FIRST
    for number, body in enumerate(bodies, start=1):
        receipt = read(unpack(body).raw)
        if (receipt.number, receipt.before) != (number, before):
            return False
        before = envelope.digest(body)
    return True
