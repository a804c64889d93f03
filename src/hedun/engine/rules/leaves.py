"""What a single condition says of values: the meaning that both backends share."""

import functools
import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hedun.engine.rules import pattern as patterns
from hedun.engine.rules.feature import Feature
from hedun.engine.rules.reading import READERS
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tree import (
    Between,
    Compare,
    Contains,
    Flag,
    Has,
    Known,
    Leaf,
    Matches,
    OneOf,
    Scaled,
    feature_of,
    sides,
)

Find = Callable[[str], tuple[tuple[int, int], ...]]
Reader = Callable[[Any], Any]
SIGNS: dict[Symbol, Callable[[Any, Any], Any]] = {
    Symbol.EQ: operator.eq, Symbol.NE: operator.ne, Symbol.LT: operator.lt,
    Symbol.LE: operator.le, Symbol.GT: operator.gt, Symbol.GE: operator.ge,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a condition judges values that are there, and where in a text it finds what it seeks."""

    features: tuple[Feature, ...]
    judge: Callable[..., bool]
    find: Find | None = None

    @property
    def readers(self) -> tuple[Reader, ...]:
        """What makes of given values those that count."""
        return tuple(READERS[feature.kind] for feature in self.features)


@functools.lru_cache(1024)
def judgement(node: Leaf) -> Judgement:
    """Give the judgement of a condition; that of 已知 says whether there is a value at all."""
    if isinstance(node, Compare):
        return Judgement(tuple(sides(node)), _compare(node))
    if isinstance(node, Known):
        return Judgement((node.feature,), lambda value: value is not None)
    return Judgement((node.feature,), *_one(node))


def _one(node: Leaf) -> tuple[Callable[[Any], bool], Find | None]:
    """Give the judgement of one value that is there."""
    match node:
        case Flag():
            return bool, None
        case Has():
            return lambda value: len(value) > 0, None
        case Between(_, low, high):
            return lambda value: low <= value <= high, None
        case OneOf(_, values):
            return lambda value: value in values, None
        case Contains(feature, values):
            return _contains(feature, values)
        case Matches():
            return _matches(node)
    raise TypeError(node)


def _contains(
    feature: Feature, values: tuple[str, ...]
) -> tuple[Callable[[Any], bool], Find | None]:
    if feature.kind is not Kind.TEXT:
        return lambda members: not members.isdisjoint(values), None

    def find(text: str) -> tuple[tuple[int, int], ...]:
        places = [(text.find(value), value) for value in values]
        return tuple(sorted((at, at + len(value)) for at, value in places if at >= 0))

    return lambda text: any(value in text for value in values), find


def _matches(node: Matches) -> tuple[Callable[[Any], bool], Find]:
    def find(text: str) -> tuple[tuple[int, int], ...]:
        span = patterns.span(node.pattern, text, fold=node.fold)
        return (span,) if span else ()

    search = patterns.compiled(node.pattern, fold=node.fold).search
    return lambda text: search(text.encode()) is not None, find


def _compare(node: Compare) -> Callable[..., bool]:
    sign, (left, right), limit = SIGNS[node.sign], factors(node), node.right
    if isinstance(limit, Feature | Scaled):
        return sign if left == right else lambda a, b: sign(a * left, b * right)
    if left == right:
        return lambda a: sign(a, limit)
    scaled: Any = limit * right  # type: ignore[operator]  # only money and numbers are scaled
    return lambda a: sign(a * left, scaled)


def factors(node: Compare) -> tuple[int | float, int | float]:
    """Give what to multiply both sides with: whole numbers for money, so that no fen is lost.

    Equal factors mean that nothing is multiplied.
    """
    left, right = (
        side.times if isinstance(side, Scaled) else Fraction(1) for side in (node.left, node.right)
    )
    if left == right == 1:
        return 1, 1
    if feature_of(node.left).kind is Kind.MONEY:
        return left.numerator * right.denominator, right.numerator * left.denominator
    return float(left), float(right)
