"""How right a rule is, and when it must stop: precision with its interval, quarantine."""

import math
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

LEAST_JUDGEMENTS = 30
Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Precision:
    """Share of right hits among those judged, with the Wilson 95 % interval."""

    right: int
    judged: int
    share: float
    low: float
    high: float


def precision(right: int, judged: int) -> Precision | None:
    """Give the precision of a rule, from 30 judgements on; below, a share would mislead."""
    if not 0 <= right <= judged:
        raise ValueError(f"{right} of {judged} judgements cannot be right")
    if judged < LEAST_JUDGEMENTS:
        return None
    low, high = wilson(right, judged)
    return Precision(right, judged, right / judged, low, high)


def wilson(right: int, judged: int) -> tuple[float, float]:
    """Give the Wilson score interval of a share (95 %)."""
    share, square = right / judged, Z * Z / judged
    middle = share + square / 2
    half = Z * math.sqrt(share * (1 - share) / judged + square / (4 * judged))
    low = (middle - half) / (1 + square) if right else 0.0
    high = (middle + half) / (1 + square) if right < judged else 1.0
    return max(low, 0.0), min(high, 1.0)


@dataclass(frozen=True, slots=True)
class Spread:
    """On how many distinct shops a rule fired, of how many it saw."""

    hit: int
    seen: int


@dataclass(frozen=True, slots=True)
class Limits:
    """When a rule fires too widely to be right.

    More than `shops` shops, or more than `share` of those seen; the share counts only from
    `least` shops on, so that a rule for a small trade is not stopped by chance.
    """

    shops: int = 1_000
    share: float = 0.05
    least: int = 20


def spread(fired: pa.BooleanArray, shops: pa.Array) -> Spread:
    """Count distinct shops among all rows and among those on which a rule fired."""
    hit = pc.drop_null(pc.filter(shops, pc.fill_null(fired, False)))
    return Spread(pc.count_distinct(hit).as_py(), pc.count_distinct(pc.drop_null(shops)).as_py())


def quarantine(spread: Spread, limits: Limits) -> str | None:
    """Say why a rule must be set aside until a person has looked; None where it may go on."""
    way_out = "请查看命中样本，收窄条件后重新试运行。"
    if spread.hit > limits.shops:
        return f"规则命中{spread.hit:,}家网店，超过上限{limits.shops:,}家；已暂停使用。{way_out}"
    share = spread.hit / spread.seen if spread.seen else 0.0
    if spread.hit >= limits.least and share > limits.share:
        return (
            f"规则命中{spread.hit:,}家网店，占所查{spread.seen:,}家的{share:.1%}，"
            f"超过上限{limits.share:.1%}；已暂停使用。{way_out}"
        )
    return None
