"""RFC 3161 time stamps: the request written, the answer read, in DER and in nothing else.

What an answer *says* is read here (imprint, time, serial); that the authority has *signed* it
is checked by `openssl ts -verify`, which everybody has and nobody needs to trust us for.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

OIDS: Final = {
    "sha256": bytes.fromhex("608648016503040201"),
    "sm3": bytes.fromhex("2a811ccf55018311"),
}
SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
SIGNING: Final = {  # what an authority may sign with; SHA-1 and MD5 are not among them
    **OIDS,
    "sha384": bytes.fromhex("608648016503040202"),
    "sha512": bytes.fromhex("608648016503040203"),
}
FOR_STAMPS: Final = bytes.fromhex("06082b06010505070308")  # the purpose in the certificate
TST_INFO: Final = bytes.fromhex("2a864886f70d0109100104")
MOST_DEPTH: Final = 12
Node = tuple[int, bytes]  # tag, content


class BadStamp(ValueError):
    """The bytes are no granted time stamp; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a stamp says: this digest, at this time, under this number."""

    digest: str
    imprint: bytes
    at: dt.datetime
    serial: int
    nonce: int | None


@dataclass(frozen=True, slots=True)
class Signer:
    """The certificate with which an authority has signed, and the digest that it signed."""

    valid_from: dt.datetime
    valid_until: dt.datetime
    digest: str


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    told = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(told)]) + told + content


def _integer(value: int) -> bytes:
    return _der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def request(digest: str, imprint: bytes, *, nonce: int) -> bytes:
    """A request for a stamp over a digest, with the certificate of the authority in the answer."""
    algorithm = _der(0x30, _der(6, OIDS[digest]) + _der(5, b""))
    message = _der(0x30, algorithm + _der(4, imprint))
    return _der(0x30, _integer(1) + message + _integer(nonce) + _der(1, b"\xff"))


def _nodes(content: bytes) -> Iterator[Node]:
    """The elements of a constructed value, read strictly (definite, shortest lengths)."""
    at = 0
    while at < len(content):
        if at + 2 > len(content):
            raise BadStamp("时间戳的 DER 编码不完整。")
        tag, size = content[at], content[at + 1]
        at += 2
        if size >= 128:
            count = size & 0x7F
            size = int.from_bytes(content[at : at + count], "big")
            if not 1 <= count <= 4 or size < 128:
                raise BadStamp("时间戳的 DER 长度不合格式。")
            at += count
        if tag & 0x1F == 0x1F or at + size > len(content):
            raise BadStamp("时间戳的 DER 编码不完整。")
        yield tag, content[at : at + size]
        at += size


def _at(content: bytes, *path: int) -> Node:
    """The element that a path of positions leads to."""
    found: Node = (0x30, content)
    for step in path:
        inner = list(_nodes(found[1]))
        if step >= len(inner):
            raise BadStamp("时间戳缺少必要的内容。")
        found = inner[step]
    return found


def read(answer: bytes) -> Said:
    """What a granted answer says; BadStamp for a refusal and for anything else."""
    (tag, body), *rest = [*_nodes(answer), (0, b"")]
    if tag != 0x30 or len(rest) != 1:
        raise BadStamp("不是时间戳应答。")
    status = _at(body, 0, 0)[1]
    if status not in {b"\x00", b"\x01"}:
        raise BadStamp(f"时间戳机构拒绝了请求（状态 {status.hex()[:8]}）。")
    signed = _signed(body)
    if _at(signed, 2, 0)[1] != TST_INFO:
        raise BadStamp("签名数据中没有时间戳信息。")
    return _info(_at(_at(signed, 2, 1, 0)[1], 0))


def _signed(body: bytes) -> bytes:
    if _at(body, 1, 0)[1] != SIGNED_DATA:
        raise BadStamp("时间戳应答中没有签名数据。")
    return _at(body, 1, 1, 0)[1]


def signer(answer: bytes) -> Signer:
    """Who has signed an answer: how long the certificate is good, and by which digest."""
    fields = list(_nodes(_signed(_at(answer, 0)[1])))
    told = _at(fields[-1][1], 0)[1] if fields else b""
    oid = _at(told, 2, 0)[1]
    digest = next((name for name, known in SIGNING.items() if known == oid), "")
    if not digest:
        raise BadStamp("时间戳机构以不受支持的摘要算法签名（不接受 SHA-1 等已不安全的算法）。")
    kind, sid = _at(told, 1)
    for tag, inner in fields:
        for _, certificate in _nodes(inner) if tag == 0xA0 else ():
            body = _at(certificate, 0)[1]
            first = 1 if _at(body, 0)[0] == 0xA0 else 0  # the version stands before the number
            named = (_at(body, first + 2)[1], _at(body, first)[1])
            is_his = kind == 0x30 and (_at(sid, 0)[1], _at(sid, 1)[1]) == named
            if is_his or (kind != 0x30 and FOR_STAMPS in certificate):
                return _signer(_at(body, first + 3)[1], digest)
    raise BadStamp("时间戳应答中没有机构的签名证书。")


def _signer(validity: bytes, digest: str) -> Signer:
    return Signer(_moment(_at(validity, 0)), _moment(_at(validity, 1)), digest)


def _info(sequence: Node) -> Said:
    fields = list(_nodes(sequence[1]))
    if len(fields) < 5:
        raise BadStamp("时间戳信息不完整。")
    oid = _at(fields[2][1], 0, 0)[1]
    digest = next((name for name, known in OIDS.items() if known == oid), "")
    if not digest:
        raise BadStamp("时间戳使用了不受支持的摘要算法（只接受 SHA-256 与 SM3）。")
    nonces = [content for tag, content in fields[5:] if tag == 2]
    return Said(
        digest,
        _at(fields[2][1], 1)[1],
        _moment(fields[4]),
        int.from_bytes(fields[3][1], "big"),
        int.from_bytes(nonces[0], "big") if nonces else None,
    )


def _moment(node: Node) -> dt.datetime:
    tag, content = node
    text = content.decode("ascii", "replace")
    if tag == 0x17:  # UTCTime, whose years end in 2049
        tag, text = 0x18, ("19" if text[:2] >= "50" else "20") + text
    whole, _, part = text.removesuffix("Z").partition(".")
    try:
        made = dt.datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
        micro = int((part + "000000")[:6])
    except ValueError:
        raise BadStamp("时间戳的时间不合格式。") from None
    if tag != 0x18 or not text.endswith("Z"):
        raise BadStamp("时间戳的时间不合格式。")
    return made.replace(microsecond=micro)


def check(answer: bytes, *, digest: str, imprint: bytes, nonce: int | None, not_before: dt.datetime) -> Said:  # fmt: skip
    """Give what an answer says where it is for exactly this digest and not before its time."""
    said = read(answer)
    if (said.digest, said.imprint) != (digest, imprint):
        raise BadStamp("时间戳不是这个摘要的时间戳。")
    if nonce is not None and said.nonce != nonce:
        raise BadStamp("时间戳应答不是这次请求的应答。")
    if said.at < not_before:
        raise BadStamp("时间戳的时间早于被证明的内容。")
    made = signer(answer)
    if not made.valid_from <= said.at <= made.valid_until:
        raise BadStamp(
            f"盖戳时（{said.at:%Y-%m-%d}）机构证书不在有效期内"
            f"（{made.valid_from:%Y-%m-%d} 至 {made.valid_until:%Y-%m-%d}）。"
        )
    return said
