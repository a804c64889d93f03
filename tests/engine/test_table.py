"""Tables read and written: what goes out comes back the same."""

import io

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedun.engine import table
from hedun.engine.table import plain, workbook

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_a_workbook_gives_back_what_was_written(rows):
    content = workbook.content(["甲", "乙"], rows)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    back = [
        tuple(cell or "" for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    kept = [row for row in rows if any(row)]
    assert [row for row in back if any(row)] == kept


def test_sheets_are_split_at_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS_PER_SHEET", 11)
    workbook.write(tmp_path / "a.xlsx", ["编号"], ([n] for n in range(25)))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [sheet.max_row for sheet in book] == [11, 11, 6]


def test_numbers_stay_numbers_and_long_ones_become_text(tmp_path):
    workbook.write(tmp_path / "a.xlsx", ["a", "b"], [[12, 110101199003071233]])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [sheet["A2"].value, sheet["B2"].value] == [12, "110101199003071233"]


def test_csv_for_officials_begins_with_a_mark(tmp_path):
    plain.write(tmp_path / "a.csv", ["名称"], [["=1+1"], [-5], [None]])
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").split("\r\n")[1:3] == ["'=1+1", "-5"]


def test_parquet_is_taken_in_as_text(tmp_path):
    frame = pl.DataFrame({"店铺编号": [911101083303521997], "价格": [12.5], "代码": [1.1e17]})
    frame.write_parquet(tmp_path / "a.parquet")
    found = pl.read_parquet(table.stage(tmp_path / "a.parquet", tmp_path / "b").path)
    assert found["c000"].to_list() == ["店铺编号", "911101083303521997"]
    assert found["lost"].to_list() == [0, 4]


def test_nested_parquet_is_refused(tmp_path):
    pl.DataFrame({"a": [[1]]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(table.Unreadable, match="嵌套"):
        table.stage(tmp_path / "a.parquet", tmp_path / "b")


def test_row_numbers_are_those_the_sender_sees(tmp_path):
    book = openpyxl.Workbook()
    book.active["B3"], book.active["C3"] = "店铺编号", "名称"
    book.active["B5"], book.active["C5"] = "D1", 110101199003071233
    book.save(tmp_path / "a.xlsx")
    found = pl.read_parquet(table.stage(tmp_path / "a.xlsx", tmp_path / "b").path)
    assert found["row_no"].to_list() == [3, 5]
    assert found["lost"].to_list() == [0, 2]


def test_a_child_without_memory_is_a_refusal(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    limits = table.Limits(memory=64 << 20)
    with pytest.raises(table.Unreadable, match=r"限额|损坏"):
        table.stage(tmp_path / "a.csv", tmp_path / "b", limits=limits)


def test_a_child_that_takes_too_long_is_stopped(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    limits = table.Limits(wall_seconds=0)
    with pytest.raises(table.Unreadable, match="没有解析完"):
        table.stage(tmp_path / "a.csv", tmp_path / "b", limits=limits)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
