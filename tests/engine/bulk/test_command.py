"""`hedun screen` as people use it: a file, a lexicon, a list of hits."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hedun.engine.bulk import command, words
from hedun.engine.table import workbook
from hedun.engine.text import compiled

ROOT = Path(__file__).parents[3]
TITLES = ["野生娃娃鱼包邮", "大麻烦来了", "", "加薇❤ 领券", "ＶＸ同号 大 麻 籽", "普通水杯"]
WORDS = "# 测试词库\n野生娃娃鱼\n大麻\n加微\n\n!!!\n"
COLUMNS = ["row", "word", "start", "end", "matched", "channel", "cost", "basis", "category"]


@pytest.fixture
def lexicon(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text(WORDS, encoding="gb18030")
    return path


def as_csv(path, codec="utf-8-sig"):
    with path.open("w", encoding=codec, newline="") as file:
        csv.writer(file).writerows([["编号", "标题"], *enumerate(TITLES)])


def as_xlsx(path):
    workbook.write(path, ["某平台商品清单", ""], [["编号", "标题"], *enumerate(TITLES)])


def as_parquet(path):
    pq.write_table(pa.table({"编号": range(len(TITLES)), "标题": TITLES}), path, row_group_size=2)


def screened(source, lexicon, out, *more):
    arguments = [str(source), "--text", "标题", "--lexicon", str(lexicon), "--out", str(out)]
    return command.main([*arguments, "--processes", "1", *more])


def test_whoever_waits_for_the_compiler_is_told(tmp_path, lexicon, capsys, monkeypatch):
    as_csv(tmp_path / "in.csv")
    assert screened(tmp_path / "in.csv", lexicon, tmp_path / "first.csv") == 0
    capsys.readouterr()
    assert screened(tmp_path / "in.csv", lexicon, tmp_path / "again.csv") == 0
    assert "编译" not in capsys.readouterr().err
    monkeypatch.setattr(compiled._SETTINGS, "CACHE_DIR", str(tmp_path / "empty"))
    assert screened(tmp_path / "in.csv", lexicon, tmp_path / "fresh.csv") == 0
    assert "先编译筛查程序" in capsys.readouterr().err


def rows_of(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
    else:
        found = fastexcel.read_excel(path).load_sheet(0).to_polars().to_dicts()
    numbers = ("row", "start", "end")
    return [row | {name: int(row[name]) for name in numbers} for row in found]


@pytest.mark.parametrize("out", ["hits.csv", "hits.xlsx", "hits.parquet"])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("in.csv", as_csv),
        ("gb.csv", lambda path: as_csv(path, "gb18030")),
        ("in.xlsx", as_xlsx),
        ("in.parquet", as_parquet),
    ],
)
def test_every_kind_of_file_gives_the_same_hits(tmp_path, lexicon, name, write, out):
    write(tmp_path / name)
    assert screened(tmp_path / name, lexicon, tmp_path / out) == 0
    hits = rows_of(tmp_path / out)
    assert list(hits[0])[: len(COLUMNS)] == COLUMNS
    assert [(hit["row"], hit["word"]) for hit in hits] == [
        (0, "野生娃娃鱼"),
        (3, "加微"),
        (4, "大麻"),
    ]
    for hit in hits:
        assert TITLES[hit["row"]][hit["start"] : hit["end"]] == hit["matched"]
    assert hits[0]["channel"] == "exact"
    assert hits[2]["channel"] == "noise"


def test_a_workbook_of_words_brings_basis_category_and_phrases_that_are_innocent(tmp_path):
    lexicon = tmp_path / "词库.xlsx"
    rows = [
        ["大麻", "禁毒法第十九条", "毒品", "大麻籽油、大麻籽"],
        ["娃娃鱼", "野保法", "野生动物", ""],
    ]
    workbook.write(lexicon, ["违禁词", "法律依据", "类别", "放行语境"], rows)
    source = tmp_path / "in.csv"
    source.write_text("标题\n大麻籽油\n种大麻\n娃娃鱼\n", encoding="utf-8")
    assert screened(source, lexicon, tmp_path / "hits.parquet") == 0
    hits = pq.read_table(tmp_path / "hits.parquet").to_pylist()
    assert [(h["row"], h["word"], h["basis"], h["category"]) for h in hits] == [
        (1, "大麻", "禁毒法第十九条", "毒品"),
        (2, "娃娃鱼", "野保法", "野生动物"),
    ]


def test_remarks_name_the_lines_of_words_that_cannot_serve(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("可以\n大麻\n!!!\n", encoding="utf-8")
    read = words.read(path)
    assert [one.word.text for one in read.words] == ["可以", "大麻"]
    assert len(read.remarks) == 2
    assert "第 1 行“可以”是日常用语" in read.remarks[0]
    assert "第 3 行“!!!”没有文字" in read.remarks[1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": "名称"}, "没有列“名称”；文件中的列是：编号、标题"),
        ({"out": "hits.doc"}, "不认识扩展名“.doc”"),
        ({"out": "no/hits.csv"}, "没有文件夹"),
        ({"source": "none.csv"}, "没有文件"),
        ({"lexicon": "none.txt"}, "没有词库文件"),
        ({"lexicon": "empty.txt"}, "没有可用的词"),
        ({"lexicon": "other.xlsx"}, "词库表头中没有词的列"),
        ({"source": "half.parquet"}, "Parquet 文件损坏"),
        ({"source": "numbers.parquet", "text": "编号"}, "不是文本"),
        ({"source": "broken.csv"}, "既不是 UTF-8 也不是 GB18030"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(tmp_path, lexicon, capsys, change, told):
    as_csv(tmp_path / "in.csv")
    as_parquet(tmp_path / "numbers.parquet")
    (tmp_path / "half.parquet").write_bytes((tmp_path / "numbers.parquet").read_bytes()[:200])
    (tmp_path / "broken.csv").write_bytes("标题\n".encode() + b"\xff\xff\n")
    (tmp_path / "empty.txt").write_text("!!!\n")
    workbook.write(tmp_path / "other.xlsx", ["名称"], [["大麻"]])
    asked = {
        "source": "in.csv",
        "text": "标题",
        "lexicon": lexicon.name,
        "out": "hits.csv",
    } | change
    arguments = [str(tmp_path / asked["source"]), "--text", asked["text"]]
    arguments += [
        "--lexicon",
        str(tmp_path / asked["lexicon"]),
        "--out",
        str(tmp_path / asked["out"]),
    ]
    assert command.main(arguments) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "hits.csv").exists()


def long_file(path, *, groups=40, rows=2000):
    titles = pa.array([f"{number}号 {TITLES[number % len(TITLES)]}" for number in range(rows)])
    with pq.ParquetWriter(path, pa.schema([("标题", pa.string())])) as writer:
        for _ in range(groups):
            writer.write_table(pa.table({"标题": titles}))


def test_a_killed_scan_goes_on_where_it_was_and_gives_the_same_file(tmp_path, lexicon):
    long_file(tmp_path / "in.parquet")
    assert screened(tmp_path / "in.parquet", lexicon, tmp_path / "whole.parquet") == 0
    out, parts = tmp_path / "hits.parquet", tmp_path / ".hits.parquet.parts"
    line = [sys.executable, "-m", "hedun", "screen", str(tmp_path / "in.parquet")]
    line += ["--text", "标题", "--lexicon", str(lexicon), "--out", str(out), "--processes", "2"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    killed = subprocess.Popen(line, env=env, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 120
    while len(list(parts.glob("0*.parquet"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    done = {path: path.stat().st_mtime_ns for path in parts.glob("0*.parquet")}
    assert 5 <= len(done) < 40
    assert not out.exists()
    again = subprocess.run(line, env=env, capture_output=True, text=True, check=True)
    assert "接着上次未完成的筛查继续" in again.stderr
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert not parts.exists()


def test_stray_quotes_cost_no_row_and_unclosed_ones_are_named(tmp_path, lexicon, capsys):
    source = tmp_path / "in.csv"
    source.write_text('标题,价\n"大号"水杯,1\n有大麻,2\n', encoding="utf-8")
    assert screened(source, lexicon, tmp_path / "hits.csv") == 0
    assert [(hit["row"], hit["word"]) for hit in rows_of(tmp_path / "hits.csv")] == [(1, "大麻")]
    source.write_text('标题,价\n"大号水杯,1\n有大麻,2\n', encoding="utf-8")
    assert screened(source, lexicon, tmp_path / "hits.csv") == 2
    assert "引号没有成对" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_said_and_gone_on_with_later(tmp_path, lexicon, capsys):
    as_parquet(tmp_path / "in.parquet")
    out = tmp_path / "hits.csv"
    out.mkdir()
    assert screened(tmp_path / "in.parquet", lexicon, out) == 2
    assert "读写失败" in capsys.readouterr().err
    out.rmdir()
    assert screened(tmp_path / "in.parquet", lexicon, out) == 0
    assert "接着上次" in capsys.readouterr().err


def test_a_folder_of_somebody_else_is_left_alone(tmp_path, lexicon, capsys):
    as_parquet(tmp_path / "in.parquet")
    parts = tmp_path / ".hits.csv.parts"
    parts.mkdir()
    (parts / "keep.txt").write_text("mine")
    assert screened(tmp_path / "in.parquet", lexicon, tmp_path / "hits.csv") == 2
    assert "不是本命令建立的" in capsys.readouterr().err
    assert (parts / "keep.txt").read_text() == "mine"


def test_parts_of_another_lexicon_are_not_gone_on_with(tmp_path, lexicon):
    as_parquet(tmp_path / "in.parquet")
    out = tmp_path / "hits.parquet"
    parts = tmp_path / ".hits.parquet.parts"
    parts.mkdir()
    (parts / "plan.json").write_text("{}")
    (parts / "000000.parquet").write_bytes(b"not a part")
    assert screened(tmp_path / "in.parquet", lexicon, out) == 0
    assert pq.read_table(out).num_rows == 3
