"""The only writers of the market."""

from hedun.market.actions.facts import record_fact
from hedun.market.actions.imports import hand_in
from hedun.market.actions.register import add_platform, save_shop, save_subject, set_shop_state

__all__ = [
    "add_platform",
    "hand_in",
    "record_fact",
    "save_shop",
    "save_subject",
    "set_shop_state",
]
