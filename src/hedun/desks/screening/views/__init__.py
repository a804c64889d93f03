"""The pages of the desk: translate the request, then one call."""

from hedun.desks.screening.views import (
    campaigns,
    catalogue,
    certificates,
    clauses,
    findings,
    hits,
    hunts,
    lexicon,
    packs,
    queue,
    rules,
    runs,
)

__all__ = [
    "campaigns",
    "catalogue",
    "certificates",
    "clauses",
    "findings",
    "hits",
    "hunts",
    "lexicon",
    "packs",
    "queue",
    "rules",
    "runs",
]
