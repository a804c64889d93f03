"""What a method refuses for a reason of the bridge's own, in one place."""

from hedun.base.accounts.terms import Invalid, Refused
from hedun.clues.terms import NotPossible, Outdated
from hedun.desks.bridge.terms import Conflict

DONE, FAILED, AGAIN = 1, 2, 11
REFUSALS = (Invalid, Refused, Conflict, NotPossible, Outdated)
TIME = "%Y-%m-%d %H:%M:%S"


class Unfit(Invalid):
    """A field of the method's own JSON is missing or says nothing that can be done."""
