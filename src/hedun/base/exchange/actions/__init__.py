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
from hedun.base.exchange.actions.wires import (
    GRACE,
    add_partner,
    new_secret,
    publish,
    share_secret,
    subscribe,
    switch_webhook,
    test_webhook,
)

__all__ = [
    "GRACE",
    "add_key",
    "add_node",
    "add_partner",
    "claim",
    "decide",
    "new_key",
    "new_secret",
    "note_incident",
    "note_step",
    "prepare",
    "publish",
    "put",
    "release",
    "resend_missing",
    "retire_key",
    "revoke_key",
    "settle",
    "share_secret",
    "subscribe",
    "switch_webhook",
    "take",
    "test_webhook",
]
