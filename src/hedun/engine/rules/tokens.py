"""Source to tokens: no token depends on more than the place where it stands.

Full-width signs, digits and letters count as their ASCII twins outside quotes, since that is
what a Chinese keyboard writes; offsets stay those of the source.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hedun.engine.rules.errors import RuleError
from hedun.engine.rules.feature import Feature, Registry
from hedun.engine.rules.literals import Day, Literal, Number, Pattern, Text
from hedun.engine.rules.symbols import MULTIPLIERS, SIGNS, SYMBOLS, Symbol, readings

MAX_SOURCE = 4_000
MAX_TEXT = 200
MAX_RUN = 200
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_QUOTES = {'"': '"', "'": "'", "“": "”“", "”": "”“", "‘": "’‘", "’": "’‘", "「": "」", "『": "』"}
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_RUN = re.compile(r"[^\W\d]\w*")
_LETTERS = re.compile(r"[^\W\d]+")
_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)(?![0-9])"
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MULTIPLIER = re.compile(r"[ \t]*([百千]?[万亿]|[百千])")
_FOLD = re.compile(r"i(?![0-9A-Za-z_])")
_CHINESE_NUMBER = re.compile(r"[零一二两三四五六七八九十百千万亿]+元?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HINTS = {
    "&": "“并且”请写“且”。", "|": "“或者”请写“或”。", "!": "“不”请写“非”或“≠”。",
    ".": "这里没有成员，名称也不含小数点；请只写名称，例如 价格 < 100元。",
    "。": "规则不用句号；请删去。", ";": "一条规则只有一个条件式；请用“且”或“或”连接。",
    "+": "规则不做加法；请用已有的数值。", "-": "规则不做减法；负数写作 -5，日期写作 2026-11-01。",
    "¥": "金额请写作 100元。", "￥": "金额请写作 100元。", "%": "百分号请紧跟在数后面，例如 30%。",
    "/": "匹配式只能写在“匹配”之后，例如 标题 匹配 /加.{0,2}微/。",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word, sign or value and where it stands; `what` is None at the end of the source."""

    what: Feature | Symbol | Literal | None
    start: int
    end: int


def tokenize(source: str, registry: Registry) -> list[Token]:
    """Cut a source of at most 4,000 characters into tokens; the last one is the end."""
    if len(source) > MAX_SOURCE:
        raise RuleError(
            f"规则有{len(source)}个字符，最多{MAX_SOURCE}个；请把词放进词库，或拆成几条规则。"
        )
    bad = _CONTROL.search(source)
    if bad:
        raise RuleError(
            f"含有不能用的控制字符 U+{ord(bad[0]):04X}；请删去后重新输入。",
            source, start=bad.start(), end=bad.end(),
        )  # fmt: skip
    return list(_Lexer(source, registry).tokens())


