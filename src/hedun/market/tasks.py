"""What the worker does for the market."""

from hedun.base.jobs.work import Run, handler
from hedun.market import work


@handler("market.import")
def import_batch(run: Run) -> None:
    """Read a file that was handed in."""
    work.read_batch(run)
