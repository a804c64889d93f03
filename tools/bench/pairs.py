"""The hand-checked pairs beside other matchers: `python -m tools.bench.pairs [--wrong] [--part PART]`.

Of each matcher: precision and recall of `same` and of `different`, and the share left unsure,
on the rows that were looked at while weights were set (tuning) and on those that were not (held
out). A row whose truth is unsure counts against whoever decides it. The others only give a
score: from which score on a pair is the same is chosen for each of them on the tuning rows,
by the best mean F1 of both verdicts, and below it a pair is different.
"""

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hedun.engine.match import Subject, judge
from hedun.engine.match.name import parse

PAIRS = Path(__file__).parents[2] / "tests/engine/match/pairs.csv"
PARTS = ("tuning", "held out")

Row = dict[str, str]
Score = Callable[[Row], float]


class Figures(NamedTuple):
    """Precision and recall of both verdicts, and the share left unsure."""

    same_precision: float
    same_recall: float
    different_precision: float
    different_recall: float
    unsure: float


def read() -> list[Row]:
    """Read the set."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sides(row: Row) -> tuple[Subject, Subject]:
    """Give both subjects of a row."""
    return (
        Subject(row["a"], row["code_a"], row["address_a"]),
        Subject(row["b"], row["code_b"], row["address_b"]),
    )


def ours(rows: Sequence[Row]) -> list[str]:
    """Judge all rows."""
    return [judge(*sides(row)).verdict.value for row in rows]


def figures(rows: Sequence[Row], verdicts: Sequence[str]) -> Figures:
    """Count what was right."""
    truths = [row["truth"] for row in rows]

    def share(verdict: str, among: Sequence[str]) -> float:
        hits = sum(v == t == verdict for v, t in zip(verdicts, truths, strict=True))
        total = sum(one == verdict for one in among)
        return hits / total if total else 1.0

    same = share("same", verdicts), share("same", truths)
    different = share("different", verdicts), share("different", truths)
    return Figures(*same, *different, list(verdicts).count("unsure") / len(rows))


def best_threshold(rows: Sequence[Row], scores: Sequence[float]) -> float:
    """Choose the score from which on a pair is the same: the best mean F1 of both verdicts."""

    def worth(at: float) -> float:
        found = figures(rows, ["same" if score >= at else "different" for score in scores])
        return _f1(*found[:2]) + _f1(*found[2:4])

    return max(sorted(set(scores)), key=worth)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def others() -> dict[str, Score | str]:
    """Give what else can be had: a function of a row, or why not."""
    found: dict[str, Score | str] = {"plain equality": lambda row: float(row["a"] == row["b"])}
    try:
        from rapidfuzz import fuzz  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        found["rapidfuzz"] = "not installed"
    else:
        found["rapidfuzz ratio"] = lambda row: float(fuzz.ratio(row["a"], row["b"]))
        found["rapidfuzz token_sort"] = lambda row: float(fuzz.token_sort_ratio(row["a"], row["b"]))
    found["nomenklatura logic-v2"] = _nomenklatura() or "not installed"
    return found


def _nomenklatura() -> Score | None:
    try:
        from followthemoney import model  # type: ignore[import-not-found, unused-ignore]
        from nomenklatura.matching import (  # type: ignore[import-not-found, unused-ignore]
            get_algorithm,
        )
    except ImportError:
        return None
    algorithm: Any = get_algorithm("logic-v2")
    config = algorithm.default_config()

    def entity(name: str, code: str) -> Any:
        properties = {"name": [name]} | ({"registrationNumber": [code]} if code else {})
        return model.get_proxy({"id": name or "-", "schema": "Company", "properties": properties})

    def score(row: Row) -> float:
        a, b = entity(row["a"], row["code_a"]), entity(row["b"], row["code_b"])
        return float(algorithm.compare(a, b, config).score)

    return score


def line(name: str, found: Figures) -> str:
    """Print one row of the table."""
    return f"{name:24}" + "".join(f"{value:>9.3f}" for value in found)


HEADING = f"{'':24}{'same P':>9}{'same R':>9}{'diff. P':>9}{'diff. R':>9}{'unsure':>9}"


def compare(rows: Sequence[Row]) -> None:
    """Print the table of all matchers on both parts."""
    matchers = others()
    for part in PARTS:
        chosen = [row for row in rows if row["part"] == part]
        print(f"\n{part}: {len(chosen)} pairs\n{HEADING}")
        print(line("hedun pairs", figures(chosen, ours(chosen))))
        for name, score in matchers.items():
            print(
                f"{name:24} {score}"
                if isinstance(score, str)
                else line(name, _by(score, rows, chosen))
            )


def _by(score: Score, rows: Sequence[Row], chosen: Sequence[Row]) -> Figures:
    tuning = [row for row in rows if row["part"] == "tuning"]
    at = best_threshold(tuning, [score(row) for row in tuning])
    return figures(chosen, ["same" if score(row) >= at else "different" for row in chosen])


def by_kind(rows: Sequence[Row]) -> None:
    """Print our figures for each kind of pair."""
    print(f"\nby kind, both parts\n{HEADING}")
    for kind in dict.fromkeys(row["kind"] for row in rows):
        chosen = [row for row in rows if row["kind"] == kind]
        print(line(f"{kind[:20]} {len(chosen)}", figures(chosen, ours(chosen))))


def wrong(rows: Sequence[Row]) -> None:
    """Print every row that was judged otherwise than it is."""
    for row in rows:
        found = judge(*sides(row))
        if found.verdict != row["truth"]:
            where = [
                row[name] for name in ("code_a", "code_b", "address_a", "address_b") if row[name]
            ]
            print(
                f"{row['truth']:9} {found.verdict:9} {found.score:.3f} {row['kind']}: {row['a']} | {row['b']}",
                *where,
            )
            print("   ", "；".join(found.reasons))


def speed(rows: Sequence[Row]) -> None:
    """Print microseconds a pair, names parsed anew and from the cache."""
    pairs = [sides(row) for row in rows]
    parse.cache_clear()
    for how in ("parsed anew", "from the cache"):
        started = time.process_time()
        for a, b in pairs:
            judge(a, b)
        print(f"{(time.process_time() - started) / len(pairs) * 1e6:.0f} µs a pair, {how}")


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(prog="tools.bench.pairs")
    parser.add_argument("--wrong", action="store_true", help="list the rows judged otherwise")
    parser.add_argument("--part", choices=PARTS, help="with --wrong: of one part")
    wanted = parser.parse_args()
    rows = read()
    if wanted.wrong:
        wrong([row for row in rows if wanted.part in {None, row["part"]}])
        return
    compare(rows)
    by_kind(rows)
    print()
    speed(rows)


if __name__ == "__main__":
    main()
