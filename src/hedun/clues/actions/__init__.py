"""The only writers of clues; each step leaves its event and its audit row in one transaction."""

from hedun.clues.actions.bulk import dispatch_many, dispose_many
from hedun.clues.actions.clock import recompute, remind
from hedun.clues.actions.raising import raise_
from hedun.clues.actions.steps import (
    answered,
    await_answer,
    comment,
    confirm,
    dispatch,
    dispose,
    extend,
    recall,
    retract,
    take,
)
from hedun.clues.actions.undoing import undo

__all__ = [
    "answered",
    "await_answer",
    "comment",
    "confirm",
    "dispatch",
    "dispatch_many",
    "dispose",
    "dispose_many",
    "extend",
    "raise_",
    "recall",
    "recompute",
    "remind",
    "retract",
    "take",
    "undo",
]
