"""Inputs as row groups of texts: Parquet as it is, CSV and XLSX laid down as Parquet first."""

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.table import Unreadable, cell_name, delimited, stage

GROUP: Final = 65_536
HEADING_WITHIN: Final = 10  # records in which the heading is looked for
LAID: Final = pa.schema([("row", pa.int64()), ("text", pa.string())])


@dataclass(frozen=True, slots=True)
class Source:
    """Texts in a Parquet file; `numbered` where a column `row` holds the rows of the input."""

    path: pathlib.Path
    column: str
    rows: int
    firsts: tuple[int, ...]  # the row with which each row group begins
    numbered: bool = False

    def texts(self, group: int) -> tuple[pa.Array, pa.ChunkedArray]:
        """Give the row numbers and the texts of one row group."""
        wanted = ["row", self.column] if self.numbered else [self.column]
        with pq.ParquetFile(self.path) as file:
            table = file.read_row_group(group, columns=wanted)
        first = self.firsts[group]
        numbers = range(first, first + table.num_rows)
        rows = table["row"].combine_chunks() if self.numbered else pa.array(numbers, pa.int64())
        texts = table[self.column]
        if pa.types.is_dictionary(texts.type):
            texts = texts.cast(texts.type.value_type)
        return rows, texts.cast(pa.large_string())


def prepare(path: pathlib.Path, column: str, folder: pathlib.Path) -> Source:
    """Open a file, whatever it is; what is not Parquet is laid down in `folder`.

    Raises Unusable where there is no such column or the file cannot be read.
    """
    if not path.is_file():
        raise Unusable(f"没有文件 {path}；请核对路径。")
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PAR1":
        return _parquet(path, column)
    laid = folder / "input.parquet"
    if not laid.exists():
        fresh = laid.with_suffix(".tmp")
        try:
            rows = _workbook(path, column, folder) if head[:2] == b"PK" else _lines(path, column)
            _lay(rows, fresh)
        except Unreadable as error:
            raise Unusable(f"{path.name}：{error}") from error
        fresh.rename(laid)
    return _opened(laid, "text", numbered=True)


def _opened(path: pathlib.Path, column: str, *, numbered: bool = False) -> Source:
    with pq.ParquetFile(path) as file:
        meta = file.metadata
        counts = [meta.row_group(group).num_rows for group in range(meta.num_row_groups)]
    firsts, first = [], 0
    for count in counts:
        firsts.append(first)
        first += count
    return Source(path, column, first, tuple(firsts), numbered)


def _parquet(path: pathlib.Path, column: str) -> Source:
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
    except (pa.ArrowInvalid, OSError) as error:
        raise Unusable(f"{path.name}：Parquet 文件损坏或不完整；请重新导出。") from error
    if column not in schema.names:
        raise Unusable(_no_column(column, schema.names))
    kind = schema.field(column).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        raise Unusable(f"列“{column}”的类型是 {kind}，不是文本；请选择文本列。")
    return _opened(path, column)


def _no_column(column: str, names: list[str]) -> str:
    return f"没有列“{column}”；文件中的列是：{'、'.join(filter(None, names))}。"


def _lay(rows: Iterator[tuple[int, str]], target: pathlib.Path) -> None:
    with pq.ParquetWriter(target, LAID, compression="lz4") as writer:
        while group := list(islice(rows, GROUP)):
            numbers, texts = zip(*group, strict=True)
            writer.write_table(pa.table([numbers, texts], schema=LAID))


def _lines(path: pathlib.Path, column: str) -> Iterator[tuple[int, str]]:
    """Read a CSV in any encoding; a row is a record, counted from 0 behind the heading."""
    records = delimited.rows(path)
    place = _heading(islice(records, HEADING_WITHIN), column)
    for number, record in enumerate(filter(None, records)):
        yield number, record[place] if place < len(record) else ""


def _heading(records: Iterator[list[str]], column: str) -> int:
    """Find the column in the first record that names it."""
    seen: list[str] = []
    for record in records:
        names = [cell.strip() for cell in record]
        if column in names:
            return names.index(column)
        seen = seen or [name for name in names if name]
    raise Unusable(_no_column(column, seen))


def _workbook(path: pathlib.Path, column: str, folder: pathlib.Path) -> Iterator[tuple[int, str]]:
    """Read the first visible sheet; a row is counted from 0 behind the heading, as Excel shows it."""
    staged = stage(path, folder / "staged.parquet")
    names = [cell_name(place) for place in range(staged.width)]
    with pq.ParquetFile(staged.path) as file:
        first = next(file.iter_batches(batch_size=HEADING_WITHIN, columns=["row_no", *names]))
        numbers, *cells = (values.to_pylist() for values in first.columns)
        records = [[cell.strip() for cell in record] for record in zip(*cells, strict=True)]
        place = _heading(iter(records), column)
        heading = next(n for n, r in zip(numbers, records, strict=True) if column in r)
        batches = file.iter_batches(batch_size=GROUP, columns=["row_no", names[place]])
        pairs = chain.from_iterable(
            zip(*map(_values, batch.columns), strict=True) for batch in batches
        )
        yield from ((number - heading - 1, text) for number, text in pairs if number > heading)
    staged.path.unlink()


def _values(column: pa.Array) -> list[Any]:
    return list(column.to_pylist())
