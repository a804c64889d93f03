"""Pairs as Arrow: a batch of names goes in, the same rows come out with a judgement each.

The columns are `a` and `b`, perhaps `code_a`, `code_b`, `address_a`, `address_b`; added are
`score`, `verdict` and `reasons`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from hedun.engine.match.judging import Subject, judge

SIDES: Final = ("a", "b")
OPTIONAL: Final = ("code_a", "code_b", "address_a", "address_b")
COLUMNS: Final = (*SIDES, *OPTIONAL)
ADDED: Final = pa.schema(
    [("score", pa.float64()), ("verdict", pa.string()), ("reasons", pa.string())]
)
SEPARATOR: Final = "；"


def judged(batch: pa.RecordBatch, names: Mapping[str, str] | None = None) -> pa.RecordBatch:
    """Give the batch with the three columns of ADDED; `names` says which column is which.

    Columns that are not there count as empty, and so do nulls.
    """
    names = names or {name: name for name in COLUMNS if name in batch.schema.names}
    columns = [_texts(batch, names.get(name)) for name in COLUMNS]
    found = [
        judge(Subject(a, code_a, address_a), Subject(b, code_b, address_b))
        for a, b, code_a, code_b, address_a, address_b in zip(*columns, strict=True)
    ]
    added = [
        pa.array([one.score for one in found], pa.float64()),
        pa.array([one.verdict.value for one in found], pa.string()),
        pa.array([SEPARATOR.join(one.reasons) for one in found], pa.string()),
    ]
    schema = pa.schema([*batch.schema, *ADDED])
    return pa.RecordBatch.from_arrays([*batch.columns, *added], schema=schema)


def batches(found: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Judge batch by batch, as Spark's `mapInArrow` hands them over."""
    for batch in found:
        yield judged(batch)


def _texts(batch: pa.RecordBatch, name: str | None) -> list[str]:
    if name is None:
        return [""] * batch.num_rows
    column = batch.column(batch.schema.names.index(name))
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    values: list[Any] = column.cast(pa.string()).to_pylist()
    return [value or "" for value in values]
