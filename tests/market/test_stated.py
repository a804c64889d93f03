"""What listings state of certificates and licences: optional, and a missing column is no empty one."""

import polars as pl
import pytest

from hedun.market.decide import listings
from hedun.market.decide.headers import guess
from hedun.market.decide.rows import Rows
from hedun.market.terms import ImportKind
from tests import factories as f

PLAIN = ("店铺编号", "商品编号", "商品标题")
CELLS = ("S-1", "L-1", "充电宝")


def judged(names=PLAIN, cells=CELLS, *, lost=0):
    columns = {f"c{i:03}": [cell] for i, cell in enumerate(cells)}
    staged = pl.DataFrame(
        {"row_no": [2], "problem": pl.Series([None], dtype=pl.String), "lost": [lost], **columns}
    )
    mapping = guess(names, ImportKind.LISTINGS)
    rows = Rows.of(staged, mapping, names=names, kind=ImportKind.LISTINGS)
    return listings.judge(rows, platform_code="TB", at=f.NOW), rows


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("3C证书编号", "certificate_no"),
        ("食品经营许可证编号", "licence_no"),
        ("规格型号", "model"),
        ("生产企业", "manufacturer"),
    ],
)
def test_an_optional_column_is_kept_by_whatever_name(heading, name):
    frame, _ = judged((*PLAIN, heading), (*CELLS, " X-1 "))
    assert frame[name].to_list() == ["X-1"]


def test_a_missing_column_is_null_and_an_empty_cell_is_empty():
    assert judged()[0]["licence_no"].to_list() == [None]
    assert judged((*PLAIN, "许可证编号"), (*CELLS, ""))[0]["licence_no"].to_list() == [""]


def test_the_fingerprint_changes_with_what_is_stated_and_only_then():
    before = judged()[0]["content_hash"].item()
    empty = judged((*PLAIN, "型号"), (*CELLS, ""))[0]["content_hash"].item()
    stated = judged((*PLAIN, "型号"), (*CELLS, "A1"))[0]["content_hash"].item()
    assert before == empty != stated


def test_a_certificate_number_that_a_spreadsheet_rounded_comes_back():
    _, rows = judged((*PLAIN, "3C证书编号"), (*CELLS, "2023010901123450"), lost=1 << 3)
    assert "精度已丢失" in rows.reason(0)
