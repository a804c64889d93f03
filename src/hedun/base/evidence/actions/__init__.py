"""The only writers of evidence: the store, pages, the log, stamps, what partners have said."""

from hedun.base.evidence.actions.bundles import export_bundle, export_log
from hedun.base.evidence.actions.keeping import erase, hold, lift
from hedun.base.evidence.actions.log import append, extend, ride, rotate, sign_head
from hedun.base.evidence.actions.pages import ask_again, ask_page, fail_page, finish_page
from hedun.base.evidence.actions.partners import settle_alarm, witness
from hedun.base.evidence.actions.stamps import cover_stamps, keep_stamp
from hedun.base.evidence.actions.store import fix, hand_out, sweep

__all__ = [
    "append",
    "ask_again",
    "ask_page",
    "cover_stamps",
    "erase",
    "export_bundle",
    "export_log",
    "extend",
    "fail_page",
    "finish_page",
    "fix",
    "hand_out",
    "hold",
    "keep_stamp",
    "lift",
    "ride",
    "rotate",
    "settle_alarm",
    "sign_head",
    "sweep",
    "witness",
]
