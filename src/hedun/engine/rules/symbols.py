"""The words of the rule language, in Chinese and English, and how a run of characters divides.

Whoever writes Chinese leaves out spaces: `价格在10元到100元之间且无证书`. A run that is no word
itself is divided into words; where it divides in two ways, the writer is asked for a space.
"""

import enum
import functools
from collections.abc import Iterator


class Symbol(enum.StrEnum):
    """What a word or sign of the language stands for; the value is its Chinese spelling."""

    AND = "且"
    OR = "或"
    NOT = "非"
    HAS = "有"
    LACKS = "无"
    KNOWN = "已知"
    UNKNOWN = "未知"
    EQ = "="
    NE = "≠"
    LT = "<"
    LE = "≤"
    GT = ">"
    GE = "≥"
    IN = "属于"
    NOT_IN = "不属于"
    CONTAINS = "包含"
    NOT_CONTAINS = "不包含"
    MATCHES = "匹配"
    NOT_MATCHES = "不匹配"
    BETWEEN = "在"
    NOT_BETWEEN = "不在"
    TO = "到"
    WITHIN = "之间"
    OF = "的"
    YES = "真"
    NO = "假"
    OPEN = "("
    CLOSE = ")"
    SQUARE = "["
    SQUARED = "]"
    BRACE = "{"
    BRACED = "}"
    COMMA = "、"


_SPELLINGS = {
    Symbol.AND: "且 并且 同时 and",
    Symbol.OR: "或 或者 or",
    Symbol.NOT: "非 并非 not",
    Symbol.HAS: "有 has",
    Symbol.LACKS: "无 没有 lacks",
    Symbol.KNOWN: "已知 known",
    Symbol.UNKNOWN: "未知 unknown",
    Symbol.EQ: "等于 是 is",
    Symbol.NE: "不等于 不是",
    Symbol.LT: "小于 低于",
    Symbol.LE: "不大于 不高于 不超过 至多",
    Symbol.GT: "大于 高于 超过",
    Symbol.GE: "不小于 不低于 至少",
    Symbol.IN: "属于 in",
    Symbol.NOT_IN: "不属于",
    Symbol.CONTAINS: "包含 contains",
    Symbol.NOT_CONTAINS: "不包含",
    Symbol.MATCHES: "匹配 matches",
    Symbol.NOT_MATCHES: "不匹配",
    Symbol.BETWEEN: "在 between",
    Symbol.NOT_BETWEEN: "不在",
    Symbol.TO: "到 至 to",
    Symbol.WITHIN: "之间",
    Symbol.OF: "的",
    Symbol.YES: "真 true",
    Symbol.NO: "假 false",
}
SYMBOLS: dict[str, Symbol] = {
    word: symbol for symbol, words in _SPELLINGS.items() for word in words.split()
}
# longest first; full-width signs have become ASCII before these are looked for
SIGNS: tuple[tuple[str, Symbol], ...] = (
    ("==", Symbol.EQ), ("!=", Symbol.NE), ("<>", Symbol.NE), ("<=", Symbol.LE), (">=", Symbol.GE),
    ("=", Symbol.EQ), ("≠", Symbol.NE), ("<", Symbol.LT), (">", Symbol.GT),
    ("≤", Symbol.LE), ("≥", Symbol.GE), ("≦", Symbol.LE), ("≧", Symbol.GE),
    ("(", Symbol.OPEN), (")", Symbol.CLOSE), ("{", Symbol.BRACE), ("}", Symbol.BRACED),
    ("[", Symbol.SQUARE), ("]", Symbol.SQUARED), ("【", Symbol.SQUARE), ("】", Symbol.SQUARED),
    (",", Symbol.COMMA), ("、", Symbol.COMMA), ("*", Symbol.OF), ("×", Symbol.OF),
)  # fmt: skip
MULTIPLIERS = {
    "": 0,
    "百": 2,
    "千": 3,
    "万": 4,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "百亿": 10,
    "千亿": 11,
}
NOT_A_UNIT = frozenset({"元", "倍", "%", "年", "百", "千", "万", "亿"})


def readings(run: str, words: frozenset[str]) -> list[list[str]]:
    """Divide a run into known words: no way, the one way, or the first two of several.

    Letters stay together: nothing divides between two ASCII characters.
    """
    longest = max(map(len, words), default=0)

    @functools.cache
    def ways(start: int) -> int:
        """Count the ways to divide what follows, to 2."""
        if start == len(run):
            return 1
        return min(2, sum(ways(end) for end in _ends(run, start, words=words, longest=longest)))

    found: list[list[str]] = []
    for end in range(len(run), 0, -1):  # bottom up: the depth of calls stays small
        ways(end)
    trail: list[tuple[int, list[str]]] = [(0, [])] if ways(0) else []
    while trail and len(found) < 2:
        start, path = trail.pop()
        if start == len(run):
            found.append(path)
            continue
        for end in _ends(run, start, words=words, longest=longest):
            if ways(end):
                trail.append((end, [*path, run[start:end]]))
    return found


def _ends(run: str, start: int, *, words: frozenset[str], longest: int) -> Iterator[int]:
    """Give where a known word that begins here may end."""
    for end in range(start + 1, min(start + longest, len(run)) + 1):
        inside = end < len(run) and run[end - 1].isascii() and run[end].isascii()
        if not inside and run[start:end] in words:
            yield end
