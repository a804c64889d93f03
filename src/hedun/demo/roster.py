"""Shops and the operators behind them."""

import random
from dataclasses import dataclass, field

from hedun.demo import codes
from hedun.demo.vocabulary import brand, dice, person_name, phone, street, words

DECLARATIONS = (
    "个人销售自产农副产品，依法不需要办理市场主体登记",
    "个人销售家庭手工业产品，依法不需要办理市场主体登记",
    "个人利用自己的技能从事依法无须取得许可的便民劳务活动，依法不需要办理市场主体登记",
    "个人从事零星小额交易活动，依法不需要办理市场主体登记",
)
LICENSED = ("food", "health_food")


@dataclass(slots=True)
class Operator:
    """Somebody who trades: a company, an individual business or a natural person."""

    kind: str
    name: str
    region_code: str
    region_name: str
    address: str
    phone: str
    credit_code: str = ""
    id_number: str = ""


@dataclass(slots=True)
class Shop:
    """A shop on a platform, and what the platform knows of its operator."""

    platform_code: str
    shop_no: str
    name: str
    url: str
    operator: Operator
    categories: list[str] = field(default_factory=list)
    licence_no: str = ""
    declaration: str = ""
    is_over_100k: bool = False
    violation: str = ""


def _operator(chance: random.Random) -> Operator:
    regions = words("trade")["region"][0]["rows"]
    code, place, _ = chance.choices(regions, weights=[row[2] for row in regions])[0]
    kind = chance.choices(("enterprise", "individual", "natural"), weights=(58, 30, 12))[0]
    trade = words("trade")
    made = Operator(
        kind=kind,
        name=person_name(chance),
        region_code=code,
        region_name=place,
        address=place + street(chance),
        phone=phone(chance),
    )
    if kind == "natural":
        made.id_number = codes.identity_number(chance, code)
        return made
    is_enterprise = kind == "enterprise"
    made.credit_code = codes.credit_code(chance, code, is_enterprise=is_enterprise)
    city = place.split("省")[-1].split("市")[0]
    stem = brand(chance) + chance.choice(trade["brand_last"])
    if is_enterprise:
        made.name = f"{city}{stem}{chance.choice(trade['company_middle'])}有限公司"
    else:
        county = place.split("市", 1)[-1] or place
        made.name = f"{city}市{county}{stem}{chance.choice(trade['individual_tail'])}"
    return made


def _shop(chance: random.Random, number: int, operator: Operator) -> Shop:
    trade = words("trade")
    platforms = trade["platform"]
    platform = chance.choices(platforms, weights=[row["share"] for row in platforms])[0]
    goods = chance.sample(words("goods")["category"], k=chance.choice((1, 1, 2)))
    shop_no = f"{10_000_000 + number * 37 + chance.randint(0, 36)}"
    tail = "小铺" if operator.kind == "natural" else chance.choice(trade["shop_tail"])
    shop = Shop(
        platform_code=platform["code"],
        shop_no=shop_no,
        name=f"{brand(chance)}{goods[0]['name'][:2]}{tail}",
        url=f"https://shop{shop_no}.{platform['code']}.example/",
        operator=operator,
        categories=[row["name"] for row in goods],
    )
    if any(row["licence"] in LICENSED for row in goods):
        shop.licence_no = codes.food_licence(chance, operator.region_code)
    if operator.kind == "natural":
        shop.declaration = chance.choice(DECLARATIONS)
        shop.is_over_100k = chance.random() < 0.08
    return shop


def _plant(chance: random.Random, shop: Shop) -> None:
    """Let a few shops lack what the law asks of them."""
    roll = chance.random()
    if shop.is_over_100k:
        shop.violation = "LIC"
    elif shop.operator.kind == "natural" and roll < 0.05:
        shop.violation, shop.declaration = "LIC", ""
    elif shop.licence_no and roll < 0.02:
        shop.violation, shop.licence_no = "FOOD-L", ""


def shops(seed: int, operators: int) -> list[Shop]:
    """Make the shops of so many operators; one in eight has a second shop, often elsewhere."""
    chance = dice(seed, "roster")
    made: list[Shop] = []
    for _ in range(operators):
        operator = _operator(chance)
        for _ in range(2 if chance.random() < 0.12 else 1):
            made.append(_shop(chance, len(made), operator))
            _plant(chance, made[-1])
    return made
