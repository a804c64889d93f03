"""Reminders of letters that nobody has answered yet."""

import datetime as dt

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run, handler
from hedun.desks.bridge import actions
from hedun.desks.bridge.terms import Reminder


@handler("bridge.remind")
def remind(run: Run) -> None:
    """Note on the letter that a moment of it has come; a letter answered meanwhile is left."""
    with run.step(done=1, total=1):
        actions.remind(
            letter_id=int(run.payload["letter"]),
            reminder=Reminder(run.payload["reminder"]),
            moment=dt.datetime.fromisoformat(run.payload["moment"]),
            by=Viewer.system(),
            at=run.at(),
        )
