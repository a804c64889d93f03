"""Packs: signed by one house, verified by the next, each rule taken in for itself."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hedun.base.accounts.terms import Refused
from hedun.desks.screening import actions
from hedun.desks.screening.decide import packs as decide
from hedun.desks.screening.models import RuleVersion
from hedun.desks.screening.queries import rules as reading
from hedun.engine.rules import LISTING, Card, Example, Pack, Stage, signed
from tests import factories as f
from tests.screening.stock import rule_text

pytestmark = pytest.mark.django_db
FOREIGN = Ed25519PrivateKey.from_private_bytes(b"x" * 32)


def pack(*cards, number=1, key=FOREIGN, publisher="外地市场监管局"):
    made = Pack("价格规则", publisher, number, f.NOW.date(), cards)
    return signed(made, key=publisher, private_key=key.private_bytes_raw(), registry=LISTING)


def card(code="OUT-1", ground="TOB"):
    return decide.card_of(rule_text(code=code, ground=ground), "测试办法 第9条")


def take(desk, data):
    return actions.import_pack(data=data, by=desk.editor.viewer, at=f.NOW)


@pytest.fixture
def trusted(desk):
    """The foreign house, whose key somebody verified."""
    key = base64.b64encode(FOREIGN.public_key().public_bytes_raw()).decode()
    return actions.trust_key(name="外地市场监管局", public_key=key, by=desk.leader.viewer, at=f.NOW)


def test_a_pack_comes_in_as_drafts_whose_examples_hold(desk, trusted):
    kept = take(desk, pack(card()))
    row = RuleVersion.objects.get()
    assert (row.rule.code, row.stage, row.category) == ("OUT-1", Stage.TESTED, "测试规则")
    assert (row.made_by, row.publisher) == (desk.editor, "外地市场监管局 第1期")
    assert kept.results[0]["outcome"] == "已导入为草稿"


def test_one_bad_rule_sinks_no_other(desk, trusted, rule):
    cards = card("OUT-1"), card("SET-1"), card("OUT-2", ground="NOPE")
    kept = take(desk, pack(*cards))
    assert [r["outcome"] for r in kept.results] == ["已导入为草稿", "未导入", "未导入"]
    assert "已有编号" in kept.results[1]["reason"]
    assert "NOPE" in kept.results[2]["reason"]


def test_a_rule_that_does_not_keep_its_examples_here_is_refused_by_itself(desk, trusted):
    """A foreign publisher's signature covers the rule, not that it is right."""
    good, bad = card("OUT-1"), Card("OUT-2", "坏", "价格 < 1元", "TOB；类；normal；法", ())
    body = json.loads(pack(good).split(b"\n")[1])
    plain = {"code": bad.code, "title": bad.title, "rule": bad.source, "basis": bad.basis}
    body["rules"].append(plain | {"examples": []})
    kept = take(desk, resigned(body))
    assert [r["outcome"] for r in kept.results] == ["已导入为草稿", "未导入"]
    assert "样例" in kept.results[1]["reason"]


def test_a_publisher_does_not_speak_for_another(desk, trusted):
    body = json.loads(pack(card()).split(b"\n")[1]) | {"publisher": "冒名单位"}
    with pytest.raises(Refused, match="自称由“冒名单位”"):
        take(desk, resigned(body, key=trusted.name))


def resigned(body, key=""):
    from hashlib import sha256

    from hedun.engine.rules.pack import FORMAT, canonical

    line = canonical(body)
    mark = FOREIGN.sign(FORMAT.encode() + b"\n" + line)
    head = {"format": FORMAT, "key": key or body["publisher"], "sha256": sha256(line).hexdigest()}
    return canonical(head | {"signature": base64.b64encode(mark).decode()}) + b"\n" + line + b"\n"


def test_a_pack_of_nobody_known_is_refused(desk):
    with pytest.raises(Refused, match="不认识签名密钥"):
        take(desk, pack(card()))


def test_a_pack_with_another_signature_is_refused(desk, trusted):
    with pytest.raises(Refused, match="签名与密钥"):
        take(desk, pack(card(), key=Ed25519PrivateKey.generate()))


def test_a_changed_pack_is_refused(desk, trusted):
    with pytest.raises(Refused, match="被改动过"):
        take(desk, pack(card()).replace("套装".encode(), "毛巾".encode()))


def test_an_older_or_equal_issue_is_refused(desk, trusted):
    take(desk, pack(card(), number=2))
    for number in (2, 1):
        with pytest.raises(Refused, match="第2期已导入"):
            take(desk, pack(card("OUT-9"), number=number))


def test_a_publisher_who_is_trusted_no_more_is_refused(desk, trusted):
    actions.distrust_key(key_id=trusted.pk, by=desk.editor.viewer, at=f.NOW)
    with pytest.raises(Refused, match="不认识"):
        take(desk, pack(card()))


def test_a_key_is_not_replaced_in_passing(desk, trusted):
    other = base64.b64encode(b"y" * 32).decode()
    with pytest.raises(Refused, match="另一公钥"):
        actions.trust_key(name=trusted.name, public_key=other, by=desk.editor.viewer, at=f.NOW)
    with pytest.raises(Refused, match="44 个字符"):
        actions.trust_key(name="x", public_key="abc", by=desk.editor.viewer, at=f.NOW)


def test_what_this_house_gives_out_another_can_verify(desk, rule):
    with pytest.raises(Refused, match="没有启用的规则"):
        actions.export_pack(name="一", by=desk.editor.viewer, at=f.NOW)
    RuleVersion.objects.filter(pk=rule.pk).update(stage=Stage.ACTIVE, activated_by=desk.leader)
    numbers = [
        actions.export_pack(name="一", by=desk.editor.viewer, at=f.NOW)[0].number for _ in "ab"
    ]
    assert numbers == [1, 2]
    _, data = actions.export_pack(name="一", by=desk.editor.viewer, at=f.NOW)
    from hedun.engine.rules import opened

    key = base64.b64decode(reading.own_public_key(desk.editor.viewer))
    found = opened(data, public_keys={desk.bureau.name: key}, registry=LISTING)
    assert decide.text_of(found.cards[0], "x").expression == rule.expression


def test_inspectors_move_no_packs(desk):
    with pytest.raises(Refused, match="词库维护员"):
        actions.import_pack(data=b"", by=desk.officer.viewer, at=f.NOW)


def test_a_card_without_severity_counts_as_ordinary():
    made = decide.text_of(Card("A-1", "甲", "价格 < 1元", "PR1", (Example({}, True),)), "某局")
    assert (made.ground, made.category, made.severity) == ("PR1", "甲", "normal")
