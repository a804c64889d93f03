"""Texts per second on one core and two, beside plain automata: `python -m tools.bench.screen_speed`.

200,000 real texts and 20,000 words. The rounds take turns, so that a busy machine slows all
alike; the best round counts, which is one by a scanner that has met these texts before; the two
processes are forked from it. "Undisturbed" is the CPU time of the slower of them, which other
programs do not lengthen. "New" is a first scan, of each text once, by an empty table of pairs.
Then Parquet in, Parquet out (see `screen_parquet`).
"""

import argparse
import copy
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import pyarrow as pa

from hedun.engine.text import Channel, Word
from tools.bench import screen_parquet
from tools.bench.evasion import corpus, measure
from tools.bench.evasion.sources import SHARED, module
from tools.bench.screening import lexicon

PLAIN = ("exact", "folded", "width")
Match = Callable[[], int]
Make = Callable[[Sequence[Word], Sequence[str]], Match | None]


@dataclass
class Rate:
    """The best seconds of an engine: CPU time on one core; on two by the clock and as CPU time."""

    name: str
    hits: int = 0
    built: float = 0.0
    one: float = float("inf")
    two: float = float("inf")
    apart: float = float("inf")


def texts(count: int) -> list[str]:
    """Give real titles, comments (half of them spam) and reviews, over again up to the count."""
    spam = (SHARED / "marketplace_spam.txt").read_text(encoding="utf-8").splitlines()
    real = [one.text for one in corpus.everything() if one.kind != "prose"] + spam
    return (real * (count // len(real) + 1))[:count]


def many_words(count: int) -> list[Word]:
    """Give the product's own words and rare words of a dictionary up to the count."""
    every = {word.text: word for word in [*lexicon(), *corpus.words(count)]}
    return list(islice(every.values(), count))


def hedun(words: Sequence[Word], lines: Sequence[str], *, channels: Sequence[str]) -> Match:
    """Match with the product, hits as a table with offsets."""
    known = [name for name in channels if name in list(Channel)]
    scan, column = measure.scanner(words, known), pa.array(lines, pa.string())
    return lambda: int(scan.scan(column).num_rows)


def rust(words: Sequence[Word], lines: Sequence[str]) -> Match:
    """Match item by item with ahocorasick_rs."""
    from ahocorasick_rs import AhoCorasick

    find = AhoCorasick([word.text for word in words]).find_matches_as_indexes
    return lambda: sum(len(find(line, overlapping=True)) for line in lines)


def daachorse(words: Sequence[Word], lines: Sequence[str]) -> Match | None:
    """Match item by item with daachorse."""
    library = module("daachorse")
    if library is None:
        return None
    find = library.CharwiseDoubleArrayAhoCorasick([word.text for word in words]).find_overlapping
    return lambda: sum(len(find(line)) for line in lines)


def hyperscan(words: Sequence[Word], lines: Sequence[str]) -> Match | None:
    """Match the whole column in one call with hyperscan."""
    library = module("hyperscan")
    if library is None:
        return None
    patterns = [word.text.encode() for word in words]
    base = library.Database(mode=library.HS_MODE_BLOCK)
    base.compile(
        expressions=patterns,
        ids=list(range(len(patterns))),
        elements=len(patterns),
        literal=True,  # so that the start is the end less the length
    )
    joined = "\0".join(lines).encode()

    def match() -> int:
        found: list[tuple[int, int]] = []

        def note(entry: int, _start: int, end: int, *_more: Any) -> None:
            found.append((entry, end))

        base.scan(joined, match_event_handler=note)
        return len(found)

    return match


def pyahocorasick(words: Sequence[Word], lines: Sequence[str]) -> Match | None:
    """Match item by item with pyahocorasick."""
    library = module("ahocorasick")
    if library is None:
        return None
    automaton = library.Automaton()
    for entry, word in enumerate(words):
        automaton.add_word(word.text, entry)
    automaton.make_automaton()
    return lambda: sum(1 for line in lines for _ in automaton.iter(line))


OWN_PLAIN, OWN_ALL = "Hedun, exact and folded", "Hedun, all channels"
ENGINES: dict[str, Make] = {
    OWN_PLAIN: partial(hedun, channels=PLAIN),
    OWN_ALL: partial(hedun, channels=()),
    "hyperscan, joined": hyperscan,
    "daachorse": daachorse,
    "ahocorasick_rs": rust,
    "pyahocorasick": pyahocorasick,
}


def _half(make: Make, words: Sequence[Word], lines: Sequence[str], *, meet: Any, told: Any) -> None:
    match = make(words, lines)
    meet.wait()
    started = time.process_time()
    if match:
        match()
    told.put(time.process_time() - started)
    meet.wait()


def on_two(make: Make, words: Sequence[Word], lines: Sequence[str]) -> tuple[float, float]:
    """Let two processes match one half each; give seconds by the clock, and of the slower CPU."""
    context = multiprocessing.get_context("fork")
    meet, told, middle = context.Barrier(3), context.SimpleQueue(), len(lines) // 2
    halves = (lines[:middle], lines[middle:])
    workers = [
        context.Process(target=_half, args=(make, words, half), kwargs={"meet": meet, "told": told})
        for half in halves
    ]
    for worker in workers:
        worker.start()
    meet.wait()
    started = time.perf_counter()
    meet.wait()
    took = time.perf_counter() - started
    for worker in workers:
        worker.join()
    return took, max(told.get() for _ in workers)


def measured(words: Sequence[Word], lines: Sequence[str], rounds: int) -> list[Rate]:
    """Time every engine that could be had."""
    rates, matches = [], {}
    for name, make in ENGINES.items():
        started = time.process_time()
        match = make(words, lines)
        if match:
            matches[name] = match
            rates.append(Rate(name, built=time.process_time() - started))
    for _ in range(rounds):
        for rate in rates:
            started = time.process_time()
            rate.hits = matches[rate.name]()
            rate.one = min(rate.one, time.process_time() - started)
    for _ in range(rounds):
        for rate in rates:
            clock, apart = on_two(ENGINES[rate.name], words, lines)
            rate.two, rate.apart = min(rate.two, clock), min(rate.apart, apart)
    return rates


def report(rates: Sequence[Rate], lines: Sequence[str]) -> None:
    """Print one table."""
    size = sum(len(line.encode()) for line in lines) / 1e6
    heads = ("one core (CPU)", "two, by the clock", "two, undisturbed")
    print(f"{'':26}{'built':>8}" + "".join(f"{head:>22}" for head in heads) + f"{'hits':>12}")
    print(f"{'':26}{'s':>8}" + f"{'texts/s':>14}{'MB/s':>8}" * len(heads))
    for rate in rates:
        cells = "".join(
            f"{len(lines) / seconds:14,.0f}{size / seconds:8.1f}"
            for seconds in (rate.one, rate.two, rate.apart)
        )
        print(f"{rate.name:26}{rate.built:8.2f}{cells}{rate.hits:12,}")


def of_new(words: Sequence[Word], lines: Sequence[str], rounds: int) -> None:
    """Print the rate of a first scan, of each text once, beside ahocorasick_rs."""
    once = list(dict.fromkeys(lines))
    column, beside = pa.array(once, pa.string()), rust(words, once)
    scanner, took, other = measure.scanner(words), float("inf"), float("inf")
    for _ in range(rounds):
        new = copy.copy(scanner)  # has the same tables and has met no text
        started = time.process_time()
        new.scan(column)
        took = min(took, time.process_time() - started)
        started = time.process_time()
        beside()
        other = min(other, time.process_time() - started)
    rates = f"{len(once) / took:,.0f} beside {len(once) / other:,.0f}"
    print(f"new: {len(once):,} different texts, {rates} texts/s = {other / took:.2f}")


def verdict(rates: Sequence[Rate]) -> bool:
    """Compare the product with its two bars."""
    took = {rate.name: rate.one for rate in rates}
    is_met = True
    for own, other in ((OWN_ALL, "ahocorasick_rs"), (OWN_PLAIN, "daachorse")):
        if other in took:
            ratio = took[other] / took[own]
            is_met &= ratio >= 1
            print(f"{own} : {other} = {ratio:.2f} (bar 1.00){'' if ratio >= 1 else ' NOT MET'}")
    return is_met


def main() -> int:
    """Print both tables, and fail where the product falls short of its bars."""
    parser = argparse.ArgumentParser(prog="tools.bench.screen_speed")
    parser.add_argument("--texts", type=int, default=200_000)
    parser.add_argument("--words", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=5_000_000, help="of Parquet; 0 leaves it out")
    wanted = parser.parse_args()
    if not SHARED.is_dir():
        print("skipped: the real texts, ../shared/data/text, are not here")
        return 0
    words, lines = many_words(wanted.words), texts(wanted.texts)
    mean = sum(map(len, lines)) / len(lines)
    cores = len(os.sched_getaffinity(0))
    print(f"{len(words):,} words, {len(lines):,} texts of {mean:.1f} characters, {cores} cores\n")
    rates = measured(words, lines, wanted.rounds)
    report(rates, lines)
    of_new(words, lines, wanted.rounds)
    is_met = verdict(rates)
    if wanted.rows:
        is_met &= screen_parquet.measured(words, lines, rows=wanted.rows)
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
