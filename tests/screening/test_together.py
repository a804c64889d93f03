"""Words, rules, catalogue, certificates and licences in one run, and in one queue."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from hedun.base.jobs import work
from hedun.desks.screening import actions
from hedun.desks.screening.models import Finding, Licence, RuleHit, RuleVersion, Snapshot
from hedun.desks.screening.terms import Item, ItemKind, RegisterKind, SnapshotState, Verdict
from hedun.engine.codes.digits import mod11_10
from hedun.engine.rules import Example, Stage
from tests import factories as f
from tests.screening.stock import rule_text, store

pytestmark = pytest.mark.django_db(transaction=True)
GOODS = (
    Item(ItemKind.CERTIFIED, "家用电器", "3C", categories=("家用电器",)),
    Item(ItemKind.BANNED, "电击捕鱼器", "TOB", categories=("渔具",)),
    Item(ItemKind.LICENSED, "食品", "FOOD-L", categories=("休闲食品",)),
)
FOOD = rule_text(
    code="FOOD-L-1",
    title="没有许可",
    ground="FOOD-L",
    expression='类目 属于 {"休闲食品"} 且 许可 不包含 {"食品经营许可证"}',
    examples=(
        Example({"category": "休闲食品", "licences": ["营业执照"]}, fires=True),
        Example({"category": "休闲食品", "licences": ["食品经营许可证"]}, fires=False),
    ),
)


@pytest.fixture(autouse=True)
def _handlers():
    work.load()


def in_use(desk, text):
    made = actions.create_rule(text=text, by=desk.editor.viewer, at=f.NOW)
    RuleVersion.objects.filter(pk=made.pk).update(stage=Stage.ACTIVE, activated_by=desk.leader)
    return made


@pytest.fixture
def everything(desk, active):
    """A lexicon, a rule and a catalogue in use."""
    for code in ("3C", "FOOD-L"):
        f.ground(code=code)
    made = actions.import_catalogue(title="名录", items=GOODS, by=desk.editor.viewer, at=f.NOW)
    actions.approve_draft(kind="catalogue", pk=made.pk, by=desk.leader.viewer, at=f.NOW)
    in_use(desk, rule_text())
    return desk


def screen(desk, *rows):
    store(desk.platform, rows=rows)
    run = actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=timezone.now())
    work.Worker().drain()
    run.refresh_from_db()
    return run


def licensed(holder, number="133010600001", code="", **more):
    """A table with one licence, as an import leaves it."""
    table = Snapshot.objects.create(
        kind=RegisterKind.LICENCE,
        file_name="许可.csv",
        sha256="0" * 64,
        taken_on=dt.date(2026, 11, 1),
        state=SnapshotState.DONE,
        made_at=f.NOW,
    )
    digits = f"{number:0<13}"
    number = f"JY{digits}{mod11_10(digits)}"
    given = {"status": "valid", "credit_code": code} | more
    return Licence.objects.create(snapshot=table, number=number, holder=holder, **given)


def test_one_run_finds_by_words_rules_catalogue_and_certificates(everything):
    run = screen(
        everything,
        {"title": "电子烟"},
        {"title": "茶具套装"},
        {"title": "捕鱼器", "category": "渔具"},
        {"title": "取暖器", "category": "家用电器", "certificate_no": ""},
        {"title": "饼干", "category": "休闲食品", "licence_no": ""},
        {"title": "水壶套装送电子烟", "category": "家用电器", "certificate_no": "3C-1"},
        {"title": "毛巾"},
    )
    told = {
        one.listing_no: (len(one.words), len(one.rules), [c["check"] for c in one.checks])
        for one in Finding.objects.all()
    }
    assert told == {
        "L0": (1, 0, []),
        "L1": (0, 1, []),
        "L2": (0, 0, ["catalogue"]),
        "L3": (0, 0, ["ccc"]),
        "L4": (0, 0, ["licence"]),
        "L5": (1, 1, ["ccc"]),
    }
    assert (run.queued, run.hit, run.known) == (6, 6, 0)
    assert RuleHit.objects.get(listing_no="L5").finding.checks
    again = screen(everything, {"title": "电子烟"})
    assert (again.queued, again.known) == (0, 6)  # what concerns the shop is not told again


def test_every_kind_is_judged_in_the_same_queue(everything, client):
    screen(
        everything,
        {"title": "电子烟"},
        {"title": "茶具套装"},
        {"title": "取暖器", "category": "家用电器", "certificate_no": ""},
    )
    client.force_login(everything.officer)
    seen = []
    for _ in range(3):
        page = client.get(reverse("screening:queue"))
        finding = page.context["finding"]
        seen.append(finding.title)
        data = {"verdict": Verdict.CONFIRM, "version": finding.version, "reason": ""}
        client.post(reverse("screening:judge", args=[finding.pk]), data)
        finding.refresh_from_db()
        assert finding.clue_id
    assert sorted(seen) == ["取暖器", "电子烟", "茶具套装"]


def test_the_page_says_which_other_bureau_handles_what_was_confirmed(everything, client):
    f.region(code="330106")
    f.region(code="330110", name="余杭区", full_name="浙江省杭州市余杭区")
    far = f.bureau(region="330110", name="杭州市余杭区市场监督管理局")
    screen(everything, {"title": "电子烟"}, {"title": "茶具套装"})
    Finding.objects.filter(title="电子烟").update(region_code="330110")
    client.force_login(everything.officer)
    said = {}
    for _ in range(2):
        finding = client.get(reverse("screening:queue")).context["finding"]
        data = {"verdict": Verdict.CONFIRM, "version": finding.version, "reason": ""}
        page = client.post(reverse("screening:judge", args=[finding.pk]), data, follow=True)
        said[finding.title] = page.content.decode()
    assert f"由{far.short_name}承办。" in said["电子烟"]
    assert "已生成线索" in said["茶具套装"]
    assert "承办。" not in said["茶具套装"]


def test_words_of_a_catalogue_are_no_group_that_a_rule_asks_for(everything):
    items = [Item(ItemKind.BANNED, "弹弓枪", "TOB", words=("弹弓枪",), region_code="440000")]
    made = actions.import_catalogue(title="二", items=items, by=everything.editor.viewer, at=f.NOW)
    actions.approve_draft(kind="catalogue", pk=made.pk, by=everything.leader.viewer, at=f.NOW)
    in_use(everything, rule_text(code="W-1", expression='有 词("TOB")'))
    screen(everything, {"title": "弹弓枪"})
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("licence", "fires"),
    [
        (None, False),
        ({"holder": "甲商行"}, False),
        ({"holder": "乙商行"}, True),
        ({"holder": "甲商行", "status": "revoked"}, True),
        ({"holder": "甲商行", "valid_to": dt.date(2026, 1, 1)}, True),
        ({"holder": "改过名", "code": "91X"}, False),
        ({"holder": "甲商行", "code": "91Y"}, True),
    ],
)
def test_a_rule_reads_the_licences_that_the_operator_holds(everything, licence, fires):
    in_use(everything, FOOD)
    subject = everything.shop.subject
    subject.name, subject.credit_code = "甲商行", "91X"
    subject.save()
    if licence:
        licensed(**licence)
    screen(everything, {"title": "饼干", "category": "休闲食品"})
    assert Finding.objects.exists() is fires


def test_a_shop_whose_operator_nobody_knows_is_left_open(everything):
    in_use(everything, FOOD)
    licensed("乙商行")
    screen(everything, {"title": "饼干", "category": "休闲食品", "shop_no": "S-9"})
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("number", "found"), [("2023010901123456", True), ("", True), (None, False)]
)
def test_a_rule_asks_whether_the_certificate_holds(everything, number, found):
    in_use(everything, rule_text(code="C-1", expression="无 证书"))
    licensed("乙商行")
    Snapshot.objects.update(kind=RegisterKind.CERTIFICATE)
    Snapshot.objects.get().certificates.create(
        number="2020010901123456", holder="丙", status="valid"
    )
    screen(everything, {"title": "水壶", "certificate_no": number})
    assert Finding.objects.exists() is found
