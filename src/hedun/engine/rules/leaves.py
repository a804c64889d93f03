"""What a single condition says of values: the meaning that both backends share."""

import operator
from collections.abc import Callable
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

Judge = Callable[..., bool | None]
Find = Callable[[str], tuple[tuple[int, int], ...]]
Reader = Callable[[Any], Any]
SIGNS: dict[Symbol, Callable[[Any, Any], Any]] = {
    Symbol.EQ: operator.eq, Symbol.NE: operator.ne, Symbol.LT: operator.lt,
    Symbol.LE: operator.le, Symbol.GT: operator.gt, Symbol.GE: operator.ge,
}  # fmt: skip


def judge_of(node: Leaf) -> tuple[list[tuple[Feature, Reader]], Judge, Find | None]:
    """Give the features of a condition, the judgement of their values and the finder in texts."""
    if isinstance(node, Compare):
        return _compare(node)
    features = [(node.feature, READERS[node.feature.kind])]
    if isinstance(node, Known):
        return features, lambda value: value is not None, None
    judge, find = _one(node)
    return features, lambda value: None if value is None else judge(value), find


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


def _compare(node: Compare) -> tuple[list[tuple[Feature, Reader]], Judge, None]:
    features = [(feature, READERS[feature.kind]) for feature in sides(node)]
    sign, (left, right), limit = SIGNS[node.sign], factors(node), node.right
    if len(features) == 2:
        return features, lambda a, b: _both(sign, (a, left), (b, right)), None
    return features, lambda a: _both(sign, (a, left), (limit, right)), None


def _both(sign: Callable[[Any, Any], Any], *pairs: tuple[Any, int | float]) -> bool | None:
    """Compare two values, each times its factor; with an absent one there is no answer."""
    (a, left), (b, right) = pairs
    if a is None or b is None:
        return None
    return bool(sign(a, b) if left == right else sign(a * left, b * right))


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
