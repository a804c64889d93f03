"""Certificates and licences of the demo, and listings that state them, rightly or not."""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

import polars as pl

from hedun.demo import codes
from hedun.demo.goods import Listing, Truth
from hedun.demo.roster import Shop
from hedun.demo.vocabulary import brand, dice, words

PRODUCTS = {
    "家用电器": ("0701", "家用和类似用途设备"),
    "数码配件": ("0901", "移动电源、适配器"),
    "儿童玩具": ("2201", "玩具"),
}
FOOD = frozenset({"休闲食品", "粮油调味", "保健食品", "酒类"})
EACH, WRONG, WRONG_SHOPS = 120, 0.045, 0.03
HOWS = (
    "none",
    "malformed",
    "unknown",
    "suspended",
    "revoked",
    "cancelled",
    "expired",
    "holder",
    "model",
)
SHOP_HOWS = ("malformed", "unknown", "cancelled", "expired", "holder")
LABELS = {
    "valid": "有效",
    "suspended": "暂停",
    "revoked": "撤销",
    "cancelled": "注销",
    "expired": "有效",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as the table will have it; `standing` is also "expired"."""

    number: str
    holder: str
    models: tuple[str, ...]
    product: str
    category: str
    standing: str
    valid_from: dt.date
    valid_to: dt.date


def _certificate(chance: random.Random, number: int, *, category: str, on: dt.date) -> Certificate:
    code, product = PRODUCTS[category]
    first = on - dt.timedelta(days=chance.randint(200, 1_200))
    standing = (
        "valid" if number % 6 else ("suspended", "revoked", "cancelled", "expired")[number // 6 % 4]
    )
    is_over = standing == "expired"
    days = -chance.randint(20, 150) if is_over else chance.randint(200, 1_200)
    stem = brand(chance) + chance.choice(words("trade")["brand_last"])
    mark = "".join(chance.choices("ABCDEFGHJKLMNPRSTX", k=2))
    base = chance.randint(10, 89) * 10
    return Certificate(
        number=f"{first.year}01{code}{number:06}",
        holder=f"{stem}{chance.choice(('电器', '电子', '科技', '工贸'))}有限公司",
        models=tuple(f"{mark}-{base + step}" for step in range(1, chance.randint(3, 6))),
        product=product,
        category=category,
        standing=standing,
        valid_from=first,
        valid_to=on + dt.timedelta(days=days),
    )


@dataclass(slots=True)
class Papers:
    """Every paper of the market, and what its shops and listings state of them."""

    seed: int
    shops: list[Shop]
    on: dt.date
    certificates: list[Certificate] = field(default_factory=list)
    licences: dict[str, tuple[str, str]] = field(default_factory=dict)
    truths: list[Truth] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the certificates, and let a few shops state a licence that is not theirs."""
        chance = dice(self.seed, "certificates")
        for category in PRODUCTS:
            for _ in range(EACH):
                number = len(self.certificates) + 1
                made = _certificate(chance, number, category=category, on=self.on)
                self.certificates.append(made)
        chance = dice(self.seed, "licences")
        for shop in self.shops:
            self.licences[shop.shop_no] = self._licence(chance, shop)

    def _licence(self, chance: random.Random, shop: Shop) -> tuple[str, str]:
        """Give the number that a shop states, and what is wrong with it."""
        number, how = shop.licence_no, ""
        if not number or not FOOD & set(shop.categories) or chance.random() >= WRONG_SHOPS:
            return number, how
        how = chance.choice(SHOP_HOWS)
        if how == "malformed":
            number = codes.with_a_wrong_digit(chance, number)
        self.truths.append(
            Truth("shop", shop.platform_code, shop.shop_no, "FOOD-L", how, "licence", number)
        )
        return number, how

    def state(self, chance: random.Random, row: Listing, shop: Shop) -> Truth | None:
        """Let a listing state its papers; now and then wrongly."""
        row.certificate_no = row.licence_no = row.model = row.manufacturer = ""
        if row.category in FOOD:
            row.licence_no = self.licences[shop.shop_no][0]
        if row.category not in PRODUCTS:
            return None
        how = chance.choice(HOWS) if chance.random() < WRONG else ""
        if row.category == "数码配件" and not any(w in row.title for w in ("充电", "适配")):
            return None
        paper = chance.choice(self._standing(row.category, how))
        row.certificate_no, row.manufacturer = paper.number, paper.holder
        row.model = chance.choice(paper.models)
        if how == "none":
            row.certificate_no = ""
        elif how == "malformed":
            row.certificate_no = paper.number[:-2]
        elif how == "unknown":
            row.certificate_no = f"{paper.number[:10]}{chance.randint(900_000, 999_999)}"
        elif how == "holder":
            row.manufacturer = f"{brand(chance)}{brand(chance)}实业有限公司"
        elif how == "model":
            row.model += "Pro"
        if not how:
            return None
        surface = row.certificate_no or "（未标编号）"
        return Truth(
            "listing", row.platform_code, row.listing_no, "3C", how, "certificate", surface
        )

    def _standing(self, category: str, how: str) -> list[Certificate]:
        wanted = how if how in {"suspended", "revoked", "cancelled", "expired"} else "valid"
        rows = self.certificates
        return [one for one in rows if one.category == category and one.standing == wanted]

    def certificate_table(self) -> pl.DataFrame:
        """Lay the certificates out as the public platform would export them."""
        return pl.DataFrame(
            [
                {
                    "证书编号": one.number,
                    "持有人": one.holder,
                    "生产者": one.holder,
                    "型号": "、".join(one.models),
                    "产品类别": one.product,
                    "状态": LABELS[one.standing],
                    "有效期自": f"{one.valid_from:%Y-%m-%d}",
                    "有效期至": f"{one.valid_to:%Y-%m-%d}",
                }
                for one in self.certificates
            ]
        )

    def licence_table(self) -> pl.DataFrame:
        """Lay the licences out as their issuers would export them."""
        chance = dice(self.seed, "licence table")
        rows = []
        for shop in self.shops:
            how = self.licences[shop.shop_no][1]
            if not shop.licence_no or how == "unknown":
                continue
            days = -chance.randint(20, 300) if how == "expired" else chance.randint(200, 1_500)
            operator = shop.operator
            other = replace(operator, name=f"{brand(chance)}食品商行", credit_code="")
            holder = other if how == "holder" else operator
            rows.append(
                {
                    "许可证编号": shop.licence_no,
                    "经营者名称": holder.name,
                    "统一社会信用代码": holder.credit_code,
                    "经营项目": "预包装食品销售",
                    "状态": "注销" if how == "cancelled" else "有效",
                    "有效期自": f"{self.on - dt.timedelta(days=900):%Y-%m-%d}",
                    "有效期至": f"{self.on + dt.timedelta(days=days):%Y-%m-%d}",
                }
            )
        return pl.DataFrame(rows)
