"""Ninety days played through in order: what happens when, and the jobs that come due between."""

import datetime as dt
import heapq
import itertools
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import holidays
from django.db import transaction

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions as jobs
from hedun.base.jobs import work
from hedun.base.jobs.work.run import Step

OPENS, CLOSES = dt.time(9, 0), dt.time(17, 30)
LEASE = dt.timedelta(hours=1)
MACHINE = Viewer.system("演示数据生成")
Happening = Callable[[dt.datetime], None]


class PastRun(work.Run):
    """A job's run that believes it is then, not now.

    Its steps join the transaction of the whole simulation: nobody else is there to see them.
    """

    def __init__(self, job: Any, moment: dt.datetime) -> None:
        super().__init__(job, lease=LEASE, stopping=threading.Event())
        self.moment = moment

    def at(self) -> dt.datetime:
        return self.moment

    @contextmanager
    def step(
        self,
        *,
        cursor: dict[str, Any] | None = None,
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
    ) -> Iterator[Step]:
        """Store the cursor with the body's writes."""
        step = Step(cursor, done, total, note)
        by = Viewer.system()
        with transaction.atomic():
            job = jobs.hold(job_id=self.job_id, attempt=self.attempt, by=by, at=self.moment)
            yield step
            progress = (step.done, step.total, step.note)
            jobs.advance(
                job, cursor=step.cursor, progress=progress, lease=LEASE, by=by, at=self.moment
            )
        self.cursor = job.cursor


def drain(at: dt.datetime) -> int:
    """Run every job that is ready at that time; give how many there were."""
    known = work.handlers()
    count = 0
    while job := jobs.claim(worker="demo", lease=LEASE, by=MACHINE, at=at):
        moment = max(job.run_at, job.created_at)
        known[job.kind](PastRun(job, moment))
        jobs.finish(job_id=job.pk, attempt=job.attempt, by=MACHINE, at=moment)
        count += 1
    return count


class Simulation:
    """A queue of happenings in the order of time; what lies after `now` never happens."""

    def __init__(self, *, chance: random.Random, now: dt.datetime) -> None:
        self.chance, self.now = chance, now
        self._queue: list[tuple[dt.datetime, int, Happening]] = []
        self._number = itertools.count()
        years = {now.year, now.year - 1}
        self._off = frozenset(holidays.country_holidays("CN", years=years))
        self._drained = dt.datetime.min.replace(tzinfo=now.tzinfo)

    def plan(self, at: dt.datetime, what: Happening) -> None:
        """Let something happen at a time."""
        heapq.heappush(self._queue, (at, next(self._number), what))

    def play(self) -> None:
        """Let everything happen up to now; once a day the jobs that came due run first."""
        while self._queue and self._queue[0][0] <= self.now:
            at, _, what = heapq.heappop(self._queue)
            if at - self._drained >= dt.timedelta(hours=12):
                drain(at)
                self._drained = at
            what(at)
        drain(self.now)

    def is_working(self, day: dt.date) -> bool:
        """Tell whether offices are open on a day."""
        return day.weekday() < 5 and day not in self._off

    def office(self, at: dt.datetime) -> dt.datetime:
        """Give the same moment if offices are open, else one on the next working morning."""
        if at.time() < OPENS:
            at = at.replace(hour=9, minute=self.chance.randrange(50))
        elif at.time() >= CLOSES:
            at = (at + dt.timedelta(days=1)).replace(hour=9, minute=self.chance.randrange(50))
        while not self.is_working(at.date()):
            at = (at + dt.timedelta(days=1)).replace(hour=9, minute=self.chance.randrange(50))
        return at.replace(second=self.chance.randrange(60), microsecond=0)

    def later(self, at: dt.datetime, low: float, high: float) -> dt.datetime:
        """Give an office moment so many hours later, sooner more often than later."""
        hours = low + (high - low) * self.chance.random() ** 1.6
        return self.office(at + dt.timedelta(hours=hours))
