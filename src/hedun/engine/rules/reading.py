"""Values of a record as a rule sees them: of the right type, or absent.

Only the plain types of Python count, compared by identity of type, so that no value can
run code of its own. What does not fit is absent, and the trace says so; a bad value never
stops the other rows.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from hedun.engine.rules.terms import Kind

Record = Mapping[str, object]
LIMIT = 1 << 63


def text(given: Any) -> str | None:
    """Give a text that can be written in UTF-8."""
    if type(given) is not str:
        return None
    if not given.isascii():
        try:
            given.encode()
        except UnicodeEncodeError:
            return None
    return given


def number(given: Any) -> float | None:
    """Give a number; not-a-number is absent."""
    if type(given) is float:
        return given if given == given else None  # noqa: PLR0124 - NaN differs from itself
    if type(given) is not int or not -LIMIT <= given < LIMIT:
        return None
    return float(given)


def money(given: Any) -> int | None:
    """Give fen within the 64 bits that a column has."""
    return given if type(given) is int and -LIMIT <= given < LIMIT else None


def flag(given: Any) -> bool | None:
    """Give true or false."""
    return given if type(given) is bool else None


def date(given: Any) -> dt.date | None:
    """Give a day; of a moment the day in its own time zone."""
    if type(given) is dt.datetime:
        return given.date()
    return given if type(given) is dt.date else None


def members(given: Any) -> frozenset[str] | None:
    """Give the texts of a list or set; absent members do not count."""
    if type(given) not in {list, tuple, set, frozenset}:
        return None
    texts = [text(member) for member in given if member is not None]
    return None if None in texts else frozenset(t for t in texts if t is not None)


READERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: text, Kind.NUMBER: number, Kind.MONEY: money, Kind.FLAG: flag, Kind.DATE: date,
    Kind.SET: members, Kind.WORDS: members,
}  # fmt: skip
