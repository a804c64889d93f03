"""Several workers and senders at the same moment, each on a connection of its own.

SQLite's in-memory test database cannot be shared by threads; there the chaos test, which
runs two worker processes on a file, proves the same.
"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from hedun.base.jobs import actions
from hedun.base.jobs.models import Job

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads need a real server"),
]
assert connection is not None  # named by the condition above
THREADS = 8


def at_once(function):
    """Call it from every thread, and close what each thread opened."""

    def call(number):
        try:
            return function(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(call, range(THREADS)))


def test_a_key_that_all_ask_for_at_once_makes_one_job(ask):
    found = at_once(lambda _: ask(unique_key="timer:1:2026-11-24").pk)
    assert len(set(found)) == Job.objects.count() == 1


def test_one_job_is_claimed_by_one_worker(ask, now, system):
    ask()
    lease = dt.timedelta(seconds=30)
    won = at_once(lambda n: actions.claim(worker=f"w{n}", lease=lease, by=system, at=now))
    assert [job.attempt for job in won if job] == [1]


def test_eight_workers_take_eight_jobs_without_waiting_for_one_another(ask, now, system):
    for _ in range(THREADS):
        ask()
    lease = dt.timedelta(seconds=30)
    won = at_once(lambda n: actions.claim(worker=f"w{n}", lease=lease, by=system, at=now))
    assert len({job.pk for job in won if job}) == THREADS


def test_a_planned_time_fires_once_for_all_workers(now, system):
    actions.plan(
        kind="test.hourly",
        title="每小时",
        every=dt.timedelta(hours=1),
        first=now,
        by=system,
        at=now,
    )
    at_once(lambda _: actions.fire_schedules(by=system, at=now))
    assert Job.objects.count() == 1
