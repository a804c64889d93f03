"""One attempt at one job: what the handler sees."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions
from hedun.base.jobs.models import Job
from hedun.base.jobs.terms import LostLease, Unworkable


class HandBack(BaseException):
    """The worker was told to stop; not an Exception, so that no handler swallows it."""


@dataclass(slots=True)
class Step:
    """What a step will store when it ends; the body may still change it."""

    cursor: dict[str, Any] | None
    done: int | None
    total: int | None
    note: str | None


class Run:
    """One attempt at one job, fenced by its attempt number."""

    def __init__(self, job: Job, *, lease: dt.timedelta, stopping: threading.Event) -> None:
        self.job_id: int = job.pk
        self.attempt = job.attempt
        self.kind = job.kind
        self.payload: dict[str, Any] = job.payload
        self.cursor: dict[str, Any] = job.cursor
        self.viewer = _viewer_of(job)
        self._lease = lease
        self._stopping = stopping
        self.lost = threading.Event()

    def at(self) -> dt.datetime:
        """The time now; handlers pass it on to actions."""
        return timezone.now()

    @contextmanager
    def step(
        self,
        *,
        cursor: dict[str, Any] | None = None,
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
    ) -> Iterator[Step]:
        """Commit the body's writes and the new cursor together, or neither.

        Raises LostLease where another worker has the job by now, before the body runs.
        """
        if self._stopping.is_set():
            raise HandBack
        if self.lost.is_set():
            raise LostLease(f"任务 {self.job_id} 的租约已被收回。")
        step = Step(cursor, done, total, note)
        by = Viewer.system()
        with transaction.atomic(durable=True):
            job = actions.hold(job_id=self.job_id, attempt=self.attempt, by=by, at=self.at())
            yield step
            progress = (step.done, step.total, step.note)
            actions.advance(
                job, cursor=step.cursor, progress=progress, lease=self._lease, by=by, at=self.at()
            )
        self.cursor = job.cursor


def _viewer_of(job: Job) -> Viewer:
    """Look again who asked: roles and body as they are now, not as they were.

    Raises Unworkable where the person may no longer act.
    """
    person = job.requested_by
    if person is None:
        return Viewer.system()
    if not person.is_active or not person.body.is_active:
        raise Unworkable(
            f"提交人“{person.name}”或其单位已停用，任务不再以其名义执行；请由在岗人员重新提交。"
        )
    return person.viewer
