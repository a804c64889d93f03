"""Open and closed clues, each with what happened to it."""

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hedun.clues.models import Clue, ClueCounter, ClueEvent
from tools.bench.loading import Row, load, moment
from tools.bench.stock.world import PROVINCE, World

STATES = {
    "dispatched": 0.43, "verifying": 0.2, "confirmed": 0.08, "awaiting": 0.2, "answered": 0.09,
}  # fmt: skip
PATHS = {
    "raised": "raise",
    "dispatched": "raise dispatch",
    "verifying": "raise dispatch take",
    "confirmed": "raise dispatch confirm",
    "awaiting": "raise dispatch confirm send_letter",
    "answered": "raise dispatch confirm send_letter answer",
    "disposed": "raise dispatch confirm dispose",
}
GOALS = {
    "raise": "raised", "dispatch": "dispatched", "take": "verifying", "confirm": "confirmed",
    "send_letter": "awaiting", "answer": "answered", "dispose": "disposed",
}  # fmt: skip
WORDS = "加厚 保暖 男女 同款 秋冬 新款 便携 大容量 防水 耐磨 透气 套装 礼盒 批发 现货 简约".split()  # noqa: SIM905
TERM, OVERDUE, AHEAD = 21, 0.2, 21  # days, share of the open ones, days
NOBODY, CITY, TOP, UNCLAIMED = 0.01, 0.11, 0.14, 0.3  # upper bounds of shares
SPREAD = 997  # how many different moments a day has


class One(NamedTuple):
    """One clue as everything else needs it."""

    pk: int
    state: str
    shop: int
    body_id: int | None
    officer_id: int | None
    source: str
    day: int


@dataclass(slots=True)
class Days:
    """Moments as text, by day before or after today: a million times computed once."""

    at: dt.datetime
    cache: dict[tuple[int, int], str]

    def end(self, day: int) -> str:
        """The end of a working day, as terms end."""
        on = self.at + dt.timedelta(days=day)
        on -= dt.timedelta(days=max(0, on.weekday() - 4))
        key = (day, -1)
        if key not in self.cache:
            self.cache[key] = moment(on.replace(hour=23, minute=59, second=59, microsecond=0))
        return self.cache[key]

    def within(self, day: int, number: int) -> str:
        """A moment of a day's office hours, but not after now."""
        key = (day, number % SPREAD)
        if key not in self.cache:
            start = (self.at + dt.timedelta(days=day)).replace(hour=8, minute=0)
            self.cache[key] = moment(min(self.at, start + dt.timedelta(seconds=key[1] * 36)))
        return self.cache[key]


def draw(world: World, *, still_open: int, closed: int) -> list[One]:
    """Draw every clue, open ones first."""
    count = still_open + closed
    chance = world.chance
    shops = chance.integers(1, len(world.places) + 1, count).tolist()
    rolls = chance.random((count, 3)).tolist()
    states = chance.choice(list(STATES), count, p=list(STATES.values())).tolist()
    days = _days(world, still_open, closed)
    found = []
    for number, (shop, (a, b, c), state, day) in enumerate(
        zip(shops, rolls, states, days, strict=True), 1
    ):
        body_id, officer_id = _owner(world, shop, (a, b))
        now = "disposed" if number > still_open else state if body_id else "raised"
        source = "screening" if c < 0.7 else "partner" if c < 0.8 else "manual"
        found.append(One(number, now, shop, body_id, officer_id, source, day))
    return found


def _days(world: World, still_open: int, closed: int) -> list[int]:
    """When each falls due: a fifth is late, closed ones go back a year."""
    late = round(still_open * OVERDUE)
    past, later = (
        world.chance.integers(-40, 0, late),
        world.chance.integers(0, AHEAD + 1, still_open - late),
    )
    both = [*past.tolist(), *later.tolist()]
    world.chance.shuffle(both)
    return [*both, *world.chance.integers(-365, 1, closed).tolist()]


def _owner(world: World, shop: int, rolls: tuple[float, float]) -> tuple[int | None, int | None]:
    """The county of the shop, now and then its city or the province, or nobody yet."""
    place = world.places[shop - 1]
    which, who = rolls
    if which < NOBODY:
        return None, None
    code = place[:4] + "00" if which < CITY else place[:2] + PROVINCE[2:] if which < TOP else place
    town = world.towns.get(code) or world.towns[place]
    if who < UNCLAIMED:
        return town.body_id, None
    staff = town.inspectors
    return town.body_id, staff[int((who - UNCLAIMED) / (1 - UNCLAIMED) * len(staff))]


def write(world: World, clues: list[One]) -> None:
    """Write the clues and their events."""
    days = Days(world.at, {})
    year = world.at.year
    load(ClueCounter, ("year", "last"), [(year, len(clues))])
    names: tuple[str, ...] = (
        "id", "number", "title", "source", "source_key", "ground_id", "severity", "due_article_id",
        "state", "outcome", "platform_id", "shop_id", "subject_id", "listing_no", "finding",
        "region_code", "body_id", "officer_id", "raised_body_id", "raised_at", "due_at",
        "disposed_at", "is_open", "version",
    )  # fmt: skip
    rows: Iterator[Row] = (_row(world, one, days=days, year=year) for one in clues)
    load(Clue, names, rows, due_rule="clue.verify", due_calendar=f"{year}-1")
    names = (
        "clue_id", "step", "at", "by_id", "by_name", "body_id", "from_state", "to_state", "version",
    )  # fmt: skip
    rows = itertools.chain.from_iterable(_events(one, days) for one in clues)
    load(ClueEvent, names, rows, basis="《市场监督管理行政处罚程序规定》第十八条")


def _row(world: World, one: One, *, days: Days, year: int) -> Row:
    ground, severity, article, name = world.grounds[one.pk % len(world.grounds)]
    is_open = one.state != "disposed"
    words = " ".join(WORDS[(one.pk * k) % len(WORDS)] for k in (1, 3, 5, 7))
    finding = {"text": f"{words} 测量商品{one.pk}", "words": [{"word": words[:2], "start": 0, "end": 2}],
               "rule": name, "exemptions": []}  # fmt: skip
    return (
        one.pk, f"XS-{year}-{one.pk:06d}", f"{name[:40]}：{words}", one.source, f"bench:{one.pk}",
        ground, severity, article, one.state, "" if is_open else "removed",
        world.platform_of(one.shop), one.shop, one.shop, f"G{one.pk}",
        json.dumps(finding, ensure_ascii=False), world.places[one.shop - 1], one.body_id,
        one.officer_id, one.body_id, days.within(one.day - TERM, one.pk), days.end(one.day),
        None if is_open else days.within(one.day - one.pk % 12 + 1, one.pk), is_open,
        len(PATHS[one.state].split()),
    )  # fmt: skip


def _events(one: One, days: Days) -> Iterator[Row]:
    origin = ""
    for version, step in enumerate(PATHS[one.state].split(), 1):
        # at most three days between two steps, and never after today
        day = min(0, one.day - TERM + (version - 1) * (one.pk % 4))
        goal = GOALS[step]
        by_name = f"测量员{one.officer_id}" if one.officer_id else "系统"
        yield (
            one.pk, step, days.within(day, one.pk + version), one.officer_id, by_name,
            one.body_id, origin, goal, version,
        )  # fmt: skip
        origin = goal
