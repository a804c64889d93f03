"""The only writers of submissions, and the only way to who handed one in."""

from hedun.desks.complaints.actions.filing import Filed, Filing, file
from hedun.desks.complaints.actions.following import follow
from hedun.desks.complaints.actions.secrecy import ask_unlock, grant_unlock, open_identity
from hedun.desks.complaints.actions.steps import Form, citizen_step, take_step

__all__ = [
    "Filed",
    "Filing",
    "Form",
    "ask_unlock",
    "citizen_step",
    "file",
    "follow",
    "grant_unlock",
    "open_identity",
    "take_step",
]
