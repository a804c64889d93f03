"""What may be written of each kind of feature, and the error that says so."""

from hedun.engine.rules.cursor import Cursor
from hedun.engine.rules.errors import RuleError
from hedun.engine.rules.feature import Feature
from hedun.engine.rules.terms import Kind
from hedun.engine.rules.tokens import Token

ORDERED = {Kind.NUMBER, Kind.MONEY, Kind.DATE}
GATHERED = {Kind.SET, Kind.WORDS}
EXAMPLES = {
    Kind.TEXT: '{0} 包含 "根治"、{0} 匹配 /加.?微/ 或 有 {0}',
    Kind.NUMBER: "{0} > 1000 或 {0} 在 10 到 100 之间",
    Kind.MONEY: "{0} < 100元 或 {0} 在 10元 到 100元 之间",
    Kind.FLAG: "{0}、有 {0} 或 非 {0}",
    Kind.DATE: "{0} ≥ 2026-11-01 或 {0} 未知",
    Kind.SET: '{0} 包含 "食品经营许可证" 或 有 {0}',
    Kind.WORDS: '有 {0}("疗效")',
}


def example(feature: Feature) -> str:
    """Show what may be written of a feature."""
    return EXAMPLES[feature.kind].format(feature.label)


def misfit(cursor: Cursor, token: Token, feature: Feature) -> RuleError:
    """Say that the kind of a feature does not allow what stands here."""
    kind = feature.kind.label
    shown = cursor.shown(token)
    return cursor.fault(
        f"“{feature.label}”是{kind}，不能用“{shown}”；请写 {example(feature)}。", token
    )
