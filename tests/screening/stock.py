"""Listings in Parquet as an import lays them down, and a small lexicon."""

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from hedun.base.jobs import work
from hedun.desks.screening import actions
from hedun.desks.screening.terms import Row, RuleText
from hedun.engine.rules import Example, Step
from hedun.market.models import ImportBatch, ListingPart
from hedun.market.terms import ImportKind, ImportState
from tests import factories as f

TEXTS = ("platform_code", "shop_no", "shop_name", "listing_no", "title", "category", "url")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in TEXTS),
        *((name, pa.int64()) for name in ("price_fen", "sales", "row_no")),
        *((name, pa.string()) for name in ("description", "seen_at", "content_hash")),
    ]
)
TITLES = ("电子烟套装", "纯棉毛巾", "全网最低价", "惹了大麻烦", "工业大麻种植")


def words(ground, *extra):
    return [
        Row("电子烟", ground.code, "烟草", "grave"),
        Row("最低价", ground.code, "绝对化用语", "normal"),
        Row("大麻", ground.code, "毒品", "grave", ("大麻烦",)),
        *extra,
    ]


EXAMPLES = (
    Example({"title": "电子烟套装", "price_fen": 1990}, fires=True),
    Example({"title": "纯棉毛巾", "price_fen": 1990}, fires=False),
)


def rule_text(**other):
    given = {"code": "SET-1", "title": "低价套装", "ground": "TOB", "category": "测试规则"}
    given |= {"expression": '标题 包含 "套装" 且 价格 < 100元', "severity": "normal"}
    return RuleText(**given | {"examples": EXAMPLES} | other)


def drain():
    work.Worker().drain()


def to_shadow(desk, version):
    """Lead a draft through its examples and its trial on what is stored."""
    by = desk.editor.viewer
    actions.step_rule(version_id=version.pk, step=Step.TEST, by=by, at=f.NOW)
    actions.backtest(version_id=version.pk, by=by, at=f.NOW)
    drain()
    # a rule that fires on more than 5 % needs a second person here already
    return actions.step_rule(
        version_id=version.pk, step=Step.SHADOW, by=desk.leader.viewer, at=f.NOW
    )


def store(platform, titles=TITLES, *, group=2, shops=None, more=None, rows=None):
    """Lay down one file of listings, in row groups of the given size."""
    n = ImportBatch.objects.count()
    rows = rows or [{"title": title} for title in titles]
    rows = [
        {"platform_code": platform.code, "shop_no": "S-1", "shop_name": "测试店铺"}
        | {"listing_no": f"L{i}", "price_fen": 1990, "row_no": i}
        | ({"shop_no": shops[i]} if shops else {})
        | {**(more or {}), **row}
        for i, row in enumerate(rows)
    ]
    name = f"part-{n}.parquet"
    stated = sorted({name for row in rows for name in row} - set(SCHEMA.names))
    schema = pa.schema([*SCHEMA, *((name, pa.string()) for name in stated)])
    table = pa.Table.from_pylist(rows, schema)
    pq.write_table(table, settings.DATA_DIR / name, row_group_size=group)
    batch = ImportBatch.objects.create(
        kind=ImportKind.LISTINGS,
        sender=platform.body,
        platform=platform,
        file_name=name,
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        size=1,
        state=ImportState.DONE,
        handed_at=f.NOW,
    )
    ListingPart.objects.create(batch=batch, number=0, path=name, rows=len(rows), sha256="0" * 64)
    return batch
