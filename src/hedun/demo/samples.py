"""Sampling in the demo: the same goods on several platforms, and an order in every state."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from hedun.base.accounts.terms import Role
from hedun.demo import files
from hedun.demo.goods import Listing
from hedun.demo.imports import Supply, platform_row
from hedun.demo.officers import Bureaux
from hedun.demo.roster import Shop
from hedun.demo.simulation import drain
from hedun.desks.bridge import actions as bridge
from hedun.desks.bridge.terms import FieldGroup, RowIn
from hedun.desks.sampling import actions, queries
from hedun.desks.sampling.actions import Form
from hedun.desks.sampling.terms import (
    GoodsIn,
    MatchState,
    Regime,
    Result,
    Sample,
    SamplingStep,
    Way,
)
from hedun.market.terms import ImportKind

T = SamplingStep
HOME: Final = "330106"
GOODS: Final = (
    (Regime.FOOD, GoodsIn("山核桃仁 250g", "林间", "LJ-250", "6901000000011", "20260901"), 3990),
    (Regime.FOOD, GoodsIn("枇杷蜂蜜 500g", "花坞", "HW-500", "6901000000028", "20260815"), 6800),
    (Regime.GOODS, GoodsIn("不锈钢电热水壶", "沸点", "FD-1700", "6901000000035"), 12900),
    (Regime.GOODS, GoodsIn("儿童安全座椅", "小护", "XH-9", "6901000000042"), 59900),
)
FAILS: Final = (
    "过氧化值 0.92 g/100g（标准 ≤0.50）",
    "果糖和葡萄糖 52 g/100g（标准 ≥60）",
    "对触及带电部件的防护不符合 GB 4706.1",
    "动态试验胸部合成加速度超出标准限值",
)
DEEP: Final = (T.COLLECT, T.DELIVER, T.FAIL, T.TELL)
# how many days ago, which goods, and how far it came; None: look for the goods and take them down
LIVES: Final[tuple[tuple[float, int, tuple[SamplingStep | None, ...]], ...]] = (
    (0.3, 0, ()),
    (1, 1, (T.COLLECT,)),
    (4, 2, (T.COLLECT, T.DELIVER)),
    (6, 3, (T.COLLECT, T.DELIVER, T.FAIL)),
    (9, 0, (*DEEP,)),
    (12, 1, (*DEEP, T.APPLY)),
    (15, 0, (*DEEP, T.APPLY, T.ADMIT)),
    (18, 2, (T.COLLECT, T.DELIVER, T.PASS)),
    (20, 3, (T.COLLECT, T.CANCEL)),
    (24, 1, (*DEEP, T.WAIVE, None)),
    (30, 0, (*DEEP, T.APPLY, T.ADMIT, T.OVERTURN)),
    (36, 2, (*DEEP, T.WAIVE, None, T.CLOSE)),
)
NOTES: Final = {
    T.CANCEL: "商家已下架该商品，未能购得样品",
    T.TELL: "检验结论通知书及复检权利已送达",
    T.APPLY: "收到书面复检申请及备份样品说明",
    T.ADMIT: "符合条件，予以受理",
    T.OVERTURN: "复检项目符合标准",
    T.WAIVE: "当事人书面表示无异议",
    T.CLOSE: "同款商品均已下架，线索另行核查",
}
OFFERS_EACH = 2


def offers(supply: Supply, at: dt.datetime) -> Iterator[tuple[str, list[Listing]]]:
    """The same goods as each platform's shops offer them, under titles of their own."""
    for place, code in enumerate(sorted(supply.world.platforms)[:5]):
        shops = [shop for shop in supply.shops if shop.platform_code == code][:OFFERS_EACH]
        rows = [
            _offer(shop, number, at, serial=900 + place * 20 + spot * 10 + number)
            for spot, shop in enumerate(shops)
            for number in range(len(GOODS))
        ]
        if rows:
            yield code, rows


def _offer(shop: Shop, number: int, at: dt.datetime, *, serial: int) -> Listing:
    _, goods, fen = GOODS[number]
    heads = ("正品", "包邮", "现货", "旗舰")
    says_code = serial % 3 != 0
    listing_no = f"{990_000_000_000 + serial}"
    return Listing(
        platform_code=shop.platform_code,
        shop_no=shop.shop_no,
        shop_name=shop.name,
        listing_no=listing_no,
        title=f"{heads[serial % 4]} {goods.brand} {goods.name} {goods.model}",
        category="食品" if number < 2 else "日用百货",
        price_fen=fen + serial % 7 * 100,
        sales=serial % 90,
        url=f"{shop.url}item/{listing_no}",
        description=f"商品条码 {goods.barcode}" if says_code else "实物与图片一致",
        seen_at=at - dt.timedelta(hours=3),
        model=goods.model,
    )


