"""What happens to clocks by themselves: they run out, and are computed again."""

import datetime as dt

from hedun.base.jobs.work import Run, handler, recurring
from hedun.base.procedure import actions, queries

PAGE = 200


@handler("procedure.expire")
def expire(run: Run) -> None:
    """Say that a clock has run out, if it is still that clock and that end."""
    with run.step(cursor={"done": True}, done=1, total=1):
        actions.expire(
            clock_id=run.payload["clock"],
            due_at=dt.datetime.fromisoformat(run.payload["due"]),
            by=run.viewer,
            at=run.at(),
        )


@handler("procedure.remind")
def remind(run: Run) -> None:
    """Say that a clock runs out soon, if it is still that clock and that end."""
    with run.step(cursor={"done": True}, done=1, total=1):
        actions.remind(
            clock_id=run.payload["clock"],
            due_at=dt.datetime.fromisoformat(run.payload["due"]),
            by=run.viewer,
            at=run.at(),
        )


@recurring(
    "procedure.recompute",
    title="按新公布日历重算办理期限",
    every=dt.timedelta(days=1),
    daytime=dt.time(6, 10),
)
def recompute(run: Run) -> None:
    """Go through the clocks that an older calendar computed, page by page, and compute each again."""
    after, changed = run.cursor.get("after", 0), run.cursor.get("changed", 0)
    while page := queries.outdated(run.viewer, after=after, limit=PAGE):
        after = page[-1]
        with run.step() as step:
            changed += sum(
                actions.recompute(clock_id=pk, by=run.viewer, at=run.at()) for pk in page
            )
            step.cursor = {"after": after, "changed": changed}
            step.done, step.note = changed, f"已重算，变更 {changed} 项"
