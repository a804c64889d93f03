"""Filings, lists and what their comparison found; the rows themselves lie in Parquet."""

from hedun.desks.roster.models.comparing import (
    Comparison,
    Judgement,
    Lead,
    Pair,
    Problem,
    Transition,
)
from hedun.desks.roster.models.filings import CorrectionOrder, ExtensionField, Filing, OverLimit
from hedun.desks.roster.models.lists import ListVersion
from hedun.desks.roster.models.parts import FilingPart, ListPart
from hedun.desks.roster.models.pushing import Push, PushRow

__all__ = [
    "Comparison",
    "CorrectionOrder",
    "ExtensionField",
    "Filing",
    "FilingPart",
    "Judgement",
    "Lead",
    "ListPart",
    "ListVersion",
    "OverLimit",
    "Pair",
    "Problem",
    "Push",
    "PushRow",
    "Transition",
]