def arrive(supply: Supply, at: dt.datetime) -> None:
    """Hand the offers in as each platform's own file."""
    for code, rows in offers(supply, at):
        form = platform_row(code)["listings"]
        path = supply.folder / f"{code}-新上架-{at:%Y%m%d}{files.SUFFIXES[form]}"
        files.write(files.table(rows, files.GOODS), path, form)
        supply.hand_in(ImportKind.LISTINGS, path, code=code, at=at)


@dataclass(slots=True)
class Sampling:
    """One order, led step by step to where its script ends."""

    bureaux: Bureaux
    supply: Supply
    number: int
    path: Iterator[SamplingStep | None]
    row: Any = None
    letters: list[Any] = field(default_factory=list)

    @property
    def _by(self) -> Any:
        return self.bureaux.world.viewers[f"jc{HOME}{1 + self.number % 2}"]

    def give(self, at: dt.datetime) -> None:
        """Order the goods from the first shop that offers them."""
        regime, goods, _ = GOODS[LIVES[self.number][1]]
        found = list(offers(self.supply, at))
        if not found:
            return
        code, rows = found[self.number % len(found)]
        offer = next(row for row in rows if goods.model == row.model)
        self.row = actions.give_order(
            regime=regime,
            goods=goods,
            shop=(code, offer.shop_no),
            listing_no=offer.listing_no,
            title=offer.title,
            by=self._by,
            at=at,
        )
        self._plan(at)

    def act(self, at: dt.datetime) -> None:
        """Take the next step, and plan the one after it."""
        step = next(self.path)
        if step is None:
            self._take_down(at)
        elif step is not T.CLOSE or all(letter.answered_at for letter in self._sent()):
            actions.take_step(
                order_id=self.row.pk, step=step, form=self._form(step, at), by=self._by, at=at
            )
        self._plan(at)

    def _sent(self) -> list[Any]:
        for letter in self.letters:
            letter.refresh_from_db()
        return self.letters

    def _form(self, step: SamplingStep, at: dt.datetime) -> Form:
        number = LIVES[self.number][1]
        note = NOTES.get(step, "")
        if step is T.COLLECT:
            fen = GOODS[number][2]
            order_no = f"DD{at:%Y%m%d}{self.number:04}"
            return Form(
                note,
                Sample(
                    Way.BOUGHT, timezone.localdate(at), 2, 1, order_no=order_no, paid_fen=2 * fen
                ),
            )
        if step in {T.PASS, T.FAIL}:
            failed = FAILS[number] if step is T.FAIL else ""
            report = f"JY-{at:%Y}-{self.number:04}"
            return Form(
                note, None, Result("浙江某检验检测院", report, timezone.localdate(at), failed)
            )
        return Form(note)

    def _take_down(self, at: dt.datetime) -> None:
        """Look for the goods, confirm what is sure, and write to every platform."""
        by = self._by
        actions.ask_for_matches(order_id=self.row.pk, by=by, at=at)
        drain(at)
        self.row.refresh_from_db()
        for offer in queries.offers(by, self.row):
            verdict = MatchState.SAME if offer.row.score >= 75 else MatchState.OTHER
            actions.judge_match(match_id=offer.row.pk, verdict=verdict, by=by, at=at)
        if not queries.platforms_to_ask(by, self.row):
            return
        self.letters = actions.take_down(order_id=self.row.pk, by=by, at=at)
        for place, letter in enumerate(self.letters):
            bridge.send(letter_id=letter.pk, by=by, at=at)
            is_last = LIVES[self.number][2][-1] is None
            if is_last and place == 0:
                continue  # one platform has not answered yet
            self._answer(letter, at + dt.timedelta(hours=3 + place))

    def _answer(self, letter: Any, at: dt.datetime) -> None:
        people = self.bureaux.world.of_body(letter.to_body_id, Role.COMPLIANCE)
        rows = [
            RowIn(
                FieldGroup.GOODS,
                {
                    "listing_no": offer.row.listing_no,
                    "title": offer.row.title,
                    "removed_on": f"{at:%Y-%m-%d}",
                    "measure": "已下架",
                },
            )
            for offer in queries.offers(self._by, self.row)
            if offer.row.letter_id == letter.pk
        ]
        bridge.accept(letter_id=letter.pk, by=people[0], at=at)
        bridge.answer(
            letter_id=letter.pk, text="来函所列商品均已下架。", rows=rows, by=people[0], at=at
        )

    def _plan(self, at: dt.datetime) -> None:
        rest = list(self.path)
        self.path = iter(rest)
        if rest:
            self.bureaux.sim.plan(self.bureaux.sim.office(at + dt.timedelta(hours=20)), self.act)


def plan_samples(bureaux: Bureaux, supply: Supply, *, now: dt.datetime) -> None:
    """Plan the arrival of the goods and one life for every state of an order."""
    sim = bureaux.sim
    sim.plan(sim.office(now - dt.timedelta(days=40)), lambda at: arrive(supply, at))
    for number, (days, _, path) in enumerate(LIVES):
        order = Sampling(bureaux, supply, number, iter(path))
        sim.plan(sim.office(now - dt.timedelta(days=days)), order.give)
