"""`hedun due` as people run it: one rule, a table of cases, whatever their program wrote."""

import csv
import datetime as dt
import json
import os
import subprocess
import sys

import openpyxl
import pytest

from hedun.base.lawbook.management.due import cells
from hedun.base.lawbook.management.due.command import main
from hedun.base.lawbook.terms import Unit


def answered(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def asked(tmp_path):
    """Answer a table given as text; gives the exit code and the rows of the output."""

    def ask(text, codec="utf-8", *options):
        source, target = tmp_path / "cases.csv", tmp_path / "out.csv"
        source.write_bytes(text if isinstance(text, bytes) else text.encode(codec))
        code = main(["--table", str(source), "--out", str(target), *options])
        return code, answered(target) if target.exists() else None

    return ask


def test_one_rule_says_when_why_and_by_which_article(capsys):
    assert main(["--rule", "complaint.accept", "--start", "2026-09-28"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2026-10-13"
    assert "依据：《市场监督管理投诉举报处理办法》第十五条" in lines
    assert "计入：2026-10-10（星期六）为调休工作日。" in lines
    assert lines[-1] == "日历：2026-v1"


def test_one_rule_as_json(capsys):
    main(["--rule", "case.decide", "--start", "2026/10/20", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["due"], found["provisional"]) == ("2027-01-18", True)
    assert found["calendar"] == "2027-暂定"


def test_a_rule_with_its_pause_and_extension(capsys):
    pause = ["--pause", "2026-03-04", "2026-03-11", "检测、检验、检疫、鉴定"]
    extend = ["--extend", "15", "2026-03-20"]
    assert (
        main(["--rule", "report.verify", "--start", "2026-04-20", "--restart", "2026-05-06"]) == 0
    )
    assert capsys.readouterr().out.startswith("2026-05-26")
    assert main(["--rule", "clue.verify", "--start", "2026-03-02", *pause, *extend]) == 0
    assert capsys.readouterr().out.startswith("2026-04-21")


def test_a_pause_that_the_law_does_not_know_is_refused(capsys):
    pause = ["--pause", "2026-03-04", "2026-03-11", "出差"]
    assert main(["--rule", "clue.verify", "--start", "2026-03-02", *pause]) == 2
    assert "法定的不计入事由：检测" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rule", "complaint.acept", "--start", "2026-01-05"], "相近的有：complaint.accept"),
        (["--rule", "live.remind", "--start", "2020-01-05"], "在 2020-01-05 没有有效版本"),
        (["--rule", "clue.verify", "--start", "2026-02-30"], "不是存在的日期"),
        (["--rule", "clue.verify"], "须同时给出 --start"),
        (["--table", "cases.csv"], "须同时给出 --out"),
        (["--table", "none.csv", "--out", "out.csv"], "没有文件 none.csv"),
        (["--table", "none.csv", "--out", "out.doc"], "不认识扩展名“.doc”"),
        (["--table", "none.csv", "--out", "no/out.csv"], "没有文件夹 no"),
    ],
)
def test_what_cannot_be_answered_says_why(capsys, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_the_list_has_every_rule_with_its_article(capsys):
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("case.hold\t") and "第三十五条" in line for line in lines)
    assert len(lines) > 40


def test_a_table_keeps_its_columns_and_its_order(asked):
    code, rows = asked(
        "编号,start,amount,unit,备注\n7,2026-01-05,7,wd,“甲”\n3,2026-02-10,60,d,\n5,2026-12-20,15,wd,x\n"
    )
    assert code == 0
    assert list(rows[0]) == [
        "编号",
        "start",
        "amount",
        "unit",
        "备注",
        "due",
        "provisional",
        "basis",
    ]
    assert [(r["编号"], r["due"], r["provisional"]) for r in rows] == [
        ("7", "2026-01-14", "false"),
        ("3", "2026-04-13", "false"),
        ("5", "2027-01-11", "true"),
    ]
    assert rows[0]["备注"] == "“甲”"
    assert "不计入：周末 2 天" in rows[0]["basis"]
    assert "第八十条" in rows[1]["basis"]
    assert "2026-v1+2027-暂定" in rows[2]["basis"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_and_chinese_headings_are_read(asked, codec):
    code, rows = asked("案件,起算日期,期限,单位\n甲,2026年9月28日,15,工作日\n", codec)
    assert (code, rows[0]["案件"], rows[0]["due"]) == (0, "甲", "2026-10-23")


def test_a_workbook_with_real_dates_is_read_and_written(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["案件统计"])
    book.active.append(["start", "amount", "unit"])
    book.active.append([dt.date(2026, 9, 28), 15, "wd"])
    book.active.append([dt.datetime(2026, 9, 30, 16, 20), 24, "h"])
    book.active.append(["2026/8/2", "60", "d"])
    source, target = tmp_path / "cases.xlsx", tmp_path / "out.xlsx"
    book.save(source)
    assert main(["--table", str(source), "--out", str(target)]) == 0
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    assert rows[0] == ("start", "amount", "unit", "due", "provisional", "basis")
    assert [row[3] for row in rows[1:]] == ["2026-10-23", "2026-10-01 16:20", "2026-10-08"]


BAD = """id,start,amount,unit
1,2026-01-05,7,wd
2,,7,wd
3,2026-02-30,7,wd
4,昨天,7,wd
5,2026-01-05,-3,wd
6,2026-01-05,1.5,wd
7,2026-01-05,,wd
8,2026-01-05,7,周
9,2026-01-05,7,
10,1999-01-05,7,wd
11,2099-12-30,7,wd
12,2026-01-05,7
13,2026-01-05,999999,d
14,2026-01-05,60,d
"""


def test_a_bad_row_does_not_sink_the_others(asked, capsys):
    code, rows = asked(BAD)
    assert code == 1
    assert [r["id"] for r in rows] == [str(n) for n in range(1, 15)]
    assert [r["id"] for r in rows if r["due"]] == ["1", "14"]
    assert all(r["basis"].startswith("未计算：") for r in rows[1:13])
    assert all(r["provisional"] == "" for r in rows[1:13])
    assert rows[4]["amount"] == "-3"
    told = capsys.readouterr().err
    assert "第 3 行：start 为空" in told
    assert "第 6 行：amount“-3”不是不小于 0 的整数" in told
    assert "第 9 行：unit“周”不认识" in told
    assert "14 行，2 行已算出" in told


def test_broken_quotes_and_empty_rows_keep_their_place(asked):
    code, rows = asked('start,amount,unit\n2026-01-05,"7"x,wd\n,,\n2026-01-05,7,wd\n')
    assert code == 1
    assert [r["due"] for r in rows] == ["", "", "2026-01-14"]
    assert "引号" in rows[0]["basis"]
    assert rows[1]["basis"] == ""


def test_columns_that_are_called_like_ours_are_kept_under_another_name(asked):
    _, rows = asked("start,amount,unit,due\n2026-01-05,7,wd,2026-01-20\n")
    assert (rows[0]["input_due"], rows[0]["due"]) == ("2026-01-20", "2026-01-14")


def test_a_row_may_name_a_rule_instead(asked):
    code, rows = asked("start,rule\n2026-03-02,complaint.mediate\n2026-05-06,complaint.mediate\n")
    assert code == 0
    assert rows[0]["due"] == "2026-05-08"  # 45 working days by the rules then in force
    assert rows[1]["due"] == "2026-07-06"  # 60 days; 5 July is a Sunday
    assert "《市场监督管理投诉举报处理办法》第二十三条" in rows[1]["basis"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "没有找到 start"),
        ("", "文件是空的"),
        ("start,amount\n2026-01-05,7\n", "文件中的列是：start、amount"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "另存为"),
    ],
)
def test_a_file_that_is_no_such_table_says_what_is_expected(asked, capsys, content, message):
    code, rows = asked(content)
    assert (code, rows) == (2, None)
    assert message in capsys.readouterr().err


def test_a_notice_on_the_command_line_settles_the_year(asked, tmp_path):
    notice = {"year": 2027, "days": [{"name": "元旦", "date": "2027-01-04", "isOffDay": True}]}
    path = tmp_path / "2027.json"
    path.write_text(json.dumps(notice))
    text = "start,amount,unit\n2026-12-31,1,wd\n2026-12-31,2,wd\n"
    _, rows = asked(text, "utf-8", "--calendar", str(path))
    assert [(r["due"], r["provisional"]) for r in rows] == [
        ("2027-01-01", "false"),
        ("2027-01-05", "false"),
    ]
    assert "2027-2027.json" in rows[0]["basis"]


def test_a_bad_notice_is_refused(asked, tmp_path, capsys):
    (tmp_path / "n.json").write_text("{}")
    assert asked("start,amount,unit\n", "utf-8", "--calendar", str(tmp_path / "n.json"))[0] == 2
    assert "缺少 days 列表" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "20260105", " 2026-01-05 ", "46027",
        "46027.0", "20260105.0", "2026-01-05 00:00:00", "2026-01-05T00:00:00+08:00",
        "2026-01-04T16:00:00Z", "２０２６-０１-０５", "'2026-01-05", "2026年01月05号", "2026-1-5 0:00",
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(text):
    assert cells.moment(text).isoformat() == "2026-01-05T00:00:00+08:00"


@pytest.mark.parametrize(
    "text", ["", "1/5/2026", "2026-13-01", "2026-02-29", "26-1-5", "2026", "2026-01-05 25:00", "x"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(cells.BadCell, match=r"start"):
        cells.moment(text)


def test_a_workbook_of_the_other_epoch_is_read():
    assert cells.moment("44565", is_1904=True) == cells.moment("2026-01-05")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("WD", (Unit.WORKING_DAY, 1)),
        ("ｗｄ", (Unit.WORKING_DAY, 1)),
        ("Days", (Unit.CALENDAR_DAY, 1)),
        ("个月", (Unit.MONTH, 1)),
        ("年", (Unit.MONTH, 12)),
        ("H", (Unit.HOUR, 1)),
    ],
)
def test_a_unit_is_read_in_words_too(text, unit):
    assert cells.unit(text) == unit


@pytest.mark.parametrize("text", ["7", "7.0", "７", " 7 ", "007"])
def test_an_amount_is_read_however_it_is_written(text):
    assert cells.amount(text) == 7


def test_the_command_needs_no_settings(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "HEDUN"))}
    run = subprocess.run(
        [sys.executable, "-m", "hedun", "due", "--rule", "case.hold", "--start", "2026-02-13"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert run.stdout.startswith("2026-03-02")
