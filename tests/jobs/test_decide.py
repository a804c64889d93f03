import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedun.base.jobs.decide import LONGEST_WAIT, backoff, next_firing

PLANNED = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 5), (2, 20), (3, 80), (4, 320), (5, 900), (50, 900)]
)
def test_each_failure_waits_longer(failures, seconds):
    assert backoff(failures) == dt.timedelta(seconds=seconds)


@given(st.integers(0, 10_000))
def test_no_wait_is_longer_than_the_limit(failures):
    assert backoff(failures) <= LONGEST_WAIT


@given(st.integers(1, 10**6), st.integers(-(10**7), 10**7))
def test_the_next_firing_is_the_first_on_the_grid_after_now(every, late):
    step, now = dt.timedelta(seconds=every), PLANNED + dt.timedelta(seconds=late)
    following = next_firing(PLANNED, step, now)
    assert following > now
    assert following > PLANNED
    assert (following - PLANNED) % step == dt.timedelta(0)
    assert following - step <= max(now, PLANNED)


def test_an_interval_of_nothing_is_refused():
    with pytest.raises(ValueError, match="大于零"):
        next_firing(PLANNED, dt.timedelta(0), PLANNED)
