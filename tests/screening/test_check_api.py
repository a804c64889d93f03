"""Platforms ask before a listing goes live: item by item, with place, channel, basis; nothing is kept."""

import json
import threading

import pyarrow as pa
import pytest
from django.db import DatabaseError

from hedun.base.accounts.terms import Viewer
from hedun.desks.screening import actions, decide
from hedun.desks.screening.decide import checking
from hedun.desks.screening.models import Finding, RuleVersion, Snapshot
from hedun.desks.screening.queries import gate as held
from hedun.desks.screening.terms import Item, ItemKind, Row
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


def adopt(desk, items):
    made = actions.import_catalogue(title="名录", items=items, by=desk.editor.viewer, at=f.NOW)
    actions.approve_draft(kind="catalogue", pk=made.pk, by=desk.leader.viewer, at=f.NOW)


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


def test_a_word_of_the_catalogue_is_told_with_its_entry(as_platform, desk, active):
    items = [Item(ItemKind.BANNED, "弹弓枪", "TOB", words=("弹弓枪",))]
    adopt(desk, items)
    (hit,) = ask(as_platform, {"title": "新款弹弓枪"})["items"][0]["hits"]
    assert (hit["kind"], hit["name"]) == ("word", "弹弓枪")
    assert hit["cites"][0].startswith("名录“弹弓枪”")


def test_a_word_that_holds_in_one_region_is_told_to_its_platforms_alone(as_platform, desk, active):
    items = [Item(ItemKind.BANNED, w, "TOB", words=(w,), region_code=code)
             for w, code in (("甲品", "330000"), ("乙品", "440000"))]  # fmt: skip
    adopt(desk, items)
    (item,) = ask(as_platform, {"title": "甲品和乙品"})["items"]
    assert [hit["name"] for hit in item["hits"]] == ["甲品"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "认证证书编号为空"),
        ("3C-1", "16位数字"),
        ("2023010901123456", "没有 2023010901123456"),
        ("2022010907654321", "状态为“暂停”"),
        ("2021010900000001", None),
        (None, None),
    ],
)
def test_a_certificate_is_looked_up_before_the_listing_goes_live(
    as_platform, desk, active, number, told
):
    f.ground(code="3C")
    adopt(desk, [Item(ItemKind.CERTIFIED, "电热器具", "3C", categories=("家用电器",))])
    table = Snapshot.objects.create(
        kind="certificate", file_name="a", sha256="0" * 64, taken_on=f.NOW.date(), state="done",
        made_at=f.NOW,
    )  # fmt: skip
    for n, status in (("2022010907654321", "suspended"), ("2021010900000001", "valid")):
        table.certificates.create(number=n, holder="甲", status=status)
    given = {"title": "电水壶", "category": "家用电器"}
    (item,) = ask(as_platform, given if number is None else given | {"certificate_no": number})[
        "items"
    ]
    assert [hit["kind"] for hit in item["hits"]] == (["check"] if told else [])
    if told:
        assert told in item["hits"][0]["conditions"][0]["seen"]
        assert item["hits"][0]["ground"] == "3C"


def test_a_process_that_serves_compiles_beside_the_requests(as_platform, desk, in_use, monkeypatch):
    ask(as_platform, {"title": "甲"})
    monkeypatch.setitem(held._watching, "gate", threading.current_thread())
    RuleVersion.objects.filter(pk=in_use.pk).update(stage=Stage.RETIRED)
    assert ask(as_platform, {"title": "甲"})["rules"] == 1
    held.refresh(Viewer.system())
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


@pytest.mark.django_db(transaction=True)
def test_the_thread_takes_what_goes_into_use_and_outlives_a_lost_database(
    desk, active, monkeypatch
):
    turns, told = iter([None, DatabaseError("gone"), None]), []
    real = held._stamp

    def stamp():
        problem = next(turns)
        if problem:
            raise problem
        return real()

    def sleep(_):
        told.append(held._kept["gate"].edition)
        if len(told) == 3:
            raise SystemExit

    monkeypatch.setattr(held, "_stamp", stamp)
    monkeypatch.setattr(held.time, "sleep", sleep)
    with pytest.raises(SystemExit):
        held._watch()
    assert told == [active.number] * 3
