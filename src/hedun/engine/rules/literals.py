"""Values that a rule names: numbers with their units, quoted text, patterns, days."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; the multiplier (万) is in the value, the unit (元, %, 件) is not."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern between slashes; `fold` is the i behind it."""

    value: str
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    value: dt.date


Literal = Number | Text | Pattern | Day
