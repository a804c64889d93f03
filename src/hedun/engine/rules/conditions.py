"""Single conditions: what may follow a feature, and what its kind allows."""

from collections.abc import Callable
from typing import TypeVar

from hedun.engine.rules import pattern as patterns
from hedun.engine.rules.comparisons import SIGNS, between, compared, side_of, turned
from hedun.engine.rules.constants import constant, piece
from hedun.engine.rules.cursor import Cursor
from hedun.engine.rules.feature import Feature
from hedun.engine.rules.kinds import GATHERED, ORDERED, example, misfit
from hedun.engine.rules.literals import Pattern
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tokens import Token
from hedun.engine.rules.tree import (
    Contains,
    Flag,
    Has,
    Known,
    Matches,
    Node,
    Not,
    OneOf,
    Scaled,
)  # fmt: skip

T = TypeVar("T")


def has(cursor: Cursor, start: int) -> Node:
    """Read what follows 有: a flag, a text or set that is not empty, a hit of a word group."""
    token = cursor.peek()
    feature = cursor.feature("“有”“无”后面请写名称，例如 无 证书。")
    cursor.node()
    if isinstance(cursor.peek().what, Symbol) and cursor.peek().what in {
        Symbol.OPEN,
        Symbol.SQUARE,
    }:
        return applied(cursor, token, feature)
    if feature.kind is Kind.FLAG:
        return Flag(feature, cursor.since(start))
    if feature.kind in ORDERED:
        raise cursor.fault(
            f"“{feature.label}”是{feature.kind.label}，没有“有无”之分；"
            f"是否有数据请写“{feature.label} 已知”或“{feature.label} 未知”。",
            token,
        )
    return Has(feature, cursor.since(start))


def applied(cursor: Cursor, token: Token, feature: Feature) -> Node:
    """Read 词("疗效"): a hit of one of the word groups."""
    if feature.kind is not Kind.WORDS:
        raise misfit(cursor, cursor.peek(), feature)
    closing = Symbol.CLOSE if cursor.takes(Symbol.OPEN) else Symbol.SQUARED
    cursor.takes(Symbol.SQUARE)
    values = [piece(cursor, feature)]
    while cursor.takes(Symbol.COMMA):
        values.append(piece(cursor, feature))
    cursor.need(closing, f"“{feature.label}”的括号没有配对；请补上“{closing.value}”。")
    return Contains(feature, tuple(dict.fromkeys(values)), cursor.since(token.start))


def condition(cursor: Cursor, token: Token) -> Node:
    """Read a whole condition that begins with a feature or a constant."""
    cursor.node()
    if not isinstance(token.what, Feature):
        return turned(cursor, token)
    feature = token.what
    sign = cursor.peek()
    if isinstance(sign.what, Symbol) and sign.what in {Symbol.OPEN, Symbol.SQUARE}:
        return applied(cursor, token, feature)
    side = side_of(cursor, feature)
    sign = cursor.peek()
    if isinstance(sign.what, Symbol) and sign.what in SIGNS:
        return compared(cursor, token, side)
    if isinstance(side, Scaled):
        raise cursor.fault(f"“的”“倍”只用在比较里，例如 {feature.label} 的 30% < …。", sign)
    if isinstance(sign.what, Symbol) and sign.what in _AFTER:
        cursor.take()
        node = _AFTER[sign.what](cursor, token, sign)
        return Not(node, node.span) if sign.what in _NEGATED else node
    if feature.kind is Kind.FLAG:
        return Flag(feature, cursor.since(token.start))
    raise cursor.fault(
        f"“{feature.label}”是{feature.kind.label}，单独不成条件；请写 {example(feature)}。", token
    )


def _known(cursor: Cursor, token: Token, sign: Token) -> Node:
    del sign
    assert isinstance(token.what, Feature)
    return Known(token.what, cursor.since(token.start))


def _one_of(cursor: Cursor, token: Token, sign: Token) -> Node:
    assert isinstance(token.what, Feature)
    feature = token.what
    if feature.kind in GATHERED | {Kind.FLAG}:
        raise misfit(cursor, sign, feature)
    values = _values(cursor, lambda: constant(cursor, feature))
    return OneOf(feature, tuple(dict.fromkeys(values)), cursor.since(token.start))


def _contains(cursor: Cursor, token: Token, sign: Token) -> Node:
    assert isinstance(token.what, Feature)
    feature = token.what
    if feature.kind not in GATHERED | {Kind.TEXT}:
        raise misfit(cursor, sign, feature)
    if cursor.peek().what is Symbol.BRACE:
        values = _values(cursor, lambda: piece(cursor, feature))
    else:
        values = [piece(cursor, feature)]
    return Contains(feature, tuple(dict.fromkeys(values)), cursor.since(token.start))


def _values(cursor: Cursor, read: Callable[[], T]) -> list[T]:
    """Read {甲、乙}: at least one value."""
    cursor.need(Symbol.BRACE, '取值请写在花括号里，例如 {"食品"、"药品"}。')
    values = [read()]
    while cursor.takes(Symbol.COMMA):
        values.append(read())
    cursor.need(Symbol.BRACED, "花括号没有配对；取值之间请用顿号，末尾补上“}”。")
    return values


def _matches(cursor: Cursor, token: Token, sign: Token) -> Node:
    assert isinstance(token.what, Feature)
    if token.what.kind is not Kind.TEXT:
        raise misfit(cursor, sign, token.what)
    written = cursor.take()
    if not isinstance(written.what, Pattern):
        raise cursor.fault("“匹配”后面请写 /匹配式/，例如 标题 匹配 /加.{0,2}微/。", written)
    wrong = patterns.problem(written.what.value, fold=written.what.fold)
    if wrong:
        raise cursor.fault(wrong, written)
    return Matches(token.what, written.what.value, written.what.fold, cursor.since(token.start))


_AFTER: dict[Symbol, Callable[[Cursor, Token, Token], Node]] = {
    Symbol.KNOWN: _known, Symbol.UNKNOWN: _known, Symbol.IN: _one_of, Symbol.NOT_IN: _one_of,
    Symbol.CONTAINS: _contains, Symbol.NOT_CONTAINS: _contains, Symbol.MATCHES: _matches,
    Symbol.NOT_MATCHES: _matches, Symbol.BETWEEN: between, Symbol.NOT_BETWEEN: between,
}  # fmt: skip
_NEGATED = {
    Symbol.UNKNOWN, Symbol.NOT_IN, Symbol.NOT_CONTAINS, Symbol.NOT_MATCHES, Symbol.NOT_BETWEEN,
}  # fmt: skip
