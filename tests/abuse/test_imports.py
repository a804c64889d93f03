"""Abuse group C: what arrives in files. Each test is one case of the threat model."""

import codecs
import io
import os
import random
import resource
import time
import zipfile

import openpyxl
import polars as pl
import psycopg
import pytest

from hedun.engine import table
from hedun.engine.table import Unreadable, plain, values, workbook
from hedun.market import queries
from hedun.market.decide.headers import find_heading, guess
from hedun.market.models import ImportBatch, Shop
from hedun.market.terms import ImportKind, ImportState
from tests import factories
from tests.abuse import workbooks as hostile
from tests.abuse.world import World
from tests.market.conftest import GOODS, ROSTER, data, goods_row, importing, roster_row  # noqa: F401 - fixtures
from tests.market.conftest import table as written  # noqa: F401 - fixture

SMALL = table.Limits(memory=3 << 30, cpu_seconds=20, wall_seconds=40)


def stage(path):
    return table.stage(path, path.with_suffix(".staged"), limits=SMALL)


def cells(path):
    return pl.read_parquet(stage(path).path)


def text(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "a.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def refused(path, words):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    with pytest.raises(Unreadable, match=words):
        stage(path)
    assert time.monotonic() - start < 45
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert not list(path.parent.glob("*.tmp"))
    assert not path.with_suffix(".staged").exists()


def test_C01_whitespace_bomb(tmp_path):
    body = hostile.sheet(after=" " * 300_000_000)
    refused(hostile.write(tmp_path / "a.xlsx", body), "压缩比异常")


@pytest.mark.parametrize("where", ["inline", "shared"])
def test_C02_string_bombs(tmp_path, where):
    huge = "a" * 200_000_000
    strings = f'<sst xmlns="{hostile.NS}"><si><t>{huge}</t></si></sst>'
    body = hostile.sheet(f'<row r="1">{hostile.cell("A1", huge)}</row>')
    inside = (body, {}) if where == "inline" else (hostile.GOOD, {"xl/sharedStrings.xml": strings})
    refused(hostile.write(tmp_path / "a.xlsx", inside[0], extra=inside[1]), "压缩比异常")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../etc/passwd", "不正常"), ("/etc/passwd", "不正常"), ("a\\b.xml", "不正常"),
        ("C:/a.xml", "不正常"), ("xl/CON.xml", "不正常"), ("xl/nul", "不正常"),
        ("XL/WORKBOOK.xml", "重名"), ("xl/inner.zip", "内嵌"),
    ],
)  # fmt: skip
def test_C03_entry_names(tmp_path, name, words):
    refused(hostile.write(tmp_path / "a.xlsx", hostile.GOOD, extra={name: "x"}), words)


def test_C03_entries_at_the_same_offset(tmp_path):
    refused(hostile.same_offset(tmp_path / "a.xlsx"), "重叠")


def test_C03_entries_that_overlap(tmp_path):
    refused(hostile.overlapping(tmp_path / "a.xlsx"), "重叠|损坏")


def test_C03_encrypted(tmp_path):
    refused(hostile.encrypted(tmp_path / "a.xlsx"), "加密")


def test_C03_old_or_encrypted_office_file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000)
    refused(path, "加密工作簿")


def test_C03_nested_archives(tmp_path):
    inner = b"x"
    for _ in range(5):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("inner.zip", inner)
        inner = buffer.getvalue()
    path = tmp_path / "a.xlsx"
    path.write_bytes(inner)
    refused(path, "内嵌")


def test_C03_very_many_entries(tmp_path):
    extra = {f"xl/media/{n}.png": b"" for n in range(20_000)}
    refused(hostile.write(tmp_path / "a.xlsx", hostile.GOOD, extra=extra), "过多部件")


def test_C03_symbolic_link(tmp_path):
    link = zipfile.ZipInfo("xl/link")
    link.external_attr = 0o120777 << 16
    path = hostile.write(tmp_path / "a.xlsx", hostile.GOOD)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(path, "不正常")


def test_C03_sizes_that_lie(tmp_path):
    path = hostile.write(tmp_path / "a.xlsx", hostile.GOOD)
    raw = bytearray(path.read_bytes())
    place = raw.rfind(b"xl/worksheets/sheet1.xml") - 46
    raw[place + 24 : place + 28] = (100).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    refused(path, "损坏|无法解析")


