"""When filings are due: January and July of every year.

Basis: network_trade_rules art. 25
"""

import datetime as dt

from hedun.desks.roster.terms import Window

MONTHS = (1, 7)


def window_of(day: dt.date) -> Window:
    """The window that is open on a day, else the last one before it."""
    months = [month for month in MONTHS if month <= day.month]
    return Window(day.year, max(months))


def next_window(day: dt.date) -> Window:
    """The window that opens after a day."""
    later = [month for month in MONTHS if month > day.month]
    return Window(day.year, min(later)) if later else Window(day.year + 1, MONTHS[0])


def is_open(day: dt.date) -> bool:
    """Tell whether a window is open on a day."""
    return day.month in MONTHS


def read(key: str) -> Window | None:
    """Read a key like 2026-07; None where it names no window."""
    year, _, month = key.partition("-")
    if not (year.isdecimal() and month.isdecimal() and len(year) == 4):
        return None
    return Window(int(year), int(month)) if int(month) in MONTHS else None


def earlier(window: Window, steps: int) -> list[Window]:
    """The last windows up to one, oldest first."""
    found = [window]
    while len(found) < steps:
        last = found[0]
        found.insert(0, Window(last.year, 1) if last.month == 7 else Window(last.year - 1, 7))
    return found
