"""The only readers of letters."""

from hedun.desks.bridge.queries.letters import (
    annexes_of_clue,
    draft_reply,
    events,
    groups_asked,
    holds_capture,
    letter,
    newest_letters,
    open_letter_of,
    overdue_count,
    recent_events,
    replies,
    sees_reply,
    todo,
    visible_letters,
)
from hedun.desks.bridge.queries.sending import (
    addressees,
    blank_push_back,
    prefilled,
    preflight,
    reply_due,
)

__all__ = [
    "addressees",
    "annexes_of_clue",
    "blank_push_back",
    "draft_reply",
    "events",
    "groups_asked",
    "holds_capture",
    "letter",
    "newest_letters",
    "open_letter_of",
    "overdue_count",
    "prefilled",
    "preflight",
    "recent_events",
    "replies",
    "reply_due",
    "sees_reply",
    "todo",
    "visible_letters",
]
