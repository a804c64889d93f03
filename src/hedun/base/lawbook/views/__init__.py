"""The lawbook's pages."""

from hedun.base.lawbook.views.books import article, grounds, instrument, instruments
from hedun.base.lawbook.views.calendars import calendar, change_day, take_notice
from hedun.base.lawbook.views.due import due

__all__ = [
    "article",
    "calendar",
    "change_day",
    "due",
    "grounds",
    "instrument",
    "instruments",
    "take_notice",
]
