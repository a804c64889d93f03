"""Workbooks: values by calamine, and a pass over the XML for what calamine does not tell.

calamine gives 110101199003071233 typed as a number back as 110101199003071200 and says
nothing of formulas; the XML still shows both.
"""

import pathlib
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

import fastexcel
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hedun.engine.table import archive
from hedun.engine.table.staging import MAX_COLUMNS, ROWS_PER_GROUP, StagedWriter
from hedun.engine.table.unreadable import Unreadable

MAX_SHEETS = 200
MAX_FLAGS = 5_000_000
_CHUNK = 1 << 22
_LONGEST_ROW = 64 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NUMBER = re.compile(rb"v>(-?\d{16,}[.\d]*|-?\d[.\d]*[eE]\+?\d+)</")
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*>([^<]{0,400})")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TYPE = re.compile(rb'\bt="(\w+)"')
_FIRST = re.compile(
    rb"<(?:\w+:)?row\b[^>]*>(?:\s*<(?:\w+:)?c\b[^>]*/>)*\s*<(?:\w+:)?c\b([^>]*[^/])>"
)
_OUTSIDE = re.compile(rb"(?i)\bDDE(?:AUTO)?\(|\|['\"!]|\bWEBSERVICE\(|\[\d+\][^!]*!")


@dataclass(slots=True)
class Marks:
    """Cells that need a word: (row, column), both from 0 as in the sheet."""

    lost: list[tuple[int, int]] = field(default_factory=list)
    formula: list[tuple[int, int]] = field(default_factory=list)
    first_column: int = 1 << 20


def stage(source: pathlib.Path, target: pathlib.Path) -> None:
    """Stage the first visible sheet of a workbook; raises Unreadable."""
    archive.check(source)
    with zipfile.ZipFile(source) as parts:
        _refuse_entities(parts)
        name, part, warnings = _first_sheet(parts)
        marks = _scan(parts, part)
        is_1904 = b'date1904="1"' in parts.read("xl/workbook.xml").replace(b"'", b'"').replace(
            b'"true"', b'"1"'
        )
    try:
        sheet = fastexcel.read_excel(source).load_sheet(
            name, header_row=None, dtypes="string", skip_rows=0
        )
    except (fastexcel.FastExcelError, ValueError) as error:
        raise Unreadable(
            f"工作表“{name}”无法解析；请用 WPS 或 Excel 打开后另存为 .xlsx 再提交。"
        ) from error
    if not sheet.height or not sheet.width:
        raise Unreadable(f"工作表“{name}”是空的；请把数据放在第一张工作表。")
    if sheet.width > MAX_COLUMNS:
        raise Unreadable(
            f"工作表“{name}”宽 {sheet.width:,} 列，最多 {MAX_COLUMNS} 列；请删去多余的列。"
        )
    _write(sheet.to_arrow(), marks, target, sheet=name, warnings=warnings, date1904=is_1904)


def _refuse_entities(parts: zipfile.ZipFile) -> None:
    """Refuse document types and other encodings that could hide them, in every XML part."""
    for entry in parts.infolist():
        if entry.filename.lower().endswith((".xml", ".rels")):
            with parts.open(entry) as file:
                _refuse_entities_in(file)


def _refuse_entities_in(file: IO[bytes]) -> None:
    chunk = file.read(_CHUNK)
    if chunk[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in chunk[:200]:
        raise Unreadable("文件内的 XML 不是 UTF-8 编码；请用 WPS 或 Excel 另存为 .xlsx。")
    tail = b""
    while chunk:
        window = tail + chunk
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
            raise Unreadable("文件内含有 XML 实体定义，不予接收；请用 WPS 或 Excel 另存为 .xlsx。")
        tail, chunk = chunk[-16:], file.read(_CHUNK)


def _xml(parts: zipfile.ZipFile, name: str) -> ET.Element:
    try:
        return ET.fromstring(parts.read(name))  # noqa: S314 - document types were refused before
    except (KeyError, ET.ParseError) as error:
        raise Unreadable("工作簿结构损坏；请用 WPS 或 Excel 打开后另存为 .xlsx 再提交。") from error


def _first_sheet(parts: zipfile.ZipFile) -> tuple[str, str, list[str]]:
    types = parts.read("[Content_Types].xml").lower()
    if b"macroenabled" in types:
        raise Unreadable("文件是启用宏的工作簿，不予接收；请另存为普通 .xlsx 再提交。")
    targets = {
        link.get("Id"): link.get("Target", "").lstrip("/").removeprefix("xl/")
        for link in _xml(parts, "xl/_rels/workbook.xml.rels")
    }
    sheets = list(_xml(parts, "xl/workbook.xml").iter(f"{_MAIN}sheet"))
    if len(sheets) > MAX_SHEETS:
        raise Unreadable(
            f"工作簿有 {len(sheets):,} 张工作表，最多 {MAX_SHEETS} 张；请只保留数据表。"
        )
    visible = [
        sheet
        for sheet in sheets
        if sheet.get("state", "visible") == "visible"
        and targets.get(sheet.get(_REL), "").startswith("worksheets/")
    ]
    if not visible:
        raise Unreadable("工作簿没有可见的工作表；请取消隐藏后重新提交。")
    warnings = []
    if len(sheets) > 1:
        warnings.append(
            f"工作簿有 {len(sheets)} 张工作表，只读取第一张可见的“{visible[0].get('name')}”。"
        )
    return str(visible[0].get("name")), "xl/" + targets[visible[0].get(_REL)], warnings


def _scan(parts: zipfile.ZipFile, part: str) -> Marks:
    """Walk over the sheet's XML row by row, in bounded memory."""
    marks = Marks()
    try:
        with parts.open(part) as file:
            for window in _windows(file):
                _mark(window, marks)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError) as error:
        raise Unreadable("工作表数据损坏（校验不符）；请重新导出后提交。") from error
    return marks


