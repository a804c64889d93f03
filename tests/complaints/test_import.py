"""Exports of the national platform come in row by row, whatever their encoding and headings."""

import datetime as dt

import pytest
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.models import Job
from hedun.base.jobs.work import Worker, load
from hedun.base.procedure import queries as passages
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.models import Batch, Submission
from hedun.engine.table import workbook

HEAD = ["登记编号", "业务类型", "涉及主体", "所属平台", "诉求内容", "具体诉求", "登记时间",
        "投诉人姓名", "联系电话", "通讯地址", "涉及金额"]  # fmt: skip
WHO = ["张举报", "13955556666", "某某路七号"]


def line(number, kind="投诉", *, shop="测试网店甲", at="2026-09-28 09:30", who=WHO, amount="99.90"):
    return [number, kind, shop, "测试平台", "收到的商品漏水", "退货退款", at, *who, amount]


@pytest.fixture
def load_in(tmp_path, officer, shop, settings):
    settings.DATA_DIR = tmp_path
    shop.platform.name = "测试平台"
    shop.platform.save()
    load()

    def do(rows, *, head=HEAD, encoding="utf-8-sig", name="导出.csv"):
        path = tmp_path / f"in-{Batch.objects.count()}.csv"
        if encoding == "xlsx":
            workbook.write(path, head, rows)
        else:
            text = "\r\n".join(",".join(map(str, row)) for row in [head, *rows])
            path.write_bytes(text.encode(encoding))
        made = actions.hand_in(file_name=name, content_path=path, by=officer, at=timezone.now())
        path.unlink()
        Worker().drain()
        made.refresh_from_db()
        return made

    return do


def outcomes(batch):
    return [(row.row_no, row.state) for row in batch.rows.order_by("row_no")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "xlsx"])
def test_good_rows_become_submissions_and_bad_ones_come_back_with_reasons(load_in, encoding):
    batch = load_in(
        [
            line("A1"),
            line("A2", "举报"),
            line("A3", "咨询"),
            line("A4", amount="一百"),
            line("", "投诉"),
        ],
        encoding=encoding,
    )
    assert [state for _, state in outcomes(batch)] == ["taken", "taken", "bad", "bad", "bad"]
    assert (batch.state, batch.taken, batch.bad) == ("done", 2, 3)
    reasons = " ".join(batch.rows.values_list("reason", flat=True))
    assert all(
        word in reasons for word in ("既不是投诉也不是举报", "金额“一百”无法识别", "编号为空")
    )


def test_the_clock_runs_from_when_the_national_platform_got_it(load_in, officer, bureau):
    load_in([line("A1")])
    row = Submission.objects.get()
    clock = passages.clocks(officer, queries.matter(officer, row)).get()
    assert f"{timezone.localtime(clock.started_at):%Y-%m-%d %H:%M}" == "2026-09-28 09:30"
    assert f"{clock.due_at:%Y-%m-%d}" == "2026-10-13"
    assert (row.channel, row.intake_body, row.amount_fen) == ("import", bureau, 9990)


def test_a_mixed_row_is_split(load_in):
    load_in([line("A1", "投诉+举报")])
    assert sorted(Submission.objects.values_list("kind", flat=True)) == ["complaint", "report"]


def test_what_came_before_comes_in_once(load_in):
    first = load_in([line("A1")])
    again = load_in([line("A1"), line("A2")])
    assert load_in([line("A1")]) == first
    assert (again.known, again.taken) == (1, 1)
    assert Submission.objects.count() == 2


def test_a_job_that_is_taken_up_again_does_nothing_twice(load_in):
    batch = load_in([line(f"A{n}") for n in range(120)])
    Batch.objects.update(state="reading")
    for number, plea in enumerate(batch.rows.order_by("row_no")[:60], start=2):
        assert plea.row_no == number
    assert (batch.taken, Submission.objects.count()) == (120, 120)
    assert Job.objects.get(kind="complaints.import").cursor["line"] == 120


def test_a_table_without_the_columns_is_refused_as_a_whole(load_in):
    batch = load_in([["A1", "投诉"]], head=["登记编号", "业务类型"])
    assert batch.state == "refused"
    assert "缺少" in batch.reason


def test_the_file_is_gone_and_no_row_keeps_a_name(load_in, tmp_path):
    batch = load_in([line("A1"), line("A2", "咨询"), line("A3", at="昨天")])
    assert not list((tmp_path / "complaints").iterdir())
    kept = str(list(batch.rows.values())) + str(list(Batch.objects.values()))
    assert not any(word in kept for word in WHO)


@pytest.mark.parametrize("at", ["2999-01-01", "2026-13-01", "2026-09-28 25:00"])
def test_a_time_that_cannot_be_is_sent_back(load_in, at):
    assert outcomes(load_in([line("A1", at=at)]))[0][1] == "bad"


def test_only_a_bureaus_people_import(tmp_path, law):
    with pytest.raises(Refused, match="导入"):
        actions.hand_in(
            file_name="x", content_path=tmp_path, by=Viewer.anonymous(), at=dt.datetime.now(dt.UTC)
        )
