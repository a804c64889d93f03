"""Listings with planted violations, look-alikes that are lawful, and price histories."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hedun.demo.disguise import fill
from hedun.demo.roster import Shop
from hedun.demo.vocabulary import brand, dice, words

PLANTED, DECOYS = 0.022, 0.015
HISTORY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Truth:
    """One line of the truth table: what was planted where, and how it was hidden."""

    kind: str
    platform_code: str
    number: str
    ground: str
    how: str
    place: str
    surface: str
    is_violation: bool = True


@dataclass(slots=True)
class Listing:
    """One offer as the platform would export it."""

    platform_code: str
    shop_no: str
    shop_name: str
    listing_no: str
    title: str
    category: str
    price_fen: int
    sales: int
    url: str
    description: str
    seen_at: dt.datetime
    certificate_no: str | None = None
    licence_no: str | None = None
    model: str | None = None
    manufacturer: str | None = None
    prices: list[int] = field(default_factory=list)


def _plants_for(category: str) -> tuple[list[dict[str, Any]], list[float]]:
    found = [
        plant
        for plant in words("plants")["plant"]
        if category in plant.get("categories", (category,))
    ]
    # a plant that fits few categories comes up as often in the whole as its weight says
    weights = [row["weight"] * 20 / len(row.get("categories", range(20))) for row in found]
    return found, weights


def _ordinary(chance: random.Random, shop: Shop, *, number: int, at: dt.datetime) -> Listing:
    lists = words("goods")
    wanted = chance.choice(shop.categories)
    row = next(row for row in lists["category"] if row["name"] == wanted)
    low, high = row["price"]
    price = int(low * (high / low) ** chance.random()) * 100 + chance.choice((0, 50, 80, 90, 99))
    looks = chance.sample(row["looks"], k=chance.choice((1, 2)))
    title = (
        f"{chance.choice(lists['promos'])}{brand(chance)} {''.join(looks)}"
        f"{chance.choice(row['nouns'])} {chance.choice(row['sizes'])}{chance.choice(lists['tails'])}"
    )
    listing_no = f"{600_000_000_000 + number * 7_919}"
    return Listing(
        platform_code=shop.platform_code,
        shop_no=shop.shop_no,
        shop_name=shop.name,
        listing_no=listing_no,
        title=title,
        category=wanted,
        price_fen=price,
        sales=int(chance.paretovariate(0.9)) % 20_000,
        url=f"{shop.url}item/{listing_no}",
        description="".join(chance.sample(lists["notes"], k=2)),
        seen_at=at - dt.timedelta(seconds=chance.randint(600, 200_000)),
    )


def _prices(chance: random.Random, plant: str, price: int) -> list[int]:
    """Make a daily history: oldest first, today last."""
    usual = int(price * chance.uniform(1.0, 1.12)) if plant else price
    history = [usual + chance.choice((0, 0, 0, 100, -100)) for _ in range(HISTORY_DAYS)]
    if plant == "PR2":
        history[-4:-1] = [int(price * 1.6)] * 3
    history[-1] = price
    return history


def _plant(chance: random.Random, row: Listing, plant: dict[str, Any]) -> Truth:
    form = chance.choice(plant["forms"])
    high = row.price_fen * chance.choice((18, 20, 25, 30)) // 1000 * 100
    form = form.format(
        brand=brand(chance) if "{brand}" in form else "",
        high=high // 100,
        now=f"{row.price_fen / 100:g}",
        gap=max(1, (high - row.price_fen) // 100),
    )
    place = plant["where"]
    text, surface, how = fill(chance, form, may_hide=place == "title")
    if place == "title":
        head, _, tail = row.title.partition(" ")
        row.title = chance.choice((f"{head} {text} {tail}", f"{head} {tail} {text}"))
    else:
        row.description += text
    if place == "sales":
        row.sales = chance.randint(100_000, 1_000_000)
    if place == "price":
        row.prices = _prices(chance, plant["code"], row.price_fen)
    return Truth("listing", row.platform_code, row.listing_no, plant["code"], how, place, surface)


def _decoy(chance: random.Random, row: Listing, plant: dict[str, Any]) -> Truth:
    text = chance.choice(plant["decoys"]).format(now=f"{row.price_fen / 100:g}")
    place = plant["where"]
    if place == "title":
        row.title += f" {text}"
    else:
        row.description += text
    if place == "price":
        row.prices = _prices(chance, "", row.price_fen)
    return Truth(
        kind="listing",
        platform_code=row.platform_code,
        number=row.listing_no,
        ground=plant["code"],
        how="decoy",
        place=place,
        surface=text,
        is_violation=False,
    )


def _omit(chance: random.Random, row: Listing) -> Truth | None:
    """Let health food lack the sentence that the law demands, now and then."""
    duty = "保健食品不是药物，不能代替药物治疗疾病。"
    if row.category != "保健食品":
        return None
    if chance.random() >= 0.03:
        row.description += duty
        return None
    return Truth(
        "listing", row.platform_code, row.listing_no, "HF", "omission", "omission", surface=duty
    )


def listings(
    seed: int, shops: list[Shop], *, count: int, start: int, at: dt.datetime
) -> Iterator[tuple[Listing, list[Truth]]]:
    """Make so many listings, each with what was planted in it; few shops sell most.

    `start` numbers the first one; all were seen within two days before `at`.
    """
    chance = dice(seed, f"goods {start}")
    plants = {row["name"]: _plants_for(row["name"]) for row in words("goods")["category"]}
    crowd = chance.choices(shops, weights=[chance.paretovariate(1.8) for _ in shops], k=count)
    for number, shop in enumerate(crowd, start):
        row = _ordinary(chance, shop, number=number, at=at)
        truths = [truth] if (truth := _omit(chance, row)) else []
        found, weights = plants[row.category]
        roll = chance.random()
        if roll < PLANTED + DECOYS:
            plant = chance.choices(found, weights)[0]
            # a ground of what is no violation has look-alikes only
            is_planted = roll < PLANTED and plant["forms"]
            truths.append((_plant if is_planted else _decoy)(chance, row, plant))
        yield row, truths
