"""An order from the shop to the shelf that is empty: steps, clocks, letters, facts."""

import datetime as dt
from contextlib import nullcontext

import polars as pl
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Level, Refused, Role
from hedun.base.procedure.models import Clock
from hedun.base.procedure.terms import NotPossible
from hedun.desks.bridge import actions as bridge
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.terms import FieldGroup, RowIn
from hedun.desks.sampling import actions, queries
from hedun.desks.sampling.actions import Form
from hedun.desks.sampling.models import SameGoods, SamplingOrder
from hedun.desks.sampling.tasks import match
from hedun.desks.sampling.terms import (
    GoodsIn,
    MatchState,
    Regime,
    Result,
    Sample,
    SamplingStep,
    Way,
)
from hedun.market.decide.listings import SCHEMA
from hedun.market.models import Fact, ImportBatch, ListingPart
from hedun.market.terms import ImportKind, ImportState
from tests import factories as make

NOW = make.NOW
DAY = dt.timedelta(days=1)
CODE = "6901234567892"
T = SamplingStep


def law():
    """The few articles and clocks that an order lives by."""
    food = make.instrument("food_safety_law", "食品安全法")
    goods = make.article(make.instrument("product_quality_law", "产品质量法"), "15")
    trade = make.article(make.instrument("ecommerce_law", "电子商务法"), "38")
    rights = make.article(food, "88")
    make.deadline("sampling.food.report", 20, extension=0, under=rights)
    make.deadline("sampling.food.reinspect", 7, extension=0, under=rights)
    make.deadline("sampling.food.admit", 5, extension=0, under=rights)
    make.deadline("sampling.food.recheck", 10, extension=0, under=rights)
    make.deadline("sampling.food.handle", 3, "month", extension=0, under=rights)
    make.deadline("sampling.goods.reinspect", 15, "d", extension=0, under=goods)
    make.deadline("letter.reply", extension=0, under=trade)
    make.deadline("letter.target", 24, "hour", extension=0, under=trade)


class Bench:
    """A bureau with an officer, two platforms that sell the same goods, and an order."""

    def __init__(self):
        law()
        self.bureau = make.bureau()
        self.officer = make.inspector(self.bureau)
        self.second = make.leader(self.bureau)
        self.officer.phone = "0571-80000000"
        self.officer.save()
        self.by = self.officer.viewer
        self.shops = [make.shop(make.platform()), make.shop(make.platform(), region="440305")]
        self.at = NOW

    def order(self, regime=Regime.FOOD, shop=0):
        shop = self.shops[shop]
        return actions.give_order(
            regime=regime,
            goods=GoodsIn("山核桃仁", "林间牌", "LJ-200", CODE, "20260901", "某食品厂"),
            shop=(shop.platform.code, shop.shop_no),
            listing_no="1001",
            by=self.by,
            at=self.at,
        )

    def take(self, row, step, **given):
        form = Form(given.get("note", ""), given.get("sample"), given.get("result"))
        return actions.take_step(
            order_id=row.pk, step=step, form=form, by=self.by, at=given.get("at", self.at)
        )

    def failed(self, regime=Regime.FOOD):
        row, on = self.order(regime), self.at.date()
        sample = Sample(Way.BOUGHT, on, 2, 1, order_no="D-1", paid_fen=4990)
        self.take(row, T.COLLECT, sample=sample)
        self.take(row, T.DELIVER)
        result = Result("某检验院", "R-1", on, "过氧化值 0.9 g/100g（标准≤0.5）")
        return self.take(row, T.FAIL, result=result)

    def final(self, regime=Regime.FOOD):
        row = self.failed(regime)
        self.take(row, T.TELL, note="当面送达")
        return self.take(row, T.WAIVE, note="书面表示无异议")


@pytest.fixture
def bench(request, settings, tmp_path):
    request.getfixturevalue("db")
    settings.DATA_DIR = tmp_path
    return Bench()


def offer(shop, listing_no, title, text=""):
    """One listing in a part of its own."""
    batch = ImportBatch.objects.create(
        kind=ImportKind.LISTINGS,
        sender=shop.platform.body,
        platform=shop.platform,
        file_name="x",
        sha256=f"{make.number():064d}",
        size=1,
        state=ImportState.DONE,
        handed_at=NOW,
    )
    row = dict.fromkeys(SCHEMA)
    row |= {"platform_code": shop.platform.code, "shop_no": shop.shop_no, "shop_name": shop.name}
    row |= {"listing_no": listing_no, "title": title, "description": text}
    path = settings.DATA_DIR / f"{listing_no}-{batch.pk}.parquet"
    pl.DataFrame([row], schema=SCHEMA).write_parquet(path)
    ListingPart.objects.create(batch=batch, number=1, path=path.name, rows=1, sha256="0" * 64)


