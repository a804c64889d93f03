"""Looking for the same goods in every listing."""

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run, handler
from hedun.desks.sampling import actions, queries

MACHINE = Viewer.system("抽检")


@handler("sampling.match")
def match(run: Run) -> None:
    """Search the listings and keep what looks like the goods; an order closed meanwhile is left."""
    row = queries.order(MACHINE, int(run.payload["order"]))
    found = queries.same_goods(MACHINE, row) if row is not None and row.is_open else []
    with run.step(done=1, total=1, note=f"疑似同款 {len(found)} 件"):
        if row is not None and row.is_open:
            actions.keep_matches(order_id=row.pk, found=found, by=MACHINE, at=run.at())
