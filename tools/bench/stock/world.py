"""Bureaux of two provinces with their people, platforms and shops."""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from hedun.base.accounts.models import Body, Person, Region, RoleGrant
from hedun.base.lawbook.models import Ground
from hedun.market.models import Platform, Shop, Subject
from tools.bench.loading import load

STAFF = 9  # of each bureau: eight inspectors and a leader
PLATFORMS = 8
BUSIEST, SEAT, PROVINCE = "330110", "330108", "330000"


@dataclass(frozen=True, slots=True)
class Town:
    """A bureau by its number, and its people's."""

    body_id: int
    level: str
    code: str

    @property
    def inspectors(self) -> range:
        """Numbers of those who work on clues."""
        return range(self.body_id * STAFF, self.leader)

    @property
    def leader(self) -> int:
        """Number of the one who leads."""
        return (self.body_id + 1) * STAFF - 1


@dataclass(slots=True)
class World:
    """What everything else is about; shop n stands on platform n modulo their number."""

    at: dt.datetime
    chance: np.random.Generator
    towns: dict[str, Town] = field(default_factory=dict)
    grounds: list[tuple[int, str, int, str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def platform_of(self, shop: int) -> int:
        """Give the platform on which a shop stands."""
        return shop % PLATFORMS + 1

    def seller_of(self, platform: int) -> int:
        """Give the body that runs a platform."""
        return len(self.towns) + platform


def found(world: World, shops: int) -> None:
    """Write all that there is before the first clue."""
    grounds = Ground.objects.order_by("pk").values_list("pk", "severity", "article_id", "name")
    world.grounds = list(grounds)
    _bodies(world)
    _people(world)
    _shops(world, shops)


def _bodies(world: World) -> None:
    rows = Region.objects.filter(code__regex="^3[23]", valid_to__isnull=True).order_by("code")
    names = {row.code: row.full_name for row in rows}
    for number, row in enumerate(rows, 1):
        world.towns[row.code] = Town(number, row.level, row.code)
    load(
        Body,
        ("id", "name", "short_name", "level", "region_code", "word"),
        (
            (t.body_id, f"{names[t.code]}市场监督管理局", t.code, t.level, t.code, f"测{t.code}")
            for t in world.towns.values()
        ),
        kind="bureau",
    )
    numbers = range(1, PLATFORMS + 1)
    load(
        Body,
        ("id", "name", "short_name"),
        ((world.seller_of(n), f"测量平台{n}公司", f"平台{n}") for n in numbers),
        kind="platform",
        region_code=SEAT,
    )
    load(
        Platform,
        ("id", "body_id", "code", "name"),
        ((n, world.seller_of(n), f"b{n}", f"平台{n}") for n in numbers),
        region_code=SEAT,
    )


def _people(world: World) -> None:
    towns = list(world.towns.values())
    people = [(n, t) for t in towns for n in (*t.inspectors, t.leader)]
    load(
        Person,
        ("id", "username", "name", "body_id"),
        ((n, f"p{n}", f"测量员{n}", t.body_id) for n, t in people),
        must_change_password=False,
        password_changed_at=world.at,
        created_at=world.at,
    )
    load(
        RoleGrant,
        ("person_id", "role"),
        ((n, "leader" if n == t.leader else "inspector") for n, t in people),
        granted_at=world.at,
    )


def _shops(world: World, count: int) -> None:
    """The busiest county has about an eighth of the first province's shops, the last hardly any."""
    counties = [town.code for town in world.towns.values() if town.level == "county"]
    counties.sort(key=lambda code: (code != BUSIEST, world.chance.random()))
    weights = np.arange(1, len(counties) + 1) ** -0.9
    weights *= [1 if code.startswith(PROVINCE[:2]) else 0.25 for code in counties]
    drawn = world.chance.choice(len(counties), count, p=weights / weights.sum())
    world.places = [counties[n] for n in drawn.tolist()]
    numbered = list(enumerate(world.places, 1))
    load(
        Subject,
        ("id", "name", "credit_code", "region_code"),
        ((n, f"测量商贸{n}有限公司", f"91330106{n:010d}", place) for n, place in numbered),
        kind="enterprise",
        updated_at=world.at,
    )
    load(
        Shop,
        ("id", "platform_id", "shop_no", "name", "subject_id", "region_code", "url"),
        (
            (n, world.platform_of(n), f"D{n}", f"测量网店{n}", n, place, f"https://s{n}.example/")
            for n, place in numbered
        ),
        updated_at=world.at,
    )
