"""A tree in its one Chinese spelling; reading that again gives the same tree."""

import datetime as dt
import math
from decimal import Decimal
from typing import Any

from hedun.engine.rules.feature import Feature
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tree import (
    And,
    Between,
    Compare,
    Constant,
    Contains,
    Flag,
    Has,
    Known,
    Leaf,
    Matches,
    Node,
    Not,
    OneOf,
    Or,
    Scaled,
    Side,
)  # fmt: skip

MAX_SHOWN = 200


def render(node: Node) -> str:
    """Write a tree in Chinese."""
    if isinstance(node, And | Or):
        joint = " 且 " if isinstance(node, And) else " 或 "
        return joint.join(_inner(part) for part in node.parts)
    if isinstance(node, Not):
        return _negated(node.part)
    return _leaf(node, "")


def _inner(node: Node) -> str:
    return f"({render(node)})" if isinstance(node, And | Or) else render(node)


def _negated(node: Node) -> str:
    """Write the negation in the condition where Chinese does so."""
    if isinstance(node, Has):
        return f"无 {node.feature.label}"
    if isinstance(node, Flag) and node.feature.owned:
        return f"无 {node.feature.label}"
    if isinstance(node, Known):
        return f"{node.feature.label} 未知"
    if isinstance(node, Contains) and node.feature.kind is Kind.WORDS:
        return "无" + _leaf(node, "").removeprefix("有")
    if isinstance(node, Contains | OneOf | Matches | Between):
        return _leaf(node, "不")
    return f"非 {_inner(node)}"


def _leaf(node: Leaf, negation: str) -> str:
    label = node.feature.label if not isinstance(node, Compare) else _side(node.left)
    match node:
        case Flag(feature):
            text = f"有 {label}" if feature.owned else label
        case Has():
            text = f"有 {label}"
        case Known():
            text = f"{label} 已知"
        case Compare(left, sign, right):
            text = f"{label} {sign.value} {_right(right, left)}"
        case Between(feature, low, high):
            limits = f"{constant(feature, low)} 到 {constant(feature, high)}"
            text = f"{label} {negation}在 {limits} 之间"
        case OneOf(feature, values):
            listed = "、".join(constant(feature, value) for value in values)
            text = f"{label} {negation}属于 {{{listed}}}"
        case Contains(feature, values):
            text = _contains(feature, values, negation)
        case Matches(_, pattern, fold):
            text = f"{label} {negation}匹配 /{slashed(pattern)}/{'i' if fold else ''}"
    return text


def _contains(feature: Feature, values: tuple[str, ...], negation: str) -> str:
    listed = "、".join(map(quoted, values))
    if feature.kind is Kind.WORDS:
        return f"有 {feature.label}({listed})"
    return f"{feature.label} {negation}包含 {f'{{{listed}}}' if len(values) > 1 else listed}"


def _side(side: Side) -> str:
    if isinstance(side, Scaled):
        times = Decimal(side.times.numerator) / Decimal(side.times.denominator)
        scale = f"{plain(times.scaleb(2))}%" if times < 1 else f"{plain(times)}倍"
        return f"{side.feature.label} 的 {scale}"
    return side.label


def _right(right: Side | Constant, left: Side) -> str:
    if isinstance(right, Feature | Scaled):
        return _side(right)
    return constant(left.feature if isinstance(left, Scaled) else left, right)


def constant(feature: Feature, value: Constant) -> str:
    """Write a value of a feature as a rule names it."""
    if isinstance(value, bool):
        return (Symbol.YES if value else Symbol.NO).value
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if feature.kind is Kind.MONEY:
        return f"{plain(Decimal(value).scaleb(-2))}元"
    return plain(Decimal(repr(float(value)))) + feature.unit


def plain(number: Decimal) -> str:
    """Write a number without exponent and without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quoted(text: str) -> str:
    """Write a text in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("＂", "\\＂") + '"'


def slashed(pattern: str) -> str:
    """Write the slashes of a pattern so that they do not end it."""
    parts, here = [], 0
    while here < len(pattern):
        pair = pattern[here : here + (2 if pattern[here] == "\\" else 1)]
        parts.append("\\/" if pair == "/" else pair)
        here += len(pair)
    return "".join(parts)


def shown(feature: Feature, value: Any) -> str:
    """Write a value of a record for people; a long text is cut."""
    if isinstance(value, frozenset):
        return "、".join(sorted(value)) or "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value if len(value) <= MAX_SHOWN else value[:MAX_SHOWN] + "…"
    if isinstance(value, float) and not math.isfinite(value):
        return "无穷大" if value > 0 else "负无穷大"
    return constant(feature, value)
