"""Owners who may have opened again: a shop that is new, its owner known from a closed one.

A shared telephone or number is a reason to look, never a finding.
"""

import datetime as dt
from typing import Any

import polars as pl

from hedun.base.accounts.terms import Viewer
from hedun.desks.roster import queries
from hedun.desks.roster.models import Filing
from hedun.desks.roster.terms import CLOSED_KINDS, FilingMode, FilingState, LeadKind
from hedun.market import queries as market
from hedun.market.terms import ShopState

MOST = 2_000
KNOWN = ["key", "name", "owner_name", "phone", "label", "since"]
COLUMNS = [
    "platform_id", "shop_no", "shop_name", "name", "credit_code", "id_tail", "region_code",
    "address", "phone", "owner_name", "key", "owner",
]  # fmt: skip


def found(viewer: Viewer, filing: Filing, on: dt.date) -> list[dict[str, Any]]:
    """Give the leads among the shops that a filing has for the first time."""
    fresh = _fresh(viewer, filing)
    closed = pl.concat([_closed(viewer, on), _expelled(viewer)])
    by_owner = fresh.filter(pl.col("owner") != "").join(
        closed.filter(pl.col("owner") != ""), on="owner", suffix="_was"
    )
    whole = (pl.col("phone").str.len_chars() >= 7) & (pl.col("person") != "")
    by_phone = (
        fresh.with_columns(_person())
        .filter(whole)
        .join(closed.with_columns(_person()).filter(whole), on=["phone", "person"], suffix="_was")
    )
    rows = [(LeadKind.OWNER, row) for row in _kept(by_owner)]
    rows += [(LeadKind.PHONE, row) for row in _kept(by_phone)]
    return [_lead(kind, row) for kind, row in rows]


def _person() -> pl.Expr:
    """The natural person behind a record: its owner, else the name where it has no code."""
    return (
        pl.when(pl.col("owner_name") != "")
        .then(pl.col("owner_name"))
        .otherwise(
            pl.when(pl.col("name").str.len_chars() <= 4).then(pl.col("name")).otherwise(pl.lit(""))
        )
        .alias("person")
    )


def _kept(joined: pl.LazyFrame) -> list[dict[str, Any]]:
    """Somebody's other business, not the same one once more."""
    other = joined.filter(pl.col("key") != pl.col("key_was"))
    return other.sort("shop_no", "key_was").head(MOST).collect().to_dicts()


def _fresh(viewer: Viewer, filing: Filing) -> pl.LazyFrame:
    owner = (
        pl.when(pl.col("owner_hash") != "").then(pl.col("owner_hash")).otherwise(pl.col("id_hash"))
    )
    rows = queries.effective(viewer, filing.platform_id).with_columns(owner.alias("owner"))
    before = (
        queries.visible_filings(viewer)
        .filter(
            platform_id=filing.platform_id,
            sheet=filing.sheet,
            mode=FilingMode.FULL,
            state__in=(FilingState.FILED, FilingState.REPLACED),
            pk__lt=filing.pk,
        )
        .order_by("-pk")
        .first()
    )
    paths = [] if before is None else queries.row_paths(viewer, before.pk)
    if paths:
        rows = rows.join(pl.scan_parquet(paths).select("shop_no"), on="shop_no", how="anti")
    return rows.select(COLUMNS)


def _closed(viewer: Viewer, on: dt.date) -> pl.LazyFrame:
    """Subjects on the lists of those that were closed."""
    frames = [
        queries.current(viewer, kind, on).select(
            pl.col("entry_key").alias("key"),
            "name",
            "owner_name",
            "phone",
            pl.lit(kind.label).alias("label"),
            pl.col("listed_on").cast(pl.String).fill_null("").alias("since"),
            pl.when(pl.col("owner_hash") != "")
            .then(pl.col("owner_hash"))
            .otherwise(pl.col("id_hash"))
            .alias("owner"),
        )
        for kind in CLOSED_KINDS
    ]
    return pl.concat(frames)


def _expelled(viewer: Viewer) -> pl.LazyFrame:
    """Shops that a platform has expelled."""
    rows = market.visible_shops(viewer).filter(state=ShopState.EXPELLED, subject__isnull=False)
    told = [
        (
            s.subject.credit_code or s.subject.id_hash or f"shop:{s.pk}",
            s.subject.name,
            "",
            s.subject.phone,
            "已清退网店",
            "",
            s.subject.id_hash or "",
        )
        for s in rows.select_related("subject")[:20_000]
        if s.subject is not None
    ]
    schema = dict.fromkeys([*KNOWN, "owner"], pl.String)
    return pl.LazyFrame(told, schema=schema, orient="row")


def _lead(kind: LeadKind, row: dict[str, Any]) -> dict[str, Any]:
    shown = (
        "shop_no",
        "shop_name",
        "name",
        "credit_code",
        "id_tail",
        "address",
        "phone",
        "owner_name",
    )
    return {
        "kind": kind,
        "key": f"{row['platform_id']}:{row['shop_no']}:{row['key_was']}"[:160],
        "platform_id": row["platform_id"],
        "shop_no": row["shop_no"],
        "name": row["name"][:120],
        "region_code": row["region_code"],
        "merchant": {name: row[name] for name in shown},
        "earlier": {
            "name": row["name_was"],
            "label": row["label"],
            "since": row["since"],
            "owner_name": row["owner_name_was"] if kind is LeadKind.OWNER else row["owner_name"],
        },
    }
