"""The process that claims jobs, keeps their leases and settles them."""

import datetime as dt
import logging
import os
import random
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions
from hedun.base.jobs.models import Job, Schedule
from hedun.base.jobs.terms import JobState, LostLease, Unworkable
from hedun.base.jobs.work import registry
from hedun.base.jobs.work.run import HandBack, Run

log = logging.getLogger("hedun.jobs")
SYSTEM = Viewer.system("后台执行器")


class Worker:
    """Runs one job at a time; start several processes for more."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:30]}:{os.getpid()}:{random.randrange(16**4):04x}"  # noqa: S311 - a name, not a secret
        self.lease = dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
        self.poll = settings.JOB_POLL_MS / 1000
        self.stopping = threading.Event()
        self._run: Run | None = None

    def stop(self) -> None:
        """Ask the worker to end after the step it is in."""
        self.stopping.set()

    def drain(self) -> int:
        """Run what is ready until nothing is, and tell how many jobs were taken."""
        taken = 0
        with self._alive():
            self._fire()
            while not self.stopping.is_set() and self.run_next():
                taken += 1
        return taken

    def loop(self) -> None:
        """Go on until told to stop; a database that goes away is waited for."""
        with self._alive():
            while not self.stopping.is_set():
                try:
                    self._fire()
                    is_idle = not self.run_next()
                except (OperationalError, InterfaceError) as error:
                    log.warning("the database does not answer, trying again: %s", error)
                    connection.close()
                    is_idle = True
                if is_idle:
                    self.stopping.wait(self.poll)

    def run_next(self) -> bool:
        """Claim one job and run it; False where none is ready."""
        if not self._has_ready():
            return False
        job = actions.claim(worker=self.name, lease=self.lease, by=SYSTEM, at=timezone.now())
        if job is None:
            return False
        self._attempt(job)
        return True

    def _has_ready(self) -> bool:
        """Look without a lock first, so that idle workers do not take SQLite's write lock."""
        now = timezone.now()
        waiting = Job.objects.filter(state=JobState.WAITING, run_at__lte=now)
        orphaned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
        return waiting.exists() or orphaned.exists()

    def _fire(self) -> None:
        now = timezone.now()
        if Schedule.objects.filter(is_active=True, next_at__lte=now).exists():
            actions.fire_schedules(by=SYSTEM, at=now)

    def _attempt(self, job: Job) -> None:
        key = {"job_id": job.pk, "attempt": job.attempt}
        try:
            try:
                self._perform(job)
            finally:
                self._run = None
            actions.finish(**key, by=SYSTEM, at=timezone.now())
        except HandBack:
            actions.hand_back(**key, by=SYSTEM, at=timezone.now())
        except LostLease:
            log.warning(
                "job %s: lost attempt %s, its last step is rolled back", job.pk, job.attempt
            )
        except (OperationalError, InterfaceError):
            raise  # nothing can be written now; the lease runs out and the job comes back
        except Exception as error:  # noqa: BLE001 - a handler may raise anything; it becomes a retry
            self._fail(job, error)

    def _perform(self, job: Job) -> None:
        function = registry.handlers().get(job.kind)
        if function is None:
            raise Unworkable(f"没有登记“{job.kind}”的处理程序；请升级执行进程后重试。")
        self._run = Run(job, lease=self.lease, stopping=self.stopping)
        function(self._run)

    def _fail(self, job: Job, error: Exception) -> None:
        is_final = isinstance(error, Unworkable)
        text = str(error) if is_final else "".join(traceback.format_exception(error))
        log.warning("job %s (%s) failed: %s", job.pk, job.kind, error)
        try:
            actions.fail(
                job_id=job.pk,
                attempt=job.attempt,
                error=text,
                is_final=is_final,
                by=SYSTEM,
                at=timezone.now(),
            )
        except LostLease:
            log.warning(
                "job %s: lost attempt %s before its failure was stored", job.pk, job.attempt
            )

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """Leave signs of life from a second thread for as long as the block runs."""
        ended = threading.Event()
        heart = threading.Thread(target=self._keep_alive, args=(ended,), daemon=True)
        actions.beat(worker=self.name, by=SYSTEM, at=timezone.now())
        heart.start()
        try:
            yield
        finally:
            ended.set()
            heart.join(timeout=5)

    def _keep_alive(self, ended: threading.Event) -> None:
        """Renew the lease of the job in hand three times within its length."""
        while not ended.wait(self.lease.total_seconds() / 3):
            try:
                self._beat_once()
            except (OperationalError, InterfaceError) as error:
                log.warning("heartbeat missed: %s", error)
                connection.close()
        connection.close()

    def _beat_once(self) -> None:
        now = timezone.now()
        run = self._run
        if run is not None and not actions.renew(
            job_id=run.job_id, attempt=run.attempt, lease=self.lease, by=SYSTEM, at=now
        ):
            run.lost.set()
        actions.beat(worker=self.name, by=SYSTEM, at=now)