class Run:
    """A job's run for one order."""

    def __init__(self, row):
        self.payload = {"order": row.pk}

    def at(self):
        return NOW

    def step(self, **_):
        return nullcontext()


def test_food_goes_by_the_clocks_of_its_law(bench):
    row = bench.failed()
    assert [c.rule for c in Clock.objects.filter(procedure="sampling_food")] == [
        "sampling.food.report"
    ]
    bench.take(row, T.TELL, note="邮寄送达")
    clock = Clock.objects.get(rule="sampling.food.reinspect")
    assert clock.due_at.date() == dt.date(2026, 12, 2)
    assert "第八十八条" in str(clock.article)
    assert Clock.objects.filter(rule="sampling.food.handle").exists()


def test_other_goods_have_fifteen_days(bench):
    bench.take(bench.failed(Regime.GOODS), T.TELL, note="邮寄送达")
    clock = Clock.objects.get(procedure="sampling_goods")
    assert clock.due_at.date() == dt.date(2026, 12, 8)
    assert "产品质量法" in str(clock.article)


def test_nobody_loses_the_second_test_before_the_term_is_over(bench):
    row = bench.failed()
    bench.take(row, T.TELL, note="邮寄送达")
    with pytest.raises(NotPossible, match="尚未届满"):
        bench.take(row, T.LAPSE, at=NOW + 3 * DAY)
    assert bench.take(row, T.LAPSE, at=NOW + 10 * DAY).state == "s_final"


def test_a_second_test_that_passes_ends_it_without_a_fact(bench):
    row = bench.failed()
    bench.take(row, T.TELL, note="送达")
    bench.take(row, T.APPLY, note="书面申请")
    bench.take(row, T.ADMIT, note="已受理")
    row = bench.take(row, T.OVERTURN, note="复检合格")
    assert (row.state, row.is_open, Fact.objects.count()) == ("s_passed", False, 0)


def test_a_final_result_is_a_fact_and_every_bureau_reads_it(bench):
    row = bench.final()
    fact = Fact.objects.get()
    assert (fact.kind, fact.shop_id, fact.payload["barcode"]) == ("quality", row.shop_id, CODE)
    far = make.inspector(make.bureau(Level.COUNTY, "440305")).viewer
    assert queries.shared_quality(far).get() == row
    assert not queries.visible_orders(far).exists()
    platform = make.person(row.shop.platform.body, Role.COMPLIANCE).viewer
    assert not queries.shared_quality(platform).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"barcode": "6901234567893"}, "校验码"),
        ({"barcode": "", "brand": ""}, "品牌"),
        ({"name": " "}, "商品名称"),
    ],
)
def test_goods_that_could_not_be_found_again_are_refused(bench, change, said):
    shop = bench.shops[0]
    given = {"name": "核桃", "brand": "林间牌", "barcode": CODE} | change
    with pytest.raises(Invalid, match=said):
        actions.give_order(
            regime=Regime.FOOD,
            goods=GoodsIn(**given),
            shop=(shop.platform.code, shop.shop_no),
            by=bench.by,
            at=NOW,
        )


def test_a_sample_needs_its_backup_and_its_payment(bench):
    row = bench.order()
    for sample in (
        Sample(Way.BOUGHT, NOW.date(), 2, 0, order_no="D-1", paid_fen=1),
        Sample(Way.BOUGHT, NOW.date(), 2, 1),
        Sample(Way.COLLECTED, NOW.date(), 2, 1),
        Sample(Way.COLLECTED, NOW.date() + DAY, 2, 1, place="某仓"),
    ):
        with pytest.raises(NotPossible):
            bench.take(row, T.COLLECT, sample=sample)


