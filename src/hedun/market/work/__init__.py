"""Bulk work of the market: files staged, mapped and read step by step."""

from hedun.market.work.importing import read_batch
from hedun.market.work.staging import Sheet, drop, prepare, sheet_of

__all__ = ["Sheet", "drop", "prepare", "read_batch", "sheet_of"]
