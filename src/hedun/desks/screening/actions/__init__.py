"""The only writers of the screening desk."""

from hedun.desks.screening.actions.lexicon import (
    approve,
    discard,
    draft,
    import_edition,
    remove_word,
    save_word,
    send_back,
    submit,
    take_back,
)
from hedun.desks.screening.actions.review import judge, lease_next, undo
from hedun.desks.screening.actions.runs import finish, record_step, start

__all__ = [
    "approve",
    "discard",
    "draft",
    "finish",
    "import_edition",
    "judge",
    "lease_next",
    "record_step",
    "remove_word",
    "save_word",
    "send_back",
    "start",
    "submit",
    "take_back",
    "undo",
]