def test_the_same_goods_come_down_at_every_platform(bench):
    row = bench.final()
    here, there = bench.shops
    offer(here, "1001", "林间牌 山核桃仁", f"条码 {CODE}")
    offer(there, "2001", "山核桃", f"条码：{CODE}")
    offer(there, "2002", "林间牌 开心果 LJ-200")
    offer(there, "2003", "山里人 山核桃仁")
    match(Run(row))
    found = {one.row.listing_no: one.row for one in queries.offers(bench.by, row)}
    assert sorted(found) == ["1001", "2001", "2002"]
    for number, verdict in (("1001", "m_same"), ("2001", "m_same"), ("2002", "m_other")):
        actions.judge_match(
            match_id=found[number].pk, verdict=MatchState(verdict), by=bench.by, at=NOW
        )
    letters = actions.take_down(order_id=row.pk, by=bench.by, at=NOW)
    assert {letter.to_body_id for letter in letters} == {s.platform.body_id for s in bench.shops}
    for letter, shop, number in zip(letters, (here, there), ("1001", "2001"), strict=True):
        assert f"商品编号 {number}" in letter.text
        bridge.send(letter_id=letter.pk, by=bench.by, at=NOW)
        answerer = make.person(shop.platform.body, Role.COMPLIANCE).viewer
        bridge.accept(letter_id=letter.pk, by=answerer, at=NOW)
        with pytest.raises(NotPossible, match="未见平台答复已下架"):
            bench.take(row, T.CLOSE, note="已处置")
        goods = {"listing_no": number, "title": "山核桃", "removed_on": "2026-11-23"}
        bridge.answer(
            letter_id=letter.pk,
            text="已下架。",
            rows=[RowIn(FieldGroup.GOODS, goods)],
            by=answerer,
            at=NOW,
        )
    assert bench.take(row, T.CLOSE, note="同款均已下架").state == "s_closed"


def test_a_withdrawn_letter_lets_the_goods_be_asked_for_again(bench):
    row = bench.final()
    offer(bench.shops[1], "2001", "山核桃", CODE)
    match(Run(row))
    one = SameGoods.objects.get()
    actions.judge_match(match_id=one.pk, verdict=MatchState.SAME, by=bench.by, at=NOW)
    letter = actions.take_down(order_id=row.pk, by=bench.by, at=NOW)[0]
    with pytest.raises(NotPossible):
        actions.take_down(order_id=row.pk, by=bench.by, at=NOW)
    bridge.withdraw(letter_id=letter.pk, reason="重发", by=bench.by, at=NOW)
    assert actions.take_down(order_id=row.pk, by=bench.by, at=NOW)[0].pk != letter.pk


def test_an_offer_that_has_changed_is_judged_as_it_is_now(bench):
    row = bench.failed()
    offer(bench.shops[1], "2001", "山核桃", CODE)
    offer(bench.shops[1], "2001", "竹篮")
    assert queries.same_goods(make.SYSTEM, row) == []


def test_another_bureau_may_not_touch_it(bench):
    row = bench.failed()
    city = make.inspector(make.bureau(Level.CITY, "330100")).viewer
    assert queries.order(city, row.pk) == row
    with pytest.raises(Refused):
        actions.take_step(order_id=row.pk, step=T.TELL, form=Form("x"), by=city, at=NOW)
    with pytest.raises(Refused):
        actions.ask_for_matches(order_id=row.pk, by=city, at=NOW)


def test_the_pages_lead_through_it(bench, client):
    client.force_login(bench.officer)
    shop = bench.shops[0]
    form = {"regime": "food", "platform_code": shop.platform.code, "shop_no": shop.shop_no}
    form |= {"name": "山核桃仁", "brand": "林间牌", "barcode": CODE}
    client.post(reverse("sampling:add"), form)
    row = SamplingOrder.objects.get()
    url, today = reverse("sampling:step", args=[row.pk]), timezone.localdate().isoformat()
    sample = {"way": "bought", "collected_on": today, "quantity": 2, "backup": 1}
    page = client.post(url, {"step": "collect", "order_no": "D-1", "paid": "49.90", **sample})
    assert page.status_code == 302
    client.post(url, {"step": "deliver"})
    result = {"lab": "某检验院", "report_no": "R-1", "concluded_on": today}
    assert client.post(url, {"step": "fail", **result}).status_code == 422
    client.post(url, {"step": "fail", "failed_items": "过氧化值超标", **result})
    client.post(reverse("sampling:find", args=[row.pk]))
    page = client.get(reverse("sampling:detail", args=[row.pk])).content.decode()
    assert "不合格待告知" in page
    assert row.number in client.get(reverse("sampling:list")).content.decode()
    assert client.get(reverse("sampling:quality")).status_code == 200
    assert not Letter.objects.exists()
