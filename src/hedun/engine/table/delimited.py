"""CSV in all its kinds, record by record, in bounded memory."""

import csv
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

import numpy as np
import pyarrow as pa

from hedun.engine.table import encoding
from hedun.engine.table.staging import ROWS_PER_GROUP, StagedWriter
from hedun.engine.table.unreadable import Unreadable

SEPARATORS = (",", ";", "\t", "｜", "|")
LONGEST_LINE = 1 << 20
LONGEST_RECORD = 2_000_000
SAMPLE = 10


@dataclass(slots=True)
class Lines:
    """The physical lines, counted, with those of the record at hand."""

    file: TextIO
    number: int = 0
    taken: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        while line := self.file.readline(LONGEST_LINE + 1):
            self.number += 1
            if len(line) > LONGEST_LINE:
                raise Unreadable(
                    f"第 {self.number} 行超过 {LONGEST_LINE:,} 个字；"
                    "可能换行符不对或引号没有成对，请重新导出后提交。"
                )
            self.taken.append(line)
            yield line


@dataclass(slots=True)
class Group:
    """Records on their way into the staged file."""

    width: int
    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    problems: list[str | None] = field(default_factory=list)

    def add(self, number: int, row: list[str], problem: str | None) -> None:
        missing = self.width - len(row)
        self.numbers.append(number)
        self.rows.append(row + [""] * missing if missing > 0 else row[: self.width])
        self.problems.append(problem)

    def flush(self, writer: StagedWriter) -> None:
        if self.rows:
            cells = [pa.array(column, pa.string()) for column in zip(*self.rows, strict=True)]
            writer.write(np.array(self.numbers, np.int64), cells, problems=self.problems)
        self.numbers, self.rows, self.problems = [], [], []


def stage(source: pathlib.Path, target: pathlib.Path) -> None:
    """Stage a text file; raises Unreadable."""
    codec = encoding.detect(source)
    separator, width = _shape(source, codec)
    csv.field_size_limit(LONGEST_RECORD)
    with (
        source.open(encoding=codec, newline="") as file,
        StagedWriter(target, width) as writer,
    ):
        group = Group(width)
        for number, row, problem in records(Lines(file), separator):
            group.add(number, row, problem or _wrong_length(number, row, width))
            if len(group.rows) == ROWS_PER_GROUP:
                group.flush(writer)
        group.flush(writer)
        writer.describe(format="csv", encoding=codec, separator=separator, warnings=[])
    if not writer.rows:
        raise Unreadable("文件中没有任何数据行；请确认导出时选中了数据。")


def rows(source: pathlib.Path) -> Iterator[list[str]]:
    """Give every record of a text file in any encoding, also the empty ones.

    A record whose quotes are not in pairs is read as far as it can be.
    """
    codec = encoding.detect(source)
    divider = separator(source, codec)
    csv.field_size_limit(LONGEST_RECORD)
    with source.open(encoding=codec, newline="") as file:
        for _, row, problem in records(Lines(file), divider):
            yield next(csv.reader(row, delimiter=divider), row) if problem else row


def separator(source: pathlib.Path, codec: str) -> str:
    """Find the sign that divides the cells of a text file."""
    return _shape(source, codec)[0]


def _shape(source: pathlib.Path, codec: str) -> tuple[str, int]:
    """Find the separator that splits the first records into the most cells, and the width."""
    with source.open(encoding=codec, newline="") as file:
        sample = [file.readline(LONGEST_LINE) for _ in range(SAMPLE * 3)]
    if sample[0].lower().startswith("sep=") and len(sample[0].strip()) == 5:
        separators: tuple[str, ...] = (sample[0][4],)
    else:
        separators = SEPARATORS
    best, width = ",", 1
    for separator in separators:
        found = _widest(sample, separator)
        if found > width:
            best, width = separator, found
    return best, width


def _widest(sample: list[str], separator: str) -> int:
    rows = csv.reader(filter(None, sample), delimiter=separator)
    try:
        return max((len(row) for row, _ in zip(rows, range(SAMPLE), strict=False)), default=0)
    except csv.Error:
        return 0


def records(lines: Lines, separator: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Give (record number, cells, problem); a broken record does not spoil the next."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number, first = 0, 1
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raw = "".join(lines.taken)
            if "unexpected end" in str(error) or "limit" in str(error):
                raise Unreadable(
                    f"从第 {first} 行起引号没有成对，其后的行无法区分；"
                    '请把单元格内的引号写成两个（""）或重新导出后提交。'
                ) from error
            problem = f'第 {first} 行的引号没有成对；请把单元格内的引号写成两个（""）。'
            yield number, [raw.strip()], problem
        else:
            if len("".join(lines.taken)) > LONGEST_RECORD or len(lines.taken) > 1000:
                raise Unreadable(
                    f"从第 {first} 行起引号没有成对，一条记录跨了 1000 行以上；请重新导出。"
                )
            if number == 1 and len(row) <= 2 and "".join(row).lower().startswith("sep="):
                row = []
            yield number, row, None
        first = lines.number + 1
        lines.taken.clear()


def _wrong_length(number: int, row: list[str], width: int) -> str | None:
    """A record of another width than the table has slipped cells, unless it is a heading."""
    if number <= SAMPLE or not any(row) or len(row) == width:
        return None
    return (
        f"本行有 {len(row)} 个单元格，表头有 {width} 个；"
        "可能内容中的分隔符没有加引号，请检查后重新提交。"
    )
