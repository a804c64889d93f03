"""What the worker does for the room."""

from hedun.base.jobs.work import Run, handler
from hedun.desks.roster import work


@handler("roster.filing")
def read_filing(run: Run) -> None:
    """Read a filing that was handed in."""
    work.read_filing(run)


@handler("roster.list")
def read_list(run: Run) -> None:
    """Read a list of the registry that was handed in."""
    work.read_list(run)


@handler("roster.compare")
def compare(run: Run) -> None:
    """Compare filings with lists."""
    work.compare(run)
