"""What happens to clues by themselves: reminders and recomputed due dates."""

import datetime as dt

from hedun.base.jobs.work import Run, handler, recurring
from hedun.clues import actions, queries

PAGE = 200


@handler("clues.remind")
def remind(run: Run) -> None:
    """Remind of one due date, if it is still the clue's."""
    with run.step(cursor={"done": True}, done=1, total=1):
        actions.remind(
            clue_id=run.payload["clue"],
            due_at=dt.datetime.fromisoformat(run.payload["due"]),
            stage=run.payload["stage"],
            by=run.viewer,
            at=run.at(),
        )


@recurring(
    "clues.recompute",
    title="按新公布日历重算暂定期限",
    every=dt.timedelta(days=1),
    daytime=dt.time(6, 0),
)
def recompute(run: Run) -> None:
    """Go through the provisional due dates, page by page, and compute each again."""
    after, changed = run.cursor.get("after", 0), run.cursor.get("changed", 0)
    while page := queries.provisional(run.viewer, after=after, limit=PAGE):
        after = page[-1]
        with run.step() as step:
            changed += sum(actions.recompute(clue_id=pk, by=run.viewer, at=run.at()) for pk in page)
            step.cursor = {"after": after, "changed": changed}
            step.done, step.note = changed, f"已重算，变更 {changed} 条"
