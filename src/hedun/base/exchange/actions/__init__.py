"""The only writers of nodes, keys and messages."""

from hedun.base.exchange.actions.nodes import (
    add_key,
    add_node,
    new_key,
    retire_key,
    revoke_key,
)
from hedun.base.exchange.actions.sending import (
    claim,
    decide,
    note_step,
    prepare,
    put,
    release,
    resend_missing,
    settle,
)
from hedun.base.exchange.actions.taking import note_incident, take

__all__ = [
    "add_key",
    "add_node",
    "claim",
    "decide",
    "new_key",
    "note_incident",
    "note_step",
    "prepare",
    "put",
    "release",
    "resend_missing",
    "retire_key",
    "revoke_key",
    "settle",
    "take",
]
