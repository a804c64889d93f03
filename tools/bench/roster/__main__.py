"""`python -m tools.bench.roster --rows 1000000 --registry 1000000 [--peers-python PYTHON]`.

Generates a roster and a registry with the truth, links them, and prints precision, recall, time
and memory for each stratum beside a join on the code and, where it is installed, Splink.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import polars as pl

from hedun.engine.match.linking import link
from tools.bench.roster import measure
from tools.bench.roster.generate import generate

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PART = 10_000_000  # rows of the registry that are joined at once


def main() -> int:
    """Run it, and fail where a bar is missed."""
    parser = argparse.ArgumentParser(prog="tools.bench.roster")
    parser.add_argument("--rows", type=int, default=100_000, help="of the roster")
    parser.add_argument("--registry", type=int, default=500_000, help="rows of the registry")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "var/bench/roster", help="for the data"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--peers-python", default=sys.executable, help="a Python that has splink")
    parser.add_argument("--no-peers", action="store_true", help="leave Splink out")
    given = parser.parse_args()
    folder = given.folder / f"{given.rows}x{given.registry}"
    with measure.watched() as cost:
        generate(folder, rows=given.rows, registry=given.registry)
    print(f"{given.rows:,} × {given.registry:,} generated in {cost.seconds:.0f} s: {folder}")
    truth = pl.read_parquet(folder / "truth.parquet")
    is_met = _ours(folder, truth, given.processes)
    _joined(folder, truth)
    if not given.no_peers:
        for name in ("defaults", "tuned"):
            _splink(folder, truth, python=given.peers_python, name=name)
    return 0 if is_met else 1


def _ours(folder: Path, truth: pl.DataFrame, processes: int) -> bool:
    out = folder / "links.parquet"
    said: dict[str, float] = {}
    with measure.watched() as cost:

        def progress(step: str, done: int, whole: int) -> None:
            if step not in said or done == whole:
                said[step] = done
                print(f"    {step} {done}/{whole}", flush=True)

        link(
            folder / "roster.parquet",
            folder / "registry.parquet",
            out,
            processes=processes,
            progress=progress,
        )
    columns = ["roster_id", "registry_id", "verdict"]
    found = pl.scan_parquet(out).filter(pl.col("rank") == 1).select(columns).collect()
    found = found.rename({"roster_id": "id"})
    figures = measure.by_stratum(truth, found)
    measure.table("hedun link", figures, cost)
    measure.false_links(truth, found)
    return measure.met(figures)


def _joined(folder: Path, truth: pl.DataFrame) -> None:
    """What everybody does first: a join on the code, the registry part by part so that it fits."""
    code = pl.col("code").str.strip_chars().str.to_uppercase()

    def coded(name: str, first: int, count: int | None) -> pl.DataFrame:
        rows = pl.scan_parquet(folder / f"{name}.parquet").slice(first, count)
        return rows.select("id", code).filter(pl.col("code") != "").collect()

    with measure.watched() as cost:
        roster = coded("roster", 0, None)
        rows = pl.scan_parquet(folder / "registry.parquet").select(pl.len()).collect().item()
        found = pl.concat(
            coded("registry", first, PART).join(roster, on="code", suffix="_roster")
            for first in range(0, rows, PART)
        ).unique("id_roster")
        found = found.select(
            pl.col("id_roster").alias("id"),
            pl.col("id").alias("registry_id"),
            pl.lit("same").alias("verdict"),
        )
    measure.table("join on the code", measure.by_stratum(truth, found), cost)


def _splink(folder: Path, truth: pl.DataFrame, *, python: str, name: str) -> None:
    """Run Splink in its own Python."""
    if subprocess.run([python, "-c", "import splink"], check=False, capture_output=True).returncode:
        print(f"\nSplink {name}: not installed (pip install 'splink>=4,<5'; --peers-python)")
        return
    out = folder / f"splink-{name}.parquet"
    files = [str(folder / "roster.parquet"), str(folder / "registry.parquet"), str(out)]
    command = [
        python,
        str(HERE / "splink_peer.py"),
        *files,
        *(["--tuned"] if name == "tuned" else []),
    ]
    with measure.watched() as cost:
        told = subprocess.run(command, check=False, capture_output=True, text=True)
    if told.returncode:
        print(f"\nSplink {name}: failed\n{told.stderr[-2000:]}")
        return
    seconds = json.loads(told.stdout.splitlines()[-1])["seconds"]
    own = pl.col("source_dataset_l") == "roster"
    scored = pl.read_parquet(out).select(
        pl.when(own).then("unique_id_l").otherwise("unique_id_r").alias("id"),
        pl.when(own).then("unique_id_r").otherwise("unique_id_l").alias("registry_id"),
        "weight",
    )
    measure.table(f"Splink {name}, best threshold of each", measure.at_best(truth, scored), cost)
    print(f"  {seconds:.1f} s without the start of Python")


if __name__ == "__main__":
    sys.exit(main())
