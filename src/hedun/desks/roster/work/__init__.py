"""Bulk work of the room: files sealed, filings and lists read, everything compared."""

from hedun.desks.roster.decide.fields import FIELDS, LISTS
from hedun.desks.roster.work.comparing import compare
from hedun.desks.roster.work.filings import read_filing
from hedun.desks.roster.work.lists import read_list
from hedun.desks.roster.work.sealing import Sealed, sealed_file, sealed_rows

__all__ = [
    "FIELDS",
    "LISTS",
    "Sealed",
    "compare",
    "read_filing",
    "read_list",
    "sealed_file",
    "sealed_rows",
]
