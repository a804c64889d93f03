"""Judged pairs as one file that people open: CSV, XLSX or Parquet, written batch by batch."""

import pathlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from hedun.engine.table import plain, workbook

ENDINGS: Final = (".csv", ".xlsx", ".parquet")


def write(target: pathlib.Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    """Write all batches; the file appears whole or not at all."""
    fresh = target.with_name(f".{target.name}.tmp")
    try:
        _write(fresh, schema, batches, ending=target.suffix.lower())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _write(
    fresh: pathlib.Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch], *, ending: str
) -> None:
    if ending == ".parquet":
        _parquet(fresh, schema, batches)
    elif ending == ".xlsx":
        workbook.write(fresh, schema.names, _rows(batches), sheet="比对结果")
    else:
        plain.write(fresh, schema.names, _rows(batches))


def _rows(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _parquet(target: pathlib.Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    unique = pa.schema([f.with_name(n) for f, n in zip(schema, _unique(schema.names), strict=True)])
    with pq.ParquetWriter(target, unique, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=unique))


def _unique(names: list[str]) -> list[str]:
    """Parquet has no two columns of one name: the second 备注 becomes 备注_2."""
    seen = Counter[str]()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return found
