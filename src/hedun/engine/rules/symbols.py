"""The words of the rule language, in Chinese and English, and how a run of characters divides.

Whoever writes Chinese leaves out spaces: `价格在10元到100元之间且无证书`. A run that is no word
itself is divided into words; where it divides in two ways, the writer is asked for a space.
"""

import enum


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
    lengths = sorted({len(word) for word in words})
    after = [list[int]() for _ in run]  # where a word that begins here may end
    ways = [0] * len(run) + [1]  # in how many ways the rest divides, to 2
    for start in range(len(run) - 1, -1, -1):
        for end in (start + length for length in lengths):
            if end <= len(run) and ways[end] and run[start:end] in words and _parts(run, end):
                after[start].append(end)
                ways[start] = min(2, ways[start] + ways[end])
    found: list[list[str]] = []
    trail: list[tuple[int, list[str]]] = [(0, [])] if ways[0] else []
    while trail and len(found) < 2:
        start, path = trail.pop()
        if start == len(run):
            found.append(path)
        else:
            trail += [(end, [*path, run[start:end]]) for end in after[start]]
    return found


def _parts(run: str, at: int) -> bool:
    """Tell whether words may meet here."""
    return at == len(run) or not (run[at - 1].isascii() and run[at].isascii())
