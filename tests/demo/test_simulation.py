"""Time passes in office hours and in order."""

import datetime as dt
import random

import pytest

from hedun.base.jobs import queries as job_queries
from hedun.base.jobs.actions import enqueue
from hedun.base.jobs.work import handler
from hedun.demo.officers import Bureaux
from hedun.demo.scenes import _working_days_ago
from hedun.demo.simulation import MACHINE, Simulation, drain

CHINA = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2026, 11, 23, 10, tzinfo=CHINA)


def simulation():
    return Simulation(chance=random.Random(1), now=NOW)


def test_offices_work_on_weekdays_by_day():
    sim = simulation()
    for hours in range(0, 24 * 60, 5):
        at = sim.office(NOW - dt.timedelta(hours=hours))
        assert at.weekday() < 5
        assert dt.time(9) <= at.time() < dt.time(17, 30)


def test_nobody_works_on_the_national_holiday():
    at = simulation().office(dt.datetime(2026, 10, 1, 11, tzinfo=CHINA))
    assert at.date() >= dt.date(2026, 10, 8)


@pytest.mark.django_db
def test_happenings_come_in_order_and_never_after_now():
    sim, seen = simulation(), []
    for days in (3, 1, 2, -1):
        sim.plan(NOW - dt.timedelta(days=days), seen.append)
    sim.play()
    assert seen == [NOW - dt.timedelta(days=days) for days in (3, 2, 1)]


@pytest.mark.django_db
def test_a_job_runs_at_its_own_time_in_the_past():
    moments = []

    @handler("demo.test")
    def note(run):
        with run.step(done=1):
            moments.append(run.at())

    then = NOW - dt.timedelta(days=9)
    job = enqueue(kind="demo.test", title="x", payload={}, run_at=then, by=MACHINE, at=then)
    assert drain(NOW) == 1
    assert moments == [then]
    assert job_queries.job(MACHINE, job.pk).state == "done"


@pytest.mark.parametrize(
    ("now", "days", "morning"),
    [
        (NOW, 1, (11, 20)),  # a Monday: Friday
        (NOW, 6, (11, 13)),
        (dt.datetime(2026, 11, 22, 10, tzinfo=CHINA), 0, (11, 20)),  # a Sunday
        (dt.datetime(2026, 10, 9, 10, tzinfo=CHINA), 2, (9, 30)),  # the holiday week is between
    ],
)
def test_working_days_are_counted_back(now, days, morning):
    at = _working_days_ago(
        Bureaux(Simulation(chance=random.Random(1), now=now), None, {}), now, days=days
    )
    assert (at.month, at.day) == morning
