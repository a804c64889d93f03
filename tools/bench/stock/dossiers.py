"""Open cases beside the clues: one for every ten, so that a million clues stand with 100,000 cases."""

from collections.abc import Iterator

from hedun.desks.cases.models import Case, Handler
from tools.bench.loading import Row, load
from tools.bench.stock.clues import OVERDUE, Days
from tools.bench.stock.world import World

SHARE = 0.1
STATES = (
    "verifying", "investigating", "investigating", "investigating", "testing", "reviewing",
    "notified", "ready", "decided", "served",
)  # fmt: skip
AHEAD = 90  # days


def cases(world: World, count: int) -> None:
    """Write open cases of the shops' bureaux with two officers each, and their due dates."""
    days = Days(world.at, {})
    drawn = [_drawn(world, number) for number in range(1, count + 1)]
    names: tuple[str, ...] = (
        "id", "number", "token", "state", "title", "ground_id", "party_name", "shop_id",
        "platform_id", "region_code", "body_id", "found_at", "sourced_at", "opened_at", "due_at",
        "due_article_id",
    )  # fmt: skip
    rows = (_case(world, one, days=days) for one in drawn)
    load(Case, names, rows, source="clue", party_kind="organization", facts="测量事实。" * 20,
         due_name="普通程序案件作出处理决定", is_open=True)  # fmt: skip
    handlers = ("id", "case_id", "person_id", "due_at")
    load(Handler, handlers, _handlers(world, drawn, days=days), certificate="测0001", is_open=True)


def _drawn(world: World, number: int) -> tuple[int, int, int]:
    """A case: its number, its shop, and the day on which something of it falls due."""
    shop = number * 7 % len(world.places) + 1
    chance = number * 7919 % 1000 / 1000
    day = -1 - number % 30 if chance < OVERDUE else number * 31 % AHEAD
    return number, shop, day


def _case(world: World, one: tuple[int, int, int], *, days: Days) -> Row:
    number, shop, day = one
    town = world.towns[world.places[shop - 1]]
    ground, _, article, name = world.grounds[number % len(world.grounds)]
    at = days.within(-40 - number % 40, number)
    return (
        number, f"AJ-{world.at.year}-{number:06d}", f"bench{number}", STATES[number % len(STATES)],
        f"测量商贸{shop}有限公司涉嫌{name}案"[:200], ground, f"测量商贸{shop}有限公司", shop,
        world.platform_of(shop), town.code, town.body_id, at, at, at, days.end(day), article,
    )  # fmt: skip


def _handlers(world: World, drawn: list[tuple[int, int, int]], *, days: Days) -> Iterator[Row]:
    for number, shop, day in drawn:
        people = world.towns[world.places[shop - 1]].inspectors
        for place in (0, 1):
            yield (
                2 * number + place - 1, number, people[(number + place) % len(people)],
                days.end(day),
            )  # fmt: skip