@pytest.mark.parametrize(
    "entity",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
def test_C04_entities(tmp_path, entity):
    body = hostile.sheet(f'<row r="1">{hostile.cell("A1", "&x;")}</row>', before=entity)
    refused(hostile.write(tmp_path / "a.xlsx", body), "实体")
    refused(hostile.write(tmp_path / "b.xlsx", hostile.GOOD, prologue=entity), "实体")


def test_C04_entities_hidden_by_utf16(tmp_path):
    body = hostile.sheet(before='<!DOCTYPE a [<!ENTITY x "y">]>').encode("utf-16")
    refused(hostile.write(tmp_path / "a.xlsx", body), "UTF-8")


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"xl/externalLinks/externalLink1.xml": "<externalLink/>"}, "外部工作簿"),
        ({"xl/connections.xml": "<connections/>"}, "外部工作簿"),
        ({"xl/vbaProject.bin": b"x"}, "宏"),
        ({"xl/embeddings/a.xml": "x"}, "外部工作簿"),
    ],
)
def test_C04_links_and_macros(tmp_path, extra, words):
    refused(hostile.write(tmp_path / "a.xlsx", hostile.GOOD, extra=extra), words)


def test_C04_macro_workbook_by_type(tmp_path):
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    refused(hostile.write(tmp_path / "a.xlsm", hostile.GOOD, main=main), "宏")


@pytest.mark.parametrize("formula", ["cmd|'/c calc'!A0", 'DDE("a","b")', "WEBSERVICE(A1)"])
def test_C04_formulas_that_reach_out(tmp_path, formula):
    body = hostile.sheet(f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>')
    refused(hostile.write(tmp_path / "a.xlsx", body), "公式引用了外部")


def test_C05_a_far_cell(tmp_path):
    far = f'<row r="1048576">{hostile.cell("XFD1048576", "b")}</row>'
    body = hostile.sheet(f'<row r="1">{hostile.cell("A1", "a")}</row>{far}')
    refused(hostile.write(tmp_path / "a.xlsx", body), "限额|列")


def test_C05_ten_thousand_sheets(tmp_path):
    path = hostile.write(tmp_path / "a.xlsx", hostile.GOOD, sheets=1_500)
    refused(path, "1,500 张工作表")


def test_C05_a_million_merged_cells(tmp_path):
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 300_000))
    body = hostile.GOOD.replace("</worksheet>", f"<mergeCells>{merged}</mergeCells></worksheet>")
    assert stage(hostile.write(tmp_path / "a.xlsx", body)).rows == 2


def test_C05_hidden_sheets_are_not_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "隐藏", "hidden"
    book.create_sheet("数据").append(["店铺编号", "网店名称"])
    book.save(tmp_path / "a.xlsx")
    staged = stage(tmp_path / "a.xlsx")
    assert staged.sheet == "数据"
    assert "2 张工作表" in staged.warnings[0]


def test_C06_an_over_long_cell_is_reported_with_its_row(tmp_path):
    rows = [
        hostile.cell("A1", "店铺编号"),
        hostile.cell("A2", "x" * 1_000_000),
        hostile.cell("A3", "D3"),
    ]
    body = hostile.sheet("".join(f'<row r="{n}">{c}</row>' for n, c in enumerate(rows, 1)))
    found = cells(hostile.write(tmp_path / "a.xlsx", body))
    assert "1,000,000 个字，单元格最多 32,767" in found["problem"][1]
    assert found["problem"].to_list()[::2] == [None, None]


def test_C07_numbers_that_excel_rounded(importing, written):  # noqa: F811
    book = openpyxl.Workbook()
    book.active.append(list(ROSTER))
    book.active.append([110101199003071233, "店", "名", 911101083303521997, None, None, 138])
    book.active.append(["D2", "店", "名", "4.4E+17", None, None, None])
    book.active.append(["1234567.0", "店", "名", factories.credit_code(1), None, None, None])
    book.active.append(["'007", "店", "名", factories.credit_code(2), None, None, None])
    book.save(path := written([]).with_name("a.xlsx"))
    batch = importing(path, platform=factories.platform())
    bad = pl.read_parquet(queries.rejected_parts(factories.SYSTEM, batch.pk))
    assert bad["row_no"].to_list() == [2, 3, 4]
    assert all("精度已丢失" in reason for reason in bad["reason"])
    assert Shop.objects.get().shop_no == "007"


@pytest.mark.parametrize(
    ("cell", "is_1904", "day"),
    [
        ("45292", False, "2024-01-01"), ("43830", True, "2024-01-01"), ("20240229", False, "2024-02-29"),
        ("二〇二四年二月二十九日", False, "2024-02-29"), ("2024/2/9", False, "2024-02-09"),
        ("2024年2月9日", False, "2024-02-09"), ("2024-01-01T20:00:00Z", False, "2024-01-02"),
        ("2024-01-01T20:00:00+08:00", False, "2024-01-01"), ("２０２４－０１－０１", False, "2024-01-01"),
    ],
)  # fmt: skip
def test_C08_dates_in_every_spelling(cell, is_1904, day):
    assert values.day(cell, is_1904=is_1904).isoformat() == day


