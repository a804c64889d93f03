"""D08: a pack of rules is taken from a known publisher only, unchanged, and proves itself here."""

import base64
import datetime as dt
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hedun.engine.rules import (
    LISTING,
    Card,
    Example,
    Feature,
    Kind,
    Pack,
    PackError,
    Registry,
    opened,
    signed,
)
from hedun.engine.rules.pack import FORMAT, canonical
from hedun.engine.rules.packed import plain

PRIVATE = bytes(range(32))
OTHER = bytes(range(1, 33))
KEYS = {
    "某市局-2026": Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw()
}
CHEAP = {"price_fen": 100, "opened_on": "2026-11-01", "words": ["疗效"]}
CARD = Card(
    "HF-01", "低价疗效", "价格 < 100元 且 有 词('疗效') 且 开店日期 ≥ 2026-01-01", "广告法第十七条",
    (Example(CHEAP, fires=True, note="新店"), Example(CHEAP | {"price_fen": 10_000}, fires=False)),
)  # fmt: skip
PACK = Pack("保健食品专项", "某市局", 3, dt.date(2026, 11, 25), (CARD,))


def issue(pack=PACK, *, key="某市局-2026", private_key=PRIVATE, registry=LISTING):
    return signed(pack, key=key, private_key=private_key, registry=registry)


def take(data, registry=LISTING):
    return opened(data, public_keys=KEYS, registry=registry)


def forged(body, private_key=PRIVATE, **header):
    """A pack over any body, signed as its publisher would."""
    raw = body if isinstance(body, bytes) else canonical(body)
    signature = Ed25519PrivateKey.from_private_bytes(private_key).sign(
        FORMAT.encode() + b"\n" + raw
    )
    whole = {
        "format": FORMAT, "key": "某市局-2026", "sha256": hashlib.sha256(raw).hexdigest(),
        "signature": base64.b64encode(signature).decode(),
    } | header  # fmt: skip
    return canonical(whole) + b"\n" + raw + b"\n"


def respelled(data):
    """The same signature with other idle bits in its last sign."""
    at = data.index(b'=="') - 1
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return data[:at] + bytes([letters[letters.index(data[at]) + 1]]) + data[at + 1 :]


def test_a_pack_arrives_as_it_was_issued():
    assert take(issue()) == PACK
    assert issue() == issue() == forged(plain(PACK))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_byte_of_a_pack_can_be_changed(place, change):
    data = bytearray(issue())
    data[place % len(data)] ^= change
    with pytest.raises(PackError):
        take(bytes(data))


def changed(**fields):
    return plain(PACK) | fields


def with_rule(**fields):
    return changed(rules=[plain(PACK)["rules"][0] | fields])


DOUBLE = canonical(plain(PACK)).replace(b'"number":3', b'"number":2,"number":3')
REFUSED = [
    (lambda: issue(key="别处"), "不认识签名密钥“别处”"),
    (lambda: issue(private_key=OTHER), "签名与密钥"),
    (lambda: issue().replace("100元".encode(), "900元".encode()), "正文被改动过"),
    (lambda: forged(plain(PACK), OTHER), "签名与密钥"),
    (lambda: forged(plain(PACK), signature="AAAA"), "签名与密钥"),
    (lambda: forged(plain(PACK), signature="!"), "签名与密钥"),
    (lambda: forged(plain(PACK), signature=None), "签名与密钥"),
    (lambda: respelled(issue()), "签名与密钥"),
    (lambda: forged(plain(PACK), key=["某市局-2026"]), "不认识签名密钥"),
    (lambda: forged(plain(PACK), format="hedun-rule-pack/2"), "本系统只读 hedun-rule-pack/1"),
    (lambda: forged(plain(PACK), alg="none"), "首行缺项或多项"),
    (lambda: forged(DOUBLE), "不是规范写法"),
    (lambda: forged(b"[" * 100_000), "不是规定的 JSON"),
    (lambda: forged(b'{"a":NaN}'), "不是规定的 JSON"),
    (lambda: forged([]), "应恰有这些项"),
    (lambda: forged(changed(more=1)), "应恰有这些项"),
    (lambda: forged(changed(number=True)), "应是正整数"),
    (lambda: forged(changed(issued_on="昨天")), "不是日期"),
    (lambda: forged(changed(name="")), "1至4000字"),
    (lambda: forged(changed(rules={})), "不超过1000项的列表"),
    (lambda: forged(changed(rules=plain(PACK)["rules"] * 2)), "编号相同"),
    (lambda: forged(with_rule(examples=[])), "还缺“应当命中”和“不应命中”的样例"),
    (lambda: forged(with_rule(examples=[{"values": 1, "fires": True, "note": ""}])), "应有 values"),
    (lambda: forged(with_rule(rule="价格 < 1元 且 有 词('疗效')")), "没有通过自带的样例：样例1"),
    (lambda: forged(with_rule(rule="价格 <")), "读不通：第1行第5列"),
    (lambda: issue()[:-1], "应恰有两行"),
    (lambda: issue() + b"x", "应恰有两行"),
    (lambda: b"x" * 6_000_000, "这不是规则包"),
    (lambda: b"", "应恰有两行"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "hint"), REFUSED, ids=[hint for _, hint in REFUSED])
def test_what_is_not_a_publishers_unchanged_and_proven_pack_is_refused(make, hint):
    with pytest.raises(PackError, match=hint):
        take(make())


def test_a_pack_that_asks_for_features_unknown_here_is_refused_by_name():
    with pytest.raises(PackError, match=r"“HF-01 低价疗效”读不通：.*不认识“价格”"):
        take(issue(), Registry([Feature("title", "标题", Kind.TEXT)]))


def test_a_publisher_cannot_sign_a_rule_that_fails_its_examples():
    wrong = Card("a", "b", "价格 > 100元", "c", CARD.examples)
    with pytest.raises(PackError, match="没有通过自带的样例"):
        issue(Pack("a", "b", 1, dt.date(2026, 1, 1), (wrong,)))


def test_the_pack_is_two_lines_of_json_that_people_can_read():
    header, body, rest = issue().split(b"\n")
    assert rest == b""
    assert json.loads(header)["sha256"] == hashlib.sha256(body).hexdigest()
    assert json.loads(body)["rules"][0]["rule"] == CARD.source
