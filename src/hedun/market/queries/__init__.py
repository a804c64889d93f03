"""The only readers of the market: rows that the viewer may see, and nothing else."""

from hedun.market.queries.imports import batch, rejected_parts, remembered_mapping, visible_batches
from hedun.market.queries.listings import listing, listings
from hedun.market.queries.register import (
    facts,
    may_hand_in,
    platforms,
    visible_shops,
    visible_subjects,
)

__all__ = [
    "batch",
    "facts",
    "listing",
    "listings",
    "may_hand_in",
    "platforms",
    "rejected_parts",
    "remembered_mapping",
    "visible_batches",
    "visible_shops",
    "visible_subjects",
]
