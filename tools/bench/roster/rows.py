"""Businesses as arrays of numbers: drawn from stated distributions, spelled out later.

Characters, trades and given names are drawn by rank to the power of -0.7, surnames of -0.9.
Shares: 70 % individuals and 30 % companies; trade names a quarter each of a person's name, two
lucky characters, three characters (美味轩), two to four usual ones; 6 % are branches of 2,000
chains; 8 % belong to the owner of another row; 2 % of telephones are an agency's.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hedun.engine.codes import uscc
from tools.bench.roster.vocabulary import ROAD_ENDS, ROAD_WORDS, ROADS, characters, regions, trades

Ints = NDArray[np.int64]
_SIGNS = np.frombuffer(uscc.ALPHABET.encode(), np.uint8)
_VALUE = {sign: at for at, sign in enumerate(uscc.ALPHABET)}
CHAINS = 2_000
PERSONAL_ROADS = len(ROADS)


@dataclass(frozen=True)
class Rows:
    """One business a row."""

    county: Ints
    company: Ints  # 1 where it is a company
    chars: Ints  # n × 4, 0 where the trade name is shorter
    trade: Ints
    noun: Ints
    form: Ints
    region: Ints  # how the name states its region
    bracket: Ints  # 1: （个体工商户）
    branch: Ints  # 0: none; else the number of its place
    person: Ints  # n × 3
    owner: Ints
    phone: Ints
    road: Ints
    number: Ints
    room: Ints  # 0: none
    place: Ints  # 0 road, 1 village, 2 market
    code: NDArray[np.uint8]  # n × 18
    former: Ints  # n × 4, zeros where there is none

    def __len__(self) -> int:
        return len(self.county)

    def take(self, where: NDArray[Any]) -> "Rows":
        """Give some of the rows."""
        return Rows(**{f.name: getattr(self, f.name)[where] for f in fields(self)})

    def with_(self, **changed: NDArray[Any]) -> "Rows":
        """Give the rows with other values."""
        return replace(self, **changed)


def joined(*parts: Rows) -> Rows:
    """Put rows below one another."""
    return Rows(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Rows)}
    )


def draw(dice: np.random.Generator, counties: Ints, count: int) -> Rows:
    """Draw so many businesses in the counties given."""
    weight = regions().weight[counties]
    county = dice.choice(counties, count, p=weight / weight.sum())
    company = (dice.random(count) < 0.3).astype(np.int64)
    words = trades()
    trade = np.where(
        company == 1, _often(dice, words.company, count), _often(dice, words.shop, count)
    )
    person = _persons(dice, count)
    chars = _trade_names(dice, person)
    rows = Rows(
        county,
        company,
        chars,
        trade,
        noun=_chosen(
            dice, [0.5, 0.08, 0.08, 0.06, 0.04, 0.06, 0.08, 0.02, 0.04, 0.01, 0.03], count
        ),
        form=_chosen(dice, [0.8, 0.12, 0.02, 0.03, 0.03], count),
        region=_region_styles(dice, company),
        bracket=((dice.random(count) < 0.4) & (company == 0)).astype(np.int64),
        branch=np.zeros(count, np.int64),
        person=person,
        owner=dice.integers(1 << 40, 1 << 62, count),
        phone=_phones(dice, county),
        road=_roads(dice, county),
        number=_numbers(dice, count),
        room=np.where(dice.random(count) < 0.4, dice.integers(101, 2500, count), 0),
        place=_chosen(dice, [0.7, 0.15, 0.15], count),
        code=codes(dice, county, company),
        former=np.zeros((count, 4), np.int64),
    )
    return _former(dice, _owned(dice, _chained(dice, rows)))


def _often(dice: np.random.Generator, listed: Ints, count: int | tuple[int, int]) -> Ints:
    """Draw the first ones of a list more often, as words are used: rank to the power of -0.7."""
    weight = np.arange(1, len(listed) + 1) ** -0.7
    # an order of our own, the same for every draw
    order = np.random.default_rng(23).permutation(listed)
    return dice.choice(order, count, p=weight / weight.sum())


def _chosen(dice: np.random.Generator, shares: list[float], count: int) -> Ints:
    return dice.choice(len(shares), count, p=np.array(shares) / sum(shares))


def _region_styles(dice: np.random.Generator, company: Ints) -> Ints:
    """0 county, 1 city and county, 2 province, city and county, 3 short city, 4 city, 5 province, 6 in brackets."""
    shop = _chosen(dice, [0.5, 0.35, 0.05, 0.07, 0.03], len(company))
    firm = _chosen(dice, [0.12, 0.05, 0.01, 0.45, 0.25, 0.07, 0.05], len(company))
    return np.where(company == 1, firm, shop)


def _persons(dice: np.random.Generator, count: int) -> Ints:
    known = characters()
    # surnames as usual as they are: the first few dozens carry half of the people
    rank = np.arange(1, len(known.surname) + 1) ** -0.9
    usual = [
        known.number[c] for c in "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹"
    ]
    surnames = np.array(usual + [c for c in known.surname if c not in set(usual)])
    surname = dice.choice(surnames, count, p=rank / rank.sum())
    given = _often(dice, known.given, (count, 2))
    given[:, 1] = np.where(dice.random(count) < 0.3, 0, given[:, 1])
    return np.column_stack([surname, given])


def _trade_names(dice: np.random.Generator, person: Ints) -> Ints:
    known, count = characters(), len(person)
    kind = _chosen(dice, [0.2, 0.25, 0.25, 0.3], count)
    chars = np.zeros((count, 4), np.int64)
    own = kind == 0
    chars[own, :3] = person[own]
    two = kind == 1
    chars[two, :2] = _often(dice, known.lucky, (two.sum(), 2))
    three = kind == 2
    chars[three, 0] = _often(dice, known.usual, three.sum())
    chars[three, 1] = _often(dice, known.lucky, three.sum())
    chars[three, 2] = _often(dice, known.ending, three.sum())
    rare = kind == 3
    chars[rare] = _often(dice, known.usual, (rare.sum(), 4))
    length = dice.choice([2, 3, 4], rare.sum(), p=[0.4, 0.35, 0.25])
    chars[np.flatnonzero(rare)[:, None], np.arange(4)] *= np.arange(4) < length[:, None]
    return chars


def trade_names(dice: np.random.Generator, count: int) -> Ints:
    """Draw trade names alone."""
    return _trade_names(dice, _persons(dice, count))


def _phones(dice: np.random.Generator, county: Ints) -> Ints:
    count = len(county)
    prefix = dice.choice(
        [130, 133, 135, 136, 137, 138, 139, 150, 151, 158, 159, 180, 186, 189], count
    )
    own = prefix * 10**8 + dice.integers(0, 10**8, count)
    agency = 13_900_000_000 + county * 16 + dice.integers(0, 16, count)
    return np.where(dice.random(count) < 0.02, agency, own)


def _roads(dice: np.random.Generator, county: Ints) -> Ints:
    """Half of the roads have names that are everywhere, half are of the county."""
    count = len(county)
    usual = dice.integers(0, len(ROADS), count)
    pairs = len(ROAD_WORDS) ** 2
    own = len(ROADS) + (county * 7919 + dice.integers(0, 60, count) * 31) % pairs
    return np.where(dice.random(count) < 0.5, usual, own) * len(ROAD_ENDS) + dice.integers(
        0, len(ROAD_ENDS), count
    )


def _numbers(dice: np.random.Generator, count: int) -> Ints:
    return np.minimum(dice.geometric(0.006, count), 1999)


def codes(dice: np.random.Generator, county: Ints, company: Ints) -> NDArray[np.uint8]:
    """Draw unified social credit codes with their check signs."""
    count = len(county)
    values = dice.integers(0, 31, (count, 18))
    table = np.array([[_VALUE[c] for c in code] for code in regions().codes])
    values[:, 0], values[:, 1] = 9, np.where(company == 1, 1, 2)
    values[:, 2:8] = table[county]
    values[:, 8], values[:, 9] = _VALUE["M"], _VALUE["A"]
    total = values[:, :17] @ np.array(uscc.WEIGHTS)
    values[:, 17] = (31 - total % 31) % 31
    return _SIGNS[values]


def _chained(dice: np.random.Generator, rows: Rows) -> Rows:
    """Make 6 % of the rows branches of chains."""
    chosen = np.flatnonzero(dice.random(len(rows)) < 0.06)
    brands = np.random.default_rng(17)
    names = trade_names(brands, CHAINS)
    words = brands.choice(trades().shop, CHAINS)
    brand = np.minimum(dice.geometric(0.004, len(chosen)), CHAINS - 1)
    chars, trade, branch = rows.chars.copy(), rows.trade.copy(), rows.branch.copy()
    company = rows.company.copy()
    chars[chosen], trade[chosen], company[chosen] = names[brand], words[brand], 0
    # the place of a branch is its road, or a number
    branch[chosen] = np.where(
        dice.random(len(chosen)) < 0.7, 1000 + rows.road[chosen], dice.integers(1, 30, len(chosen))
    )
    region = np.where((branch > 0) & (rows.region > 4), 0, rows.region)
    return rows.with_(chars=chars, trade=trade, branch=branch, company=company, region=region)


def _owned(dice: np.random.Generator, rows: Rows) -> Rows:
    """Give 8 % of the rows the owner of another row of the same city."""
    order = np.argsort(regions().city_no[rows.county], kind="stable")
    at = np.flatnonzero(dice.random(len(rows) - 1) < 0.08) + 1 if len(rows) > 1 else order[:0]
    here, there = order[at], order[at - 1]
    same = regions().city_no[rows.county[here]] == regions().city_no[rows.county[there]]
    here, there = here[same], there[same]
    person, owner, phone = rows.person.copy(), rows.owner.copy(), rows.phone.copy()
    person[here], owner[here], phone[here] = (
        rows.person[there],
        rows.owner[there],
        rows.phone[there],
    )
    return rows.with_(person=person, owner=owner, phone=phone)


def _former(dice: np.random.Generator, rows: Rows) -> Rows:
    """4 % had another trade name before."""
    former = rows.former.copy()
    chosen = np.flatnonzero(dice.random(len(rows)) < 0.04)
    former[chosen] = trade_names(dice, len(chosen))
    return rows.with_(former=former)
