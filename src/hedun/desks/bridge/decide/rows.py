"""Typed rows of an answer: read, checked and judged one by one."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

from hedun.desks.bridge.terms import FIELDS, Field, FieldGroup, FieldType, RowIn, RowOutcome
from hedun.engine.codes import citizen, uscc

MOST_ROWS = 5000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_FLOATED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Unreadable(ValueError):
    """A value that does not fit its column; the message is shown beside the row."""


def judge(row: RowIn) -> RowOutcome:
    """Read one row into its typed payload, or say what is wrong with each column."""
    payload: dict[str, str | int] = {}
    problems: list[str] = []
    for field in FIELDS[row.group]:
        text = _CONTROL.sub("", row.values.get(field.name, "")).strip()
        if not text:
            if field.is_required:
                problems.append(f"“{field.label}”不能为空")
            continue
        try:
            payload[field.name] = read_value(field, text)
        except Unreadable as problem:
            problems.append(f"“{field.label}”{problem}")
    if not problems and row.group is FieldGroup.IDENTITY:
        problems.extend(_nameless(payload))
    return RowOutcome(row, None if problems else payload, tuple(problems))


def _nameless(payload: dict[str, str | int]) -> list[str]:
    if payload.keys() & {"credit_code", "id_number"}:
        return []
    return ["“统一社会信用代码”与“身份证件号码”至少填写一项，否则不能确认身份"]


def read_value(field: Field, text: str) -> str | int:
    """Turn the text of a cell into the type of its column; money in fen, days as ISO text."""
    if len(text) > field.width:
        raise Unreadable(f"超过{field.width}字，请精简")
    readers: dict[FieldType, Callable[[str], str | int]] = {
        FieldType.MONEY: _money,
        FieldType.COUNT: _count,
        FieldType.DAY: _day,
        FieldType.URL: _url,
        FieldType.CREDIT_CODE: _credit_code,
        FieldType.ID_NUMBER: _id_number,
    }
    reader = readers.get(field.type)
    if reader is not None:
        return reader(text)
    if field.name.endswith("_no") and _FLOATED.fullmatch(text):
        raise Unreadable("被表格软件改成了科学计数法，请把该列设为文本后重新粘贴")
    return text


def _money(text: str) -> int:
    bare = text.removeprefix("¥").removeprefix("￥").removesuffix("元").replace(",", "").strip()
    try:
        yuan = Decimal(bare)
    except InvalidOperation:
        raise Unreadable(f"“{text}”不是金额，请按元填写，如 129.90") from None
    if not yuan.is_finite() or yuan < 0 or yuan > Decimal("1e12"):
        raise Unreadable(f"“{text}”超出范围，应为 0 至 1 万亿元")
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise Unreadable(f"“{text}”不足一分，最多保留两位小数")
    return int(fen)


def _count(text: str) -> int:
    bare = text.replace(",", "").removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,15}", bare):
        raise Unreadable(f"“{text}”不是数量，请填写整数")
    return int(bare)


def _day(text: str) -> str:
    match = _DAY.fullmatch(text)
    parts = [int(part) for part in match.groups()] if match else [0, 0, 0]
    try:
        return dt.date(*parts).isoformat()
    except ValueError:
        raise Unreadable(f"“{text}”不是日期，请写成 2026-11-03") from None


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"']+", text):
        raise Unreadable("不是网址，应以 http:// 或 https:// 开头")
    return text


def _credit_code(text: str) -> str:
    if _FLOATED.fullmatch(text):
        raise Unreadable("被表格软件改成了科学计数法，请把该列设为文本后重新粘贴")
    if problem := uscc.problem(text):
        raise Unreadable(problem)
    return text.upper()


def _id_number(text: str) -> str:
    if _FLOATED.fullmatch(text):
        raise Unreadable("被表格软件改成了科学计数法，请把该列设为文本后重新粘贴")
    if problem := citizen.problem(text):
        raise Unreadable(problem)
    return text.upper()


def pasted(group: FieldGroup, text: str) -> list[RowIn]:
    """Read what was pasted from a spreadsheet: tabs or commas, with or without headings."""
    mark = "\t" if "\t" in text else ","
    lines = [
        cells
        for cells in csv.reader(io.StringIO(text.strip("\n\r\ufeff")), delimiter=mark)
        if any(cell.strip() for cell in cells)
    ]
    return tabled(group, lines, origin="粘贴")


def tabled(group: FieldGroup, lines: Sequence[Sequence[str]], *, origin: str) -> list[RowIn]:
    """Give rows from a table; the first line is headings where it names a column."""
    fields = FIELDS[group]
    by_heading = {field.label: field.name for field in fields} | {f.name: f.name for f in fields}
    names: list[str | None] = [field.name for field in fields]
    skipped = 0
    if lines and any(cell.strip() in by_heading for cell in lines[0]):
        names = [by_heading.get(cell.strip()) for cell in lines[0]]
        skipped = 1
    return [
        RowIn(
            group,
            {name: cell for name, cell in zip(names, cells, strict=False) if name},
            place=f"{origin}第{number}行",
        )
        for number, cells in enumerate(lines[skipped:], start=1 + skipped)
    ]


def shown(group: FieldGroup, payload: dict[str, str | int], *, is_masked: bool) -> list[str]:
    """The cells of a stored row as people read them, in the order of the columns.

    Basis: pipl art. 28
    """
    return [_shown(field, payload.get(field.name), is_masked=is_masked) for field in FIELDS[group]]


def _shown(field: Field, value: str | int | None, *, is_masked: bool) -> str:
    if value is None:
        return ""
    if field.type is FieldType.MONEY:
        fen = int(value)
        return f"{fen // 100:,}.{fen % 100:02d}"
    if field.type is FieldType.ID_NUMBER and is_masked:
        text = str(value)
        return text[:1] + "*" * (len(text) - 5) + text[-4:]
    return str(value)
