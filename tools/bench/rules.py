"""Rows per second of rules, and hostile patterns: `python -m tools.bench.rules [ROWS]`.

Each rule runs over the same generated listings by both backends, one core; both must count the
same hits. Then every pattern of the corpus meets every text made for it: RE2 with a fresh
automaton, Polars where it takes the pattern, and Python's re until half a second is over.
"""

import os
import re
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "1")

import numpy as np
import polars as pl
import re2

from hedun.engine.rules import LISTING, Rule, apply, funnel, parse, tracer
from hedun.engine.rules.pattern import compiled, problem
from hedun.engine.rules.portable import portable
from hedun.engine.rules.trace import Tracer
from tools.bench.redos import PATTERNS, TEXTS

ROWS, TRACED = 2_000_000, 100_000
RULES = {
    "four conditions": '类目 = "保健食品" 且 价格 < 100元 且 销量 > 1000件 且 无 证书',
    "sets and ranges": '类目 属于 {"保健食品"、"药品"} 且 价格 在 10元 到 100元 之间 且 开店日期 ≥ 2026-01-01',
    "below a third": "价格 < 原价 的 33.33% 且 销量 > 100件",
    "words": '有 词("疗效") 且 类目 包含 "食品" 且 无 证书',
    "text": '标题 包含 {"根治"、"包治"} 或 标题 包含 "百病"',
    "pattern, Polars": "标题 匹配 /加.{0,3}(微|薇|威).{0,3}(信|芯|心)/ 且 无 证书",
    "pattern, RE2": "标题 匹配 /(?i)加.{0,3}(微|vx)/ 且 无 证书",
}
TITLES = (
    "新款春夏韩版加厚家用儿童毛巾",
    "包治百病的祖传秘方",
    "加 微信领优惠，正品包邮",
    "不锈钢水杯500g",
)


def listings(rows: int) -> pl.DataFrame:
    """Make listings of every kind of feature, a tenth of the values absent."""
    dice = np.random.default_rng(20261125)
    days = np.datetime64("2025-01-01") + dice.integers(0, 700, rows)
    frame = pl.DataFrame(
        {
            "title": np.array(TITLES)[dice.integers(0, len(TITLES), rows)],
            "category": np.array(["保健食品", "药品", "服装", "家居"])[dice.integers(0, 4, rows)],
            "price_fen": dice.integers(100, 50_000, rows),
            "list_price_fen": dice.integers(100, 90_000, rows),
            "sales": dice.integers(0, 5_000, rows),
            "certificate": dice.random(rows) < 0.5,
            "opened_on": days,
            "number": np.arange(rows),
        }
    )
    groups = (
        pl.when(pl.col("number") % 20 == 0)
        .then(pl.lit(["疗效", "极限"]))
        .otherwise(pl.lit([], pl.List(pl.String)))
    )
    holes = [
        pl.when(pl.Series(dice.random(rows) > 0.1)).then(pl.col(name))
        for name in ("price_fen", "sales", "certificate")
    ]
    return frame.with_columns(*holes, words=groups).drop("number")


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Give the least processor time of a few runs."""
    spent = []
    for _ in range(times):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def rates(rows: int) -> None:
    """Print rows a second of every rule by both backends."""
    frame = listings(rows)
    table, head = frame.to_arrow(), frame.head(TRACED)
    records = head.to_dicts()
    print(f"{rows:,} listings, one core, processor time")
    print(f"{'rule':18}{'Polars rows/s':>16}{'traced rows/s':>16}{'µs/record':>11}{'hits':>10}")
    for name, source in RULES.items():
        rule = parse(source, LISTING)
        trace = tracer(rule)
        fast = rows / seconds(lambda rule=rule: apply(rule, table))  # type: ignore[misc]
        slow = seconds(lambda trace=trace: judged(trace, records))  # type: ignore[misc]
        agree(rule, [trace(record).value for record in records], head)
        hits = funnel(rule, [table]).hits
        print(f"{name:18}{fast:16,.0f}{TRACED / slow:16,.0f}{slow / TRACED * 1e6:11.1f}{hits:10,}")


def judged(trace: Tracer, records: list[dict[str, Any]]) -> None:
    """Judge records one by one, as evidence is made."""
    for record in records:
        trace(record)


def agree(rule: Rule, one_by_one: list[bool | None], head: pl.DataFrame) -> None:
    """Stop where the backends differ."""
    if apply(rule, head.to_arrow()).to_pylist() != one_by_one:
        sys.exit(f"the backends differ: {rule.text}")


class TooLongError(Exception):
    """Python's re went on for half a second."""


def stop(*_: object) -> None:
    """End a search that goes on."""
    raise TooLongError


def by_python(pattern: str, text: str) -> float:
    """Give the seconds that Python's re takes; half a second where it would go on."""
    try:
        ready = re.compile(pattern.replace(r"\p{Han}", "[一-鿿]"))
    except re.error:
        return 0.0
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    started = time.perf_counter()
    try:
        ready.search(text)
    except TooLongError:
        return 0.5
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.perf_counter() - started


def by_re2(pattern: str, text: str) -> float:
    """Give the seconds that RE2 takes with an automaton that knows nothing yet."""
    compiled.cache_clear()
    re2.purge()
    ready, data = compiled(pattern, fold=False), text.encode()
    return seconds_of(lambda: ready.search(data))


def by_polars(pattern: str, text: str) -> float:
    """Give the seconds that Polars takes, or 0 where the pattern stays with RE2."""
    written = portable(pattern, fold=False)
    column = pl.Series([text])
    return seconds_of(lambda: column.str.contains(written)) if written else 0.0


def seconds_of(work: Callable[[], object]) -> float:
    """Give the time of one run on the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def hostile() -> None:
    """Print what each engine needs for the worst text of every pattern."""
    signal.signal(signal.SIGALRM, stop)
    kept = [pattern for pattern in PATTERNS if not problem(pattern, fold=False)]
    size = max(len(text) for text in TEXTS)
    print(
        f"\n{len(PATTERNS)} hostile patterns × {len(TEXTS)} texts of up to {size:,} characters, worst text, ms"
    )
    print(f"{'RE2':>8}{'Polars':>8}{'re':>8}  pattern")
    worst = []
    for pattern in kept:
        # the least of three runs: a busy machine is not the pattern's fault
        re2_ = max(min(by_re2(pattern, text) for _ in range(3)) for text in TEXTS)
        polars = max(min(by_polars(pattern, text) for _ in range(3)) for text in TEXTS)
        python = next((0.5 for t in TEXTS if by_python(pattern, t) >= 0.5), 0.0)
        worst.append((max(re2_, polars), re2_, polars, python, pattern))
    for _, re2_, polars, python, pattern in sorted(worst, reverse=True):
        said = ">500" if python else ""
        print(f"{re2_ * 1e3:8.3f}{polars * 1e3:8.3f}{said:>8}  {pattern[:80]}")
    slow = sum(most >= 1e-3 for most, *_ in worst)
    print(
        f"{len(kept)} run, {slow} of them over 1 ms; {len(PATTERNS) - len(kept)} refused for their steps"
    )
    print(f"Python's re goes on past half a second in {sum(p > 0 for *_, p, _ in worst)} of them")


def main() -> None:
    """Print both tables."""
    rates(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    hostile()


if __name__ == "__main__":
    main()
