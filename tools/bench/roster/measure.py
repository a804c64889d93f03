"""What was found beside the truth, and what it cost."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tools.bench.roster.variants import GHOST_KINDS, STRATA

# precision and recall that each stratum is to reach
BARS = ((0.999, 0.999), (0.998, 0.99), (0.99, 0.95))


@dataclass
class Cost:
    """Seconds on the clock and of the processors, and the most memory of all processes together."""

    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0


@dataclass(frozen=True)
class Figures:
    """Of one stratum: rows, precision, recall, and the share left to a person."""

    rows: int
    precision: float
    recall: float
    unsure: float = 0.0


@contextmanager
def watched() -> Iterator[Cost]:
    """Measure what happens inside, child processes and all."""
    cost, done = Cost(), threading.Event()
    base = _megabytes(os.getpid())

    def watch() -> None:
        while not done.wait(0.5):
            cost.megabytes = max(cost.megabytes, _megabytes(os.getpid()) - base)

    thread = threading.Thread(target=watch, daemon=True)
    started, used = time.perf_counter(), _processor()
    thread.start()
    try:
        yield cost
    finally:
        done.set()
        thread.join()
        cost.seconds, cost.cpu = time.perf_counter() - started, _processor() - used


def _processor() -> float:
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def _megabytes(pid: int) -> float:
    """Give the proportional memory of a process and all of its children; pages shared count once."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, ValueError):
        return 0.0  # it ended in between
    return total / 1024 + sum(_megabytes(int(child)) for child in children)


def by_stratum(truth: pl.DataFrame, found: pl.DataFrame) -> list[Figures]:
    """Compare links (id, registry_id, verdict) with the truth."""
    both = truth.join(found, on="id", how="left")
    figures = []
    for stratum in range(len(STRATA)):
        rows = both.filter(pl.col("stratum") == stratum)
        same = rows.filter(pl.col("verdict") == "same")
        right = same.filter(pl.col("registry") == pl.col("registry_id")).height
        there = int(rows["registry"].is_not_null().sum())
        unsure = rows.filter(pl.col("verdict") == "unsure").height
        figures.append(
            Figures(
                rows.height,
                right / max(same.height, 1),
                right / max(there, 1),
                unsure / max(rows.height, 1),
            )
        )
    return figures


def at_best(truth: pl.DataFrame, scored: pl.DataFrame) -> list[Figures]:
    """Compare scored links (id, registry_id, weight), each stratum at the threshold that suits it best."""
    both = truth.join(scored, on="id", how="left")
    return [_best(both.filter(pl.col("stratum") == stratum)) for stratum in range(len(STRATA))]


def _best(rows: pl.DataFrame) -> Figures:
    there = max(int(rows["registry"].is_not_null().sum()), 1)
    tried = (
        rows.filter(pl.col("weight").is_not_null())
        .sort("weight", descending=True)
        .with_columns(
            (pl.col("registry") == pl.col("registry_id")).fill_null(value=False).alias("right")
        )
        .with_columns(
            pl.col("right").cum_sum().alias("hits"), pl.int_range(1, pl.len() + 1).alias("all")
        )
        .group_by("weight")
        .agg(pl.col("hits").max(), pl.col("all").max())
        .with_columns((2 * pl.col("hits") / (pl.col("all") + there)).alias("f1"))
        .sort("f1", descending=True)
    )
    if not tried.height:
        return Figures(rows.height, 1.0, 0.0)
    hits, chosen = tried["hits"][0], tried["all"][0]
    return Figures(rows.height, hits / chosen, hits / there)


def table(name: str, figures: list[Figures], cost: Cost) -> None:
    """Print the lines of one matcher."""
    spent = f"{cost.seconds:9.1f} s, {cost.cpu:.0f} s CPU, {cost.megabytes:,.0f} MB at most"
    print(f"\n{name:38}{spent}")
    for label, one in zip(STRATA, figures, strict=True):
        print(
            f"  {label:22}{one.rows:>12,} rows  P {one.precision:.5f}  R {one.recall:.5f}  unsure {one.unsure:.4f}"
        )


def false_links(truth: pl.DataFrame, found: pl.DataFrame) -> None:
    """Print which kinds of absent rows were linked all the same."""
    both = truth.join(found, on="id").filter(pl.col("verdict") == "same")
    wrong = both.filter((pl.col("registry") != pl.col("registry_id")).fill_null(value=True))
    kinds = wrong.group_by("ghost").len().sort("ghost").rows()
    told = ", ".join(f"{GHOST_KINDS[kind] or 'another record'} {count:,}" for kind, count in kinds)
    print(f"  false links: {told or 'none'}")


def met(figures: list[Figures]) -> bool:
    """Print the bars and tell whether all are met."""
    is_met = True
    for label, one, (precision, recall) in zip(STRATA, figures, BARS, strict=True):
        here = one.precision >= precision and one.recall >= recall
        is_met = is_met and here
        print(f"  {label}: bar P {precision} R {recall} {'met' if here else 'NOT MET'}")
    return is_met
