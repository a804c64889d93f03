"""The only writers of the screening desk."""

from hedun.desks.screening.actions.hunts import backtest, finish_hunt, record_hunt, retrohunt
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
from hedun.desks.screening.actions.packs import (
    distrust_key,
    export_pack,
    import_pack,
    trust_key,
)
from hedun.desks.screening.actions.review import judge, lease_next, undo
from hedun.desks.screening.actions.rules import (
    create_rule,
    judge_hit,
    revise_rule,
    save_rule,
    set_aside,
    step_rule,
)
from hedun.desks.screening.actions.runs import finish, record_step, start

__all__ = [
    "approve",
    "backtest",
    "create_rule",
    "discard",
    "distrust_key",
    "draft",
    "export_pack",
    "finish",
    "finish_hunt",
    "import_edition",
    "import_pack",
    "judge",
    "judge_hit",
    "lease_next",
    "record_hunt",
    "record_step",
    "remove_word",
    "retrohunt",
    "revise_rule",
    "save_rule",
    "save_word",
    "send_back",
    "set_aside",
    "start",
    "step_rule",
    "submit",
    "take_back",
    "trust_key",
    "undo",
]
