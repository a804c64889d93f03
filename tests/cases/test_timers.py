"""Each timer fires once, however often the worker is started again and wherever the clock jumps."""

import datetime as dt
import random
from collections import Counter

import pytest

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions as jobs
from hedun.base.jobs import work
from hedun.base.jobs.models import Job
from hedun.base.procedure.models import Clock, Passage
from hedun.demo.simulation import PastRun
from hedun.desks.cases.models import Branch
from tests.cases.conftest import AT, DAY, TO_DECISION

RESTARTS = 50
LEASE = dt.timedelta(minutes=5)
SYSTEM = Viewer.system()


class Crash(RuntimeError):
    """The worker is killed here."""


def work_until_killed(chance, name, at):
    """Run what is ready at a time; the worker may die before, within or after any job."""
    known = work.handlers()
    while job := jobs.claim(worker=name, lease=LEASE, by=SYSTEM, at=at):
        if job.kind != "procedure.expire":
            jobs.finish(job_id=job.pk, attempt=job.attempt, by=SYSTEM, at=at)
            continue
        fate = chance.choice(["done", "done", "before", "after"])
        if fate == "before":
            return
        known[job.kind](PastRun(job, at))
        if fate == "after":
            return  # the word is written, the job is not marked as done
        jobs.finish(job_id=job.pk, attempt=job.attempt, by=SYSTEM, at=at)


@pytest.fixture
def clocks(opened, begin, go, take):
    """Cases with a clock of nearly every kind."""
    work.load()
    for number in range(3):
        at = AT + number * dt.timedelta(hours=1)
        row = opened(at)
        go(begin(row, "case_hold", "h_ask", at=at), ("h_approve", "leader"), at=at)
        begin(row, "case_seizure", "h_urgent", at=at, moment=at)
        police = begin(row, "case_police", "p_propose", at=at)
        go(police, ("p_approve", "leader"), ("p_hand_over", "handler"), at=at)
        take(opened(at), *TO_DECISION, at=at)
    return Clock.objects


def test_each_timer_fires_once_across_fifty_restarts(clocks):
    chance, at = random.Random(50), AT
    for restart in range(RESTARTS):
        # on average two days on, at times back: the clock of the machine was set wrong
        at += chance.uniform(-2, 6) * DAY
        work_until_killed(chance, f"worker{restart}", at)
        Job.objects.update(deaths=0)  # a person says: go on
    at = max(at, AT) + 400 * DAY
    for turn in range(40):
        moment = at + turn * dt.timedelta(minutes=6)
        work_until_killed(random.Random(0) if turn == 0 else Steady(), f"last{turn}", moment)
    fired = Counter(
        Passage.objects.filter(step="expire").values_list("procedure", "matter", "title")
    )
    due = Counter(
        (clock.procedure, clock.matter, f"{clock.name}期限届满"[:40])
        for clock in clocks.filter(fired_at__isnull=False)
    )
    assert fired == due
    assert set(fired.values()) == {1}
    assert not clocks.filter(state="running", fired_at__isnull=True).exists()
    assert set(Branch.objects.filter(kind="case_hold").values_list("state", flat=True)) == {
        "h_lapsed"
    }
    lapsed = Passage.objects.filter(step="h_lapse").values_list("matter", flat=True)
    assert len(lapsed) == len(set(lapsed)) == 3


class Steady:
    """No more accidents."""

    def choice(self, fates):
        return fates[0]
