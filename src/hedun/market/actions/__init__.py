"""The only writers of the market."""

from hedun.market.actions.bulk import mark_registry, take_roster
from hedun.market.actions.facts import record_fact
from hedun.market.actions.imports import (
    count_step,
    drop_unreadable,
    finish_import,
    hand_in,
    note_headers,
    refuse_import,
    settle_mapping,
    start_import,
)
from hedun.market.actions.register import add_platform, save_shop, save_subject, set_shop_state

__all__ = [
    "add_platform",
    "count_step",
    "drop_unreadable",
    "finish_import",
    "hand_in",
    "mark_registry",
    "note_headers",
    "record_fact",
    "refuse_import",
    "save_shop",
    "save_subject",
    "set_shop_state",
    "settle_mapping",
    "start_import",
    "take_roster",
]
