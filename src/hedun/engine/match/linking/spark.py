"""The same linking on Apache Spark: the parts of each step are dealt out to its executors.

Roster, registry and the folder of the run lie where every executor sees them (NFS, a mounted
HDFS). `pyspark` is no dependency of the product: whoever has a cluster brings it.
"""

import pathlib
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from hedun.engine.match.linking.run import Job, do, link


class Cluster:
    """Executors of a Spark session."""

    def __init__(self, spark: Any) -> None:
        self._spark = spark

    def __call__(self, job: Job, step: str, missing: Sequence[int]) -> Iterator[None]:
        """Do parts of a step, each in a task of its own."""
        if not missing:
            return

        def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                for part in batch.column(0).to_pylist():
                    do(job, step, part)
                yield batch

        frame = self._spark.createDataFrame([(part,) for part in missing], "part int")
        frame = frame.repartition(len(missing), "part").mapInArrow(work, "part int")
        yield from (None for _ in frame.collect())


def linked(
    spark: Any,
    roster: pathlib.Path,
    registry: pathlib.Path,
    *,
    out: pathlib.Path,
    folder: pathlib.Path,
) -> int:
    """Link two Parquet files on a cluster; gives the number of pairs, as `link` does."""
    return link(roster, registry, out, folder=folder, workers=Cluster(spark))
