"""Filing and comparing in tests: hand in, let a worker drain the queue, look."""

import csv
import pathlib

import polars as pl
import pytest
from django.utils import timezone

from hedun.base.accounts.terms import Role
from hedun.base.jobs import work as jobs
from hedun.desks.roster import actions, queries, work
from hedun.desks.roster.decide import windows
from hedun.desks.roster.decide.fields import LISTS
from hedun.desks.roster.models import Transition
from hedun.desks.roster.terms import FilingMode, ListKind, ListMode, Opinion, Sheet
from hedun.engine.codes.digits import mod11_2
from tests import factories as make

COLUMNS = (
    "店铺唯一标识码", "网店名称", "网址链接或访问路径", "经营者名称", "统一社会信用代码",
    "身份证件号码", "实际经营地址", "联系方式", "免登记情形自我声明", "年交易额",
    "是否超过10万元", "最近核验日期", "法定代表人", "法定代表人证件号码",
)  # fmt: skip
NAMES = (
    "shop_no", "shop", "url", "name", "code", "id", "address", "phone", "declaration", "turnover",
    "over", "verified", "owner", "owner_id",
)  # fmt: skip
LIST_COLUMNS = (
    "统一社会信用代码", "名称", "住所", "法定代表人", "法定代表人证件号码", "联系方式", "变动",
    "列入日期", "移出日期", "原因", "决定机关",
)  # fmt: skip
LIST_NAMES = (
    "code", "name", "address", "owner", "owner_id", "phone", "action", "listed", "removed",
    "reason", "authority",
)  # fmt: skip
SMALL = "个人从事零星小额交易活动，依法不需要办理市场主体登记"
ADDRESS = "浙江省杭州市西湖区测试路1号"


def identity(n=1, born="19900101"):
    """Make an identity number with a right check digit, of somebody who does not exist."""
    first = f"330106{born}{n:03}"
    return first + mod11_2(first)


def row(n, **more):
    """A registered operator's row as a platform would file it; others by name."""
    values = dict.fromkeys(NAMES, "") | {
        "shop_no": f"D{n:06}",
        "shop": f"测试网店{n}",
        "url": f"https://s{n}.example/",
        "name": f"杭州测试{n}商贸有限公司",
        "code": make.credit_code(n),
        "address": ADDRESS,
        "phone": "0571-00000000",
    }
    return list((values | more).values())


def person(n, **more):
    """An unregistered operator's row."""
    given = {"code": "", "name": f"张测{n}", "id": identity(n), "declaration": SMALL}
    return row(n, **(given | more))


def entry(n, **more):
    """A row of a list about the n-th registered operator."""
    values = dict.fromkeys(LIST_NAMES, "") | {
        "code": make.credit_code(n),
        "name": f"杭州测试{n}商贸有限公司",
        "listed": "2026-03-01",
        "reason": "未按规定公示年度报告",
        "authority": "测试市场监督管理局",
    }
    return list((values | more).values())


class Desk:
    """A platform and its provincial bureau with the people who file, import and judge."""

    def __init__(self, folder):
        make.region()
        for code in ("platform.correct", "platform.correct_own"):
            make.deadline(code, 5, extension=0)
        make.deadline("letter.reply", extension=0)
        make.deadline("letter.target", 24, "hour", extension=0)
        make.deadline()
        make.ground("LIC")
        self.folder = folder
        self.platform = make.platform()
        self.filer = make.person(self.platform.body, Role.COMPLIANCE).viewer
        self.bureau = make.bureau("province", "330000")
        self.officer = make.leader(self.bureau).viewer
        jobs.load()

    def table(self, rows, header=COLUMNS, *, name="", encoding="utf-8"):
        path = self.folder / (name or f"{make.number()}.csv")
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    def file(
        self, rows, *, on=None, mode=FilingMode.FULL, sheet=Sheet.OPERATORS, window=None, by=None,
        drain=True, at=None, **more,
    ):  # fmt: skip
        source = rows if isinstance(rows, pathlib.Path) else self.table(rows)
        at = at or timezone.now()
        platform = on or self.platform
        extra = [f.label for f in queries.extensions_for(make.SYSTEM, platform.region_code, sheet)]
        sealed = work.sealed_file(source, of=sheet, extra=extra)
        made = actions.hand_in(
            platform=platform,
            window=window or windows.window_of(timezone.localdate()),
            sheet=sheet,
            mode=mode,
            file_name=source.name,
            sha256=sealed.sha256,
            size=sealed.size,
            sealed=sealed.key,
            by=by or make.SYSTEM,
            at=at,
            **more,
        )
        return self.drained(made) if drain else made

    def list(self, rows, kind=ListKind.ABNORMAL, *, mode=ListMode.SNAPSHOT, as_of=None, drain=True):
        source = rows if isinstance(rows, pathlib.Path) else self.table(rows, LIST_COLUMNS)
        sealed = work.sealed_file(source, of=LISTS)
        made = actions.hand_in_list(
            kind=kind,
            mode=mode,
            as_of=as_of or timezone.localdate(),
            file_name=source.name,
            sha256=sealed.sha256,
            sealed=sealed.key,
            by=self.officer,
            at=timezone.now(),
        )
        return self.drained(made) if drain else made

    def drained(self, made):
        jobs.Worker().drain()
        made.refresh_from_db()
        return made

    def outcome(self, filing):
        paths = queries.outcome_paths(make.SYSTEM, filing.pk)
        return pl.concat([pl.read_parquet(path) for path in paths]).sort("row_no").to_dicts()

    def events(self):
        rows = Transition.objects.filter(is_undone=False).order_by("pk")
        return [(t.problem.shop_no, t.problem.kind, t.is_listed) for t in rows]

    def judge(self, pair, verdict=Opinion.SAME, **more):
        return actions.judge(
            pair_id=pair.pk,
            verdict=verdict,
            row_version=pair.row_version,
            by=self.officer,
            at=timezone.now(),
            **more,
        )


@pytest.fixture
def desk(settings, tmp_path, transactional_db):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return Desk(tmp_path)
