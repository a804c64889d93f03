"""What platforms and the registry hand in over the ninety days, through the real import."""

import datetime as dt
import pathlib
import random
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from hedun.demo import files
from hedun.demo.codes import with_a_wrong_digit
from hedun.demo.goods import Listing, Truth, listings
from hedun.demo.papers import Papers
from hedun.demo.people import World
from hedun.demo.roster import Shop
from hedun.demo.simulation import Simulation, drain
from hedun.demo.vocabulary import dice, words
from hedun.desks.screening import actions as screening
from hedun.market import actions as market
from hedun.market.terms import ImportKind

WATCHED = 0.05  # share of the other listings whose prices are watched, too
# days before now and the share of all listings that arrive with the wave
WAVES = ((80, 0.62), (47, 0.18), (20, 0.14), (4, 0.06))
LISTS = {"吊销": "revoked", "经营异常": "abnormal", "严重违法失信": "dishonest"}


@dataclass(slots=True)
class Supply:
    """What was made and handed in so far."""

    seed: int
    count: int
    shops: list[Shop]
    folder: pathlib.Path
    home: pathlib.Path
    world: World
    papers: Papers
    truths: list[Truth] = field(default_factory=list)
    sample: list[Listing] = field(default_factory=list)
    planted: list[tuple[Listing, Truth]] = field(default_factory=list)
    region_of: dict[str, str] = field(default_factory=dict)
    shop_of: dict[str, Shop] = field(default_factory=dict)
    made: int = 0
    runs: int = 0

    def __post_init__(self) -> None:
        """Know where the operator of each shop sits."""
        self.region_of = {shop.shop_no: shop.operator.region_code for shop in self.shops}
        self.shop_of = {shop.shop_no: shop for shop in self.shops}
        self.truths += self.papers.truths

    def hand_in(self, kind: ImportKind, path: pathlib.Path, *, code: str, at: dt.datetime) -> Any:
        """Hand a file in as the platform's own officer and let the import run."""
        by = self.world.viewers[f"{code}1"]
        batch = market.hand_in(
            kind=kind,
            platform=self.world.platforms[code],
            file_name=path.name,
            content_path=path,
            by=by,
            at=at,
        )
        market.start_import(batch_id=batch.pk, by=by, at=at)
        drain(at)
        path.unlink()
        return batch


def platform_row(code: str) -> dict[str, Any]:
    """Give what the word list says of a platform."""
    found: dict[str, Any] = next(p for p in words("trade")["platform"] if p["code"] == code)
    return found


def roster(supply: Supply, code: str, at: dt.datetime) -> None:
    """Let a platform report its shops and operators."""
    form = platform_row(code)["roster"]
    rows = [shop for shop in supply.shops if shop.platform_code == code]
    path = supply.folder / f"{code}-经营者名册-{at:%Y%m%d}{files.SUFFIXES[form]}"
    files.write(mistyped(files.table(rows, files.ROSTER), supply.seed, code), path, form)
    supply.hand_in(ImportKind.ROSTER, path, code=code, at=at)


def mistyped(frame: pl.DataFrame, seed: int, code: str) -> pl.DataFrame:
    """Let one row in 300 carry a credit code with a wrong digit, as real rosters do."""
    chance = dice(seed, f"mistyped {code}")
    typed = [
        with_a_wrong_digit(chance, text) if text and chance.random() < 1 / 300 else text
        for text in frame["统一社会信用代码"]
    ]
    return frame.with_columns(pl.Series("统一社会信用代码", typed))


