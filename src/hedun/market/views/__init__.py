"""Pages of the market."""

from hedun.market.views.imports import batch, imports, mapping, rejected, upload
from hedun.market.views.register import platforms, shop, shops, subject, subjects

__all__ = [
    "batch",
    "imports",
    "mapping",
    "platforms",
    "rejected",
    "shop",
    "shops",
    "subject",
    "subjects",
    "upload",
]
