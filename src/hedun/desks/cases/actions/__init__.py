"""The only writers of cases."""

from hedun.desks.cases.actions.branches import open_branch, take_branch_step
from hedun.desks.cases.actions.filling import Exhibited, Form
from hedun.desks.cases.actions.following import follow, follow_branch
from hedun.desks.cases.actions.publicity import note_published, note_withdrawn
from hedun.desks.cases.actions.sourcing import Sourced, source
from hedun.desks.cases.actions.steps import take_step

__all__ = [
    "Exhibited",
    "Form",
    "Sourced",
    "follow",
    "follow_branch",
    "note_published",
    "note_withdrawn",
    "open_branch",
    "source",
    "take_branch_step",
    "take_step",
]