class _Lexer:
    """A place in one source."""

    def __init__(self, source: str, registry: Registry) -> None:
        self.source, self.registry = source, registry
        self.plain = source.translate(_HALF)
        self.units = re.compile(
            r"[ \t]*(" + "|".join(map(re.escape, sorted(registry.units, key=len, reverse=True)))
            + ("|" if registry.units else "") + "元|倍|%)"
        )  # fmt: skip
        self.at = 0

    def tokens(self) -> Iterator[Token]:
        while True:
            space = _SPACE.match(self.plain, self.at)
            self.at = space.end() if space else self.at
            if self.at == len(self.source):
                yield Token(None, self.at, self.at)
                return
            yield from self._next()

    def _fault(self, message: str, start: int, end: int) -> RuleError:
        return RuleError(message, self.source, start=start, end=end)

    def _next(self) -> Iterator[Token]:
        sign = self.plain[self.at]
        number = _NUMBER.match(self.plain, self.at)
        if sign in _QUOTES:
            yield self._text(_QUOTES[sign])
        elif number:
            yield self._day() or self._number(number)
        elif _RUN.match(self.plain, self.at):
            yield from self._words()
        elif sign == "/":
            yield self._pattern()
        else:
            yield self._sign()

    def _token(self, what: Feature | Symbol | Literal, end: int) -> Token:
        token = Token(what, self.at, end)
        self.at = end
        return token

    def _text(self, closing: str) -> Token:
        """Read a quoted text; a backslash takes the next character as it is."""
        start, parts, here = self.at, list[str](), self.at + 1
        while here < len(self.source) and self.source[here] != "\n":
            sign = self.source[here]
            if self.plain[here] in closing:
                return self._closed("".join(parts), start, here + 1)
            if sign == "\\" and self.source[here + 1 : here + 2].strip("\n"):
                here += 1
                sign = self.source[here]
            parts.append(sign)
            here += 1
        raise self._fault(
            f"引号没有配对；这里的文字以 {self.source[start]} 开始，请在本行内以 {closing[0]} 结束。",
            start, here,
        )  # fmt: skip

    def _closed(self, text: str, start: int, end: int) -> Token:
        if not text:
            raise self._fault("引号里没有文字；请写要找的文字，或用“无”“未知”。", start, end)
        if len(text) > MAX_TEXT:
            raise self._fault(f"引号里有{len(text)}个字，最多{MAX_TEXT}个；请写短些。", start, end)
        return self._token(Text(text), end)

    def _pattern(self) -> Token:
        """Read a pattern; a slash in it takes a backslash, an i behind it folds letters."""
        parts, here = list[str](), self.at + 1
        line = self.source[: (self.source + "\n").index("\n", here)]
        while here < len(line) and line[here] != "/":
            pair = line[here : here + (2 if line[here] == "\\" else 1)]
            parts.append("/" if pair == "\\/" else pair)
            here += len(pair)
        if line[here : here + 1] != "/" or not parts:
            raise self._fault(
                f"{_HINTS['/']}匹配式要在本行内以 / 结束，且不能为空。", self.at, here
            )
        fold = _FOLD.match(line, here + 1) is not None
        return self._token(Pattern("".join(parts), fold), here + 1 + fold)

    def _day(self) -> Token | None:
        found = _DAY.match(self.plain, self.at)
        if not found:
            return None
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return self._token(Day(dt.date(year, month, day)), found.end())
        except ValueError:
            raise self._fault(
                f"“{found[0]}”不是日历上的日期；请改正。", self.at, found.end()
            ) from None

    def _number(self, found: re.Match[str]) -> Token:
        """Read a number with its multiplier (万) and unit (元), which may follow a space."""
        whole, _, decimals = found[0].partition(".")
        if len(whole) > 32 or len(decimals) > 12:
            raise self._fault("数太长；请用“万”“亿”，小数最多12位。", self.at, found.end())
        end, value, unit = found.end(), Decimal(found[0]), ""
        multiplier = _MULTIPLIER.match(self.plain, end)
        if multiplier:
            value, end = value.scaleb(MULTIPLIERS[multiplier[1]]), multiplier.end()
        units = self.units.match(self.plain, end)
        if units:
            unit, end = units[1], units.end()
        return self._token(Number(value, unit), end)

    def _words(self) -> Iterator[Token]:
        """Read a run of letters: a word, or words written without spaces."""
        run = _RUN.match(self.plain, self.at)
        assert run is not None
        if not self._is_word(run[0]):
            run = _LETTERS.match(self.plain, self.at)
            assert run is not None
        if len(run[0]) > MAX_RUN:
            raise self._fault(
                f"连写了{len(run[0])}个字，最多{MAX_RUN}个；请在条件之间加空格。",
                self.at,
                run.end(),
            )
        ways = [[run[0]]] if self._is_word(run[0]) else readings(run[0], self.registry.words)
        if len(ways) > 1:
            spaced = "”或“".join(" ".join(way) for way in ways)
            raise self._fault(f"“{run[0]}”可以读成“{spaced}”；请加空格。", self.at, run.end())
        if not ways:
            raise self._unknown(run[0], run.end())
        for word in ways[0]:
            yield self._token(self._meaning(word), self.at + len(word))

    def _is_word(self, word: str) -> bool:
        return word in self.registry.words or word.lower() in SYMBOLS

    def _meaning(self, word: str) -> Feature | Symbol:
        return self.registry.find(word) or SYMBOLS[word.lower()]

    def _unknown(self, run: str, end: int) -> RuleError:
        if _CHINESE_NUMBER.fullmatch(run):
            return self._fault(f"“{run}”请用阿拉伯数字写，例如 3万元。", self.at, end)
        way_out = self.registry.like(run)
        shown = run if len(run) <= 40 else run[:40] + "…"
        return self._fault(f"不认识“{shown}”；{way_out}文字请加引号。", self.at, end)

    def _sign(self) -> Token:
        for sign, symbol in SIGNS:
            if self.plain.startswith(sign, self.at):
                return self._token(symbol, self.at + len(sign))
        sign = self.source[self.at]
        way_out = _HINTS.get(self.plain[self.at], "规则里用不到它；请删去，文字请加引号。")
        raise self._fault(f"不认识“{sign}”；{way_out}", self.at, self.at + 1)
