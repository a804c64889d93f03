"""The calendars that come along: notices of the State Council, earlier years, guesses for later ones.

`holidays/*.json` hold the notices from 2018 on (a year without days is not published yet). The
years 2004-2017, long settled, are taken from the `holidays` package, adjusted weekends and all.
Later years are what the statute alone says, and everything that needs them is provisional.
"""

import datetime as dt
import json
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import holidays

from hedun.base.lawbook.decide import Calendar

HOLIDAYS = Path(__file__).parent / "holidays"
FIRST, LAST = 2004, 2099
SETTLED_UNTIL = 2017  # the last year without a notice of its own beside this file
LARGEST_NOTICE = 256 * 1024

Days = dict[dt.date, tuple[str, bool]]


class BadNotice(ValueError):
    """A calendar file that cannot be read; the message says why and what is expected."""


@lru_cache(maxsize=128)
def statutory(year: int) -> Days:
    """Give what the statute itself says of a year whose notice is not imported."""
    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    return {day: (name, True) for day, name in known.items() if day.year == year}


@lru_cache(maxsize=32)
def settled(year: int) -> Days:
    """Give a past year whole: holidays, days off in exchange, and the weekends worked for them."""
    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    worked = {day: ("调休上班", False) for day in known.weekend_workdays if day.year == year}
    return statutory(year) | worked


def edition_of(year: int) -> str:
    """Name the edition behind a year that the `holidays` package knows."""
    return f"{year}-holidays{version('holidays')}"


def shipped(*extra: Path) -> Calendar:
    """Build the calendar of the files beside this one; `extra` notices replace their years.

    Raises BadNotice where an extra file is no notice.
    """
    days: Days = {}
    versions: dict[int, str] = {}
    for year in range(FIRST, SETTLED_UNTIL + 1):
        days |= settled(year)
        versions[year] = edition_of(year)
    read = [(path, "v1") for path in sorted(HOLIDAYS.glob("*.json"))]
    held: dict[int, tuple[Days, str]] = {}
    for path, edition in [*read, *((path, path.name) for path in extra)]:
        year, _, listed = notice(path.read_bytes(), path.name)
        if listed:
            held[year] = (listed, f"{year}-{edition}")
    for year, (listed, edition) in sorted(held.items()):
        days = {day: what for day, what in days.items() if day.year != year} | listed
        versions[year] = edition
    for year in set(range(FIRST, LAST + 1)) - set(versions):
        days = statutory(year) | days  # a neighbor's notice about this year goes before
    return Calendar(days, frozenset(versions), versions, FIRST, LAST)


def notice(content: bytes, name: str) -> tuple[int, str, Days]:
    """Read a holiday notice in the form of holiday-cn: its year, its source, its days.

    Raises BadNotice where the file is not such a notice.
    """
    if len(content) > LARGEST_NOTICE:
        raise BadNotice(f"{name}：超过 256 KB，不是放假安排文件。")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadNotice(f"{name}：不是 UTF-8 编码的 JSON 文件；请使用 holiday-cn 格式。") from error
    if not isinstance(found, dict) or not isinstance(found.get("days"), list):
        raise BadNotice(f"{name}：缺少 days 列表；请使用 holiday-cn 格式（year、papers、days）。")
    year = found.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2100:
        raise BadNotice(f"{name}：year 须为 2000 至 2100 的整数，现为 {year!r}。")
    days: Days = {}
    for number, raw in enumerate(found["days"], 1):
        on, what = _named_day(raw, f"{name} 第 {number} 天", year)
        if on in days:
            raise BadNotice(f"{name} 第 {number} 天：{on} 出现了两次。")
        days[on] = what
    papers = found.get("papers")
    source = str(papers[0]) if isinstance(papers, list) and papers else ""
    return year, source[:200], days


def _named_day(raw: Any, place: str, year: int) -> tuple[dt.date, tuple[str, bool]]:
    if not isinstance(raw, dict):
        raise BadNotice(f"{place}：须为对象，含 name、date、isOffDay。")
    word, is_off = raw.get("name"), raw.get("isOffDay")
    if not isinstance(word, str) or not 0 < len(word) <= 30:
        raise BadNotice(f"{place}：name 须为 1 至 30 字的节日名称。")
    if not isinstance(is_off, bool):
        raise BadNotice(f"{place}：isOffDay 须为 true 或 false。")
    try:
        on = dt.date.fromisoformat(str(raw.get("date")))
    except ValueError as error:
        raise BadNotice(f"{place}：date 须为 YYYY-MM-DD 的日期。") from error
    if abs(on.year - year) > 1:
        raise BadNotice(f"{place}：{on} 不属于 {year} 年的放假安排。")
    return on, (word, is_off)
