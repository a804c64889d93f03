"""When to try again, and when work that comes back is next due. Pure."""

import datetime as dt

FIRST_WAIT = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(minutes=15)


def backoff(failures: int) -> dt.timedelta:
    """Give the wait after so many failures in a row: 5 s, 20 s, 80 s … up to 15 minutes."""
    if failures <= 0:
        return dt.timedelta(0)
    return min(FIRST_WAIT * int(4 ** min(failures - 1, 6)), LONGEST_WAIT)


def next_firing(planned: dt.datetime, every: dt.timedelta, now: dt.datetime) -> dt.datetime:
    """Give the first planned time after `now` on the grid planned + n * every.

    Firings that an outage swallowed are skipped: the one that is late stands for them.
    """
    if every <= dt.timedelta(0):
        raise ValueError(f"间隔必须大于零，而不是 {every}")
    missed = max(0, (now - planned) // every)
    return planned + every * (missed + 1)
