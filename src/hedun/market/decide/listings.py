"""Listing rows (商品信息): numbers, fen, counts and moments; the text stays as it came."""

import datetime as dt
import functools
from collections.abc import Iterable
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl

from hedun.engine.table import values
from hedun.market.decide.rows import Rows, codes, fingerprints

Hashes = npt.NDArray[np.uint64]
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "platform_code": pl.String, "shop_no": pl.String, "shop_name": pl.String,
    "listing_no": pl.String, "title": pl.String, "category": pl.String,
    "price_fen": pl.Int64, "sales": pl.Int64, "url": pl.String, "description": pl.String,
    "certificate_no": pl.String, "licence_no": pl.String, "model": pl.String,
    "manufacturer": pl.String,
    "seen_at": pl.Datetime("us", "Asia/Shanghai"), "row_no": pl.Int64, "content_hash": pl.String,
}  # fmt: skip
CONTENT = (
    "platform_code", "shop_no", "shop_name", "listing_no", "title", "category", "price_fen",
    "url", "description",
)  # fmt: skip
STATED = ("certificate_no", "licence_no", "model", "manufacturer")


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
            **{name: rows.stated(name) for name in STATED},
            "seen_at": [moment or at for moment in moments],
            "row_no": rows.frame["row_no"],
            "content_hash": [""] * len(rows),
        },
        schema=SCHEMA,
    )
    good = frame.filter(rows.good())
    # its sales and the moment it was seen are no change of what an offer says
    return good.with_columns(fingerprints(_content(good)).alias("content_hash"))


def _content(good: pl.DataFrame) -> pl.DataFrame:
    """Give what a fingerprint is of; an offer that states no paper keeps the one it always had."""
    stated = pl.concat_str([pl.col(n).fill_null("") for n in STATED], separator="\x1e")
    is_stated = pl.any_horizontal([pl.col(n).fill_null("") != "" for n in STATED])
    described = pl.col("description").fill_null("")
    return good.with_columns(
        pl.when(is_stated)
        .then(pl.concat_str([described, stated], separator="\x1d"))
        .otherwise(pl.col("description"))
        .alias("description")
    ).select(CONTENT)


class Standing:
    """The newest fingerprint of every listing of a platform, sixteen bytes for each.

    Numbers and fingerprints are held as 64-bit hashes. Where two numbers share one, a row is
    at worst written again though it stands; it is never left out.
    """

    def __init__(self) -> None:
        self._numbers = self._marks = np.empty(0, np.uint64)

    @classmethod
    def of(cls, frames: Iterable[pl.DataFrame]) -> Self:
        """Take in what was stored, in the order of arrival."""
        made, parts = cls(), [_hashed(frame) for frame in frames]
        if parts:
            numbers, marks = zip(*parts, strict=True)
            made._add(np.concatenate(numbers), np.concatenate(marks))
        return made

    def fresh(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the rows that are new or say something new."""
        if not len(self._numbers):
            return rows
        numbers, marks = _hashed(rows)
        places = np.searchsorted(self._numbers, numbers).clip(max=len(self._numbers) - 1)
        stands = (self._numbers[places] == numbers) & (self._marks[places] == marks)
        return rows.filter(pl.Series(~stands))

    def take(self, rows: pl.DataFrame) -> None:
        """Let these rows be the newest."""
        self._add(*_hashed(rows))

    def _add(self, numbers: Hashes, marks: Hashes) -> None:
        if not len(numbers):
            return
        numbers = np.concatenate([self._numbers, numbers])
        marks = np.concatenate([self._marks, marks])
        order = np.argsort(numbers, kind="stable")
        numbers, marks = numbers[order], marks[order]
        is_last = np.append(numbers[1:] != numbers[:-1], True)
        self._numbers, self._marks = numbers[is_last], marks[is_last]


def _hashed(rows: pl.DataFrame) -> tuple[Hashes, Hashes]:
    return rows["listing_no"].hash().to_numpy(), rows["content_hash"].hash().to_numpy()
