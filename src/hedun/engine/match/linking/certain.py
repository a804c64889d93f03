"""Candidates that need no weighing: the same name at the same door, and nothing against it.

What is certain here, the judge calls the same as well (a test holds it); it is settled without
reading names and addresses, which is most of the work.
"""

from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from hedun.engine.match.linking import kernel
from hedun.engine.match.linking.records import FIELDS

SCORE: Final = 0.97  # of what is not weighed; the judge gives 0.9 at least, mostly 0.99
_NEAR: Final = sum(1 << kind for kind in (kernel.WHOLE, kernel.CORE, kernel.SOUND, kernel.ANYWHERE))
_BOTH: Final = 1 << kernel.WHOLE | 1 << kernel.SPOT
_LEAST: Final = 4  # characters of a name, and of an address half as many again
_OWNER: Final = ("identity", "identity_mask", "phone", "person")
_REASONS: Final = (
    ("identity", "经营者公民身份号码（密钥散列）相同：同一人"),
    ("identity_mask", "经营者公民身份号码未隐去的部分一致"),
    ("phone", "联系电话相同"),
    ("person", "经营者或负责人相同"),
)
_BASE: Final = "名称一致（区划、个体字样的写法除外）；地址一致；没有相反的记录"


def certain(mine: pa.Table, found: pa.Table) -> tuple[NDArray[np.bool_], list[str]]:
    """Tell which candidates are certain, and give the reasons of those."""
    own = pl.from_arrow(mine.select(FIELDS))
    other = pl.from_arrow(found.select(("open_row", "by", *FIELDS)))
    assert isinstance(own, pl.DataFrame)
    assert isinstance(other, pl.DataFrame)
    at = other["open_row"].cast(pl.UInt32)
    both = pl.concat(
        [own[at].select(pl.all().name.suffix("_own")), other], how="horizontal"
    ).with_columns(_plain("name"), _plain("name_own"))
    sure = both.select(
        _has(_BOTH)
        & (_ends("name", "name_own") | _ends("name_own", "name"))
        & pl.col("address").str.contains(pl.col("address_own"), literal=True)
        & (pl.col("name_own").str.len_chars() >= _LEAST)
        & (pl.col("address_own").str.len_chars() >= _LEAST * 3 // 2)
        & (pl.col("code_own") == "")
        & pl.all_horizontal(_agrees(name) for name in _OWNER)
        & _is_alone()
    ).to_series()
    texts = both.filter(sure).select(
        pl.concat_str([pl.lit(_BASE), *(_reason(name, text) for name, text in _REASONS)])
    )
    return sure.to_numpy(), texts.to_series().to_list()


def _plain(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(r"[（(]个体工商户[）)]$", "")


def _ends(long: str, short: str) -> pl.Expr:
    return pl.col(long).str.ends_with(pl.col(short))


def _has(bits: int) -> pl.Expr:
    return (pl.col("by") & bits) == bits


def _agrees(name: str) -> pl.Expr:
    own = pl.col(f"{name}_own")
    return (own == "") | (own == pl.col(name))


def _is_alone() -> pl.Expr:
    """No other candidate of the row has nearly this name."""
    near = (pl.col("by") & _NEAR) > 0
    return near.sum().over("open_row") == 1


def _reason(name: str, text: str) -> pl.Expr:
    own = pl.col(f"{name}_own")
    return (
        pl.when((own != "") & ~own.str.contains("*", literal=True))
        .then(pl.lit(f"；{text}"))
        .otherwise(pl.lit(""))
    )


def without(found: pa.Table, sure: NDArray[Any]) -> pa.Table:
    """Give the candidates of the rows that are not certain."""
    rows = found["open_row"].to_numpy()
    return found.filter(pa.array(~np.isin(rows, rows[sure])))
