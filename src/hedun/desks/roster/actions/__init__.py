"""The only writers of filings, lists and what their comparison found."""

from hedun.desks.roster.actions.comparing import (
    finish_comparison,
    mark_lists,
    open_comparison,
    put_pairs,
    put_transitions,
)
from hedun.desks.roster.actions.filings import (
    add_extension,
    close_filing,
    hand_in,
    order_correction,
    put_over_limits,
    refuse_filing,
    retire_extension,
    take_filing_step,
)
from hedun.desks.roster.actions.judging import hold_next, judge, undo
from hedun.desks.roster.actions.leads import (
    decide_lead,
    pass_home,
    put_leads,
    raise_over_limit,
    settle_dispute,
)
from hedun.desks.roster.actions.lists import (
    close_list,
    hand_in_list,
    refuse_list,
    take_list_step,
    withdraw_list,
)
from hedun.desks.roster.actions.pushing import answer_row, draft_push, seal_answers, send_push

__all__ = [
    "add_extension",
    "answer_row",
    "close_filing",
    "close_list",
    "decide_lead",
    "draft_push",
    "finish_comparison",
    "hand_in",
    "hand_in_list",
    "hold_next",
    "judge",
    "mark_lists",
    "open_comparison",
    "order_correction",
    "pass_home",
    "put_leads",
    "put_over_limits",
    "put_pairs",
    "put_transitions",
    "raise_over_limit",
    "refuse_filing",
    "refuse_list",
    "retire_extension",
    "seal_answers",
    "send_push",
    "settle_dispute",
    "take_filing_step",
    "take_list_step",
    "undo",
    "withdraw_list",
]
