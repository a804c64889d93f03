"""The only writers of letters."""

from hedun.desks.bridge.actions.answering import (
    add_attachment,
    add_rows,
    answer,
    drop_attachment,
    drop_row,
)
from hedun.desks.bridge.actions.arriving import answer_by_wire, lodge
from hedun.desks.bridge.actions.drafting import (
    draft_about_many,
    draft_first_aid,
    draft_from_clue,
    draft_push_back,
    edit,
)
from hedun.desks.bridge.actions.following import follow, take_letter
from hedun.desks.bridge.actions.judging import ask_again, close, undo
from hedun.desks.bridge.actions.partners import (
    GRACE,
    count_call,
    issue_key,
    note_reading,
    resume_key,
    rotate_key,
    stop_key,
)
from hedun.desks.bridge.actions.rating import ask_consent, decide_consent, note_mandate, rate
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
    "GRACE",
    "accept",
    "add_attachment",
    "add_rows",
    "agree_date",
    "answer",
    "answer_by_wire",
    "ask_again",
    "ask_consent",
    "close",
    "count_call",
    "decide_consent",
    "draft_about_many",
    "draft_first_aid",
    "draft_from_clue",
    "draft_push_back",
    "drop_attachment",
    "drop_row",
    "edit",
    "follow",
    "issue_key",
    "lodge",
    "note_mandate",
    "note_reading",
    "propose_date",
    "rate",
    "refuse_date",
    "remind",
    "resume_key",
    "rotate_key",
    "send",
    "stop_key",
    "take_letter",
    "undo",
    "withdraw",
]
