"""Publications that end by themselves."""

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run, handler
from hedun.desks.disclosure import actions


@handler("disclosure.expire")
def expire(run: Run) -> None:
    """End a publication on the day after its last one."""
    with run.step(done=1, total=1):
        actions.expire(
            publication_id=int(run.payload["publication"]), by=Viewer.system(), at=run.at()
        )
