"""Listings: Parquet parts of the bulk plane, found through their rows in the desk database."""

import pathlib
from typing import Any

import polars as pl
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.market.models import ListingPart, Platform
from hedun.market.queries.register import platforms
from hedun.market.terms import ImportKind


def listings(
    viewer: Viewer, *, platform_id: int | None = None, batch_id: int | None = None
) -> list[pathlib.Path]:
    """Parquet parts in the order of their arrival; of equal listing numbers the last row counts.

    Listings are public offers, so a bureau reads them of every platform.
    """
    parts = ListingPart.objects.filter(
        is_rejected=False,
        batch__kind=ImportKind.LISTINGS,
        batch__platform__in=platforms(viewer).order_by(),
    )
    if platform_id is not None:
        parts = parts.filter(batch__platform_id=platform_id)
    if batch_id is not None:
        parts = parts.filter(batch_id=batch_id)
    paths = parts.order_by("batch_id", "number").values_list("path", flat=True)
    return [settings.DATA_DIR / path for path in paths]


def listing(viewer: Viewer, platform_id: int, listing_no: str) -> dict[str, Any] | None:
    """The newest version of one listing; None where the viewer may not see it or it is unknown."""
    for path in reversed(listings(viewer, platform_id=platform_id)):
        found = pl.scan_parquet(path).filter(pl.col("listing_no") == listing_no).tail(1).collect()
        if found.height:
            return found.row(0, named=True)
    return None


def sample_of_shop(viewer: Viewer, platform: Platform, shop_no: str) -> list[dict[str, Any]]:
    """Up to 20 listings of a shop from the newest parts, for its page."""
    rows: dict[str, dict[str, Any]] = {}
    for path in reversed(listings(viewer, platform_id=platform.pk)):
        found = pl.scan_parquet(path).filter(pl.col("shop_no") == shop_no).collect()
        for row in reversed(found.to_dicts()):
            rows.setdefault(row["listing_no"], row)
        if len(rows) >= 20:
            break
    return list(rows.values())[:20]


def price_history(viewer: Viewer, platform_code: str) -> pl.DataFrame:
    """Daily prices that monitoring has seen: listing_no, today, price_fen (oldest first).

    Of a listing that was watched more than once the newest row counts. Prices are public
    offers, so a bureau reads them of every platform.
    """
    empty = pl.DataFrame(
        schema={"listing_no": pl.String, "today": pl.Date, "price_fen": pl.List(pl.Int64)}
    )
    paths = sorted((settings.DATA_DIR / "prices").glob("*.parquet"))
    if not paths or not platforms(viewer).filter(code=platform_code).exists():
        return empty
    found = pl.scan_parquet(paths).filter(pl.col("platform_code") == platform_code)
    rows = found.select(empty.columns).sort("today").collect()
    return rows.unique("listing_no", keep="last", maintain_order=True)
