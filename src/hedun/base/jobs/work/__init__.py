"""How a room does work later: mark a function of its tasks.py, and take steps.

    @handler("market.import")
    def read_batch(run: Run) -> None:
        for number, part in parts_after(run.cursor.get("row", 0)):
            with run.step(cursor={"row": number}, done=number, total=…):
                …writes that belong together…

Each step is one transaction that holds its writes *and* the new cursor. A worker that dies
loses the step it was in, nothing else; the next worker goes on from `run.cursor`.
"""

from hedun.base.jobs.work.registry import handler, handlers, load, recurring
from hedun.base.jobs.work.run import Run
from hedun.base.jobs.work.worker import Worker

__all__ = ["Run", "Worker", "handler", "handlers", "load", "recurring"]
