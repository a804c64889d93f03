"""People above the yearly limit: their shops on all platforms added up by the keyed hash.

Basis: network_trade_rules art. 8; heguishuju art. 7
"""

from typing import Any

import polars as pl

from hedun.base.accounts.terms import Viewer
from hedun.desks.roster import queries
from hedun.desks.roster.terms import LIMIT_FEN
from hedun.market import queries as market

MOST_SHOWN = 20
COLUMNS = [
    "id_hash", "id_tail", "name", "region_code", "turnover_fen", "shop_no", "shop_name",
    "platform_id",
]  # fmt: skip


def people_above(viewer: Viewer, window: str) -> list[dict[str, Any]]:
    """Everybody without registration whose shops of the window exceed the limit together."""
    rows = [
        queries.effective(viewer, platform_id)
        .filter((pl.col("credit_code") == "") & (pl.col("id_hash") != ""))
        .filter(pl.col("turnover_fen").fill_null(0) > 0)
        .select(COLUMNS)
        for platform_id in _platforms(viewer, window)
    ]
    if not rows:
        return []
    every = pl.concat(rows)
    over = (
        every.group_by("id_hash")
        .agg(pl.col("turnover_fen").sum().alias("total"))
        .filter(pl.col("total") > LIMIT_FEN)
    )
    found = every.join(over.select("id_hash"), on="id_hash", how="semi").collect()
    names = {row.pk: row.name for row in market.platforms(viewer)}
    grouped = found.sort("turnover_fen", descending=True).partition_by(
        "id_hash", maintain_order=True
    )
    return [_person(shops, names) for shops in grouped]


def _platforms(viewer: Viewer, window: str) -> list[int]:
    filed = queries.visible_filings(viewer).filter(window=window, state="filed", sheet="operators")
    return sorted(set(filed.order_by().values_list("platform_id", flat=True)))


def _person(shops: pl.DataFrame, names: dict[int, str]) -> dict[str, Any]:
    first = shops.row(0, named=True)
    told = [
        {
            "platform_id": one["platform_id"],
            "platform": names.get(one["platform_id"], ""),
            "shop_no": one["shop_no"],
            "shop_name": one["shop_name"],
            "fen": one["turnover_fen"],
        }
        for one in shops.head(MOST_SHOWN).iter_rows(named=True)
    ]
    return {
        "id_hash": first["id_hash"],
        "id_tail": first["id_tail"],
        "name": first["name"][:120],
        "region_code": first["region_code"],
        "total_fen": int(shops["turnover_fen"].sum()),
        "shop_count": shops.height,
        "platform_count": shops["platform_id"].n_unique(),
        "shops": told,
    }
