"""A local Spark cluster links as one machine does; runs where pyspark is (`make spark`)."""

import pyarrow.parquet as pq
import pytest

from hedun.engine.match.linking import blocking, link, source
from tools.bench.roster.generate import generate

pytestmark = pytest.mark.slow


def test_spark_gives_the_same_links(tmp_path, monkeypatch):
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed; run `make spark`")
    from hedun.engine.match.linking.spark import linked

    monkeypatch.setattr(source, "PIECE", 2000)
    monkeypatch.setattr(blocking, "PARTITION", 1000)
    generate(tmp_path, rows=3000, registry=6000)
    roster, registry = tmp_path / "roster.parquet", tmp_path / "registry.parquet"
    pieces = tmp_path / "pieces.parquet"
    pq.write_table(pq.read_table(registry), pieces, row_group_size=2000)
    link(roster, pieces, tmp_path / "one.parquet", processes=1)
    spark = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        linked(spark, roster, pieces, out=tmp_path / "many.parquet", folder=tmp_path / "work")
    finally:
        spark.stop()
    one, many = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("one", "many"))
    assert one.num_rows > 2000
    assert many.equals(one)