@pytest.mark.parametrize(
    "cell",
    ["2024/2/30", "1900-02-29", "60", "20230229", "昨天", "2024-13-01", "0000-01-01", "9" * 40],
)
def test_C08_days_that_do_not_exist(cell):
    with pytest.raises(values.Wrong, match="不存在或无法识别"):
        values.day(cell)


def test_C09_headers_in_disorder():
    kind = ImportKind.ROSTER
    records = [
        ["某平台经营者名册", "", "", "", ""],
        ["网店信息", "", "经营者信息", "", ""],
        ["店铺ＩＤ*", "店铺 名称", "名称(姓名)", "", "统一社会\n信用代码（必填）"],
        ["D1", "店", "名", "", "x"],
    ]
    heading = find_heading(records, kind)
    found = guess(heading.names, kind)
    assert heading.position == 2
    assert {"shop_no", "shop_name", "name", "credit_code"} <= set(found)
    assert heading.names[3] == "（第4列无列名）"


def test_C09_duplicate_headers_stay_apart():
    heading = find_heading([["店铺编号", "名称", "名称"], ["1", "2", "3"]], ImportKind.ROSTER)
    assert heading.names == ("店铺编号", "名称", "名称〔2〕")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_C10_encodings_are_read_right(tmp_path, encoding):
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    rare = "" if encoding == "gbk" else "𠮷㐂"
    content = f"编号,名称\n1,联通{rare}店\n2,微软\n"
    path = text(tmp_path, marks.get(encoding, b"") + content.encode(encoding))
    assert cells(path)["c001"].to_list() == ["名称", f"联通{rare}店", "微软"]


def test_C10_the_word_that_looks_like_utf8(tmp_path):
    assert cells(text(tmp_path, "联通,a\n", "gbk"))["c000"].to_list() == ["联通"]


@pytest.mark.parametrize(
    "content",
    [
        "编号,名称\n1,商店".encode()[:-1],
        codecs.BOM_UTF16_LE + "编号,名称\n".encode("utf-16-le")[:-1],
        "编号,名称\n1,甲乙丙\n".encode("gb18030") + "2,淘宝商店\n".encode(),
        "编号,名称\n1,甲乙丙\n".encode() + "2,淘宝商店\n".encode("gb18030"),
        "编号,名称\n1,甲\n".encode("utf-16-le"),
        b"\xff\xff\x80\x80,\x81\n",
    ],
)
def test_C10_broken_encodings_are_refused(tmp_path, content):
    refused(text(tmp_path, content), "编码|完整|UTF-16")


@pytest.mark.parametrize("separator", [",", ";", "\t", "｜"])
def test_C12_separators(tmp_path, separator):
    content = f"编号{separator}名称\r\n1{separator}甲\n2{separator}乙\r3{separator}丙"
    assert cells(text(tmp_path, content))["c001"].to_list() == ["名称", "甲", "乙", "丙"]


def test_C12_an_open_quote_is_refused_with_its_line(tmp_path):
    rows = "".join(f"{n},甲\n" for n in range(5000))
    refused(text(tmp_path, f'编号,名称\n1,甲\n2,"乙\n{rows}'), "第 3 行")


def test_C12_a_stray_quote_spoils_its_own_row_only(tmp_path):
    found = cells(text(tmp_path, '编号,名称\n1,"苹果"手机\n2,乙\n'))
    assert "引号" in found["problem"][1]
    assert found["c001"][2] == "乙"


def test_C12_one_endless_line(tmp_path):
    refused(text(tmp_path, "编号,名称\n" + "a" * 50_000_000), "超过 1,048,576")


DANGEROUS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "|cmd", "%0A", " =1"]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_C13_dangerous_cells_are_stored_raw_and_exported_harmless(tmp_path, cell):
    assert plain.neutral(cell) == "'" + cell
    path = tmp_path / "a.xlsx"
    workbook.write(path, ["名称"], [[cell]])
    book = openpyxl.load_workbook(path)
    assert book.active["A2"].data_type in {"s", "inlineStr"}
    inner = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in inner
    assert b"hyperlink" not in inner


def test_C13_titles_are_kept_as_they_came(importing, written):  # noqa: F811
    platform = factories.platform()
    path = written([goods_row(1, title="=HYPERLINK(1)")], GOODS)
    importing(path, platform=platform, kind=ImportKind.LISTINGS)
    assert queries.listing(factories.SYSTEM, platform.pk, "G1")["title"] == "=HYPERLINK(1)"


def test_C14_a_formula_gives_its_value_and_is_flagged(tmp_path):
    row = '<row r="2"><c r="A2" t="str"><f>A1&amp;"1"</f><v>D1</v></c></row>'
    body = hostile.sheet(f'<row r="1">{hostile.cell("A1", "店铺编号")}</row>{row}')
    staged = stage(hostile.write(tmp_path / "a.xlsx", body))
    found = pl.read_parquet(staged.path)
    assert found["c000"].to_list() == ["店铺编号", "D1"]
    assert found["formula"].to_list() == [0, 1]
    assert staged.flagged == 1


