"""What people write in the cells of a table, read as moments, amounts and units."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Final

from hedun.base.lawbook.decide import SHANGHAI
from hedun.base.lawbook.terms import Unit

_DATE = re.compile(
    r"(?P<y>\d{4})(?:年|[-/.])(?P<m>\d{1,2})(?:月|[-/.])(?P<d>\d{1,2})[日号]?"
    r"(?:[T\s]*(?P<h>\d{1,2})[:时点](?P<min>\d{1,2})?[:分]?(?P<s>\d{1,2}(?:\.\d+)?)?秒?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_PLAIN = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:\.0+)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_AMOUNT = re.compile(r"(\d{1,6})(?:\.0+)?")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a number of days in a sheet has no zone
YEARS: Final = range(2004, 2100)
_UNITS: Final = {
    "wd": (Unit.WORKING_DAY, 1),
    "workday": (Unit.WORKING_DAY, 1),
    "working day": (Unit.WORKING_DAY, 1),
    "工作日": (Unit.WORKING_DAY, 1),
    "个工作日": (Unit.WORKING_DAY, 1),
    "d": (Unit.CALENDAR_DAY, 1),
    "day": (Unit.CALENDAR_DAY, 1),
    "calendar day": (Unit.CALENDAR_DAY, 1),
    "日": (Unit.CALENDAR_DAY, 1),
    "天": (Unit.CALENDAR_DAY, 1),
    "自然日": (Unit.CALENDAR_DAY, 1),
    "m": (Unit.MONTH, 1),
    "month": (Unit.MONTH, 1),
    "月": (Unit.MONTH, 1),
    "个月": (Unit.MONTH, 1),
    "y": (Unit.MONTH, 12),
    "year": (Unit.MONTH, 12),
    "年": (Unit.MONTH, 12),
    "h": (Unit.HOUR, 1),
    "hour": (Unit.HOUR, 1),
    "小时": (Unit.HOUR, 1),
    "时": (Unit.HOUR, 1),
}


class BadCell(ValueError):
    """A cell that cannot be used: the message names column, value, rule and way out."""


@lru_cache(maxsize=65_536)
def moment(text: str, *, is_1904: bool = False) -> dt.datetime:
    """Read the start: a date as people write it, with or without a time, or Excel's number of days.

    Without a time it is 00:00 in Beijing; a time with a zone is turned into Beijing's.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    if not plain:
        raise BadCell("start 为空；请填写起算日期，如 2026-01-05。")
    try:
        found = _read(plain, is_1904=is_1904)
    except ValueError as error:
        raise BadCell(f"start“{_short(text)}”不是存在的日期；请核对年月日。") from error
    if found is None:
        raise BadCell(
            f"start“{_short(text)}”不是日期；请写成 2026-01-05、2026/1/5、2026年1月5日或 20260105。"
        )
    if found.year not in YEARS:
        raise BadCell(
            f"start“{_short(text)}”不在 {YEARS[0]} 至 {YEARS[-1]} 年之间；日历不能推算，请核对年份。"
        )
    return found


def _read(text: str, *, is_1904: bool) -> dt.datetime | None:
    match = _DATE.fullmatch(text) or _PLAIN.fullmatch(text)
    if match:
        part = match.groupdict()
        day = dt.date(int(part["y"]), int(part["m"]), int(part["d"]))
        clock = dt.time(
            int(part.get("h") or 0), int(part.get("min") or 0), int(float(part.get("s") or 0))
        )
        zone = part.get("zone")
        if not zone:
            return dt.datetime.combine(day, clock, SHANGHAI)
        offset = dt.datetime.strptime(zone.replace("Z", "+0000"), "%z").tzinfo
        return dt.datetime.combine(day, clock, offset).astimezone(SHANGHAI)
    if _SERIAL.fullmatch(text):
        days = float(text) + (1462 if is_1904 else 0)
        seconds = round(days * 86_400)
        return (_EPOCH + dt.timedelta(seconds=seconds)).replace(tzinfo=SHANGHAI)
    return None


@lru_cache(maxsize=4_096)
def amount(text: str) -> int:
    """Read how many units: a whole number of at least 0."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'").replace(",", "")
    if not plain:
        raise BadCell("amount 为空；请填写期限的数字，如 7。")
    match = _AMOUNT.fullmatch(plain)
    if not match:
        raise BadCell(f"amount“{_short(text)}”不是不小于 0 的整数；请填写期限的数字，如 7。")
    return int(match[1])


@lru_cache(maxsize=4_096)
def unit(text: str) -> tuple[Unit, int]:
    """Read the unit, and how many of it one of the written unit is: a year is twelve months."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain:
        raise BadCell("unit 为空；请填写 wd（工作日）、d（日）、m（月）或 h（小时）。")
    found = _UNITS.get(plain) or _UNITS.get(plain.rstrip("s"))
    if found is None:
        raise BadCell(
            f"unit“{_short(text)}”不认识；请填写 wd（工作日）、d（日）、m（月）、y（年）或 h（小时）。"
        )
    return found


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:30] + "…"
