"""Seeded faults: a chaos test that cannot fail proves nothing."""

import time
from contextlib import contextmanager

from django.db import transaction

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions
from hedun.base.jobs.models import Job
from hedun.base.jobs.work.run import Run, Step


def progress_apart():
    """Commit the writes first and the cursor after them, in a transaction of its own."""

    @contextmanager
    def step(self, *, cursor=None, done=None, total=None, note=None):
        made, by = Step(cursor, done, total, note), Viewer.system()
        with transaction.atomic(durable=True):
            actions.hold(job_id=self.job_id, attempt=self.attempt, by=by, at=self.at())
            yield made
        time.sleep(0.03)
        with transaction.atomic(durable=True):
            job = actions.hold(job_id=self.job_id, attempt=self.attempt, by=by, at=self.at())
            progress = (made.done, made.total, made.note)
            actions.advance(
                job, cursor=made.cursor, progress=progress, lease=self._lease, by=by, at=self.at()
            )
        self.cursor = job.cursor

    Run.step = step


def no_fence():
    """Let whoever comes write, whatever the attempt number says."""

    @transaction.atomic
    def hold(*, job_id, attempt, by, at):
        return Job.objects.select_for_update().get(pk=job_id)

    renew = actions.renew
    actions.hold = hold
    actions.renew = lambda **held: renew(**held) or True


def no_renewal():
    """Let the lease run out while a step takes long."""
    actions.renew = lambda **_: True


ALL = {one.__name__: one for one in (progress_apart, no_fence, no_renewal)}
