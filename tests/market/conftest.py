"""Importing in tests: hand in, let a worker drain the queue, look."""

import csv
import pathlib

import pytest
from django.utils import timezone

from hedun.base.jobs import work
from hedun.market import actions
from hedun.market.terms import ImportKind
from tests import factories

ROSTER = (
    "店铺唯一标识码",
    "网店名称",
    "名称（姓名）",
    "统一社会信用代码",
    "身份证件号码",
    "实际经营地址",
    "联系方式",
)
GOODS = ("店铺编号", "商品编号", "商品标题", "价格", "销量")


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return settings.DATA_DIR


@pytest.fixture
def importing(data, tmp_path, transactional_db):
    """Give a function that imports a file to its end and returns the batch."""
    work.load()

    def run(source, *, platform=None, kind=ImportKind.ROSTER, by=None, mapping=None, drain=True):
        path = pathlib.Path(source)
        batch = actions.hand_in(
            kind=kind,
            platform=platform,
            file_name=path.name,
            content_path=path,
            by=by or factories.SYSTEM,
            at=timezone.now(),
        )
        batch = actions.start_import(
            batch_id=batch.pk, mapping=mapping, by=by or factories.SYSTEM, at=timezone.now()
        )
        if drain:
            work.Worker().drain()
            batch.refresh_from_db()
        return batch

    return run


@pytest.fixture
def table(tmp_path):
    """Give a function that writes a CSV file."""

    def write(rows, header=ROSTER, *, name="名册.csv", encoding="utf-8"):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


def roster_row(n, **more):
    values = {
        "shop_no": f"D{n:06}", "shop": f"测试网店{n}", "name": f"测试经营部{n}",
        "code": factories.credit_code(n), "id": "", "address": "浙江省杭州市西湖区测试路1号",
        "phone": "0571-00000000",
    }  # fmt: skip
    return list((values | more).values())


def goods_row(n, **more):
    values = {
        "shop_no": "D1",
        "no": f"G{n}",
        "title": f"测试商品{n}",
        "price": "12.50",
        "sales": "3",
    }
    return list((values | more).values())
