"""What the public sees of a decision goes back to its case: the two desks do not know each other."""

import datetime as dt

from hedun.base.accounts.terms import Viewer
from hedun.desks.cases import actions as cases
from hedun.desks.disclosure.terms import Showing


def tell_cases(showing: Showing, by: Viewer, at: dt.datetime) -> None:
    """End the clock of publication, or of withdrawal, of the case on whose fact it rests."""
    if showing.is_shown:
        cases.note_published(fact_id=showing.fact_id, by=by, at=at)
    else:
        cases.note_withdrawn(fact_id=showing.fact_id, by=by, at=at)
