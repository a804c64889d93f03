"""HTTP message signatures (RFC 9421) and Content-Digest (RFC 9530): fresh for every attempt.

The message's own signature proves for years who wrote it; this one proves for five minutes who
is calling, and binds the call to its path, its body and the message's signature.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hedun.base.exchange.terms import Unsigned

WINDOW = dt.timedelta(seconds=300)
LABEL = "hedun"
COVERED = (
    "@method", "@path", "content-digest", "content-type", "hedun-sender", "hedun-receiver",
    "hedun-key-id", "hedun-signature",
)  # fmt: skip
_INPUT = re.compile(
    r'hedun=(\((?P<covered>"[^()\\]*")\)'
    r';created=(?P<created>[0-9]{1,12});keyid="(?P<key>[!-~]{1,80}?)";nonce="(?P<nonce>[!-~]{1,64}?)")'
)
_SIGNATURE = re.compile(r"hedun=:(?P<text>[A-Za-z0-9+/=]{1,400}):")


@dataclass(frozen=True, slots=True)
class Call:
    """What of a call is signed: method, path, and its headers by lower-case name."""

    method: str
    path: str
    headers: Mapping[str, str]

    def component(self, name: str) -> str:
        """The value of one covered component; Unsigned where the call lacks it."""
        derived = {"@method": self.method, "@path": self.path}
        value = derived.get(name, self.headers.get(name))
        if value is None:
            raise Unsigned(f"请求缺少 {name}。")
        return value.strip()


def content_digest(body: bytes) -> str:
    """The digest of a body as a header."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def base_of(call: Call, params: str, covered: tuple[str, ...] = COVERED) -> bytes:
    """The signature base: a line for each component, the parameters last."""
    lines = [f'"{name}": {call.component(name)}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def signed_headers(
    call: Call, *, key_id: str, nonce: str, at: dt.datetime, sign: Callable[[bytes], bytes]
) -> dict[str, str]:
    """The two headers that sign a call."""
    covered = " ".join(f'"{name}"' for name in COVERED)
    params = f'({covered});created={int(at.timestamp())};keyid="{key_id}";nonce="{nonce}"'
    made = base64.b64encode(sign(base_of(call, params))).decode()
    return {"Signature-Input": f"{LABEL}={params}", "Signature": f"{LABEL}=:{made}:"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A call's signature, taken apart: over which bytes, by which key."""

    key_id: str
    base: bytes
    signature: bytes


def claim_of(call: Call, body: bytes, *, at: dt.datetime) -> Claim:
    """Check digest and time of a call, and give what its signature must be good for.

    Raises Unsigned; the message tells our time, so that a partner sees a clock that is off.
    """
    if call.component("content-digest") != content_digest(body):
        raise Unsigned("Content-Digest 与请求体不符。")
    found = _INPUT.fullmatch(call.component("signature-input"))
    text = _SIGNATURE.fullmatch(call.component("signature"))
    if found is None or text is None:
        raise Unsigned("Signature-Input 或 Signature 不是 RFC 9421 的写法。")
    covered = tuple(found["covered"][1:-1].split('" "'))
    if set(covered) != set(COVERED) or len(covered) != len(COVERED):
        raise Unsigned("签名须恰好覆盖：" + "、".join(COVERED))
    created = dt.datetime.fromtimestamp(int(found["created"]), dt.UTC)
    if abs(at - created) > WINDOW:
        raise Unsigned(
            f"请求时间与本机相差超过 5 分钟；本机时间 {at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}。"
        )
    try:
        signature = base64.b64decode(text["text"], validate=True)
    except binascii.Error:
        raise Unsigned("Signature 不是 Base64。") from None
    return Claim(found["key"], base_of(call, found[1], covered), signature)
