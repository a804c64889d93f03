"""The only writers of sampling."""

from hedun.desks.sampling.actions.goods import ask_for_matches, judge_match, keep_matches, take_down
from hedun.desks.sampling.actions.orders import follow, give_order
from hedun.desks.sampling.actions.steps import Form, take_step

__all__ = [
    "Form",
    "ask_for_matches",
    "follow",
    "give_order",
    "judge_match",
    "keep_matches",
    "take_down",
    "take_step",
]