def _windows(file: IO[bytes]) -> Iterator[bytes]:
    """Cut the XML in front of rows, so that no cell is torn."""
    rest = b""
    while chunk := file.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"<", 0, max(rest.rfind(b"<row"), rest.rfind(b":row ")) + 1)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > _LONGEST_ROW:
            raise Unreadable("工作表中有一行超过 64 MB；请检查是否误填了超长内容。")
    yield rest


def _mark(window: bytes, marks: Marks) -> None:
    for found in _FIRST.finditer(window):
        place = _PLACE.search(found[1])
        if place:
            marks.first_column = min(marks.first_column, _column(place[1]))
    for found in _NUMBER.finditer(window):
        if abs(float(found[1])) < 1e15:
            continue
        start = window.rfind(b"<", 0, found.start())
        opening = _cell_before(window, start)
        kind = _TYPE.search(opening)
        if kind is None or kind[1] == b"n":
            marks.lost.append(_position(opening))
    if b"<f" in window or b":f" in window:
        for found in _FORMULA.finditer(window):
            if _OUTSIDE.search(found[2].replace(b"&quot;", b'"').replace(b"&apos;", b"'")):
                raise Unreadable("单元格公式引用了外部程序或网络；请“粘贴为数值”后重新提交。")
            marks.formula.append(_position(found[1]))
    if len(marks.lost) + len(marks.formula) > MAX_FLAGS:
        raise Unreadable("工作表中公式过多；请“粘贴为数值”后重新提交。")


def _cell_before(window: bytes, place: int) -> bytes:
    """Give the attributes of the cell whose value begins at `place`."""
    start = max(window.rfind(b"<c ", 0, place), window.rfind(b":c ", 0, place))
    return window[start : window.find(b">", start)]


def _position(attributes: bytes) -> tuple[int, int]:
    place = _PLACE.search(attributes)
    if place is None:
        raise Unreadable("工作表的单元格没有编号；请用 WPS 或 Excel 打开后另存为 .xlsx 再提交。")
    return int(place[2]) - 1, _column(place[1])


def _column(letters: bytes) -> int:
    index = 0
    for sign in letters:
        index = index * 26 + sign - 64
    return index - 1


def _write(batch: pa.RecordBatch, marks: Marks, target: pathlib.Path, **facts: object) -> None:
    lost = _bits(marks.lost, batch.num_rows, marks.first_column)
    formula = _bits(marks.formula, batch.num_rows, marks.first_column)
    _prove_alignment(batch, marks)
    with StagedWriter(target, batch.num_columns) as writer:
        for start in range(0, batch.num_rows, ROWS_PER_GROUP):
            piece = batch.slice(start, ROWS_PER_GROUP)
            stop = start + piece.num_rows
            writer.write(
                np.arange(start + 1, stop + 1, dtype=np.int64),
                [column.cast(pa.string()) for column in piece.columns],
                lost=lost[start:stop],
                formula=formula[start:stop],
            )
        writer.describe(format="xlsx", **facts)
    if not writer.rows:
        raise Unreadable("工作表中没有任何数据行；请把数据放在第一张工作表。")


def _prove_alignment(batch: pa.RecordBatch, marks: Marks) -> None:
    """Refuse a sheet whose XML and values disagree on where the long numbers stand."""
    for row, column in marks.lost[:1000]:
        place = column - marks.first_column
        inside = 0 <= row < batch.num_rows and 0 <= place < batch.num_columns
        text = batch.column(place)[row].as_py() if inside else None
        if text is None or len(text.lstrip("-").split(".")[0]) < 16:
            raise Unreadable("工作表的单元格编号不连贯；请用 WPS 或 Excel 另存为 .xlsx 再提交。")


def _bits(cells: list[tuple[int, int]], height: int, first: int) -> npt.NDArray[np.int64]:
    """Lay marked cells out as one number for each row; a cell outside the sheet is refused."""
    bits = np.zeros(height, np.int64)
    for row, column in cells:
        place = column - first
        if not (0 <= row < height and 0 <= place < MAX_COLUMNS):
            if row >= height:
                continue  # a formula without a value below the last row
            raise Unreadable("工作表的单元格编号不连贯；请用 WPS 或 Excel 另存为 .xlsx 再提交。")
        bits[row] |= 1 << place
    return bits
