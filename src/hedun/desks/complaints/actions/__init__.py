"""The only writers of submissions, and the only way to who handed one in."""

from hedun.desks.complaints.actions.filing import Filed, Filing, file
from hedun.desks.complaints.actions.following import follow
from hedun.desks.complaints.actions.importing import close, hand_in, take_line
from hedun.desks.complaints.actions.judging import judge
from hedun.desks.complaints.actions.rules import Form
from hedun.desks.complaints.actions.secrecy import ask_unlock, grant_unlock, open_identity
from hedun.desks.complaints.actions.steps import citizen_step, take_step

__all__ = [
    "Filed",
    "Filing",
    "Form",
    "ask_unlock",
    "citizen_step",
    "close",
    "file",
    "follow",
    "grant_unlock",
    "hand_in",
    "judge",
    "open_identity",
    "take_line",
    "take_step",
]
