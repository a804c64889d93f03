"""Print the table: `.venv/bin/python -m tools.bench.evasion --words 2000 --debug DIR`."""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.bench.evasion import corpus, hiding, measure, peers
from tools.bench.evasion.disguise import DISGUISES, EXTRA
from tools.bench.evasion.sources import SHARED
from tools.bench.evasion.tables import tables

MACRO, WORST, FALSE = 0.93, 0.70, 0.005


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tools.bench.evasion")
    parser.add_argument("--words", type=int, default=2000, help="size of the lexicon")
    parser.add_argument("--hidden", type=int, default=2000, help="how many of them are hidden")
    parser.add_argument("--carriers", type=int, default=2000)
    parser.add_argument("--channels", default="", help="only these, with commas; all if none")
    parser.add_argument("--only", default="", help="disguises whose name contains this")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--debug", type=Path, help="folder for what was missed or false")
    return parser.parse_args()


def measured(wanted: argparse.Namespace) -> list[measure.Score]:
    """Hide the words and let every filter look for them."""
    words, known = corpus.words(wanted.words), tables()
    dice = random.Random(hiding.SEED)  # noqa: S311 - the same carriers each time
    carriers = corpus.carriers(wanted.carriers, dice)
    texts = [word.text for word in words]
    ways = {n: way for n, way in (DISGUISES | EXTRA).items() if wanted.only in n}
    hidden = {"plain": hiding.plain(texts[: wanted.hidden], carriers)}
    hidden |= hiding.hide(texts[: wanted.hidden], carriers, known, disguises=ways)
    hidden = {name: found for name, found in hidden.items() if _is_there(name, found)}
    clean = corpus.clean("held-out")
    count = sum(map(len, hidden.values()))
    print(f"{len(words):,} words, {count:,} texts with one hidden, {len(clean):,} clean texts")
    started = time.perf_counter()
    scan = measure.scanner(words, [name for name in wanted.channels.split(",") if name])
    print(f"scanner built in {time.perf_counter() - started:.1f} s\n", flush=True)
    scores = [measure.engine("Hedun", scan, hidden, clean=clean)]
    if not wanted.no_peers:
        for name, find in peers.finders(texts, known).items():
            scores.append(measure.peer(name, find, hidden, clean=clean))
    _print_table(scores, {name: len(found) for name, found in hidden.items()})
    return scores


def _is_there(name: str, found: Sequence[hiding.Hidden]) -> bool:
    if not found:
        print(f"skipped: {name}, for its source cannot be had or no word can be hidden so")
    return bool(found)


def _print_table(scores: Sequence[measure.Score], counts: dict[str, int]) -> None:
    print(f"{'recall of hidden words':26}{'texts':>7}" + "".join(f"{s.name:>16}" for s in scores))

    def row(label: str, cells: Sequence[str], count: str = "") -> None:
        print(f"{label:26}{count:>7}" + "".join(f"{cell:>16}" for cell in cells))

    for name, count in counts.items():
        if name not in EXTRA:
            row(name, [f"{s.recall[name]:.3f}" for s in scores], f"{count:,}")
    names = [name for name in counts if name in DISGUISES]
    if names:
        row(f"mean of {len(names)}", [f"{s.macro(names):.3f}" for s in scores])
        row("worst", [f"{min(s.recall[n] for n in names):.3f}" for s in scores])
    for name in [name for name in counts if name in EXTRA]:
        row(f"{name} (not in mean)", [f"{s.recall[name]:.3f}" for s in scores])
    row("clean texts, a disguise", ["" if s.false is None else f"{s.false:.3%}" for s in scores])
    row("clean texts, any hit", [f"{s.any:.3%}" for s in scores])
    row("seconds", [f"{s.seconds:.1f}" for s in scores])


def _print_more(score: measure.Score) -> None:
    lines = (f"{n}: {1 - lost / every:.3f}" for n, (lost, every) in sorted(score.lengths.items()))
    print(f"\nrecall by length of the word: {', '.join(lines)}")
    channels = sorted({channel for channel, _, _ in score.surfaces})
    print(f"clean texts with a false hit by kind: {dict(score.kinds)}")
    for channel in channels:
        here = {k: n for k, n in score.surfaces.items() if k[0] == channel}
        most = sorted(here.items(), key=lambda item: -item[1])[:12]
        shown = "  ".join(f"{word}={surface!r}x{n}" for (_, word, surface), n in most)
        print(f"  {channel}: {sum(here.values())} hits  {shown}")


def main() -> int:
    """Print the table, and fail where the product falls short of its bars."""
    wanted = arguments()
    if not SHARED.is_dir():
        print("skipped: the real texts, ../shared/data/text, are not here")
        return 0
    own = measured(wanted)[0]
    _print_more(own)
    if wanted.debug:
        measure.write(own, wanted.debug)
        print(f"written: {wanted.debug}")
    names = [name for name in own.recall if name in DISGUISES]
    worst = min((own.recall[name] for name in names), default=0.0)
    reached = (
        bool(names) and own.macro(names) >= MACRO and worst >= WORST and (own.false or 0) <= FALSE
    )
    print(
        f"bars: mean {MACRO}, worst {WORST}, false {FALSE:.1%}: {'met' if reached else 'NOT MET'}"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
