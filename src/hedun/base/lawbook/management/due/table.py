"""Tables of periods: read in any encoding, answered row by row, every column kept."""

import csv
import datetime as dt
import pathlib
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Final

import pyarrow.parquet as pq

from hedun.base.lawbook.decide import Calendar, Outcome, Period, end_of, explained
from hedun.base.lawbook.management.due import cells
from hedun.base.lawbook.management.due.cells import BadCell
from hedun.base.lawbook.management.due.rulebook import NoRule, Rulebook, terms_of
from hedun.base.lawbook.terms import Unit
from hedun.engine.table import Unreadable, cell_name, delimited, encoding, plain, stage, workbook

ENDINGS: Final = (".csv", ".xlsx")
ADDED: Final = ("due", "provisional", "basis")
HEADING_WITHIN: Final = 10  # records in which the heading is looked for
NAMES: Final = {
    "start": ("start", "起算", "起算日", "起算日期", "起算时间", "开始日期"),
    "amount": ("amount", "期限", "时长"),
    "unit": ("unit", "单位"),
    "rule": ("rule", "规则", "期限规则"),
}

Record = list[str]
Report = Callable[[int, str], None]


class Unusable(ValueError):
    """The table as a whole cannot be answered; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that can be read once: its heading, which column is which, its numbered records."""

    heading: Record
    places: dict[str, int]
    records: Iterator[tuple[int, Record, str | None]]
    is_1904: bool = False


@dataclass(slots=True)
class Count:
    """How many rows were answered, how many not, how many of the answers may still move."""

    rows: int = 0
    refused: int = 0
    provisional: int = 0


def answer_table(
    source: pathlib.Path, target: pathlib.Path, answers: "Answers", *, report: Report
) -> Count:
    """Answer a whole table; the target appears whole or not at all.

    A row that cannot be answered keeps its place, says why in `basis`, and is reported by its
    number in the file. Raises Unusable or Unreadable where there is no table.
    """
    if target.suffix.lower() not in ENDINGS:
        raise Unusable(f"不认识扩展名“{target.suffix}”；请用 {'、'.join(ENDINGS)} 之一。")
    if not target.parent.is_dir():
        raise Unusable(f"没有文件夹 {target.parent}；请先建立。")
    if not source.is_file():
        raise Unusable(f"没有文件 {source}；请核对路径。")
    count = Count()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        opened = _opened(source, pathlib.Path(folder))
        heading = [f"input_{name}" if name in ADDED else name for name in opened.heading]
        rows = _answered(opened, answers, count=count, report=report)
        fresh = pathlib.Path(folder) / f"fresh{target.suffix.lower()}"
        write = workbook.write if target.suffix.lower() == ".xlsx" else plain.write
        write(fresh, [*heading, *ADDED], rows)
        fresh.replace(target)
    return count


def _answered(
    opened: Opened, answers: "Answers", *, count: Count, report: Report
) -> Iterator[Sequence[object]]:
    width = len(opened.heading)
    for number, record, problem in opened.records:
        row = (record + [""] * width)[:width]
        kept = [_plain_number(cell) for cell in row]
        if not any(row):
            yield [*kept, "", "", ""]
            continue
        count.rows += 1
        try:
            _refuse(problem)
            wanted = {name: row[place] for name, place in opened.places.items()}
            outcome, basis = answers.of(wanted, is_1904=opened.is_1904)
        except (BadCell, NoRule, OverflowError) as error:
            count.refused += 1
            report(number, str(error))
            yield [*kept, "", "", f"未计算：{error}"]
            continue
        count.provisional += outcome.is_provisional
        yield [*kept, written(outcome), "true" if outcome.is_provisional else "false", basis]


def _refuse(problem: str | None) -> None:
    if problem:
        raise BadCell(problem)


def _plain_number(cell: str) -> object:
    """A negative number is no formula, and goes back as it came."""
    if cell.startswith("-") and cell[1:].isdecimal() and len(cell) <= 15 and str(int(cell)) == cell:
        return int(cell)
    return cell


def written(outcome: Outcome) -> str:
    """Write a due date: the day, and the minute where the period counts in hours."""
    if (outcome.at.hour, outcome.at.minute, outcome.at.second) == (23, 59, 59):
        return f"{outcome.at:%Y-%m-%d}"
    return f"{outcome.at:%Y-%m-%d %H:%M}"


