"""A Pratt parser: tokens to a typed tree.

Grammar (spaces are free; a name is a registered one, in Chinese or English):

    rule      = operand { ("且" | "或") operand }          one of the two at each level
    operand   = "非" operand | "(" rule ")" | condition
    condition = name sign side | side sign name            sign: = ≠ < ≤ > ≥ and their words
              | name ["不"] "在" value "到" value "之间"
              | name ["不"] "属于" "{" value { "、" value } "}"
              | name ["不"] "包含" text | name ["不"] "包含" "{" text { "、" text } "}"
              | name ["不"] "匹配" "/" pattern "/" ["i"]
              | ("有" | "无") name | ["有" | "无"] name "(" text { "、" text } ")"
              | name ("已知" | "未知") | name
    side      = value | name ["的" number ("%" | "倍")]

且 and 或 in one level are refused without brackets: a rule with legal effect reads one way.
"""

from hedun.engine.rules.conditions import condition, has
from hedun.engine.rules.cursor import Cursor
from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.literals import Literal
from hedun.engine.rules.symbols import Symbol
from hedun.engine.rules.tokens import Token
from hedun.engine.rules.tree import And, Node, Not, Or

POWER = {Symbol.OR: 10, Symbol.AND: 20}
NEGATION = 30


def read(source: str, registry: Registry) -> Node:
    """Read a rule, or raise RuleError with line, column and the way out."""
    return _Parser(Cursor(source, registry)).whole()


class _Parser:
    """One reading of one rule."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.joints: list[Symbol | None] = [None]  # what joins each open level

    def whole(self) -> Node:
        if self.cursor.peek().what is None:
            raise self.cursor.fault("请写一个条件，例如 价格 < 100元。")
        tree = self.expression(0)
        if self.cursor.peek().what is not None:
            raise self._surplus()
        return tree

    def _surplus(self) -> Exception:
        shown = self.cursor.shown(self.cursor.peek())
        if self.cursor.peek().what is Symbol.CLOSE:
            return self.cursor.fault("多了一个“)”；请删去，或在前面补上“(”。")
        return self.cursor.fault(f"“{shown}”接不上前面的条件；条件之间请写“且”或“或”。")

    def expression(self, floor: int) -> Node:
        """Read operands as long as they are joined more tightly than the floor."""
        self.cursor.deeper()
        left = self.operand(self.cursor.take())
        while True:
            joint = self.cursor.peek().what
            if not isinstance(joint, Symbol) or POWER.get(joint, 0) <= floor:
                break
            self._joined_one_way(joint)
            self.cursor.take()
            left = self._joined(joint, left, self.expression(POWER[joint]))
        self.cursor.higher()
        return left

    def _joined(self, joint: Symbol, left: Node, right: Node) -> Node:
        kind = And if joint is Symbol.AND else Or
        self.cursor.node()
        parts = [
            p for side in (left, right) for p in (side.parts if isinstance(side, kind) else (side,))
        ]
        return kind(tuple(parts), (left.span[0], right.span[1]))

    def _joined_one_way(self, joint: Symbol) -> None:
        before = self.joints[-1]
        if before is not None and before is not joint:
            raise self.cursor.fault(
                "同一层里既有“且”又有“或”，读法不止一种；请用括号分清，例如 甲 且 (乙 或 丙)。"
            )
        self.joints[-1] = joint

    def operand(self, token: Token) -> Node:
        """Read a negation, a bracket or a condition."""
        what = token.what
        if what is Symbol.NOT:
            self.cursor.node()
            part = self.expression(NEGATION)
            return Not(part, (token.start, part.span[1]))
        if what is Symbol.OPEN:
            return self._bracket()
        if what is Symbol.HAS or what is Symbol.LACKS:
            node = has(self.cursor, token.start)
            return node if what is Symbol.HAS else Not(node, (token.start, node.span[1]))
        if isinstance(what, Feature | Literal) or what in {Symbol.YES, Symbol.NO}:
            return condition(self.cursor, token)
        raise self.cursor.fault("这里应当是一个条件，例如 价格 < 100元、无 证书。", token)

    def _bracket(self) -> Node:
        self.joints.append(None)
        inner = self.expression(0)
        self.cursor.need(Symbol.CLOSE, "括号没有配对；请补上“)”。")
        self.joints.pop()
        return inner
