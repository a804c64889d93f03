"""Amounts of money that a text states, as columns that no platform exports: 原价199元、头奖十万元.

What is read this way is a claim of the seller's, found by its wording. A text that states
nothing leaves the column empty, and a rule over it open.
"""

import functools
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl
import re2

DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
MOST_FEN = 10**15
# a spoken number must be followed by 元 (原价一折 is no amount); a written one need not everywhere
_SIGN = r"[为是:：约达]{0,2}\s*[¥￥]?\s*"
_WRITTEN = r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(万|亿)?"
_SPOKEN = r"([零〇一二两三四五六七八九十百千万亿]+)\s*[元块]"
# column: what stands before the amount, and whether 元 or 块 must follow
_STATED = {
    "list_price_fen": (r"(?:原价|划线价|吊牌价|专柜价|门市价|市场价)", r"\s*[元块]?"),
    "prize_fen": (
        r"(?:头奖|最高奖|特等奖|一等奖|大奖|抽奖|抽|奖品|奖金|奖项)[^，。；,;]{0,6}?(?:价值|现金|奖金)?",
        r"\s*[元块]",
    ),
    "gift_fen": (r"(?:赠|送)[^，。；,;]{0,6}?价值", r"\s*[元块]"),
    "gift_sold_fen": (
        r"(?:同款单买|同款单售|另售|单独购买|单独售价|单买|单卖)[^，。；,;]{0,4}?",
        r"\s*[元块]",
    ),
    "shown_price_fen": (r"(?:列表价|首页价|主图价|标题价)", r"\s*[元块]"),
    "paid_price_fen": (r"(?:下单实付|结算价|实付价|实际支付|实付|到手实付)", r"\s*[元块]"),
}
STATED = tuple(_STATED)


def fen(number: str, scale: str = "") -> int | None:
    """Read an amount of yuan in fen: 1,299.5 or 六万六千; None where it is none."""
    try:
        yuan = Decimal(number.replace(",", "")) if number[:1].isascii() else _chinese(number)
    except (InvalidOperation, KeyError):
        return None
    amount = int(yuan * MYRIADS.get(scale, 1) * 100)
    return amount if amount < MOST_FEN else None


def _chinese(number: str) -> Decimal:
    """Read a number as it is spoken; raises KeyError for a sign that is no numeral."""
    whole = section = digit = 0
    for sign in number:
        if sign in MYRIADS:
            whole = (whole + section + digit or 1) * MYRIADS[sign]
            section = digit = 0
        elif sign in TENS:
            section += (digit or 1) * TENS[sign]
            digit = 0
        else:
            digit = digit * 10 + DIGITS[sign]
    return Decimal(whole + section + digit)


def _pattern(column: str) -> str:
    before, behind = _STATED[column]
    return f"{before}{_SIGN}(?:{_WRITTEN}{behind}|{_SPOKEN})"


@functools.cache
def _compiled(column: str) -> Any:
    return re2.compile(_pattern(column))


def stated_in(text: str, column: str) -> int | None:
    """Read one of STATED from one text, as `stated` does from a column."""
    found = _compiled(column).search(text)
    return _read(dict(zip("123", found.groups(), strict=True))) if found else None


def stated(texts: pl.Series, column: str) -> pl.Series:
    """Read one of STATED from every text: fen, or null."""
    found = texts.to_frame("text").select(
        pl.col("text").str.extract_groups(_pattern(column)).alias("found")
    )["found"]
    return pl.Series(column, [_read(row) if row else None for row in found], pl.Int64)


def _read(groups: dict[str, str | None]) -> int | None:
    written, scale, spoken = groups["1"], groups["2"], groups["3"]
    number = written or spoken
    return None if number is None else fen(number, scale or "")
