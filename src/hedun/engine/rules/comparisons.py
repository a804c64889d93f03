"""Comparisons: two sides of one kind, in either order, and ranges."""

from fractions import Fraction

from hedun.engine.rules.constants import constant, typed
from hedun.engine.rules.cursor import Cursor
from hedun.engine.rules.feature import Feature
from hedun.engine.rules.kinds import GATHERED, ORDERED, misfit
from hedun.engine.rules.literals import Number
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tokens import Token
from hedun.engine.rules.tree import Between, Compare, Constant, Node, Scaled, Side, feature_of

SIGNS = (Symbol.EQ, Symbol.NE, Symbol.LT, Symbol.LE, Symbol.GT, Symbol.GE)
TURNED = {
    Symbol.LT: Symbol.GT, Symbol.LE: Symbol.GE, Symbol.GT: Symbol.LT, Symbol.GE: Symbol.LE,
    Symbol.EQ: Symbol.EQ, Symbol.NE: Symbol.NE,
}  # fmt: skip
MAX_TIMES = 10_000


def side_of(cursor: Cursor, feature: Feature) -> Side:
    """Read a feature, perhaps scaled: 原价 的 30%, 原价 × 1.5."""
    sign = cursor.peek()
    if not cursor.takes(Symbol.OF):
        return feature
    if feature.kind not in {Kind.MONEY, Kind.NUMBER}:
        raise misfit(cursor, sign, feature)
    token = cursor.take()
    number = token.what
    if not isinstance(number, Number) or number.unit not in {"", "%", "倍"}:
        raise cursor.fault(f"“的”后面请写百分比或倍数，例如 {feature.label} 的 30%。", token)
    times = Fraction(number.value.scaleb(-2) if number.unit == "%" else number.value)
    if not 0 < times <= MAX_TIMES or times.denominator > 10_000 or 10_000 % times.denominator:
        raise cursor.fault("倍数应在 0 与 10000 之间，最多四位小数（百分比最多两位）。", token)
    return Scaled(feature, times)


def compared(cursor: Cursor, token: Token, left: Side) -> Node:
    """Read sign and right side of a comparison whose left side was read."""
    sign = cursor.take()
    assert isinstance(sign.what, Symbol)
    feature = feature_of(left)
    _fits(cursor, sign, feature)
    right: Side | Constant
    if isinstance(cursor.peek().what, Feature):
        right = _other(cursor, feature)
    else:
        right = constant(cursor, feature)
    _not_chained(cursor, feature)
    return Compare(left, sign.what, right, cursor.since(token.start))


def _fits(cursor: Cursor, sign: Token, feature: Feature) -> None:
    """Refuse to order what has no order."""
    if feature.kind in GATHERED or (
        feature.kind not in ORDERED and sign.what not in {Symbol.EQ, Symbol.NE}
    ):
        raise misfit(cursor, sign, feature)


def _other(cursor: Cursor, feature: Feature) -> Side:
    """Read the feature on the right; it must be of the same kind and unit."""
    token = cursor.peek()
    other = cursor.feature("")
    cursor.node()
    if (other.kind, other.unit) != (feature.kind, feature.unit):
        raise cursor.fault(
            f"“{feature.label}”是{feature.kind.label}{feature.unit}，“{other.label}”是"
            f"{other.kind.label}{other.unit}，不能相比；请换同类的名称。",
            token,
        )
    return side_of(cursor, other)


def _not_chained(cursor: Cursor, feature: Feature) -> None:
    if isinstance(cursor.peek().what, Symbol) and cursor.peek().what in SIGNS:
        raise cursor.fault(
            f"一次只能比较两个值；范围请写 {feature.label} 在 … 到 … 之间，或用“且”连接。"
        )


def turned(cursor: Cursor, token: Token) -> Node:
    """Read a comparison with the constant in front: 100元 > 价格."""
    sign = cursor.peek()
    if not (isinstance(sign.what, Symbol) and sign.what in SIGNS):
        raise cursor.fault(
            f"“{cursor.shown(token)}”单独不成条件；请写 名称 比较 取值，例如 价格 < 100元。", token
        )
    cursor.take()
    feature = cursor.feature("比较的两边至少要有一个名称，例如 价格 < 100元。")
    _fits(cursor, sign, feature)
    side = side_of(cursor, feature)
    _not_chained(cursor, feature)
    value = typed(cursor, token, feature)
    return Compare(side, TURNED[sign.what], value, cursor.since(token.start))


def between(cursor: Cursor, token: Token, sign: Token) -> Node:
    """Read the two limits behind 在."""
    assert isinstance(token.what, Feature)
    feature = token.what
    if feature.kind not in ORDERED:
        raise misfit(cursor, sign, feature)
    first = cursor.peek()
    low = constant(cursor, feature)
    if not cursor.takes(Symbol.TO, Symbol.AND):
        raise cursor.fault(f"范围请写 {feature.label} 在 … 到 … 之间。")
    high = constant(cursor, feature)
    cursor.takes(Symbol.WITHIN)
    if low > high:  # type: ignore[operator]  # both are of the feature's kind
        raise cursor.fault("范围的前一个数比后一个大；请调换。", first)
    return Between(feature, low, high, cursor.since(token.start))
