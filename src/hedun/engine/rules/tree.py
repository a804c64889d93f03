"""What a rule says, as a tree of immutable values; positions do not count in comparisons.

Every leaf carries typed features and constants: money is integer fen, a number is a float,
a date is a date. A tree holds nothing that cannot be pickled, so Spark can ship it.
"""

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from hedun.engine.rules.feature import Feature
from hedun.engine.rules.symbols import Symbol

Constant = bool | int | float | str | dt.date
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scaled:
    """A money or number feature times a constant (原价 的 30%)."""

    feature: Feature
    times: Fraction


Side = Feature | Scaled


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Node", ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Node", ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag is set."""

    feature: Feature
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Has:
    """A text, set or words feature is not empty."""

    feature: Feature
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """A feature has a value; the only condition that is never open."""

    feature: Feature
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A feature against a constant or another feature of its kind."""

    left: Side
    sign: Symbol
    right: Side | Constant
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Between:
    """A number, money or date lies between two constants, both included."""

    feature: Feature
    low: Constant
    high: Constant
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A feature equals one of the constants."""

    feature: Feature
    values: tuple[Constant, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contains:
    """A text contains one of the texts, or a set (or the hit word groups) has one of them."""

    feature: Feature
    values: tuple[str, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matches:
    """A text holds a match of an RE2 pattern; `fold` ignores the case of letters."""

    feature: Feature
    pattern: str
    fold: bool
    span: Span = field(default=(0, 0), compare=False, repr=False)


Leaf = Flag | Has | Known | Compare | Between | OneOf | Contains | Matches
Node = And | Or | Not | Leaf


def feature_of(side: Side) -> Feature:
    """Give the feature of a side of a comparison."""
    return side.feature if isinstance(side, Scaled) else side


def sides(node: Compare) -> list[Feature]:
    """Give the one or two features of a comparison."""
    both = (node.left, node.right)
    return [feature_of(side) for side in both if isinstance(side, Feature | Scaled)]


def features(node: Node) -> dict[str, Feature]:
    """Give the features that a tree reads, by column name, in the order of appearance."""
    if isinstance(node, And | Or):
        return {name: f for part in node.parts for name, f in features(part).items()}
    if isinstance(node, Not):
        return features(node.part)
    if isinstance(node, Compare):
        return {feature.name: feature for feature in sides(node)}
    return {node.feature.name: node.feature}
