"""The same scan on Apache Spark, over Arrow batches of each partition (`mapInArrow`)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pyarrow as pa

from hedun.engine.bulk.hits import Screen
from hedun.engine.bulk.words import Listed

OUT_DDL: Final = (
    "row bigint, word string, start int, end int, matched string, channel string, "
    "cost float, basis string, category string"
)
_compiled: dict[int, Screen] = {}  # of a Python worker, which Spark uses again for many tasks


def screened(frame: Any, words: Sequence[Listed]) -> Any:
    """Give the hits of a Spark data frame with the columns `row` (bigint) and `text` (string).

    The rows of the result are those of `Screen.table`, in no particular order. `pyspark` is
    no dependency of the product: whoever has a cluster brings it.
    """
    listed = tuple(words)
    key = hash(listed)

    def scan(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if key not in _compiled:
            _compiled[key] = Screen(listed)
        return _compiled[key].batches(batches)

    return frame.select("row", "text").mapInArrow(scan, OUT_DDL)
