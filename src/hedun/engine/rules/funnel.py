"""Backtest: how many rows pass each condition, in order, before anybody activates a rule."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from hedun.engine.rules.columns import expression, prepared
from hedun.engine.rules.render import render
from hedun.engine.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One condition joined by 且: of the rows that came to it, how many pass.

    came = passed + failed + unknown; `alone` is how many rows of all it holds for.
    """

    text: str
    came: int
    passed: int
    failed: int
    unknown: int
    alone: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of all rows, condition by condition."""

    rows: int
    steps: tuple[Narrowing, ...]

    @property
    def hits(self) -> int:
        """Rows on which the rule fires."""
        return self.steps[-1].passed

    @property
    def share(self) -> float:
        """Hits among all rows."""
        return self.hits / self.rows if self.rows else 0.0


def funnel(rule: Rule, batches: Iterable[pa.Table | pa.RecordBatch]) -> Funnel:
    """Run a rule over stored rows, batch by batch in bounded memory."""
    rows = 0
    totals: list[tuple[int, ...]] = [(0, 0, 0, 0)] * len(rule.conjuncts)
    for batch in batches:
        rows += batch.num_rows
        counts = _counts(rule, batch)
        totals = [
            tuple(map(sum, zip(*pair, strict=True))) for pair in zip(totals, counts, strict=True)
        ]
    steps, came = [], rows
    for node, (passed, failed, unknown, alone) in zip(rule.conjuncts, totals, strict=True):
        steps.append(Narrowing(render(node), came, passed, failed, unknown, alone))
        came = passed
    return Funnel(rows, tuple(steps))


def _counts(rule: Rule, batch: pa.Table | pa.RecordBatch) -> list[tuple[int, ...]]:
    """Count passed, failed, unknown and alone for each condition."""
    frame = prepared(rule, batch)
    judged = frame.select(expression(n).alias(str(i)) for i, n in enumerate(rule.conjuncts))
    counts: list[tuple[int, ...]] = []
    here = pl.Series([True]).new_from_index(0, judged.height)
    for column in judged.iter_columns():
        holds, known = column.fill_null(value=False), column.is_not_null()
        passed = here & holds
        counts.append((
            int(passed.sum()), int((here & known & ~holds).sum()), int((here & ~known).sum()),
            int(holds.sum()),
        ))  # fmt: skip
        here = passed
    return counts
