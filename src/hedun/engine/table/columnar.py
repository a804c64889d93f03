"""Parquet files that a partner sends: flat columns of plain types only."""

import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hedun.engine.table.staging import ROWS_PER_GROUP, StagedWriter
from hedun.engine.table.unreadable import Unreadable


def stage(source: pathlib.Path, target: pathlib.Path) -> None:
    """Stage a Parquet file: its column names become the first record; raises Unreadable."""
    try:
        _copy(source, target)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise Unreadable("Parquet 文件损坏或使用了不支持的特性；请重新导出后提交。") from error


def _copy(source: pathlib.Path, target: pathlib.Path) -> None:
    with pq.ParquetFile(source) as file:
        schema = file.schema_arrow
        for column in schema:
            if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
                raise Unreadable(f"列“{column.name}”是嵌套或二进制类型；请改为文本、数字或日期列。")
        with StagedWriter(target, len(schema.names)) as writer:
            heading = [pa.array([name]) for name in schema.names]
            writer.write(np.array([1], np.int64), heading)
            number = 2
            for batch in file.iter_batches(batch_size=ROWS_PER_GROUP):
                numbers = np.arange(number, number + batch.num_rows, dtype=np.int64)
                cells = [_text(column) for column in batch.columns]
                writer.write(numbers, cells, lost=_lost(batch))
                number += batch.num_rows
            writer.describe(format="parquet", warnings=[])


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return pc.cast(column, pa.string())


def _lost(batch: pa.RecordBatch) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Mark floating numbers of more than 15 digits; whole numbers are exact in Parquet."""
    bits = np.zeros(batch.num_rows, np.int64)
    for index, column in enumerate(batch.columns):
        if pa.types.is_floating(column.type):
            values = pc.fill_null(pc.cast(column, pa.float64()), 0).to_numpy(zero_copy_only=False)
            bits |= np.where(np.abs(values) >= 1e15, np.int64(1) << index, 0)
    return bits
