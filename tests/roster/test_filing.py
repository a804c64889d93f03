"""Filings: every row answered, replaced and corrected, never doubled; no identity number kept."""

import datetime as dt

import polars as pl
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Refused
from hedun.base.jobs.models import Job
from hedun.desks.roster import actions, queries
from hedun.desks.roster.decide.fields import Misfit
from hedun.desks.roster.models import CorrectionOrder, OverLimit
from hedun.desks.roster.terms import (
    ExtensionType,
    FilingMode,
    FilingState,
    Sheet,
    Window,
)
from tests import factories as make
from tests.roster.conftest import COLUMNS, identity, person, row


def shops(desk, on=None):
    frame = queries.effective(make.SYSTEM, (on or desk.platform).pk).collect()
    return dict(frame.sort("shop_no").select("shop_no", "name").iter_rows())


def test_rows_are_filed_and_each_fault_is_answered(desk):
    rows = [
        row(1),
        row(2, code="913301060000000201"),
        row(3, name=""),
        person(4, declaration="没有"),
        person(5, id=identity(5)[:17] + "Y"),
        row(6, address="火星一号", verified="2020-01-01"),
        person(7, turnover="250000"),
    ]
    filing = desk.file(rows)
    assert (filing.state, filing.good, filing.returned) == (FilingState.FILED, 6, 1)
    told = {(one["row_no"], one["fault"]): one["message"] for one in desk.outcome(filing)}
    assert set(told) == {
        (3, "credit_code"), (4, "missing"), (5, "declaration"), (6, "id_number"), (7, "address"),
        (7, "verified"), (8, "unmarked"),
    }  # fmt: skip
    assert "校验位应为" in told[3, "credit_code"]
    assert "请补充" in told[4, "missing"]
    assert "超过10万元而未特别标示" in told[8, "unmarked"]
    assert filing.flagged == 5


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_every_encoding_is_read(desk, encoding):
    filing = desk.file(desk.table([row(1)], encoding=encoding))
    assert (filing.state, filing.good) == (FilingState.FILED, 1)
    assert shops(desk) == {"D000001": "杭州测试1商贸有限公司"}


def test_a_workbook_and_a_parquet_are_read(desk, tmp_path):
    frame = pl.DataFrame([row(1), row(2)], schema=list(COLUMNS), orient="row")
    frame.write_parquet(tmp_path / "a.parquet")
    assert desk.file(tmp_path / "a.parquet").good == 2
    frame.write_excel(tmp_path / "b.xlsx")
    assert desk.file(tmp_path / "b.xlsx").good == 2


def test_a_file_without_the_columns_names_them(desk):
    with pytest.raises(Misfit, match="网店名称"):
        desk.file(desk.table([["1", "2"]], ["店铺编号", "别的"]))


def test_a_resubmission_replaces_and_never_doubles(desk):
    first = desk.file([row(1), row(2)])
    assert desk.file(desk.table([row(1), row(2)])) == first
    second = desk.file([row(2), row(3)])
    first.refresh_from_db()
    assert (first.state, second.state) == (FilingState.REPLACED, FilingState.FILED)
    assert list(shops(desk)) == ["D000002", "D000003"]
    third = desk.file([row(1), row(2)])  # the first file again is a change once more
    assert third != first
    assert list(shops(desk)) == ["D000001", "D000002"]


def test_of_one_shop_twice_in_a_file_the_last_row_counts(desk):
    filing = desk.file([row(1, name="甲店"), row(2), row(1, name="乙店")])
    assert (filing.good, filing.returned, filing.total) == (2, 1, 3)
    assert shops(desk)["D000001"] == "乙店"
    (told,) = [one for one in desk.outcome(filing) if one["fault"] == "duplicate"]
    assert (told["row_no"], told["message"][:5]) == (2, "与第4行是")


def test_a_correction_lies_over_the_filing_and_meets_the_demand(desk):
    filing = desk.file([row(1), row(2)])
    order = actions.order_correction(
        filing_id=filing.pk, reason="第2行名称有误", by=desk.officer, at=timezone.now()
    )
    assert order.due_at > timezone.now() + dt.timedelta(days=4)
    desk.file([row(2, name="改名后商行")], mode=FilingMode.CORRECTION, by=desk.filer)
    assert shops(desk) == {"D000001": "杭州测试1商贸有限公司", "D000002": "改名后商行"}
    assert CorrectionOrder.objects.get().met_at is not None
    desk.file([row(9)])  # a new whole filing is newer than the correction
    assert list(shops(desk)) == ["D000009"]


def test_a_correction_needs_something_to_correct(desk):
    with pytest.raises(Invalid, match="先报送整份数据"):
        desk.file([row(1)], mode=FilingMode.CORRECTION)


