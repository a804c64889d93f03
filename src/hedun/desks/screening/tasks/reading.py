"""Reading stored listings slice by slice, and laying out what rules ask of them."""

import datetime as dt
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.desks.screening import decide
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.decide.checks import with_columns
from hedun.desks.screening.queries import papers as paper_queries
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.terms import Seller
from hedun.engine.rules import LISTING
from hedun.market import queries as market

STEP_ROWS = 20_000
COLUMNS = [
    "platform_code",
    "shop_no",
    "shop_name",
    "listing_no",
    "title",
    "category",
    "price_fen",
    "sales",
    "url",
    "description",
    "seen_at",
]
SYSTEM = Viewer.system("筛查")
Groups = Mapping[int, set[str]]


def slices(parts: list[str], cursor: dict[str, Any]) -> Iterator[tuple[dict[str, int], pa.Table]]:
    """Read listings a slice at a time; each comes with the place behind it."""
    first = (cursor.get("part", 0), cursor.get("group", 0))
    for place, table in _groups(parts, first):
        begin = cursor.get("row", 0) if place == first else 0
        for row in range(begin, table.num_rows, STEP_ROWS):
            behind = {"part": place[0], "group": place[1], "row": row + STEP_ROWS}
            yield behind, table.slice(row, STEP_ROWS)


def _groups(parts: list[str], first: tuple[int, int]) -> Iterator[tuple[tuple[int, int], pa.Table]]:
    """Read row groups from one place on; only one is in memory at a time."""
    root = pathlib.Path(settings.DATA_DIR)
    for part in range(first[0], len(parts)):
        begin = first[1] if part == first[0] else 0
        with pq.ParquetFile(root / parts[part]) as file:
            for group in range(begin, file.metadata.num_row_groups):
                yield (part, group), with_columns(file.read_row_group(group, columns=_read(file)))


def _read(file: pq.ParquetFile) -> list[str]:
    """Name the columns to read: those of every listing, and what else a rule may ask for."""
    optional = ({feature.name for feature in LISTING} | set(decide.STATED)) - set(COLUMNS)
    return [*COLUMNS, *(name for name in file.schema_arrow.names if name in optional)]


class Features:
    """Lays out what rules read of stored listings, with the papers that hold on a day.

    Prices of a platform are read once.
    """

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._prices: dict[str, pl.DataFrame] = {}

    def table(self, listings: pa.Table, needed: frozenset[str], *, groups: Groups) -> pa.Table:
        """Lay out the columns for a slice of one platform's listings."""
        code = listings["platform_code"][0].as_py() or ""
        sellers: dict[str, Seller] = {}
        platform = market.platforms(SYSTEM).filter(code=code).first()
        if platform is not None and needed & set(ruling.OF_SELLER):
            numbers = listings["shop_no"].to_pylist()
            sellers = reading.sellers(SYSTEM, platform_id=platform.pk, shop_nos=numbers)
            if "licences" in needed:
                held = paper_queries.licences_of(
                    SYSTEM, platform=platform, shop_nos=numbers, on=self._day
                )
                sellers = ruling.with_licences(sellers, held)
        wanted = code if needed & set(ruling.OF_PRICES) else ""
        if wanted not in self._prices:
            self._prices[wanted] = reading.prices(SYSTEM, wanted)
        prices = self._prices[wanted]
        if "certificate" in needed:
            listings = paper_queries.with_certificates(SYSTEM, listings, on=self._day)
        return ruling.feature_table(listings, needed, groups=groups, sellers=sellers, prices=prices)

    def fired(
        self, listings: pa.Table, rules: Sequence[ruling.Armed], *, groups: Groups
    ) -> ruling.Fired:
        """Find where rules fire on a slice."""
        if not rules or not listings.num_rows:
            return {}
        table = self.table(listings, ruling.needed(rules), groups=groups)
        return ruling.fired(rules, table, listings["title"].to_pylist())
