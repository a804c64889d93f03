"""The files of law: loaded twice without change, refused with place and reason."""

import json
import shutil
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.lawbook import actions, queries, rows
from hedun.base.lawbook.models import Article, CalendarYear, Deadline, Ground, Instrument

CATALOGUE = [
    "ABS",
    "MED",
    "HF",
    "HFL",
    "RX",
    "IDF",
    "HLT",
    "POP",
    "EDU",
    "INV",
    "RE",
    "ALC",
    "FALSE",
    "FUC",
    "FLOW",
    "CONF",
    "PRIZE",
    "PR1",
    "PR2",
    "PR3",
    "PR4",
    "PR5",
    "PR-X",
    "TAG",
    "HIKE",
    "LIC",
    "FOOD-L",
    "FOOD-34",
    "3C",
    "WILD",
    "YZ",
    "DRUG",
    "TOB",
    "DG",
    "CLAUSE",
]


def test_a_second_load_changes_nothing(law, system, now):
    tally = actions.load_law(book=rows.read(), by=system, at=now)
    assert (tally.added, tally.changed) == (0, 0)


def test_every_ground_of_the_catalogue_is_there(law):
    assert sorted(CATALOGUE) == sorted(Ground.objects.values_list("code", flat=True))


def test_every_ground_but_the_hint_says_what_to_rule_out_and_what_it_costs(law):
    for row in Ground.objects.exclude(code="PR-X"):
        assert row.exemptions, row.code
        assert row.penalty, row.code


@pytest.mark.parametrize(
    "code", ["clue.verify", "letter.reply", "letter.target", "platform.violation_clue"]
)
def test_the_deadlines_that_clocks_use_are_there(law, code):
    assert Deadline.objects.filter(code=code).exists()


def test_what_was_read_has_its_words(law):
    for row in Article.objects.filter(instrument__code="network_trade_rules"):
        assert len(row.text) > 20, row.number


def test_what_the_law_lists_is_held_whole():
    book = rows.read()
    kinds = Counter(row["kind"].value for row in book.reasons)
    assert (kinds["refuse"], kinds["factor"], kinds["terminate"]) == (7, 5, 8)
    assert kinds["evidence"] == 8
    families = Counter(row["family"].value for row in book.forms)
    assert families == {"complaint": 10, "penalty": 56, "interview": 2}
    numbers = [row["number"] for row in book.forms if row["family"] == "penalty"]
    assert numbers == list(range(1, 57))
    duties = {row["code"] for row in book.duties}
    assert duties >= {f"P{n}" for n in range(1, 21)} | {f"L{n}" for n in range(1, 8)}


def test_every_reason_repeats_the_words_of_its_article():
    """A gist of a listed reason begins with signs that stand in the article itself."""
    book = rows.read()
    texts = {f"{r['instrument']} {r['number']}": r["text"] for r in book.articles}
    strange = [
        row["code"]
        for row in book.reasons
        if row["confidence"] == "read" and row["name"][:4] not in texts[row["article"]]
    ]
    assert strange == []


def test_order_121_and_the_procedure_rules_are_held_word_for_word():
    held = {(r["instrument"], r["number"]) for r in rows.read().articles if r["text"]}
    assert {("complaint_report_rules", str(n)) for n in range(1, 47)} <= held
    assert {("chufa_chengxu", str(n)) for n in range(10, 87)} <= held


def test_every_instrument_of_the_register_is_there(law):
    assert Instrument.objects.count() >= 70
    newer = Instrument.objects.get(code="complaint_report_rules")
    assert newer.supersedes.code == "complaint_report_interim"


def test_every_pause_and_extension_names_its_authority():
    for row in rows.read().deadlines:
        assert row["extension_by"] or not (row["extension"] or row["further_by"]), row.place


def test_a_changed_row_is_changed_and_told(law, system, now):
    Ground.objects.filter(code="ABS").update(name="旧名")
    assert actions.load_law(book=rows.read(), by=system, at=now).changed == 1


