"""Decisions of the room: what is covered, which column is which, windows, differing parts."""

import datetime as dt

import polars as pl
import pytest

from hedun.desks.roster.decide import asof, pairs, sealing, windows
from hedun.desks.roster.decide.fields import LISTS, Misfit, find_heading
from hedun.desks.roster.terms import ListMode, Sheet, Window
from hedun.engine.codes import citizen
from tests import factories as make
from tests.roster.conftest import identity

NUMBER = identity(7)
WIDE = "".join(chr(ord(c) + 0xFEE0) for c in NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.lower(),
        f"张三{NUMBER}",
        f"证件 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}。",
        f"{NUMBER[:6]}-{NUMBER[6:14]}-{NUMBER[14:]}",
        WIDE,
        NUMBER[:6] + NUMBER[8:17],
        NUMBER[:17] + "0",
    ],
)
def test_a_number_is_covered_however_it_is_typed(text):
    (shown,) = sealing.cover(pl.Series([text]))
    assert sealing.COVER in shown
    assert NUMBER[6:14] not in shown.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["13800138000", "店铺100861", "2026-01-31", "D000000000000123456789"]
)
def test_other_digits_stay(text):
    assert sealing.cover(pl.Series([text])).to_list() == [text]


def sealed(code="", number=""):
    heading = find_heading(
        [["店铺编号", "网店名称", "经营者名称", "信用代码", "身份证号"]], Sheet.OPERATORS
    )
    staged = pl.DataFrame(
        {"row_no": [2], "problem": [None], "lost": [0], "c000": ["1"], "c001": ["甲"],
         "c002": ["乙"], "c003": [code], "c004": [number]},
        schema_overrides={"problem": pl.String, "lost": pl.Int64},
    )  # fmt: skip
    return sealing.seal(staged, heading, of=Sheet.OPERATORS, extra={}, key=b"k").row(0, named=True)


def test_a_number_becomes_a_keyed_hash_and_four_signs():
    row = sealed(number=NUMBER)
    assert (row["id_hash"], row["id_tail"]) == (citizen.keyed(NUMBER, key=b"k"), NUMBER[-4:])
    assert row["id_hash"] != citizen.keyed(NUMBER, key=b"other")
    assert sealed(code=NUMBER)["id_hash"] == row["id_hash"]  # typed into the other column


def test_a_wrong_number_leaves_nothing_but_what_is_wrong():
    row = sealed(number=NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"))
    assert (row["id_hash"], row["id_tail"]) == ("", "")
    assert "校验位不符" in row["id_problem"]
    assert NUMBER[:17] not in str(row)


def test_a_sound_credit_code_is_never_covered():
    assert sealed(code=make.credit_code(19900101))["credit_code"] == make.credit_code(19900101)


def test_headings_are_known_by_their_names_and_a_title_is_passed():
    records = [
        ["某平台报送表", "", ""],
        [
            "店铺 ID*",
            "店铺名称（必填）",
            "企业名称",
        ],
        ["1", "2", "3"],
    ]
    with pytest.raises(Misfit, match="统一社会信用代码或身份证件号码"):
        find_heading(records, Sheet.OPERATORS)
    records[1] = ["店铺 ID*", "店铺名称（必填）", "企业名称", "ＵＳＣＣ", "自定项"]
    found = find_heading(records, Sheet.OPERATORS)
    assert found.position == 1
    assert found.columns == {"shop_no": 0, "shop_name": 1, "name": 2, "credit_code": 3}
    assert found.others == {"自定项": 4}
    assert find_heading([["企业名称"]], LISTS).columns == {"name": 0}


@pytest.mark.parametrize(
    ("day", "key", "is_open", "later"),
    [
        ("2026-01-01", "2026-01", True, "2026-07"),
        ("2026-06-30", "2026-01", False, "2026-07"),
        ("2026-07-31", "2026-07", True, "2027-01"),
        ("2026-12-31", "2026-07", False, "2027-01"),
    ],
)
def test_windows_are_january_and_july(day, key, is_open, later):
    on = dt.date.fromisoformat(day)
    assert windows.window_of(on).key == key
    assert windows.is_open(on) is is_open
    assert windows.next_window(on).key == later


def test_windows_are_read_and_counted_back():
    assert windows.read("2026-07") == Window(2026, 7)
    assert [windows.read(text) for text in ("2026-03", "x", "07-2026", "")] == [None] * 4
    assert [w.key for w in windows.earlier(Window(2026, 1), 3)] == ["2025-01", "2025-07", "2026-01"]


def told(number, as_of, *rows, mode=ListMode.SNAPSHOT):
    return asof.Told(number, mode, dt.date.fromisoformat(as_of), rows)


def line(action="list", listed=None, removed=None):
    day = dt.date.fromisoformat
    return {
        "action": action,
        "listed_on": day(listed) if listed else None,
        "removed_on": day(removed) if removed else None,
    }


def spans(*versions):
    return [(str(s.first), str(s.until or ""), s.version) for s in asof.spans(versions)]


def test_a_row_without_a_day_begins_with_its_file_and_goes_on():
    found = spans(told(1, "2026-01-01", line()), told(2, "2026-02-01", line()))
    assert found == [("2026-01-01", "", 2)]


def test_who_is_gone_from_a_snapshot_was_on_the_list_until_then():
    found = spans(told(1, "2026-01-01", line(listed="2025-06-01")), told(2, "2026-02-01"))
    assert found == [("2025-06-01", "2026-02-01", 1)]


def test_a_delta_that_says_nothing_changes_nothing():
    first = told(1, "2026-01-01", line(listed="2025-06-01"))
    assert spans(first, told(2, "2026-02-01", mode=ListMode.DELTA)) == [("2025-06-01", "", 1)]


def test_a_second_time_on_the_list_is_another_one():
    found = spans(
        told(1, "2026-01-01", line(listed="2025-06-01", removed="2025-09-01")),
        told(2, "2026-02-01", line(listed="2026-01-15")),
    )
    assert found == [("2025-06-01", "2025-09-01", 1), ("2026-01-15", "", 2)]


def test_the_parts_that_differ_are_marked():
    lines = pairs.lines(
        {"name": "杭州美味轩餐饮店"}, {"name": "杭州美味斋餐饮店", "address": "一路"}
    )
    name, address = lines
    assert [p.text for p in name.left if p.is_other] == ["轩"]
    assert [p.text for p in name.right if p.is_other] == ["斋"]
    assert (address.left, address.is_same) == ([], False)


def test_a_fingerprint_is_of_all_that_was_compared():
    base = pairs.fingerprint({"name": "甲", "raw_code": "1"}, {"name": "乙"})
    assert base == pairs.fingerprint(
        {"name": "甲", "raw_code": "1", "shop_name": "x"}, {"name": "乙"}
    )
    assert base != pairs.fingerprint({"name": "甲", "raw_code": "2"}, {"name": "乙"})
    assert base != pairs.fingerprint(
        {"name": "甲", "raw_code": "1"}, {"name": "乙", "address": "一路"}
    )