@pytest.mark.parametrize("cell", ["-1", "NaN", "Inf", "1e308", "abc", "1.234", "1e30"])
def test_C15_amounts_that_are_none(cell):
    with pytest.raises(values.Wrong):
        values.fen(cell)


def test_C16_the_same_file_twice_is_one_receipt(importing, written):  # noqa: F811
    platform = factories.platform()
    path = written([roster_row(n) for n in range(1, 20)])
    first = importing(path, platform=platform)
    again = importing(path, platform=platform)
    assert (first.pk, first.sha256, first.finished_at) == (
        again.pk,
        again.sha256,
        again.finished_at,
    )
    assert (ImportBatch.objects.count(), Shop.objects.count()) == (1, 19)


@pytest.fixture
def world(tmp_path):
    postgres = os.environ.get("HEDUN_TEST_POSTGRES")
    if not postgres:
        yield World(tmp_path, f"sqlite:///{tmp_path}/world.sqlite3")
        return
    name = f"world_{os.getpid()}_{random.randrange(16**6):06x}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield World(tmp_path, postgres.rpartition("/")[0] + "/" + name)
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_C17_killed_at_any_moment_nothing_is_lost_or_twice(world):
    world.make(rows=100_000)
    chance = random.Random(7)
    for _ in range(5):
        worker = world.worker_at_work()
        time.sleep(0.2 + chance.random() * 2.5)
        worker.kill()
        worker.communicate()
        world.tell()
    assert world.worker().wait(timeout=120) == 0
    told = world.tell()
    assert (told["states"], told["good"], told["bad"]) == (["done"], [99_000], [1_000])
    assert sorted(told["bad_rows"]) == list(range(101, 100_002, 100))
    assert (told["shops"], told["subjects"]) == (99_000, 99_000)
    assert told["attempts"][0] > 1
    assert told["files_without_rows"] == 0


def test_C18_two_users_import_the_same_roster_at_once(world):
    world.make(rows=30_000, senders=2)
    workers = [world.worker() for _ in range(2)]
    assert [worker.wait(timeout=180) for worker in workers] == [0, 0]
    told = world.tell()
    assert told["errors"] == ["", ""]
    assert (told["states"], told["good"]) == (["done"] * 2, [29_700] * 2)
    assert (told["shops"], told["subjects"]) == (29_700, 29_700)


def test_C22_a_refused_file_leaves_nothing_behind(importing, tmp_path, data):  # noqa: F811
    path = hostile.encrypted(tmp_path / "a.xlsx")
    batch = importing(path, platform=factories.platform())
    assert batch.state == ImportState.REFUSED
    assert not list(data.rglob("*.parquet"))
    assert not list(data.rglob("*.tmp"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("报告\u202excod.exe", "报告xcod.exe"), ("...", "未命名"), ("../../etc/a.csv", "a.csv"),
        ("a\\b\\c.csv", "c.csv"), ("\u200b", "未命名"),
    ],
)  # fmt: skip
def test_C23_file_names(importing, written, name, shown):  # noqa: F811
    from hedun.market import actions

    batch = actions.hand_in(
        kind=ImportKind.ROSTER, platform=factories.platform(), file_name=name,
        content_path=written([roster_row(1)]), by=factories.SYSTEM, at=factories.NOW,
    )  # fmt: skip
    assert batch.file_name == shown


def test_C23_a_very_long_name_is_cut(importing, written):  # noqa: F811
    from hedun.market import actions

    batch = actions.hand_in(
        kind=ImportKind.ROSTER, platform=factories.platform(), file_name="名" * 4096 + ".csv",
        content_path=written([roster_row(1)]), by=factories.SYSTEM, at=factories.NOW,
    )  # fmt: skip
    assert len(batch.file_name) <= 120
    assert batch.file_name.endswith(".csv")


def test_C24_identifiers_are_checked(importing, written):  # noqa: F811
    rows = [
        roster_row(1, code="91330100799655058C"),
        roster_row(2, code="440301103448669"),
        roster_row(3, code="", id="11010519491231002x"),
        roster_row(4, code="", id="110105194912310021"),
        roster_row(5, code="91330100799655058b"),
    ]
    batch = importing(written(rows), platform=factories.platform())
    bad = pl.read_parquet(queries.rejected_parts(factories.SYSTEM, batch.pk))
    assert bad["row_no"].to_list() == [2, 3, 5]
    for words, reason in zip(("校验位", "15位旧注册号", "校验位不符"), bad["reason"], strict=True):
        assert words in reason
    assert "11010519491231" not in bad["reason"][2]
    assert set(Shop.objects.values_list("shop_no", flat=True)) == {"D000003", "D000005"}
