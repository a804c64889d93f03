"""Lexicons as people have them: one word a line, or a table with basis and category."""

import csv
import io
import pathlib
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow.parquet as pq

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.table import Unreadable, cell_name, encoding, stage
from hedun.engine.text import Word, canonical, frequency

# headings that people write, folded to lower case and without spaces
HEADINGS: Final = {
    "word": (
        "word",
        "words",
        "词",
        "词语",
        "违禁词",
        "关键词",
        "敏感词",
        "禁用词",
        "term",
        "keyword",
    ),
    "basis": ("basis", "依据", "法律依据", "ground", "事由", "条款"),
    "category": ("category", "类别", "分类", "类型", "品类"),
    "severity": ("severity", "程度", "等级", "严重程度", "级别"),
    "allow": ("allow", "放行", "放行语境", "例外", "白名单"),
}
COMMON: Final = 30.0  # so often in a million characters of ordinary text floods the reviewer
_APART: Final = re.compile(r"[、;；|｜\n]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One word of a lexicon, with what its author says of it."""

    word: Word
    basis: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All usable words, and what the author should know of the others."""

    words: tuple[Listed, ...]
    remarks: tuple[str, ...]


def read(path: pathlib.Path) -> Lexicon:
    """Read a lexicon; raises Unusable where no word can be had from it.

    Text: one word a line, empty lines and lines that begin with `# ` are left out. A table (CSV
    with a heading, XLSX, Parquet) has a column of words (`word`, 词, 违禁词 …) and may have
    basis (依据), category (类别), severity (程度) and allow (放行语境, phrases in which the
    word is innocent, divided by 、 or ;).
    """
    with path.open("rb") as file:
        head = file.read(4)
    try:
        if head[:2] == b"PK" or head == b"PAR1":
            return _checked(_table(_staged(path)), path)
        text = path.read_bytes().decode(encoding.detect(path))
    except Unreadable as error:
        raise Unusable(f"词库 {path.name}：{error}") from error
    lines = text.splitlines()
    separator = "\t" if lines and "\t" in lines[0] else ","
    if lines and _columns(lines[0].split(separator)):
        try:
            table = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
        except csv.Error as error:
            raise Unusable(f"词库 {path.name}：引号没有成对；请重新导出。") from error
        return _checked(_table(enumerate(table, start=1)), path)
    listed = ((number, Listed(Word(line.strip()))) for number, line in enumerate(lines, start=1))
    kept = ((n, one) for n, one in listed if one.word.text and not one.word.text.startswith("# "))
    return _checked(kept, path)


def _columns(heading: Sequence[str]) -> dict[str, int]:
    """Find the places of the known headings; empty where there is no column of words."""
    names = ["".join(cell.lower().split()) for cell in heading]
    found = {
        key: next(place for place, name in enumerate(names) if name in known)
        for key, known in HEADINGS.items()
        if set(names) & set(known)
    }
    return found if "word" in found else {}


def _staged(path: pathlib.Path) -> Iterator[tuple[int, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(path, pathlib.Path(folder) / "words.parquet")
        table = pq.read_table(staged.path)
    columns = [table[cell_name(place)].to_pylist() for place in range(staged.width)]
    for number, *cells in zip(table["row_no"].to_pylist(), *columns, strict=True):
        yield number, cells


def _table(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, Listed]]:
    stream = iter(rows)
    heading = next((row for _, row in stream if any(row)), [])
    places = _columns(heading)
    if not places:
        raise Unusable(
            f"词库表头中没有词的列（{'、'.join(HEADINGS['word'][2:])} 之一），"
            f"只有：{'、'.join(filter(None, heading))}；请给词的一列加上表头“违禁词”。"
        )
    for number, row in stream:
        cells = {key: row[place].strip() for key, place in places.items() if place < len(row)}
        if cells.get("word"):
            allow = tuple(filter(None, _APART.split(cells.get("allow", ""))))
            word = Word(cells["word"], cells.get("basis", ""), cells.get("severity", ""), allow)
            yield number, Listed(word, cells.get("basis", ""), cells.get("category", ""))


def _checked(listed: Iterable[tuple[int, Listed]], path: pathlib.Path) -> Lexicon:
    """Keep every word once; name those that cannot be looked for, and those that are too common."""
    kept: dict[str, Listed] = {}
    remarks = []
    for number, one in listed:
        text = one.word.text
        if "\0" in text or not canonical(text):
            remarks.append(f"词库第 {number} 行“{text}”没有文字或数字，无法查找，已略过。")
        elif kept.setdefault(text, one) is one and (often := frequency(text)) > COMMON:
            remarks.append(
                f"词库第 {number} 行“{text}”是日常用语（约每百万字 {often:,.0f} 次），"
                "会命中大量正常文本；请换成更长的说法，或写明放行语境。"
            )
    if not kept:
        raise Unusable(f"词库 {path.name} 中没有可用的词；请每行写一个词，或用带表头的表格。")
    return Lexicon(tuple(kept.values()), tuple(remarks))
