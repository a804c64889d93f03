"""The forms that are there, and what a wrong row is answered."""

import datetime as dt

import pytest

from hedun.base.documents import decide, rows
from hedun.base.documents.terms import BadLayout
from hedun.base.lawbook import rows as law_rows
from tests.documents.conftest import CODES, NAMES, layout

PENALTIES = (
    *(4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 29, 33, 34, 35, 36, 37, 39),
    *(45, 46, 50, 53, 54, 55),
)
# what the law's list calls otherwise than the page does, or what the engine itself prints
SAID = {
    "文号": "",
    "印章": "",
    "机关名称": "",
    "附件份数": "",
    "当事人代码": "统一社会信用代码",
    "决定日期": "",
    "复议、诉讼途径和期限": "行政诉讼",
    "投诉人信息": "投诉人",
    "被投诉人信息": "被投诉人",
    "其他解决途径": "途径",
    "救济途径": "行政复议",
}
ROW = """
[[layout]]
form = "x-1"
valid_from = 2026-01-01
fields = [{ key = "a", label = "甲" }]
blocks = [{ kind = "para", text = "{a}" }]
"""


def test_ten_complaint_forms_and_all_wanted_penalty_forms_can_be_printed():
    assert {f"complaint-{n:02}" for n in range(1, 11)} <= set(CODES)
    assert {f"penalty-{n:02}" for n in PENALTIES} <= set(CODES)
    assert set(CODES) <= set(NAMES)


def test_every_item_that_the_law_names_stands_on_its_form():
    lacks = []
    for row in law_rows.read().forms:
        if row["code"] not in CODES:
            continue
        one = layout(row["code"])
        said = "".join(f.label for f in one.fields)
        cells = [cell for b in one.blocks for row in b.rows for cell in row]
        said += "".join(b.text + "".join(b.items) for b in one.blocks)
        said += "".join(cells).replace("\n", "")
        for name in row["fields"]:
            wanted = SAID.get(name, name.partition("（")[0])
            parts = wanted.replace("和", "、").replace("与", "、").replace("及", "、").split("、")
            lacks += [f"{row['code']} {name}" for part in parts if part not in said]
    assert lacks == []


def test_two_forms_that_get_numbers_have_words_of_their_own():
    words = [one.word for one in rows.layouts() if one.word]
    assert len(words) == len(set(words)) > 15


@pytest.mark.parametrize("code", CODES)
def test_every_example_fills_its_form(code):
    one = layout(code)
    assert decide.missing(one, decide.sample(one)) == []
    assert decide.missing(one, {}) == [f for f in one.fields if f.required]


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ('"{a}"', '"{b}"', "b 不在 fields 中"),
        ('"{a}"', '"甲"', "没有印在任何位置"),
        ('key = "a"', 'key = "org"', "由系统填写"),
        ('kind = "para"', 'kind = "photo"', "须为"),
        ('label = "甲"', 'label = "甲", size = 3', "不认识的字段 size"),
        ('form = "x-1"', 'form = "x-1"\ncolor = "red"', "不认识的字段 color"),
        ("valid_from = 2026-01-01", 'valid_from = "2026"', "须为日期"),
        ("valid_from = 2026-01-01", "", "缺少字段 valid_from"),
        ('text = "{a}"', 'key = "a", text = ""}, { kind = "list", key = "a"', "表格行"),
        (
            '{ kind = "para", text = "{a}" }',
            '{ kind = "grid", rows = [["{a}", "", ""]] }',
            "1、2 或 4",
        ),
        ("[[layout]]", "[[form]]", "不认识的表"),
        ("[[layout]]", "[[layout", "不是合法的 TOML"),
    ],
)
def test_a_wrong_row_is_refused_with_the_way_out(was, now, message):
    with pytest.raises(BadLayout, match=message):
        decide.read(ROW.replace(was, now), place="x.toml")


def test_a_row_that_is_right_is_read():
    (one,) = decide.read(ROW, place="x.toml")
    assert (one.form, one.fields[0].label) == ("x-1", "甲")
    assert one.holds(dt.date(2026, 1, 1))
    assert not one.holds(dt.date(2025, 12, 31))


def test_a_province_changes_title_word_and_a_label_and_keeps_the_rest():
    base = layout("complaint-05")
    text = (
        'title = "受理告知书"\nword = "诉受"\nfields = [{ key = "respondent", label = "被诉人" }]'
    )
    made = decide.adapt(base, text, by="某省局")
    assert (made.title, made.word, made.blocks) == ("受理告知书", "诉受", base.blocks)
    assert made.field_of("respondent").label == "被诉人"
    assert [f.key for f in made.fields] == [f.key for f in base.fields]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有任何修改"),
        ('form = "penalty-45"', "不能修改 form"),
        ("valid_from = 2020-01-01", "不能修改 valid_from"),
        ('blocks = [{ kind = "para", text = "{nothing}" }]', "不在 fields 中"),
        ('fields = [{ key = "new", label = "新" }]', "没有印在任何位置"),
    ],
)
def test_a_wrong_change_is_refused(text, message):
    with pytest.raises(BadLayout, match=message):
        decide.adapt(layout("complaint-05"), text, by="某省局")