@dataclass(slots=True)
class Answers:
    """Answers rows by a calendar and, where a row names one, by a rule of the lawbook."""

    calendar: Calendar
    rulebook: Rulebook

    def of(self, wanted: dict[str, str], *, is_1904: bool = False) -> tuple[Outcome, str]:
        """Answer one row; raises BadCell, NoRule or OverflowError with the reason."""
        start = cells.moment(wanted["start"], is_1904=is_1904)
        code = wanted.get("rule", "").strip()
        if code and not (wanted.get("amount", "").strip() or wanted.get("unit", "").strip()):
            return self._by_rule(code, start)
        amount = cells.amount(wanted.get("amount", ""))
        unit, times = cells.unit(wanted.get("unit", ""))
        return _computed(Period(amount * times, unit), start, self.calendar)

    def _by_rule(self, code: str, start: dt.datetime) -> tuple[Outcome, str]:
        row = self.rulebook.on(code, start.date())
        outcome, basis = _computed(terms_of(row).period, start, self.calendar)
        return outcome, f"{row['name']}，依据{self.rulebook.basis(row)}。{basis}"


@lru_cache(maxsize=65_536)
def _computed(period: Period, start: dt.datetime, calendar: Calendar) -> tuple[Outcome, str]:
    outcome = end_of(period, start, calendar)
    basis = explained(period, outcome)
    if period.unit is Unit.HOUR and start.time() == dt.time():
        basis += "未写时刻的，按当日 0 时起算。"
    return outcome, basis


def _opened(path: pathlib.Path, folder: pathlib.Path) -> Opened:
    """Open a file by what it begins with; raises Unusable or Unreadable."""
    with path.open("rb") as file:
        head = file.read(4)
    if not head:
        raise Unusable("文件是空的（0 字节）；请确认导出成功后重新提交。")
    if head[:2] in {b"PK", b"\xd0\xcf"} or head == b"PAR1":  # the second is the old .xls, refused
        staged = stage(path, folder / "staged.parquet")
        opened = _headed(_staged(staged.path, staged.width))
        return replace(opened, is_1904=staged.is_1904)
    return _headed(_lines(path))


def _lines(path: pathlib.Path) -> Iterator[tuple[int, Record, str | None]]:
    """Give every record of a text file that has any cell; a broken one with its problem."""
    codec = encoding.detect(path)
    separator = delimited.separator(path, codec)
    csv.field_size_limit(delimited.LONGEST_RECORD)
    with path.open(encoding=codec, newline="") as file:
        for number, row, problem in delimited.records(delimited.Lines(file), separator):
            if problem:
                yield number, next(csv.reader(row, delimiter=separator), row), problem
            elif row:
                yield number, row, None


def _staged(path: pathlib.Path, width: int) -> Iterator[tuple[int, Record, str | None]]:
    columns = ["row_no", "problem", *(cell_name(place) for place in range(width))]
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=columns):
            numbers, problems, *found = (column.to_pylist() for column in batch.columns)
            for number, problem, record in zip(
                numbers, problems, zip(*found, strict=True), strict=True
            ):
                yield number, [cell or "" for cell in record], problem


def _headed(records: Iterator[tuple[int, Record, str | None]]) -> Opened:
    """Find the record that names the columns; a title may stand above it."""
    seen: Record = []
    for _, record, _ in islice(records, HEADING_WITHIN):
        heading = [cell.strip() for cell in record]
        places = _places(heading)
        if "start" in places and ({"amount", "unit"} <= set(places) or "rule" in places):
            return Opened(heading, places, records)
        seen = seen or [cell for cell in heading if cell]
    listed = "、".join(seen[:30]) or "（没有表头）"
    raise Unusable(
        "没有找到 start（起算日期）、amount（数字）、unit（wd、d、m 或 h）三列，"
        f"也没有 start 与 rule（规则编码）；文件中的列是：{listed}。请改好表头后重新运行。"
    )


def _places(heading: Record) -> dict[str, int]:
    known = {
        unicodedata.normalize("NFKC", name).strip().lower(): place
        for place, name in reversed(list(enumerate(heading)))
    }
    found = {}
    for key, names in NAMES.items():
        place = next((known[name] for name in names if name in known), None)
        if place is not None:
            found[key] = place
    return found


__all__ = ["Answers", "Count", "Unreadable", "Unusable", "answer_table", "written"]
