"""Product titles as the files that a platform would hand in."""

import csv
import datetime as dt
import io
import pathlib

import xlsxwriter

from hedun.demo.goods import listings
from hedun.demo.roster import shops

TITLES = pathlib.Path(__file__).resolve().parents[3] / "shared/data/text/product_titles.txt"
SHOP = "10086001"
ROSTER = (
    ("店铺唯一标识码", SHOP),
    ("网店名称", "旅程百货专营店"),
    ("网址链接", "https://shop10086001.tongji.example/"),
    ("经营者名称", "杭州旅程网络科技有限公司"),
    ("统一社会信用代码", "91330100799655058B"),
    ("实际经营地址", "浙江省杭州市余杭区文一西路969号"),
    ("区划代码", "330110"),
    ("联系方式", "10000000000"),
)
HEADINGS = ("店铺编号", "店铺名称", "商品编号", "商品标题", "价格", "销量")


def real_titles() -> list[str]:
    """Give real titles where they lie beside the checkout, else generated ones."""
    if not TITLES.exists():
        made = listings(7, shops(7, 300), count=3000, start=0, at=dt.datetime.now(dt.UTC))
        return [listing.title for listing, _ in made]
    lines = TITLES.read_text(encoding="utf-8").splitlines()
    return [line.strip()[:200] for line in lines if line.strip()]


def rows(titles: list[str], start: int) -> list[tuple[str, ...]]:
    return [
        (SHOP, "旅程百货专营店", str(700_000_000_000 + start + n), title, "19.90", str(n % 50))
        for n, title in enumerate(titles)
    ]


def workbook(path: pathlib.Path, lines: list[tuple[str, ...]]) -> pathlib.Path:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return path


def gb18030(path: pathlib.Path, lines: list[tuple[str, ...]]) -> pathlib.Path:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path
