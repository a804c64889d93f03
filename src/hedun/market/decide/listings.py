"""Listing rows (商品信息): numbers, fen, counts and moments; the text stays as it came."""

import datetime as dt
import functools

import polars as pl

from hedun.market.decide import values
from hedun.market.decide.rows import Rows, codes, fingerprints

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "platform_code": pl.String, "shop_no": pl.String, "shop_name": pl.String,
    "listing_no": pl.String, "title": pl.String, "category": pl.String,
    "price_fen": pl.Int64, "sales": pl.Int64, "url": pl.String, "description": pl.String,
    "seen_at": pl.Datetime("us", "Asia/Shanghai"), "row_no": pl.Int64, "content_hash": pl.String,
}  # fmt: skip
CONTENT = (
    "platform_code", "shop_no", "shop_name", "listing_no", "title", "category", "price_fen",
    "url", "description",
)  # fmt: skip


def judge(
    rows: Rows, *, platform_code: str, at: dt.datetime, is_1904: bool = False
) -> pl.DataFrame:
    """Check every row and give the good ones; `at` stands for the time where none is given."""
    rows.require("shop_no", "店铺编号")
    rows.require("listing_no", "商品编号")
    rows.require("title", "商品标题")
    rows.cut()
    prices = rows.each("price", values.fen)
    sales = rows.each("sales", values.count)
    moments = rows.each("seen_at", functools.partial(values.moment, is_1904=is_1904))
    frame = pl.DataFrame(
        {
            "platform_code": [platform_code] * len(rows),
            "shop_no": codes(rows.texts("shop_no")),
            "shop_name": rows.frame["shop_name"].str.strip_chars(),
            "listing_no": codes(rows.texts("listing_no")),
            # evasion hides in the very signs that cleaning would remove: keep them
            "title": rows.frame["title"].str.strip_chars(),
            "category": rows.frame["category"].str.strip_chars(),
            "price_fen": prices,
            "sales": sales,
            "url": rows.frame["url"].str.strip_chars(),
            "description": rows.frame["description"],
            "seen_at": [moment or at for moment in moments],
            "row_no": rows.frame["row_no"],
            "content_hash": [""] * len(rows),
        },
        schema=SCHEMA,
    )
    good = frame.filter(rows.good())
    # its sales and the moment it was seen are no change of what an offer says
    return good.with_columns(fingerprints(good.select(CONTENT)).alias("content_hash"))


def newest(frames: pl.LazyFrame) -> pl.DataFrame:
    """Give the fingerprint of the newest version of each listing, in the order of arrival."""
    return (
        frames.select("listing_no", "content_hash")
        .unique(subset="listing_no", keep="last", maintain_order=True)
        .collect()
    )
