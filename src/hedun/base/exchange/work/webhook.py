"""Bringing an event to a subscriber: CloudEvents in the body, Standard Webhooks in the headers."""

import datetime as dt
import http.client
import json
from functools import partial

from django.conf import settings

from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.decide import webhook
from hedun.base.exchange.terms import (
    TEST_EVENT,
    Envelope,
    Partner,
    Result,
    Signed,
    Unreadable,
    Verdict,
)
from hedun.base.exchange.work import calling
from hedun.base.exchange.work.http import Post

KIND = "application/cloudevents+json; charset=utf-8"
GONE = 410


def carry(
    partner: Partner,
    message: Envelope,
    signed: Signed,
    *,
    at: dt.datetime,
    post: Post | None = None,
) -> Result:
    """Bring one event; any 2xx is a success, 410 ends the subscription's events for good."""
    secrets = [text for _, text in partner.secrets]
    if not secrets:
        return Result(Verdict.REFUSED, reason="订阅没有可用的密钥；请轮换密钥后重新发送。")
    send = post or partial(calling.post, is_public_only=not settings.WEBHOOK_PRIVATE)
    try:
        headers = webhook.headers(secrets, str(message.message_id), at=at, body=signed.raw)
        status, _, body = send(
            partner.address, signed.raw, {"content-type": KIND, "user-agent": "Hedun"} | headers
        )
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Result(Verdict.LATER, reason=f"没有应答：{type(error).__name__} {error}"[:300])
    if status == GONE:
        return Result(Verdict.REFUSED, reason="对方称该地址不再接收事件（410）。")
    if not 200 <= status < 300:
        return Result(Verdict.LATER, reason=f"对方应答 {status}")
    if message.kind == TEST_EVENT and not _echoes(body, str(message.data.get("challenge"))):
        return Result(
            Verdict.REFUSED, reason="对方没有在应答中回显 challenge，不能证明地址归其所有。"
        )
    proof = {"status": status, "at": at.astimezone(dt.UTC).isoformat(timespec="seconds")}
    return Result(Verdict.STORED, wire.dump(proof))


def _echoes(body: bytes, challenge: str) -> bool:
    """Tell whether the answer gives the challenge back: whoever reads our events wants them."""
    try:
        found = wire.load(body)
    except (Unreadable, json.JSONDecodeError):
        return False
    return bool(challenge) and found.get("challenge") == challenge
