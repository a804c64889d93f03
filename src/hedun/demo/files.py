"""The files that platforms and the registry hand in: the formats that really arrive."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import polars as pl
import xlsxwriter

from hedun.demo.goods import Listing
from hedun.demo.roster import Shop

# the file name's last part for each format
SUFFIXES = {
    "gb18030.csv": ".csv",
    "utf8.csv": ".csv",
    "bom.csv": ".csv",
    "utf16.csv": ".csv",
    "xlsx": ".xlsx",
    "parquet": ".parquet",
}
_ENCODINGS = {
    "gb18030.csv": "gb18030",
    "utf8.csv": "utf-8",
    "bom.csv": "utf-8-sig",
    "utf16.csv": "utf-16",
}

ROSTER: dict[str, Callable[[Shop], Any]] = {
    "店铺唯一标识码": lambda s: s.shop_no,
    "网店名称": lambda s: s.name,
    "网址链接": lambda s: s.url,
    "经营者名称": lambda s: s.operator.name,
    "统一社会信用代码": lambda s: s.operator.credit_code,
    "身份证件号码": lambda s: s.operator.id_number,
    "实际经营地址": lambda s: s.operator.address,
    "区划代码": lambda s: s.operator.region_code,
    "联系方式": lambda s: s.operator.phone,
    "许可证编号": lambda s: s.licence_no,
    "免登记情形自我声明": lambda s: s.declaration,
}
GOODS: dict[str, Callable[[Listing], Any]] = {
    "店铺编号": lambda g: g.shop_no,
    "店铺名称": lambda g: g.shop_name,
    "商品编号": lambda g: g.listing_no,
    "商品标题": lambda g: g.title,
    "类目": lambda g: g.category,
    "价格": lambda g: f"{g.price_fen / 100:.2f}",
    "销量": lambda g: str(g.sales),
    "商品链接": lambda g: g.url,
    "商品描述": lambda g: g.description,
    "认证证书编号": lambda g: g.certificate_no,
    "许可证编号": lambda g: g.licence_no,
    "型号": lambda g: g.model,
    "生产者": lambda g: g.manufacturer,
    "采集时间": lambda g: f"{g.seen_at:%Y-%m-%d %H:%M:%S}",
}


def table(rows: list[Any], columns: dict[str, Callable[[Any], Any]]) -> pl.DataFrame:
    """Lay rows out as text columns under the headings that a platform would print."""
    return pl.DataFrame(
        {name: [give(row) for row in rows] for name, give in columns.items()},
        schema=dict.fromkeys(columns, pl.String),
    )


def write(frame: pl.DataFrame, path: pathlib.Path, form: str) -> pathlib.Path:
    """Write a table in one of the formats; the same table gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if form == "parquet":
        frame.write_parquet(path)
    elif form == "xlsx":
        _write_workbook(frame, path)
    else:
        text = frame.write_csv()
        path.write_bytes(text.encode(_ENCODINGS[form], "replace"))
    return path


def _write_workbook(frame: pl.DataFrame, path: pathlib.Path) -> None:
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # a creation time of "now" would make the same table another file
        book.set_properties({"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)})
        sheet = book.add_worksheet("导出")
        sheet.write_row(0, 0, frame.columns)
        for number, row in enumerate(frame.iter_rows(), 1):
            sheet.write_row(number, 0, row)
