"""Platforms ask before a listing goes live: item by item, with place, channel, basis; nothing is kept."""

import json

import pyarrow as pa
import pytest

from hedun.desks.screening import actions, decide
from hedun.desks.screening.decide import checking
from hedun.desks.screening.models import Finding, RuleVersion
from hedun.desks.screening.queries import gate as held
from hedun.desks.screening.terms import Row
from hedun.engine.rules import Stage
from tests import factories as f

pytestmark = pytest.mark.django_db
URL = "/api/v1/screening/check"


@pytest.fixture(autouse=True)
def _nothing_held():
    held._kept.clear()


@pytest.fixture
def as_platform(client, desk):
    client.force_login(f.compliance(desk.platform.body))
    return client


@pytest.fixture
def in_use(desk, active, rule):
    RuleVersion.objects.filter(pk=rule.pk).update(stage=Stage.ACTIVE, activated_by=desk.leader)
    return rule


def ask(client, *items, status=200):
    answer = client.post(URL, json.dumps({"items": items}), content_type="application/json")
    assert answer.status_code == status
    return answer.json()


def test_a_word_is_told_with_place_channel_and_basis(as_platform, active):
    told = ask(as_platform, {"ref": "甲", "title": "新款", "description": "好用的電子煙"})
    assert told["items"][0]["ref"] == "甲"
    (hit,) = told["items"][0]["hits"]
    assert (hit["kind"], hit["name"], hit["ground"]) == ("word", "电子烟", "TOB")
    assert hit["places"] == [{"field": "description", "start": 3, "end": 6, "surface": "電子煙"}]
    assert (hit["channel"], hit["channel_label"]) == ("traditional", "繁体或异体字")
    assert "第" in hit["basis"]
    assert hit["exemptions"] == ["仿真玩具", "烟具配件"]
    assert told["lexicon"] == active.number


def test_a_rule_is_told_with_what_every_condition_saw(as_platform, in_use):
    (item,) = ask(as_platform, {"title": "茶具套装", "price_fen": 990})["items"]
    (hit,) = item["hits"]
    assert (hit["kind"], hit["name"]) == ("rule", "SET-1 低价套装")
    assert hit["places"] == [{"field": "title", "start": 2, "end": 4, "surface": "套装"}]
    assert hit["conditions"][1] == {
        "text": "价格 < 100元",
        "outcome": "成立",
        "seen": "价格：9.9元",
    }


def test_a_rule_without_its_data_says_that_it_cannot_tell(as_platform, in_use):
    (item,) = ask(as_platform, {"title": "茶具套装"})["items"]
    assert (item["hits"], item["unjudged"]) == ([], ["SET-1"])


def test_one_bad_item_sinks_no_other(as_platform, active):
    items = ask(
        as_platform, {"title": ""}, {"title": "电子烟", "price_fen": -1}, 7, {"titel": "x"},
        {"title": "电子烟"},
    )["items"]  # fmt: skip
    assert [bool(item["error"]) for item in items] == [True, True, True, True, False]
    assert "第2条的 price_fen" in items[1]["error"]
    assert len(items[4]["hits"]) == 1


@pytest.mark.parametrize("items", [[], [{"title": "x"}] * 101])
def test_too_few_or_too_many_are_refused(as_platform, active, items):
    ask(as_platform, *items, status=422)


def test_what_goes_into_use_is_asked_at_once(as_platform, desk, in_use):
    assert ask(as_platform, {"title": "香烟"})["items"][0]["hits"] == []
    by = desk.editor.viewer
    draft = actions.draft(by=by, at=f.NOW)
    row = Row("香烟", "TOB", "烟草", "grave")
    actions.save_word(edition_id=draft.pk, row=row, by=by, at=f.NOW)
    actions.submit(edition_id=draft.pk, title="", by=by, at=f.NOW)
    actions.approve(edition_id=draft.pk, by=desk.leader.viewer, at=f.NOW)
    assert len(ask(as_platform, {"title": "香烟"})["items"][0]["hits"]) == 1
    RuleVersion.objects.filter(pk=in_use.pk).update(stage=Stage.RETIRED)
    assert ask(as_platform, {"title": "套装", "price_fen": 1})["rules"] == 0


def test_nothing_is_compiled_again_while_nothing_changes(as_platform, in_use):
    ask(as_platform, {"title": "甲"})
    first = held._kept["gate"]
    ask(as_platform, {"title": "乙"})
    assert held._kept["gate"] is first


def test_whoever_builds_keeps_nobody_else_waiting(as_platform, desk, in_use):
    ask(as_platform, {"title": "甲"})
    RuleVersion.objects.filter(pk=in_use.pk).update(stage=Stage.RETIRED)
    with held._building:
        assert ask(as_platform, {"title": "甲"})["rules"] == 1
    assert ask(as_platform, {"title": "甲"})["rules"] == 0


def test_nothing_is_stored(as_platform, in_use):
    ask(as_platform, {"title": "电子烟套装", "price_fen": 1})
    assert not Finding.objects.exists()


def test_without_a_lexicon_the_answer_says_so(as_platform):
    told = ask(as_platform, {"title": "电子烟"})
    assert (told["lexicon"], told["rules"], told["items"][0]["hits"]) == (None, 0, [])


def test_nobody_else_may_ask(client, desk, active):
    ask(client, {"title": "x"}, status=401)
    client.force_login(f.person(f.body()))
    ask(client, {"title": "x"}, status=401)


def test_the_answer_never_decides(as_platform, active):
    assert "依法认定" in ask(as_platform, {"title": "x"})["note"]


@pytest.mark.parametrize("below", ["丙", "", None])
def test_the_text_is_that_of_stored_listings(below):
    table = pa.table({"title": ["甲"], "description": pa.array([below], pa.string())})
    values = {"title": "甲", "description": below}
    assert decide.texts(table).to_pylist() == [checking.text_of(values)]


def test_a_claim_in_the_text_reaches_the_rule(as_platform, in_use):
    RuleVersion.objects.update(expression="最高奖 > 5万元")
    (item,) = ask(as_platform, {"title": "茶具", "description": "最高奖66666元"})["items"]
    assert item["hits"][0]["conditions"][0]["seen"] == "最高奖：66666元"
