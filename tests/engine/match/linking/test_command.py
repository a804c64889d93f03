"""`hedun link`: what a person types, and what it says where something is wrong."""

import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hedun import cli
from hedun.engine.match.linking.command import main


@pytest.fixture
def files(tmp_path):
    shop = {
        "编号": ["1"],
        "企业名称": ["余杭区张三小吃店"],
        "address": ["杭州市余杭区文一西路969号"],
    }
    for name in ("roster", "registry"):
        pq.write_table(pa.table(shop), tmp_path / f"{name}.parquet")
    return tmp_path


def run(folder, *more):
    given = [str(folder / "roster.parquet"), str(folder / "registry.parquet"), "--processes", "1"]
    return main([*given, *more])


def test_it_links_and_says_how_many(files, capsys):
    out = files / "links.parquet"
    assert run(files, "--out", str(out), "--column", "id=编号", "--column", "name=企业名称") == 0
    assert pq.read_table(out)["verdict"].to_pylist() == ["same"]
    assert "1 对" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--out", "links.csv"], ".parquet"),
        (["--out", "nowhere/links.parquet"], "没有文件夹"),
        (["--out", "links.parquet", "--column", "nom=企业名称"], "不认识"),
        (["--out", "links.parquet"], "没有列id、name"),
    ],
)
def test_it_names_what_is_wrong(files, capsys, monkeypatch, more, said):
    monkeypatch.chdir(files)
    assert run(files, *more) == 2
    assert said in capsys.readouterr().err


def test_it_is_a_verb_of_the_one_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["hedun", "link", "--help"])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert "hedun link" in capsys.readouterr().out
