"""Carrying messages over HTTPS: what is sent, and what an answer is worth."""

import base64
import datetime as dt
import http.client
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from hedun.base.accounts.terms import Viewer
from hedun.base.exchange import queries
from hedun.base.exchange.decide import http as signed_http
from hedun.base.exchange.models import Node
from hedun.base.exchange.terms import Result, Signed, Verdict
from hedun.base.exchange.work.calling import Reply, post
from hedun.engine.seal import signing

PATH = "/exchange/messages"
KIND = "application/cloudevents+json"
MACHINE = Viewer.system("通联")
# what is no answer of a node's own (a proxy, a login page, another address) is for later
VERDICTS = {verdict.status: verdict for verdict in Verdict if verdict is not Verdict.AGAIN}
Post = Callable[[str, bytes, dict[str, str]], Reply]


def headers_of(
    signed: Signed, *, sender: Node, receiver: str, path: str, at: dt.datetime
) -> dict[str, str] | None:
    """The headers of one attempt, freshly signed; None where we have no key to sign with."""
    key = queries.signing_key(MACHINE, sender, at)
    if key is None:
        return None
    headers = {
        "content-type": KIND,
        "content-digest": signed_http.content_digest(signed.raw),
        "hedun-sender": sender.name,
        "hedun-receiver": receiver,
        "hedun-key-id": signed.key_id,
        "hedun-signature": base64.b64encode(signed.signature).decode(),
    }
    call = signed_http.Call("POST", path, headers)
    known, private = key
    made = signed_http.signed_headers(
        call,
        key_id=known.key_id,
        nonce=secrets.token_urlsafe(16),
        at=at,
        sign=lambda base: signing.sign(known.algorithm, private, base),
    )
    return headers | made


__all__ = ["PATH", "HttpTransport", "headers_of", "judge", "missing_of", "post"]


class HttpTransport:
    """Brings messages to the address in a partner's row; never raises."""

    def __init__(self, post: Post = post) -> None:
        self._post = post

    def __call__(self, receiver: Node, sender: str, signed: Signed, *, at: dt.datetime) -> Result:
        address = receiver.address.rstrip("/") + PATH
        me = queries.node(MACHINE, sender, is_local=True)
        path = urlsplit(address).path
        headers = me and headers_of(signed, sender=me, receiver=receiver.name, path=path, at=at)
        if not headers:
            return Result(Verdict.LATER, reason="本节点没有可用的签名密钥。")
        try:
            status, answered, body = self._post(address, signed.raw, headers)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Result(Verdict.LATER, reason=f"没有应答：{type(error).__name__} {error}"[:300])
        return judge(status, answered, body)


def judge(status: int, headers: dict[str, str], body: bytes) -> Result:
    """What an answer is worth; a refusal counts only where a node of ours says it as one."""
    is_problem = headers.get("content-type", "").startswith("application/problem+json")
    verdict = VERDICTS.get(status, Verdict.LATER)
    if status != Verdict.STORED.status and not is_problem:
        verdict = Verdict.LATER
    reason = "" if status == Verdict.STORED.status else f"对方应答 {status}：" + _text(body)
    return Result(verdict, body, reason[:300], missing_of(headers.get("hedun-missing", "")))


def _text(body: bytes) -> str:
    return "".join(c for c in body.decode("utf-8", "replace")[:250] if c.isprintable())


def missing_of(header: str) -> tuple[int, ...]:
    """The numbers that a receiver says it lacks, up to a hundred."""
    parts = [part.strip() for part in header.split(",")[:100]]
    return tuple(int(p) for p in parts if p.isascii() and p.isdecimal() and len(p) <= 15)
