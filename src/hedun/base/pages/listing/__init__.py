"""A list that filters, sorts, pages and exports; its whole state is in the address."""

from hedun.base.pages.listing.columns import Bulk, Column
from hedun.base.pages.listing.filters import Choice, DateRange, Filter, Flag, Text
from hedun.base.pages.listing.listing import Empty, Listing

__all__ = [
    "Bulk",
    "Choice",
    "Column",
    "DateRange",
    "Empty",
    "Filter",
    "Flag",
    "Listing",
    "Text",
]
