"""The only readers of the market: rows that the viewer may see, and nothing else."""

from hedun.market.queries.imports import (
    batch,
    kept_parts,
    known_shops,
    rejected_parts,
    remembered_mapping,
    uploaded_path,
    visible_batches,
)
from hedun.market.queries.listings import listing, listings, price_history, sample_of_shop
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
    "kept_parts",
    "known_shops",
    "listing",
    "listings",
    "may_hand_in",
    "platforms",
    "price_history",
    "rejected_parts",
    "remembered_mapping",
    "sample_of_shop",
    "uploaded_path",
    "visible_batches",
    "visible_shops",
    "visible_subjects",
]
