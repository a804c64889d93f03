"""The only writers of bodies, people, roles, sessions, regions and the audit trail."""

from hedun.base.accounts.actions.bodies import add_body
from hedun.base.accounts.actions.feeds import close_feed, open_feed
from hedun.base.accounts.actions.passwords import Issued, change_password, reset_password
from hedun.base.accounts.actions.people import (
    add_person,
    deactivate_person,
    grant_role,
    reactivate_person,
    revoke_role,
)
from hedun.base.accounts.actions.regions import load_regions
from hedun.base.accounts.actions.trail import record, request_address
from hedun.base.accounts.actions.visits import (
    begin_login,
    carry_visit,
    end_visit,
    open_visit,
    refuse_login,
    touch_visit,
    unlock,
)

__all__ = [
    "Issued",
    "add_body",
    "add_person",
    "begin_login",
    "carry_visit",
    "change_password",
    "close_feed",
    "deactivate_person",
    "end_visit",
    "grant_role",
    "load_regions",
    "open_feed",
    "open_visit",
    "reactivate_person",
    "record",
    "refuse_login",
    "request_address",
    "reset_password",
    "revoke_role",
    "touch_visit",
    "unlock",
]
