"""The lawbook's pages."""

from hedun.base.lawbook.views.books import (
    article,
    duties,
    forms,
    grounds,
    instrument,
    instruments,
    reasons,
)
from hedun.base.lawbook.views.calendars import calendar, change_day, take_notice
from hedun.base.lawbook.views.due import due

__all__ = [
    "article",
    "calendar",
    "change_day",
    "due",
    "duties",
    "forms",
    "grounds",
    "instrument",
    "instruments",
    "reasons",
    "take_notice",
]
