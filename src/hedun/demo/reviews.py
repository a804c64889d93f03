"""Reviews: ordinary ones, bought ones, and those that warn of a danger."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hedun.demo.disguise import fill
from hedun.demo.goods import Listing, Truth
from hedun.demo.vocabulary import dice, words

KINDS = {"": 94, "fake": 3, "paid": 1, "warn": 2}
GROUNDS = {"fake": "FUC", "paid": "IDF"}
WARNING = {"变质": "FOOD-34", "已过保质期": "FOOD-34", "吃出虫子": "FOOD-34"}


@dataclass(frozen=True, slots=True)
class Review:
    """What a buyer wrote; the buyer is a number only."""

    platform_code: str
    shop_no: str
    listing_no: str
    review_no: str
    buyer_no: str
    rating: int
    text: str
    written_at: dt.datetime


def _text(chance: random.Random, kind: str) -> tuple[str, str, str]:
    lists: dict[str, Any] = words("disguise")["reviews"]
    if kind:
        return fill(chance, chance.choice(lists[kind]), may_hide=kind != "warn")
    return chance.choice(lists["plain"]) + chance.choice(lists["more"]), "", ""


def _rating(chance: random.Random, kind: str) -> int:
    if kind == "warn":
        return chance.choice((1, 1, 2))
    return 5 if kind else chance.choices((5, 4, 3, 2, 1), weights=(58, 22, 11, 5, 4))[0]


def reviews(
    seed: int, goods: list[Listing], *, count: int, now: dt.datetime
) -> Iterator[tuple[Review, Truth | None]]:
    """Make so many reviews of the given listings, over the last 90 days."""
    chance = dice(seed, "reviews")
    for number in range(count):
        row = chance.choice(goods)
        kind = chance.choices(list(KINDS), weights=list(KINDS.values()))[0]
        text, surface, how = _text(chance, kind)
        review = Review(
            platform_code=row.platform_code,
            shop_no=row.shop_no,
            listing_no=row.listing_no,
            review_no=f"{90_000_000 + number}",
            # bought reviews come from a small crowd
            buyer_no=f"u{chance.randint(1, 60 if kind == 'fake' else 400_000):06}",
            rating=_rating(chance, kind),
            text=text,
            written_at=now - dt.timedelta(seconds=chance.randint(600, 90 * 86_400)),
        )
        ground = GROUNDS.get(kind) or WARNING.get(surface, "RISK" if kind else "")
        truth = Truth("review", row.platform_code, review.review_no, ground, how, "text", surface)
        yield review, truth if kind else None
