"""Rule packs that another bureau can trust: signed, with the tests inside.

A pack is one line of header and one of body, both canonical JSON (sorted keys, no spaces, UTF-8):

    {"format":"hedun-rule-pack/1","key":NAME,"sha256":HEX,"signature":BASE64}
    {"issued_on":"2026-11-25","name":…,"number":1,"publisher":…,"rules":[…]}

The Ed25519 signature covers `hedun-rule-pack/1`, a line feed and the bytes of the body as they
stand: nothing is parsed before it is verified.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hedun.engine.rules.errors import PackError, RuleError
from hedun.engine.rules.examples import failures, missing
from hedun.engine.rules.feature import Registry
from hedun.engine.rules.packed import Card, Pack, pack_of, plain
from hedun.engine.rules.rule import Rule, parse

FORMAT = "hedun-rule-pack/1"
MAX_BYTES = 5_000_000
MAX_HEADER = 1_000


def signed(pack: Pack, *, key: str, private_key: bytes, registry: Registry) -> bytes:
    """Write and sign a pack; `private_key` is the 32 bytes of Ed25519, `key` the name it goes by.

    Raises PackError where a rule cannot be read or does not keep its own examples.
    """
    prove(pack, registry)
    body = canonical(plain(pack))
    if len(body) > MAX_BYTES:
        raise PackError(f"规则包有{len(body):,}字节，最多{MAX_BYTES:,}；请拆成几包。")
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(_covered(body))
    header = {
        "format": FORMAT, "key": key, "sha256": hashlib.sha256(body).hexdigest(),
        "signature": base64.b64encode(signature).decode(),
    }  # fmt: skip
    return canonical(header) + b"\n" + body + b"\n"


def opened(data: bytes, *, public_keys: Mapping[str, bytes], registry: Registry) -> Pack:
    """Read a pack of a trusted publisher; `public_keys` are 32 bytes each, by name.

    Raises PackError for an unknown key, a wrong signature, a changed body, a body that is not
    canonical, a rule that cannot be read here, and a rule that does not keep its own examples.
    """
    body = verified(data, public_keys=public_keys)
    pack = pack_of(_loaded(body, "规则包正文"))
    prove(pack, registry)
    return pack


def verified(data: bytes, *, public_keys: Mapping[str, bytes]) -> bytes:
    """Give the body of a pack whose signature is right."""
    if len(data) > MAX_BYTES + MAX_HEADER + 2:
        raise PackError(f"文件有{len(data):,}字节，规则包最多{MAX_BYTES:,}；这不是规则包。")
    first, _, rest = data.partition(b"\n")
    body, end, surplus = rest.partition(b"\n")
    if len(first) > MAX_HEADER or not end or surplus:
        raise PackError("文件不是规则包：应恰有两行；请向发布方索取原文件。")
    header = _loaded(first, "规则包首行")
    if not isinstance(header, dict) or set(header) != {"format", "key", "sha256", "signature"}:
        raise PackError("规则包首行缺项或多项；请向发布方索取原文件。")
    if header["format"] != FORMAT:
        raise PackError(
            f"规则包格式是“{header['format']}”，本系统只读 {FORMAT}；请升级或索取此格式。"
        )
    if header["sha256"] != hashlib.sha256(body).hexdigest():
        raise PackError("规则包正文与首行的摘要不符，正文被改动过或传输有误；请重新获取。")
    _verify(header, body, public_keys)
    return body


def _verify(header: dict[str, Any], body: bytes, public_keys: Mapping[str, bytes]) -> None:
    key, written = header["key"], header["signature"]
    if not isinstance(key, str) or key not in public_keys:
        raise PackError(f"不认识签名密钥“{key}”；请先核实发布方并登记其公钥。")
    try:
        public_key = Ed25519PublicKey.from_public_bytes(public_keys[key])
        public_key.verify(_signature(written), _covered(body))
    except (InvalidSignature, ValueError, TypeError):
        raise PackError(f"规则包的签名与密钥“{key}”不符，不能导入；请向发布方核实来源。") from None


def _signature(written: str) -> bytes:
    """Read base64; another spelling of the same bytes is refused."""
    signature = base64.b64decode(written, validate=True)
    if base64.b64encode(signature).decode() != written:
        raise ValueError("idle bits are set")
    return signature


def prove(pack: Pack, registry: Registry) -> tuple[Rule, ...]:
    """Read every rule of a pack and try it on its own examples; PackError names the first that fails."""
    return tuple(_proved(card, registry) for card in pack.cards)


def _proved(card: Card, registry: Registry) -> Rule:
    try:
        rule = parse(card.source, registry)
    except RuleError as error:
        raise PackError(f"规则“{card.code} {card.title}”读不通：{error}") from error
    lacking = missing(card.examples)
    wrong = [lacking] if lacking else [failure.message for failure in failures(rule, card.examples)]
    if wrong:
        raise PackError(f"规则“{card.code} {card.title}”没有通过自带的样例：{wrong[0]}")
    return rule


def canonical(value: Any) -> bytes:
    """Write values of JSON in their one form: sorted keys, no spaces, UTF-8, finite numbers."""
    written = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return written.encode()


def _covered(body: bytes) -> bytes:
    return FORMAT.encode() + b"\n" + body


def _loaded(line: bytes, name: str) -> Any:
    """Read canonical JSON; two keys of one name, or another spelling, are refused."""
    try:
        value = json.loads(line)
        if canonical(value) == line:
            return value
    except (ValueError, RecursionError):
        raise PackError(f"{name}不是规定的 JSON；请向发布方索取原文件。") from None
    raise PackError(f"{name}不是规范写法的 JSON；请发布方重新导出。")
