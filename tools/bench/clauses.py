"""How well unfair clauses are found: `python -m tools.bench.clauses [--wrong dev]`.

The clauses were labelled by hand; the half called `held` was not looked at while the signs
were written. Articles of the law, which speak of all this without being unfair, count false
hits on text of real length.
"""

import argparse
import csv
import pathlib
from collections import Counter

from hedun.engine.clauses import unfair

ROOT = pathlib.Path(__file__).parents[2]
LABELLED = ROOT / "tests" / "engine" / "clauses" / "labelled.tsv"
HALVES = ("dev", "seen", "one", "held")


def rows(half: str) -> list[dict[str, str]]:
    """Read one half of the labelled clauses."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file, delimiter="\t")
        return [row for row in table if row["half"] == half]


def measure(half: str) -> tuple[Counter[str], list[str]]:
    """Count hits, misses and false hits, and how many hits name the labelled kind."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for row in rows(half):
        kinds = {str(one.kind) for one in unfair(row["text"])}
        is_unfair = row["kind"] != "fair"
        outcome = ("hit" if kinds else "missed") if is_unfair else ("false" if kinds else "spared")
        counts[outcome] += 1
        counts["kind"] += is_unfair and row["kind"] in kinds
        if outcome in {"missed", "false"} or (is_unfair and row["kind"] not in kinds):
            wrong.append(f"{outcome}\t{row['kind']}\t{','.join(sorted(kinds))}\t{row['text']}")
    return counts, wrong


def figures(half: str) -> dict[str, float]:
    """Give precision, recall and the share of hits of the right kind."""
    n, _ = measure(half)
    return {
        "precision": n["hit"] / max(1, n["hit"] + n["false"]),
        "recall": n["hit"] / max(1, n["hit"] + n["missed"]),
        "kind": n["kind"] / max(1, n["hit"]),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="tools.bench.clauses")
    parser.add_argument("--wrong", choices=HALVES, help="show what went wrong")
    parser.add_argument("--texts", type=pathlib.Path, help="a folder of texts without unfair ones")
    wanted = parser.parse_args()
    for half in HALVES:
        n, _ = measure(half)
        told = figures(half)
        print(
            f"{half}: {n.total() - n['kind']} clauses, precision {told['precision']:.3f}, "
            f"recall {told['recall']:.3f}, right kind {told['kind']:.3f} "
            f"({n['hit']} hit, {n['missed']} missed, {n['false']} false, {n['spared']} spared)"
        )
    if wanted.wrong:
        print("\n".join(measure(wanted.wrong)[1]))
    for path in sorted(wanted.texts.glob("*.txt")) if wanted.texts else ():
        text = path.read_text(encoding="utf-8")
        found = unfair(text)
        print(f"{path.name}: {len(text):,} characters, {len(found)} passages")
        for one in found:
            print(f"  {one.kind}: {text[one.start : one.end][:90]}")


if __name__ == "__main__":
    main()
