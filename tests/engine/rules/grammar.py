"""Random rules, records and garbage: what hostile and ordinary writers may hand in."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from hedun.engine.rules import LISTING, Feature, Kind

TEXTS = (
    "根治",
    "保健食品",
    "加",
    "微信",
    "v",
    "K",
    "ſ",
    "\n",
    " ",
    "a",
    "Vx",
    "包治百病",
    "é",
    "😀",
    "-",
    "1",
)
GROUPS = ("疗效", "极限", "烟草", "a")
NUMBERS = (0.0, -0.0, 1.0, 0.3, 1e9, -5.0, 2.5, 100.0)
FEN = (0, 1, 100, 9990, 10_000, 33_33, -500, 10**15)
DAYS = (dt.date(2026, 1, 1), dt.date(2026, 11, 11), dt.date(1999, 12, 31))
BY_KIND = {kind: [f for f in LISTING if f.kind is kind] for kind in Kind}
CLASSES = (r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", ".", r"\p{Han}", "[^加]", "[a-z1]", r"[\d微]", r"[\w-]",
           "[[:alpha:]]", "[K]", "[]a]", "[^\n]", "[a&&b]", r"\b", "^", "$", r"\.", r"\<", "{", "}", "]")  # fmt: skip
Dice = random.Random


def text(dice: Dice) -> str:
    return "".join(dice.choice(TEXTS) for _ in range(dice.randint(0, 6)))


def pattern(dice: Dice, depth: int = 2) -> str:
    """A pattern, most of them sound."""
    if not depth or dice.random() < 0.4:
        piece = dice.choice((*TEXTS[:5], *TEXTS[5:], *CLASSES)).replace("\n", r"\n")
    else:
        joint = dice.choice(("", "", "|"))
        piece = "(" + joint.join(pattern(dice, depth - 1) for _ in range(dice.randint(1, 3))) + ")"
    return piece + dice.choice(("", "", "", "*", "+", "?", "{2}", "{1,3}", "{,2}", "*?"))


def quoted(dice: Dice, words: tuple[str, ...] = TEXTS) -> str:
    left, right = dice.choice(('""', "“”", "''", "「」", "＂＂"))
    return left + dice.choice([w for w in words if w != "\n"]) + right


def amount(dice: Dice) -> str:
    return dice.choice(
        ("100元", "0元", "99.90元", "1.5万元", "１００元", "33.33 元", "-5元", "10亿元")
    )


def number(dice: Dice, feature: Feature) -> str:
    return dice.choice(("0", "1", "30%", "2.5", "10亿", "-5", "100" + feature.unit, "１"))


def value(dice: Dice, feature: Feature) -> str:
    made: dict[Kind, Callable[[], str]] = {
        Kind.TEXT: lambda: quoted(dice), Kind.MONEY: lambda: amount(dice),
        Kind.NUMBER: lambda: number(dice, feature), Kind.FLAG: lambda: dice.choice(("真", "假", "true")),
        Kind.DATE: lambda: dice.choice(("2026-01-01", "2026年11月11日", "1999-12-31")),
    }  # fmt: skip
    return made[feature.kind]()


def named(dice: Dice, feature: Feature) -> str:
    return dice.choice((feature.label, feature.label, feature.name))


def condition(dice: Dice) -> str:
    kind = dice.choice(list(Kind))
    feature = dice.choice(BY_KIND[kind])
    name = named(dice, feature)
    if dice.random() < 0.08:
        return f"{name} {dice.choice(('已知', '未知', 'known', 'unknown'))}"
    return dice.choice(_WAYS[kind])(dice, name, feature)


def compared(dice: Dice, name: str, feature: Feature) -> str:
    signs = [
        "=",
        "==",
        "≠",
        "!=",
        "<",
        "<=",
        "≤",
        ">",
        ">=",
        "≥",
        "大于",
        "小于",
        "不超过",
        "不低于",
        "至少",
        "＜",
        "＞＝",
    ]
    sign = dice.choice(signs if feature.kind in _RANGED else signs[:4])
    if dice.random() < 0.3:
        other = dice.choice([f for f in BY_KIND[feature.kind] if f.unit == feature.unit])
        return f"{scaled(dice, name, feature)} {sign} {scaled(dice, named(dice, other), other)}"
    pair = [scaled(dice, name, feature), value(dice, feature)]
    return f" {sign} ".join(pair if dice.random() < 0.8 else pair[::-1])


def scaled(dice: Dice, name: str, feature: Feature) -> str:
    if feature.kind not in {Kind.MONEY, Kind.NUMBER} or dice.random() < 0.6:
        return name
    return name + dice.choice((" 的 30%", "的1.5倍", " × 2", " * 0.3333", "的 99.99%"))


def between(dice: Dice, name: str, feature: Feature) -> str:
    joint = dice.choice(("到", "至", " and "))
    low, high = {
        Kind.MONEY: ("1元", "99.90元"), Kind.NUMBER: ("0", "2.5"), Kind.DATE: ("2026-01-01", "2026-11-11"),
    }[feature.kind]  # fmt: skip
    return f"{name}{dice.choice(('在', '不在', ' between '))}{low}{joint}{high}{dice.choice(('之间', ''))}"


def listed(dice: Dice, name: str, feature: Feature) -> str:
    values = dice.choice(("、", ",", "，")).join(
        value(dice, feature) for _ in range(dice.randint(1, 3))
    )
    return (
        f"{name} {dice.choice(('属于', '不属于', 'in'))} {dice.choice(('{%s}', '｛%s｝')) % values}"
    )


def contains(dice: Dice, name: str, feature: Feature) -> str:
    words = TEXTS if feature.kind is Kind.TEXT else GROUPS
    many = "{" + "、".join(quoted(dice, words) for _ in range(dice.randint(1, 3))) + "}"
    verb = dice.choice(("包含", "不包含", "contains"))
    return f"{name} {verb} {dice.choice((many, quoted(dice, words)))}"


def matches(dice: Dice, name: str, _: Feature) -> str:
    return f"{name} {dice.choice(('匹配', '不匹配'))} /{pattern(dice)}/{dice.choice(('', 'i'))}"


def has(dice: Dice, name: str, _: Feature) -> str:
    return f"{dice.choice(('有', '无', 'has', '没有'))} {name}"


def applied(dice: Dice, name: str, _: Feature) -> str:
    left, right = dice.choice(("()", "[]", "（）", "【】"))
    words = "、".join(quoted(dice, GROUPS) for _ in range(dice.randint(1, 2)))
    return f"{dice.choice(('有 ', '无 ', ''))}{name}{left}{words}{right}"


def bare(_: Dice, name: str, __: Feature) -> str:
    return name


_RANGED = {Kind.NUMBER, Kind.MONEY, Kind.DATE}
_WAYS: dict[Kind, tuple[Callable[[Dice, str, Feature], str], ...]] = {
    Kind.TEXT: (compared, listed, contains, matches, matches, has),
    Kind.NUMBER: (compared, between, listed), Kind.MONEY: (compared, between, listed),
    Kind.DATE: (compared, between, listed), Kind.FLAG: (bare, has, compared),
    Kind.SET: (contains, has), Kind.WORDS: (contains, has, applied),
}  # fmt: skip


def program(dice: Dice, depth: int = 3) -> str:
    """A rule that keeps the grammar and the types; only a pattern may be refused."""
    if not depth or dice.random() < 0.3:
        return condition(dice)
    if dice.random() < 0.2:
        return f"{dice.choice(('非', 'not', '并非'))} ({program(dice, depth - 1)})"
    joint = dice.choice((" 且 ", " 或 ", " and ", "\n或者 ", " 同时 "))
    parts = (program(dice, depth - 1) for _ in range(dice.randint(2, 4)))
    return joint.join(f"({part})" if " " in part else part for part in parts)


WORDS = [
    "且",
    "或",
    "非",
    "有",
    "无",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "、",
    ",",
    "<",
    ">",
    "=",
    "≠",
    "的",
    "在",
    "到",
    "之间",
    "属于",
    "包含",
    "匹配",
    "已知",
    "未知",
    "真",
    "词",
    "价格",
    "标题",
    "销量",
    "100元",
    "30%",
    '"a"',
    "/a/",
    "2026-01-01",
    ".",
    "__class__",
    '__import__("os")',
    "lambda:",
    "eval",
    "exec()",
    "a.b",
    "title.upper()",
    "{0}",
    "%s",
    "$",
    "`",
    "\\",
    ";",
    "#",
    "\n",
]


def salad(dice: Dice) -> str:
    """Words of the language and of others in any order."""
    glue = dice.choice(("", " ", " "))
    return glue.join(dice.choice(WORDS) for _ in range(dice.randint(1, 40)))


def damaged(dice: Dice) -> str:
    """A good rule with some characters lost, doubled or replaced."""
    signs = list(program(dice))
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(signs))
        signs[at] = dice.choice(
            ("", signs[at] * 2, chr(dice.randrange(0x110000)), dice.choice(WORDS))
        )
    return "".join(signs)


def garbage(dice: Dice) -> str:
    """Bytes read as text, at times too many of them."""
    data = dice.randbytes(dice.choice((3, 30, 300, 6_000)))
    if dice.random() < 0.2:
        return data.decode("utf-8", "surrogateescape")
    return data.decode(dice.choice(("latin-1", "utf-8", "utf-16-le")), "replace")


def deep(dice: Dice) -> str:
    """Brackets and negations without end, long chains, long lists."""
    return dice.choice((
        "(" * dice.randint(1, 3_000), "非" * dice.randint(1, 3_000) + "跨境", "(" * 50 + "跨境" + ")" * 50,
        " 且 ".join(["跨境"] * dice.randint(200, 900)), "标题 属于 {" + "、".join(['"a"'] * 700) + "}",
        "价格" * 1_500, "有" * 3_000, "在" * 1_900 + "价格", "9" * 3_000 + "元", '"' + "\\" * 3_000,
    ))  # fmt: skip


def record(dice: Dice) -> dict[str, Any]:
    """A record with values of the right types, some of them absent."""
    made: dict[Kind, Callable[[], Any]] = {
        Kind.TEXT: lambda: text(dice), Kind.NUMBER: lambda: dice.choice((*NUMBERS, float("nan"), float("inf"))),
        Kind.MONEY: lambda: dice.choice(FEN), Kind.FLAG: lambda: dice.random() < 0.5,
        Kind.DATE: lambda: dice.choice(DAYS), Kind.SET: lambda: groups(dice), Kind.WORDS: lambda: groups(dice),
    }  # fmt: skip
    return {f.name: None if dice.random() < 0.2 else made[f.kind]() for f in LISTING}


def groups(dice: Dice) -> list[str | None]:
    return [dice.choice((*GROUPS, None)) for _ in range(dice.randint(0, 3))]
