"""The only writers of letters."""

from hedun.desks.bridge.actions.answering import (
    add_attachment,
    add_rows,
    answer,
    drop_attachment,
    drop_row,
)
from hedun.desks.bridge.actions.drafting import draft_from_clue, draft_push_back, edit
from hedun.desks.bridge.actions.judging import ask_again, close, undo
from hedun.desks.bridge.actions.sending import (
    accept,
    agree_date,
    propose_date,
    refuse_date,
    remind,
    send,
    withdraw,
)

__all__ = [
    "accept",
    "add_attachment",
    "add_rows",
    "agree_date",
    "answer",
    "ask_again",
    "close",
    "draft_from_clue",
    "draft_push_back",
    "drop_attachment",
    "drop_row",
    "edit",
    "propose_date",
    "refuse_date",
    "remind",
    "send",
    "undo",
    "withdraw",
]
