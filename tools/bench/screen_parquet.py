"""Parquet in, Parquet out by two processes, and how much memory that takes at N and 4 N rows."""

import multiprocessing
import resource
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hedun.engine.text import HITS, Word
from tools.bench.evasion import measure
from tools.bench.evasion.sources import STORE

GROUP = 65_536
PROCESSES = 2
TITLE = 30
TARGET, MINUTES = 100_000_000, 8
FLAT = 1.25  # at four times the rows the memory may be this much higher, no more


@dataclass
class Pass:
    """One run over a file."""

    rows: int
    hits: int
    build: float
    seconds: float
    cpu: float
    megabytes: float


def write_titles(path: Path, lines: Sequence[str], rows: int) -> None:
    """Write titles of thirty characters, in another order in each row group."""
    run = "".join(lines).replace("\0", "")
    titles = pa.array([run[at : at + TITLE] for at in range(0, len(run) - TITLE, TITLE)])
    dice = np.random.default_rng(20261123)
    schema = pa.schema([("id", pa.int64()), ("title", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False) as writer:
        for first in range(0, rows, GROUP):
            count = min(GROUP, rows - first)
            chosen = pc.take(titles, pa.array(dice.integers(0, len(titles), count)))
            ids = pa.array(np.arange(first, first + count))
            writer.write_table(pa.table([ids, chosen], schema=schema))


def _work(
    source: Path, words: Sequence[Word], part: int, *, told: "SimpleQueue[tuple[float, ...]]"
) -> None:
    """Scan every second row group and write the hits, with rows counted over the whole file."""
    started, cpu = time.perf_counter(), time.process_time()
    scan = measure.scanner(words)
    built, hits = time.perf_counter() - started, 0
    cpu_built = time.process_time() - cpu
    file = pq.ParquetFile(source)
    with pq.ParquetWriter(f"{source}.hits-{part}", HITS, compression="zstd") as writer:
        for group in range(part, file.num_row_groups, PROCESSES):
            found = scan.scan(file.read_row_group(group, columns=["title"])["title"])
            rows = pc.add(found["row"], pa.scalar(group * GROUP, pa.int64()))
            writer.write_table(found.set_column(0, "row", rows))
            hits += found.num_rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = time.process_time() - cpu - cpu_built
    told.put((hits, built, time.perf_counter() - started - built, used, peak))


def scanned(source: Path, words: Sequence[Word], rows: int) -> Pass:
    """Let fresh processes scan the file; fork would count the parent's memory as theirs."""
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    workers = [
        context.Process(target=_work, args=(source, words, part), kwargs={"told": told})
        for part in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    said = [told.get() for _ in workers]
    for worker in workers:
        worker.join()
    hits, built, seconds, cpu, peak = zip(*said, strict=True)
    return Pass(rows, int(sum(hits)), max(built), max(seconds), max(cpu), sum(peak))


def measured(words: Sequence[Word], lines: Sequence[str], *, rows: int) -> bool:
    """Print the two passes and the projection, and tell whether both bars are met."""
    STORE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=STORE))
    passes = []
    try:
        for count in (rows, 4 * rows):
            source = folder / f"{count}.parquet"
            write_titles(source, lines, count)
            passes.append(scanned(source, words, count))
            source.unlink()
    finally:
        shutil.rmtree(folder)
    print(f"\nParquet in, Parquet out, all channels, {PROCESSES} processes, {TITLE} characters")
    for one in passes:
        print(
            f"{one.rows:12,} rows {one.seconds:8.1f} s {one.rows / one.seconds:12,.0f} rows/s "
            f"{one.hits:12,} hits, {one.cpu:.1f} s CPU each, built in {one.build:.1f} s, {one.megabytes:,.0f} MB at most"
        )
    small, large = passes
    times = TARGET / large.rows
    minutes = (times * large.seconds + large.build) / 60
    alone = (times * large.cpu + large.build) / 60
    share = large.cpu / large.seconds
    growth = large.megabytes / small.megabytes
    is_met = minutes <= MINUTES and growth <= FLAT
    print(f"the processes had {share:.0%} of their cores; the rest is waiting and other programs")
    print(
        f"{TARGET:,} rows in {minutes:.1f} minutes, undisturbed {alone:.1f} (bar {MINUTES}); memory at four times the "
        f"rows x {growth:.2f} (bar {FLAT}){'' if is_met else ' NOT MET'}"
    )
    return is_met
