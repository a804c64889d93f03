"""Arithmetic of statutory periods. Pure: dates in, dates and reasons out.

calendar.py   which days are worked
periods.py    one period from one event
history.py    what happens to it: pauses, extensions, a fresh start
strip.py      its days, one by one, to be drawn
words.py      the rules of counting, as a person reads them
"""

import datetime as dt

from hedun.base.lawbook.decide.calendar import ONE_DAY, SHANGHAI, WEEKDAYS, Calendar, written
from hedun.base.lawbook.decide.history import Terms, end_of_history
from hedun.base.lawbook.decide.periods import Outcome, Period, end_of
from hedun.base.lawbook.decide.strip import Day, weeks
from hedun.base.lawbook.decide.words import explained, rules_of
from hedun.base.lawbook.terms import Extension, History, NotAllowed, Pause

__all__ = [
    "ONE_DAY",
    "SHANGHAI",
    "WEEKDAYS",
    "Calendar",
    "Day",
    "Extension",
    "History",
    "NotAllowed",
    "Outcome",
    "Pause",
    "Period",
    "Terms",
    "end_of",
    "end_of_history",
    "explained",
    "in_force",
    "rules_of",
    "weeks",
    "written",
]


def in_force(valid_from: dt.date, valid_to: dt.date | None, on: dt.date) -> bool:
    """Tell whether a dated row holds on the day; both ends count."""
    return valid_from <= on and (valid_to is None or on <= valid_to)