def test_a_window_that_has_not_begun_is_refused(desk):
    with pytest.raises(Invalid, match="尚未开始"):
        desk.file([row(1)], window=Window(timezone.localdate().year + 1, 7))


def test_a_platform_files_for_itself_only(desk):
    with pytest.raises(Refused):
        desk.file([row(1)], on=make.platform(), by=desk.filer)
    assert desk.file([row(1)], by=desk.filer).good == 1


def test_a_province_asks_for_more_columns(desk):
    actions.add_extension(
        sheet=Sheet.OPERATORS, label="从业人数", kind=ExtensionType.NUMBER, is_required=True,
        by=desk.officer, at=timezone.now(),
    )  # fmt: skip
    table = desk.table([[*row(1), "12"], [*row(2), ""], [*row(3), "很多"]], [*COLUMNS, "从业人数"])
    filing = desk.file(table)
    found = [(one["row_no"], one["fault"]) for one in desk.outcome(filing)]
    assert found == [(3, "extension"), (4, "extension")]
    frame = queries.effective(make.SYSTEM, desk.platform.pk).collect()
    assert frame.filter(pl.col("shop_no") == "D000001")["extra"][0] == '{"从业人数": "12"}'


def test_live_rooms_and_hosts_are_filed_apart(desk):
    header = (
        "直播账号",
        "直播间名称",
        "运营者名称",
        "主播姓名",
        "身份证件号码",
        "经常居住地址",
        "联系方式",
    )
    line = ["zb1", "甲直播间", "甲公司", "李测", identity(3), "浙江省杭州市", "0571-1"]
    again = ["zb1", "甲直播间", "甲公司", "王测", identity(4), "浙江省杭州市", "0571-1"]
    filing = desk.file(desk.table([line, again, line], header), sheet=Sheet.LIVE)
    assert (filing.state, filing.good, filing.returned) == (FilingState.FILED, 2, 1)
    assert queries.effective(make.SYSTEM, desk.platform.pk, Sheet.LIVE).collect().height == 2


def test_a_person_above_the_limit_on_all_platforms_together_is_found(desk):
    other = make.platform()
    desk.file([person(1, turnover="60000"), person(2, turnover="90000")])
    assert not OverLimit.objects.exists()
    desk.file([person(1, turnover="50000", shop_no="Z9")], on=other)
    found = OverLimit.objects.get()
    assert (found.total_fen, found.platform_count, found.shop_count) == (110_000_00, 2, 2)
    assert found.id_tail == identity(1)[-4:]
    desk.file([person(1, turnover="30000")], on=other)
    assert not OverLimit.objects.exists()


def _texts(folder):
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            yield str(path), str(pl.read_parquet(path).to_dicts())
        elif path.is_file():
            yield str(path), path.read_bytes().decode("utf-8", "replace")


def test_no_identity_number_stays_anywhere(desk, caplog):
    """The canary: numbers in their column, in the wrong column, in a text, in a bad row."""
    numbers = [identity(n) for n in range(1, 8)]
    rows = [
        person(1),
        row(2, code=numbers[1], declaration=""),
        row(3, shop=f"店{numbers[2]}", phone=numbers[3]),
        row(4, name=numbers[4]),
        person(5, name=""),
        row(6, owner="赵测", owner_id=numbers[5]),
        row(7, code=numbers[6][:17] + "0", declaration=""),
    ]
    filing = desk.file(rows, by=desk.filer)
    desk.list([["", f"张{numbers[0]}", "", "", numbers[1], "", "", "", "", numbers[2], ""]])
    assert filing.state == FilingState.FILED
    seen = dict(_texts(settings.DATA_DIR))
    assert any(path.endswith(".parquet") for path in seen)
    seen["log"] = caplog.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            seen[table] = str(cursor.fetchall())
    canaries = [*numbers, numbers[6][:17] + "0"]
    found = [(n, place) for n in canaries for place, text in seen.items() if n in text]
    assert found == []
    assert not list((settings.DATA_DIR / "roster" / "opening").iterdir())


def test_a_job_that_lost_its_file_says_so(desk):
    filing = desk.file([row(1)], drain=False)
    queries.sealed_path(make.SYSTEM, Job.objects.get().payload["sealed"]).unlink()
    desk.drained(filing)
    job = Job.objects.get(kind="roster.filing")
    assert job.state == "failed"
    assert "重新提交" in job.error


def test_of_a_row_that_identifies_nobody_only_that_is_said(desk):
    filing = desk.file([row(1, code="", turnover="900000")])
    assert [one["fault"] for one in desk.outcome(filing)] == ["no_identity"]
    assert filing.good == 1