def registry(supply: Supply, at: dt.datetime) -> None:
    """Let the provincial bureau hand in the registry's three lists as one table."""
    chance = dice(supply.seed, f"registry {at:%m%d}")
    rows: list[tuple[str, str, str, str]] = []
    share = max(0.009, 5 / len(supply.shops))
    for shop in supply.shops:
        code = shop.operator.credit_code
        if code and chance.random() < share:
            # the first three make sure that no list is empty
            reason = chance.choices(list(LISTS), weights=(2, 6, 1))[0]
            reason = list(LISTS)[len(rows)] if len(rows) < len(LISTS) else reason
            day = at.date() - dt.timedelta(days=chance.randint(3, 400))
            rows.append((code, shop.operator.name, reason, f"{day:%Y-%m-%d}"))
    frame = pl.DataFrame(
        rows, schema=["统一社会信用代码", "名称", "登记状态", "列入日期"], orient="row"
    )
    path = files.write(frame, supply.folder / f"登记名单-{at:%Y%m%d}.xlsx", "xlsx")
    by = supply.world.viewers["jc3300001"]
    batch = market.hand_in(
        kind=ImportKind.REGISTRY,
        platform=None,
        file_name=path.name,
        content_path=path,
        by=by,
        at=at,
    )
    market.start_import(batch_id=batch.pk, by=by, at=at)
    drain(at)
    path.unlink()


def wave(supply: Supply, sim: Simulation, *, share: float, at: dt.datetime) -> None:
    """Let every platform hand in listings and its bureau screen them, each at its own hour."""
    count = round(supply.count * share)
    by_platform: dict[str, list[Listing]] = {code: [] for code in supply.world.platforms}
    chance = dice(supply.seed, f"sample {supply.made}")
    states = dice(supply.seed, f"papers {supply.made}")
    for row, planted in listings(supply.seed, supply.shops, count=count, start=supply.made, at=at):
        told = supply.papers.state(states, row, supply.shop_of[row.shop_no])
        truths = [*planted, told] if told else planted
        by_platform[row.platform_code].append(row)
        supply.truths += truths
        supply.planted += [(row, truth) for truth in truths if truth.is_violation]
        if len(supply.sample) < 5000 and chance.random() < 0.2:
            supply.sample.append(row)
    supply.made += count
    _watch_prices(supply, chance, by_platform, at=at)
    for number, (code, rows) in enumerate(by_platform.items()):
        moment = sim.office(at + dt.timedelta(hours=7 * number))
        sim.plan(moment, _arrival(supply, code, rows))


def _watch_prices(
    supply: Supply,
    chance: random.Random,
    by_platform: dict[str, list[Listing]],
    *,
    at: dt.datetime,
) -> None:
    """Lay down what monitoring saw of prices day by day: of all that compare, and some others."""
    rows: list[dict[str, Any]] = []
    for row in (row for listed in by_platform.values() for row in listed):
        prices = row.prices
        if not prices and chance.random() < WATCHED:
            prices = [row.price_fen + chance.choice((0, 0, 0, 100, -100)) for _ in range(30)]
        if prices:
            rows.append(
                {
                    "platform_code": row.platform_code,
                    "listing_no": row.listing_no,
                    "today": at.date(),
                    "price_fen": prices,
                }
            )
    path = supply.home / "prices" / f"{at:%Y%m%d}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)


def _arrival(supply: Supply, code: str, rows: list[Listing]) -> Any:
    def arrive(at: dt.datetime) -> None:
        if not rows:
            return
        form = platform_row(code)["listings"]
        path = supply.folder / f"{code}-商品信息-{at:%Y%m%d}{files.SUFFIXES[form]}"
        files.write(files.table(rows, files.GOODS), path, form)
        batch = supply.hand_in(ImportKind.LISTINGS, path, code=code, at=at)
        region = platform_row(code)["region"]
        by = next(
            viewer
            for name, viewer in supply.world.viewers.items()
            if name.startswith("jc")
            and region.startswith(viewer.region_prefix)
            and len(viewer.region_prefix) == 4
        )
        later = at + dt.timedelta(minutes=25)
        screening.start(batch_id=batch.pk, by=by, at=later)
        drain(later)
        supply.runs += 1

    return arrive
