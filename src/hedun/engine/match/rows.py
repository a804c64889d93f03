"""Tables of pairs as Arrow batches, every row in its place: CSV, XLSX, Parquet."""

import pathlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.match.columnar import COLUMNS, OPTIONAL, SIDES
from hedun.engine.table import Unreadable, cell_name, delimited, stage

BATCH: Final = 16_384
HEADING_WITHIN: Final = 10  # records in which the heading is looked for

Record = list[str]


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that can be read once: its schema, which column is which, rows if known."""

    schema: pa.Schema
    names: dict[str, str]
    batches: Iterator[pa.RecordBatch]
    rows: int | None = None


def open_table(path: pathlib.Path, wanted: dict[str, str], folder: pathlib.Path) -> Opened:
    """Open a file by what it begins with; `wanted` names the columns, `folder` takes what is staged.

    Raises Unusable where a column is missing or the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(4)
    try:
        if head == b"PAR1":
            return _parquet(path, wanted)
        if head[:2] == b"PK":
            return _workbook(path, wanted, folder)
        if not head:
            raise Unreadable("文件是空的（0 字节）；请确认导出成功后重新提交。")  # noqa: TRY301
        return _lines(path, wanted)
    except Unreadable as error:
        raise Unusable(f"{path.name}：{error}") from error


def _parquet(path: pathlib.Path, wanted: dict[str, str]) -> Opened:
    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise Unusable(f"{path.name}：Parquet 文件损坏或不完整；请重新导出。") from error
    names = _placed(schema.names, wanted)
    if names is None:
        raise Unusable(_missing(schema.names, wanted))
    for name in names.values():
        kind = schema.field(name).type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or _is_number(kind)):
            raise Unusable(f"列“{name}”的类型是 {kind}，不是文本；请改为文本列。")
    return Opened(schema, names, _groups(path), rows)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_null(kind))


def _groups(path: pathlib.Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=BATCH)


def _lines(path: pathlib.Path, wanted: dict[str, str]) -> Opened:
    """Read a CSV in any encoding; a line with nothing in it at all is no row."""
    records = filter(None, delimited.rows(path))
    heading, names = _heading(records, wanted)
    schema = pa.schema([(name, pa.string()) for name in heading])
    return Opened(schema, names, _batched(records, schema))


def _workbook(path: pathlib.Path, wanted: dict[str, str], folder: pathlib.Path) -> Opened:
    """Read the first visible sheet; empty rows between others keep their place."""
    staged = stage(path, folder / "staged.parquet")
    records = _staged(staged.path, staged.width)
    heading, names = _heading(records, wanted)
    schema = pa.schema([(name, pa.string()) for name in heading])
    return Opened(schema, names, _batched(records, schema))


def _staged(path: pathlib.Path, width: int) -> Iterator[Record]:
    columns = ["row_no", *(cell_name(place) for place in range(width))]
    at = 1
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH, columns=columns):
            numbers, *cells = (column.to_pylist() for column in batch.columns)
            for number, record in zip(numbers, zip(*cells, strict=True), strict=True):
                yield from ([""] * width for _ in range(number - at))
                yield [cell or "" for cell in record]
                at = number + 1


def _heading(records: Iterator[Record], wanted: dict[str, str]) -> tuple[Record, dict[str, str]]:
    """Find the record that names the columns; a title may stand above it."""
    seen: Record = []
    for record in islice(records, HEADING_WITHIN):
        heading = [cell.strip() for cell in record]
        if (names := _placed(heading, wanted)) is not None:
            return heading, names
        seen = seen or [cell for cell in heading if cell]
    raise Unusable(_missing(seen, wanted))


def _placed(heading: Record, wanted: dict[str, str]) -> dict[str, str] | None:
    """Say which column is which, forgiving case and width; None where a or b is missing."""
    known = {_plain(name): name for name in reversed(heading)}
    found = {key: known.get(_plain(wanted.get(key, key))) for key in COLUMNS}
    asked = {*SIDES, *(key for key in OPTIONAL if wanted.get(key, key) != key)}
    if any(found[key] is None for key in asked):
        return None
    return {key: name for key, name in found.items() if name is not None}


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def _missing(seen: Record, wanted: dict[str, str]) -> str:
    known = {_plain(name) for name in seen}
    asked = [wanted.get(key, key) for key in COLUMNS if key in SIDES or wanted.get(key, key) != key]
    missing = "、".join(f"“{name}”" for name in asked if _plain(name) not in known)
    listed = "、".join(filter(None, seen[:30])) or "（没有表头）"
    return (
        f"没有列{missing}；文件中的列是：{listed}。"
        "请把待比较的两列名称的表头改为 a 和 b，或用 --a 列名 --b 列名 指定"
        "（可另有 code_a、code_b、address_a、address_b）。"
    )


def _batched(records: Iterator[Record], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Lay records down as columns; a short one is filled, what is beyond the heading is left out."""
    width = len(schema)
    while group := list(islice(records, BATCH)):
        rows = [(record + [""] * width)[:width] for record in group]
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
