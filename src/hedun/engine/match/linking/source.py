"""Rosters and registries in Parquet, read in pieces of whole row groups."""

import pathlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.match.linking.records import FIELDS

KEYED: Final = ("code", "identity", "identity_mask", "phone", "person", "name", "former", "address")
PIECE: Final = 262_144  # rows of a piece, unless one row group has more
NEEDED: Final = ("id", "name")


@dataclass(frozen=True, slots=True)
class Piece:
    """Row groups that are read together, and the number of the first row."""

    groups: tuple[int, ...]
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Source:
    """A Parquet file whose columns are called as ours; what it has not is empty."""

    path: pathlib.Path
    columns: Mapping[str, str]
    pieces: tuple[Piece, ...]
    rows: int

    def read(self, piece: Piece, wanted: Sequence[str]) -> pa.Table:
        """Read columns of a piece as text without nulls."""
        here = {name: self.columns[name] for name in wanted if name in self.columns}
        with pq.ParquetFile(self.path) as file:
            table = file.read_row_groups(list(piece.groups), columns=list(here.values()))
        columns = [
            _text(table[here[name]])
            if name in here
            else pa.array([""] * piece.rows, pa.large_string())
            for name in wanted
        ]
        return pa.table(dict(zip(wanted, columns, strict=True)))


def _text(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    return pc.fill_null(whole.cast(pa.large_string()), "")


def opened(path: pathlib.Path, names: Mapping[str, str] | None = None) -> Source:
    """Open a Parquet file; `names` says what our columns (id, name, code, …) are called in it.

    Raises Unusable where it is no Parquet file or has no id or name.
    """
    if not path.is_file():
        raise Unusable(f"没有文件 {path}；请核对路径。")
    try:
        with pq.ParquetFile(path) as file:
            known, meta = file.schema_arrow.names, file.metadata
            sizes = [meta.row_group(at).num_rows for at in range(meta.num_row_groups)]
    except (pa.ArrowInvalid, OSError) as error:
        raise Unusable(f"{path.name}：不是完整的 Parquet 文件；请重新导出。") from error
    wanted = {name: (names or {}).get(name, name) for name in ("id", *FIELDS, "list")}
    here = {name: column for name, column in wanted.items() if column in known}
    if missing := [wanted[name] for name in NEEDED if name not in here]:
        listed = "、".join(known[:30])
        raise Unusable(f"{path.name}：没有列{'、'.join(missing)}；文件中的列是：{listed}。")
    return Source(path, here, tuple(_pieces(sizes)), sum(sizes))


def _pieces(sizes: Sequence[int]) -> Iterator[Piece]:
    groups: list[int] = []
    first, rows = 0, 0
    for group, size in enumerate(sizes):
        if groups and rows + size > PIECE:
            yield Piece(tuple(groups), first, rows)
            groups, first, rows = [], first + rows, 0
        groups.append(group)
        rows += size
    if groups:
        yield Piece(tuple(groups), first, rows)


def kernel_columns(table: pa.Table) -> tuple[Any, ...]:
    """Give the columns as the kernel reads them: bytes and offsets."""
    return tuple(_buffers(table[name]) for name in KEYED)


def _buffers(column: pa.ChunkedArray) -> tuple[Any, Any]:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    _, offsets, data = whole.buffers()
    places = np.frombuffer(offsets, np.int64)[whole.offset : whole.offset + len(whole) + 1]
    text = (
        np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    )
    return text, places


def buffers(column: pa.ChunkedArray) -> tuple[Any, Any]:
    """Give one column as the kernel reads it."""
    return _buffers(column)
