"""The hits of all parts as one file that people open: XLSX, CSV or Parquet."""

import pathlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from hedun.engine.bulk.hits import OUT
from hedun.engine.table import plain, workbook

ENDINGS: Final = (".xlsx", ".csv", ".parquet")
BATCH: Final = 65_536


def write(parts: Sequence[pathlib.Path], target: pathlib.Path) -> int:
    """Write the hits in the order of the parts and give their number; the file appears whole."""
    fresh = target.with_name(f".{target.name}.tmp")
    count = sum(int(pq.read_metadata(path).num_rows) for path in parts)
    ending = target.suffix.lower()
    if ending == ".parquet":
        _parquet(parts, fresh)
    elif ending == ".xlsx":
        workbook.write(fresh, OUT.names, _rows(parts), sheet="命中")
    else:
        plain.write(fresh, OUT.names, _rows(parts))
    fresh.replace(target)
    return count


def _batches(parts: Sequence[pathlib.Path]) -> Iterator[pa.RecordBatch]:
    """Read batch by batch, so that memory does not grow with the hits."""
    for path in parts:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=BATCH)


def _rows(parts: Sequence[pathlib.Path]) -> Iterator[tuple[Any, ...]]:
    for batch in _batches(parts):
        columns = [column.to_pylist() for column in batch.columns]
        place = OUT.names.index("cost")
        columns[place] = [round(cost, 2) for cost in columns[place]]
        yield from zip(*columns, strict=True)


def _parquet(parts: Sequence[pathlib.Path], target: pathlib.Path) -> None:
    with pq.ParquetWriter(target, OUT, compression="zstd") as writer:
        for batch in _batches(parts):
            writer.write_batch(batch)
