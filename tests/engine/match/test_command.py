"""`hedun pairs` as people use it: a table of pairs in, the same table with judgements out."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import fastexcel
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hedun.engine.match import command, judged
from hedun.engine.table import workbook

ROOT = Path(__file__).parents[3]
HEADING = ["编号", "a", "b", "code_a"]
ROWS = [
    ["1", "杭州市余杭区张三小吃店", "余杭区张三小吃店（个体工商户）", ""],
    ["2", "", "", ""],
    ["3", "成都美味轩餐饮店", "成都美味斋餐饮店", "91330100799655058B"],
    ["4", "", "宁波宏达公司", ""],
    ["5", "李记小吃店", "李纪小吃店", ""],
]
VERDICTS = ["same", "unsure", "different", "unsure", "unsure"]


def as_csv(path, codec):
    with path.open("w", encoding=codec, newline="") as file:
        csv.writer(file).writerows([HEADING, *ROWS])


def as_xlsx(path):
    workbook.write(path, HEADING, ROWS)


def as_parquet(path):
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    columns[1][1] = None
    pq.write_table(pa.table(dict(zip(HEADING, columns, strict=True))), path, row_group_size=2)


def run(source, out, *more):
    return command.main([str(source), "--out", str(out), *more])


def rows_of(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    return fastexcel.read_excel(path).load_sheet(0).to_polars().to_dicts()


@pytest.mark.parametrize("out", ["out.csv", "out.xlsx", "out.parquet"])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("in.csv", lambda path: as_csv(path, "utf-8")),
        ("bom.csv", lambda path: as_csv(path, "utf-8-sig")),
        ("gb.csv", lambda path: as_csv(path, "gb18030")),
        ("utf16.csv", lambda path: as_csv(path, "utf-16")),
        ("in.xlsx", as_xlsx),
        ("in.parquet", as_parquet),
    ],
)
def test_every_kind_of_file_keeps_rows_order_and_columns(tmp_path, name, write, out):
    write(tmp_path / name)
    assert run(tmp_path / name, tmp_path / out) == 0
    found = rows_of(tmp_path / out)
    assert list(found[0]) == [*HEADING, "score", "verdict", "reasons"]
    assert [str(row["编号"]) for row in found] == ["1", "2", "3", "4", "5"]
    assert [row["verdict"] for row in found] == VERDICTS
    assert all(0 <= float(row["score"]) <= 1 for row in found)
    assert "字号不同（相差一字）：美味斋／美味轩" in found[2]["reasons"].split("；")


def test_a_wholly_empty_row_keeps_its_place(tmp_path):
    book = openpyxl.Workbook()
    for row in [["比对清单"], HEADING, ROWS[0], [None] * 4, ROWS[2]]:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    assert run(tmp_path / "in.xlsx", tmp_path / "out.parquet") == 0
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["verdict"] for row in found] == ["same", "unsure", "different"]


def test_other_headings_are_named_on_the_command_line(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text(
        "报送名称,登记名称\n杭州市余杭区张三小吃店,余杭区张三小吃店\n", encoding="utf-8"
    )
    assert run(source, tmp_path / "out.csv", "--a", "报送名称", "--b", "登记名称") == 0
    assert rows_of(tmp_path / "out.csv")[0]["verdict"] == "same"


def test_headings_may_be_capital_or_full_width(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("Ａ, B \n张三店,李四店\n", encoding="utf-8")
    assert run(source, tmp_path / "out.csv") == 0
    assert rows_of(tmp_path / "out.csv")[0]["verdict"] == "different"


def test_columns_of_the_input_with_our_names_are_kept_aside(tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text("a,b,score\n张三店,李四店,人工\n", encoding="utf-8")
    assert run(source, tmp_path / "out.parquet") == 0
    assert "input_score" in capsys.readouterr().err
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()[0]
    assert found["input_score"] == "人工"
    assert found["score"] < 0.1


@pytest.mark.parametrize(
    ("content", "out", "told"),
    [
        ("名称,b\n张三,李四\n", "out.csv", "没有列“a”；文件中的列是：名称、b"),
        ("名称,别名\n张三,李四\n", "out.csv", "没有列“a”、“b”"),
        ("a,b\n", "out.doc", "不认识扩展名“.doc”"),
        ("a,b\n", "no/out.csv", "没有文件夹"),
        ("", "out.csv", "文件是空的"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(tmp_path, capsys, content, out, told):
    (tmp_path / "in.csv").write_text(content, encoding="utf-8")
    assert run(tmp_path / "in.csv", tmp_path / out) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "请" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_files_that_are_none_are_refused(tmp_path, capsys):
    assert run(tmp_path / "none.csv", tmp_path / "out.csv") == 2
    assert "没有文件" in capsys.readouterr().err
    as_parquet(tmp_path / "whole.parquet")
    (tmp_path / "half.parquet").write_bytes((tmp_path / "whole.parquet").read_bytes()[:300])
    assert run(tmp_path / "half.parquet", tmp_path / "out.csv") == 2
    assert "Parquet 文件损坏" in capsys.readouterr().err


def test_a_heading_without_rows_gives_a_heading(tmp_path):
    (tmp_path / "in.csv").write_text("a,b\n", encoding="utf-8")
    assert run(tmp_path / "in.csv", tmp_path / "out.csv") == 0
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert text.strip() == "a,b,score,verdict,reasons"


def test_several_processes_keep_the_order(tmp_path):
    names = [f"杭州第{number}小吃店" for number in range(40_000)]
    pq.write_table(
        pa.table({"编号": range(40_000), "a": names, "b": names}), tmp_path / "in.parquet"
    )
    line = [sys.executable, "-m", "hedun", "pairs", str(tmp_path / "in.parquet")]
    line += ["--out", str(tmp_path / "out.parquet"), "--processes", "2"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=True)
    found = pq.read_table(tmp_path / "out.parquet")
    assert found["编号"].to_pylist() == list(range(40_000))
    assert set(found["verdict"].to_pylist()) == {"same"}
    assert "已判 40,000 / 40,000 行（100%）" in done.stderr


def test_a_batch_is_judged_without_the_columns_that_are_not_there():
    batch = pa.record_batch(
        {"a": ["张三店", None], "b": pa.array(["李四店", "x"]).dictionary_encode()}
    )
    found = judged(batch)
    assert found.schema.names == ["a", "b", "score", "verdict", "reasons"]
    assert found["verdict"].to_pylist() == ["different", "unsure"]