def test_people_who_are_not_administrators_may_not_load(db, now):
    with pytest.raises(Refused, match="系统管理员"):
        actions.load_law(book=rows.read(), by=Viewer.anonymous(), at=now)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(rows.FOLDER, tmp_path / "rows")
    return tmp_path / "rows"


BAD = [
    ("grounds.toml", 'severity = "grave"', 'severity = "mortal"', "severity：须为 grave"),
    ("grounds.toml", 'code = "ABS"', "code = 7", "code：须为非空文字"),
    ("grounds.toml", 'article = "advertising_law 9"', 'article = "none 9"', "没有条文“none 9”"),
    ("grounds.toml", 'code = "MED"', 'code = "ABS"', "有效期重叠"),
    ("deadlines.toml", "amount = 15", "amount = -1", "amount：须为不小于 0"),
    ("deadlines.toml", 'unit = "wd"\n', "", "缺少字段 unit"),
    ("deadlines.toml", 'unit = "wd"', 'unitt = "wd"', "不认识的字段 unitt"),
    ("deadlines.toml", "[[deadline]]", "[[dedline]]", "不认识的表 dedline"),
    ("instruments.toml", "valid_from = 2026-04-15", 'valid_from = "x"', "valid_from：须为日期"),
    ("instruments.toml", '"complaint_report_interim"', '"nothing"', "没有文件 nothing"),
    ("instruments.toml", "[[instrument]]", "[[instrument", "不是合法的 TOML"),
    ("reasons.toml", 'kind = "refuse"', 'kind = "refusal"', "kind：须为 refuse"),
    (
        "duties.toml",
        'also = ["ecommerce_law 27"',
        'also = ["ecommerce_law 999"',
        "ecommerce_law 999",
    ),
    ("forms.toml", "\nis_draft = true", "\nis_draft = 1", "is_draft：须为 true"),
    ("gists.toml", 'instrument = "pipl"', 'instrument = "pip"', "没有文件 pip"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "message"), BAD)
def test_a_bad_row_names_file_row_and_field(folder, file, right, wrong, message):
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(rows.BadRow, match=message) as error:
        rows.read(folder)
    assert str(error.value).startswith(file)


def test_the_command_reports_a_bad_row(folder, db):
    (folder / "grounds.toml").write_text('[[ground]]\ncode = "X"\n', encoding="utf-8")
    with pytest.raises(CommandError, match=r"grounds\.toml 第 1 行（X）：缺少字段 name"):
        call_command("load_law", folder=folder)


def notice(year=2027, **changes):
    day = {"name": "元旦", "date": f"{year}-01-01", "isOffDay": True} | changes
    return json.dumps({"year": year, "papers": ["文号"], "days": [day]}).encode()


def take(content, system, now):
    return actions.import_calendar(content=content, name="f.json", by=system, at=now)


def test_a_new_edition_is_a_new_version_and_settles_the_year(law, system, now):
    start = now.replace(month=12, day=20)
    assert queries.due(system, "clue.verify", start).is_provisional
    assert take(notice(), system, now).version == 2
    settled = queries.due(system, "clue.verify", start)
    assert not settled.is_provisional
    assert settled.calendar_version == "2026-v1+2027-v2"


def test_the_same_edition_twice_is_one_version(db, system, now):
    assert take(notice(), system, now).pk == take(notice(), system, now).pk
    assert CalendarYear.objects.count() == 1


def test_a_corrected_edition_takes_over(law, system, now):
    take(notice(name="元旦"), system, now)
    take(notice(date="2027-01-04"), system, now)
    start = now.replace(month=12, day=31)
    assert str(queries.due(system, "platform.measure_publish", start).on) == "2027-01-01"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"[1]", "days"),
        (b"[" * 100_000, "UTF-8"),
        (b" " * 300_000, "256 KB"),
        (notice(1800), "2000 至 2100"),
        (notice(date="2031-01-01"), "不属于 2027"),
        (notice(date="2027-02-30"), "YYYY-MM-DD"),
        (notice(isOffDay=1), "isOffDay"),
        (notice(name=""), "name"),
    ],
)
def test_a_notice_that_is_none_is_refused(db, system, now, content, message):
    with pytest.raises(actions.BadNotice, match=message):
        take(content, system, now)
