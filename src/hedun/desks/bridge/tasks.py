"""Reminders of letters that nobody has answered yet; results that partners' gateways hold."""

import datetime as dt
import logging

from hedun.base.accounts.terms import Viewer
from hedun.base.exchange import queries as nodes
from hedun.base.exchange.terms import Wire
from hedun.base.jobs.work import Run, handler, recurring
from hedun.desks.bridge import actions
from hedun.desks.bridge.partners.top import outgoing
from hedun.desks.bridge.partners.top.connector import Declined, NotDelivered
from hedun.desks.bridge.terms import Reminder

log = logging.getLogger(__name__)


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


@recurring(
    "bridge.top_results", title="询问开放平台对函件的处理结果", every=dt.timedelta(minutes=5)
)
def top_results(run: Run) -> None:
    """Ask every partner's gateway how our letters stand; one that is silent is asked next time."""
    partners = nodes.partners(Viewer.system(), Wire.TOP, run.at())
    for number, partner in enumerate(partners, start=1):
        try:
            outgoing.ask(partner, at=run.at())
        except (NotDelivered, Declined) as error:
            log.warning("%s gives no results: %s", partner.name, error)
        with run.step(cursor={"done": number}, done=number, total=len(partners)):
            pass
