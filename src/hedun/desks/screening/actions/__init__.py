"""The only writers of the screening desk."""

from hedun.desks.screening.actions.approval import (
    approve_draft,
    discard_draft,
    send_draft_back,
    take_back_draft,
)
from hedun.desks.screening.actions.catalogue import (
    copy_campaign,
    draft_catalogue,
    end_campaign,
    import_catalogue,
    remove_item,
    save_campaign,
    save_item,
    submit_campaign,
    submit_catalogue,
)
from hedun.desks.screening.actions.contracts import (
    check_contract,
    judge_passage,
    raise_from_contract,
)
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
from hedun.desks.screening.actions.papers import close_table, hand_in_table, take_rows
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
    "approve_draft",
    "backtest",
    "check_contract",
    "close_table",
    "copy_campaign",
    "create_rule",
    "discard",
    "discard_draft",
    "distrust_key",
    "draft",
    "draft_catalogue",
    "end_campaign",
    "export_pack",
    "finish",
    "finish_hunt",
    "hand_in_table",
    "import_catalogue",
    "import_edition",
    "import_pack",
    "judge",
    "judge_hit",
    "judge_passage",
    "lease_next",
    "raise_from_contract",
    "record_hunt",
    "record_step",
    "remove_item",
    "remove_word",
    "retrohunt",
    "revise_rule",
    "save_campaign",
    "save_item",
    "save_rule",
    "save_word",
    "send_back",
    "send_draft_back",
    "set_aside",
    "start",
    "step_rule",
    "submit",
    "submit_campaign",
    "submit_catalogue",
    "take_back",
    "take_back_draft",
    "take_rows",
    "trust_key",
    "undo",
]
