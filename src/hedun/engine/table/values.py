"""Cells turned into values: days, moments, fen, counts, clean text. Each gives a value or a problem."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_FEN = 10**13  # a hundred thousand million yuan
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(.*))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CHINESE_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_WAY_OUT = "请写成 2026-01-31 这样的日期。"


class Wrong(ValueError):
    """The cell breaks a rule; the message names the cell, the rule, the way out."""


def moment(text: str, *, is_1904: bool = False) -> dt.datetime:
    """Read a day or a moment as people and spreadsheets write it; Shanghai time where none is said."""
    cell = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    try:
        return _moment(cell, is_1904=is_1904)
    except (ValueError, OverflowError) as error:
        raise Wrong(f"日期“{text[:30]}”不存在或无法识别；{_WAY_OUT}") from error


def day(text: str, *, is_1904: bool = False) -> dt.date:
    """Read a day."""
    return moment(text, is_1904=is_1904).astimezone(SHANGHAI).date()


def _moment(cell: str, *, is_1904: bool) -> dt.datetime:
    if re.fullmatch(r"\d{5}(\.\d+)?", cell):
        return _serial(float(cell), is_1904=is_1904)
    found = _COMPACT.fullmatch(cell)
    if found:
        return dt.datetime(*map(int, found.groups()), tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]
    found = _CHINESE_DAY.fullmatch(cell)
    if found:
        year, month, date = found.groups()
        return dt.datetime(int(year.translate(_CHINESE)), _ten(month), _ten(date), tzinfo=SHANGHAI)
    found = _DAY.fullmatch(cell)
    if not found:
        raise ValueError(cell)
    date = dt.date(int(found[1]), int(found[2]), int(found[3]))
    return _with_clock(date, (found[4] or "").strip())


def _with_clock(date: dt.date, clock: str) -> dt.datetime:
    midnight = dt.datetime(date.year, date.month, date.day, tzinfo=SHANGHAI)
    if not clock:
        return midnight
    found = _CLOCK.fullmatch(clock)
    if not found:
        raise ValueError(clock)
    moment = midnight.replace(hour=int(found[1]), minute=int(found[2]), second=int(found[3] or 0))
    if not found[4]:
        return moment
    zone = "+00:00" if found[4] == "Z" else found[4]
    return dt.datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{zone}").astimezone(SHANGHAI)


def _serial(number: float, *, is_1904: bool) -> dt.datetime:
    """Count from Excel's day 0; only days that can be meant (1955 to 2120) are taken."""
    if not 20_000 <= number <= 80_000:
        raise ValueError(number)
    start = (
        dt.datetime(1904, 1, 1, tzinfo=SHANGHAI)
        if is_1904
        else dt.datetime(1899, 12, 30, tzinfo=SHANGHAI)
    )
    seconds = round(number * 86_400)
    return start + dt.timedelta(days=seconds // 86_400, seconds=seconds % 86_400)


def _ten(text: str) -> int:
    tens, sign, ones = text.rpartition("十")
    if not sign:
        return int(ones.translate(_CHINESE))
    return int(tens.translate(_CHINESE) or 1) * 10 + int(ones.translate(_CHINESE) or 0)


def fen(text: str) -> int:
    """Read a price in yuan as whole fen; never negative, never a fraction of a fen."""
    cell = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    plain = cell.removeprefix("¥").removesuffix("元").replace(",", "").strip()
    yuan = _decimal(plain)
    if yuan.is_nan():
        raise Wrong(f"价格“{text[:30]}”不是数字；请填写以元为单位的数字，如 12.50。")
    if not yuan.is_finite() or yuan * 100 > MOST_FEN:
        raise Wrong(f"价格“{text[:30]}”不是合理的数额；请核对后填写以元为单位的数字。")
    if yuan < 0:
        raise Wrong(f"价格“{text[:30]}”是负数；请填写不小于0的数字。")
    value = yuan * 100
    if value != value.to_integral_value():
        raise Wrong(f"价格“{text[:30]}”精确到分以下；请保留两位小数。")
    return int(value)


def count(text: str) -> int:
    """Read a number of pieces: 1200, 1,200, 1.2万, 1万+."""
    cell = unicodedata.normalize("NFKC", text).strip().lstrip("'").rstrip("+件笔").replace(",", "")
    factor = 1
    for word, times in (("万", 10_000), ("亿", 100_000_000)):
        if cell.endswith(word):
            cell, factor = cell.removesuffix(word), times
    number = _decimal(cell) * factor
    if not number.is_finite() or number < 0 or number > 10**15 or number % 1:
        raise Wrong(f"销量“{text[:30]}”不是整数；请填写不小于0的整数。")
    return int(number)


def _decimal(cell: str) -> Decimal:
    try:
        return Decimal(cell)
    except InvalidOperation:
        return Decimal("NaN")


def clean(text: str) -> str:
    """Give text for people: no invisible or direction signs, single spaces."""
    if text.isprintable() and "  " not in text:  # almost every cell, at a tenth of the cost
        return text.strip()
    return " ".join(_INVISIBLE.sub("", text).split())


def code(text: str) -> str:
    """Give a sender's own number as it is stored: half-width, no outer spaces, no apostrophe."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return plain.strip().lstrip("'").strip()
