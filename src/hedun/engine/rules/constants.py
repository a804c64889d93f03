"""Values of a rule against the kind of feature that they stand beside."""

import datetime as dt
import difflib
from collections.abc import Callable

from hedun.engine.rules.cursor import Cursor
from hedun.engine.rules.feature import Feature
from hedun.engine.rules.literals import Day, Number, Text
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tokens import Token
from hedun.engine.rules.tree import Constant

LIMIT_FEN = 10**17
LIMIT_NUMBER = 10**30


def constant(cursor: Cursor, feature: Feature) -> Constant:
    """Read one value that fits the feature: money as fen, numbers as floats."""
    return typed(cursor, cursor.take(), feature)


def typed(cursor: Cursor, token: Token, feature: Feature) -> Constant:
    """Give the value of a token that was read, if it fits the feature."""
    cursor.node()
    return _READ[feature.kind](cursor, token, feature)


def _text(cursor: Cursor, token: Token, feature: Feature) -> str:
    if not isinstance(token.what, Text):
        raise cursor.fault(f'“{feature.label}”是文本，要和带引号的文字比较，例如 "食品"。', token)
    return _chosen(cursor, token, feature)


def _chosen(cursor: Cursor, token: Token, feature: Feature) -> str:
    """Give the text, if it is one of the feature's values that exist."""
    assert isinstance(token.what, Text)
    value = token.what.value
    if feature.choices and value not in feature.choices:
        close = difflib.get_close_matches(value, sorted(feature.choices), n=1, cutoff=0.3)
        known = "、".join(sorted(feature.choices)[:12])
        way_out = f"是不是“{close[0]}”？" if close else f"现有：{known}。"
        raise cursor.fault(f"“{feature.label}”没有取值“{value}”；{way_out}", token)
    return value


def _number(cursor: Cursor, token: Token, feature: Feature) -> float:
    example = f"1000{feature.unit}"
    if not isinstance(token.what, Number):
        raise cursor.fault(f"“{feature.label}”是数值，要和数比较，例如 {example}。", token)
    value, unit = token.what.value, token.what.unit
    if unit not in {"", "%", feature.unit}:
        raise cursor.fault(
            f"“{feature.label}”是数值，单位不是“{unit}”；请写成 {example} 这样。", token
        )
    if abs(value) >= LIMIT_NUMBER:
        raise cursor.fault("数太大；请检查位数和单位。", token)
    if unit == "%" and value != round(value, 10):
        raise cursor.fault("百分比最多10位小数；请改短。", token)
    return float(value.scaleb(-2) if unit == "%" else value)


def _money(cursor: Cursor, token: Token, feature: Feature) -> int:
    if not isinstance(token.what, Number):
        raise cursor.fault(f"“{feature.label}”是金额，要和金额比较，例如 100元。", token)
    if token.what.unit != "元":
        raise cursor.fault(
            f"“{feature.label}”是金额，“{cursor.shown(token)}”缺单位“元”；请写成 100元、3万元 这样。",
            token,
        )
    fen = token.what.value.scaleb(2)
    if fen != fen.to_integral_value():
        raise cursor.fault("金额不足一分；最多写两位小数，例如 99.90元。", token)
    if abs(fen) >= LIMIT_FEN:
        raise cursor.fault("金额太大；请检查位数和单位。", token)
    return int(fen)


def _day(cursor: Cursor, token: Token, feature: Feature) -> dt.date:
    if not isinstance(token.what, Day):
        raise cursor.fault(
            f"“{feature.label}”是日期，要和日期比较，例如 2026-11-01 或 2026年11月1日。", token
        )
    return token.what.value


def _flag(cursor: Cursor, token: Token, feature: Feature) -> bool:
    if token.what is not Symbol.YES and token.what is not Symbol.NO:
        raise cursor.fault(
            f"“{feature.label}”只有是与非；请直接写“{feature.label}”或“非 {feature.label}”。", token
        )
    return token.what is Symbol.YES


_READ: dict[Kind, Callable[[Cursor, Token, Feature], Constant]] = {
    Kind.TEXT: _text, Kind.SET: _text, Kind.WORDS: _text, Kind.NUMBER: _number,
    Kind.MONEY: _money, Kind.DATE: _day, Kind.FLAG: _flag,
}  # fmt: skip


def piece(cursor: Cursor, feature: Feature) -> str:
    """Read a text that is looked for inside a feature: any text, or a member that exists."""
    if feature.kind is not Kind.TEXT:
        return str(constant(cursor, feature))
    token = cursor.take()
    cursor.node()
    if not isinstance(token.what, Text):
        raise cursor.fault(
            f'“{feature.label}”里要找的文字请加引号，例如 {feature.label} 包含 "根治"。', token
        )
    return token.what.value
