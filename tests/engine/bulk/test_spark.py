"""Spark finds what one machine finds. Spark is no dependency: `make spark` brings it."""

import sys
import time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from hedun.engine.bulk.hits import OUT, Screen
from hedun.engine.bulk.spark import OUT_DDL
from hedun.engine.bulk.words import Listed
from hedun.engine.text import Word

WORDS = [
    Listed(Word("野生娃娃鱼"), "野保法", "野生动物"),
    Listed(Word("大麻")),
    Listed(Word("加微")),
]
TITLES = ["野生娃娃鱼包邮", "大 麻 籽", None, "加薇❤ 领券", "普通水杯"]


def table(rows=5000):
    numbers = pa.array(range(rows), pa.int64())
    return pa.table({"row": numbers, "text": [TITLES[n % len(TITLES)] for n in range(rows)]})


def test_batches_of_a_partition_give_the_hits_of_the_whole():
    whole = Screen(WORDS).table(table()["row"].combine_chunks(), table()["text"])
    parts = list(Screen(WORDS).batches(iter(table().to_batches(max_chunksize=700))))
    assert pa.Table.from_batches(parts, OUT).equals(whole)
    assert whole.num_rows == 3000


def test_the_schema_that_spark_is_told_is_that_of_the_hits():
    kinds = {"bigint": pa.int64(), "int": pa.int32(), "string": pa.string(), "float": pa.float32()}
    told = [pair.split(" ") for pair in OUT_DDL.split(", ")]
    assert [(name, kinds[kind]) for name, kind in told] == [(f.name, f.type) for f in OUT]


@pytest.mark.slow
def test_a_local_cluster_gives_the_same_table(tmp_path, capsys):
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed; see `make spark`")
    from hedun.engine.bulk import spark

    rows = table(400_000)
    pq.write_table(rows, tmp_path / "in.parquet")
    started = time.perf_counter()
    whole = Screen(WORDS).table(rows["row"].combine_chunks(), rows["text"])
    alone = time.perf_counter() - started
    builder = sql.SparkSession.builder.master("local-cluster[2,1,1024]").appName("hedun")
    session = builder.config("spark.ui.enabled", "false").getOrCreate()
    try:
        frame = session.read.parquet(str(tmp_path / "in.parquet")).repartition(4)
        started = time.perf_counter()
        spark.screened(frame, WORDS).write.parquet(str(tmp_path / "out"))
        together = time.perf_counter() - started
    finally:
        session.stop()
    found = pq.read_table(tmp_path / "out").cast(OUT)
    order = [("row", "ascending"), ("start", "ascending")]
    assert found.take(pc.sort_indices(found, order)).equals(whole.combine_chunks())
    with capsys.disabled():
        sys.stdout.write(f"\n400,000 rows: one process {alone:.1f} s, Spark {together:.1f} s\n")
