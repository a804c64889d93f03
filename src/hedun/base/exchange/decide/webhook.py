"""Standard Webhooks: how an event is signed for somebody who shares a secret with us."""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence

from hedun.base.exchange.terms import Unreadable

PREFIX, SECRET_BYTES = "whsec_", 32


def secret_text(noise: bytes) -> str:
    """A secret as it is handed to the subscriber."""
    return PREFIX + base64.b64encode(noise).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise Unreadable("订阅密钥不是 Base64。") from None


def signature(secret: str, message_id: str, *, at: dt.datetime, body: bytes) -> str:
    """One signature over identifier, time and body."""
    signed = f"{message_id}.{int(at.timestamp())}.".encode() + body
    made = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def headers(
    secrets: Sequence[str], message_id: str, *, at: dt.datetime, body: bytes
) -> dict[str, str]:
    """The headers of one attempt; while a secret is changed, signed by the old and the new one."""
    made = [signature(secret, message_id, at=at, body=body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(made),
    }
