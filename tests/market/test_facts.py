"""Facts are typed, written by one desk, and never changed."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from hedun.base.accounts.terms import BodyKind, Refused, Viewer
from hedun.market import actions, queries
from hedun.market.models import Fact
from hedun.market.terms import (
    FACT_RULES,
    DisposalPayload,
    FactKind,
    LetterAnswerPayload,
)
from tests import factories

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src/hedun"


def record(shop, *, by=factories.SYSTEM, source="XS1", **more):
    payload = DisposalPayload(clue_no=source, ground="虚假宣传", outcome="下架删除", title="标题")
    values = {
        "kind": FactKind.DISPOSAL, "subject": None, "shop": shop, "payload": payload,
        "happened_on": dt.date(2026, 11, 23), "basis": "电子商务法 第三十八条",
        "source": ("clue", source), "by": by, "at": factories.NOW,
    }  # fmt: skip
    return actions.record_fact(**values | more)


def test_a_fact_stands_on_the_shop_and_its_operator():
    shop = factories.shop()
    fact = record(shop)
    assert fact.subject == shop.subject
    assert fact.payload["outcome"] == "下架删除"


def test_the_same_source_told_twice_is_one_fact():
    shop = factories.shop()
    assert record(shop) == record(shop)
    assert Fact.objects.count() == 1


def test_a_wrong_payload_is_refused():
    wrong = LetterAnswerPayload(letter_no="1", title="x")
    with pytest.raises(TypeError, match="DisposalPayload"):
        record(factories.shop(), payload=wrong)


def test_a_fact_belongs_to_somebody():
    with pytest.raises(ValueError, match="主体或网店"):
        record(None)


def test_outsiders_record_nothing():
    with pytest.raises(Refused):
        record(factories.shop(), by=Viewer.anonymous())


@pytest.mark.parametrize("change", ["update", "delete"])
def test_facts_are_append_only(change):
    fact = record(factories.shop())
    rows = Fact.objects.filter(pk=fact.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(basis="") if change == "update" else rows.delete()


def test_a_correction_keeps_what_it_corrects():
    shop = factories.shop()
    first = record(shop)
    second = record(shop, corrects=first)
    assert Fact.objects.count() == 2
    assert second.corrects == first


def _calls_of_record_fact():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_fact"):
                kind = next((k.value for k in node.keywords if k.arg == "kind"), None)
                yield path, ast.unparse(kind)


def test_each_kind_has_exactly_one_writing_desk():
    assert set(FACT_RULES) == set(FactKind)
    for path, kind in _calls_of_record_fact():
        room = path.relative_to(SOURCE).parts
        rule = FACT_RULES[FactKind[kind.removeprefix("FactKind.")]]
        assert rule.desk.value in room, f"{path} writes {kind}, which belongs to {rule.desk}"


def test_a_platform_reads_facts_of_its_own_shops_only():
    mine, theirs = factories.shop(), factories.shop()
    theirs.subject = mine.subject
    theirs.save()
    record(mine, source="a")
    record(theirs, source="b")
    viewer = factories.compliance(mine.platform.body).viewer
    assert [f.shop for f in queries.facts(viewer, subject=mine.subject)] == [mine]
    assert viewer.body_kind is BodyKind.PLATFORM
