"""Writing the queue: asked for by people and rooms, claimed, moved on and settled by workers."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs import queries
from hedun.base.jobs.decide import backoff, next_firing
from hedun.base.jobs.models import Job, Schedule, WorkerBeat
from hedun.base.jobs.terms import JobState, LostLease

LONGEST_ERROR = 8_000
MOST_DEATHS = 10  # of workers, while the cursor stands still


@transaction.atomic
def enqueue(
    *,
    kind: str,
    title: str,
    payload: dict[str, Any],
    by: Viewer,
    at: dt.datetime,
    unique_key: str | None = None,
    run_at: dt.datetime | None = None,
    priority: int = 0,
) -> Job:
    """Ask for work later, in the caller's transaction: no commit, no job.

    The same `unique_key` gives the job that is already there, whatever became of it.
    A higher `priority` goes first.
    """
    wanted = {
        "kind": kind,
        "title": title[:120],
        "payload": payload,
        "priority": priority,
        "run_at": run_at or at,
        "requested_by_id": by.person_id,
        "body_id": by.body_id,
        "created_at": at,
    }
    if unique_key is None:
        job, is_new = Job.objects.create(**wanted), True
    else:
        job, is_new = Job.objects.get_or_create(unique_key=unique_key, defaults=wanted)
    if is_new and by.person_id is not None:
        record(
            by=by, at=at, action="jobs:job:enqueue", subject=("job", job.pk), detail={"kind": kind}
        )
    return job


@transaction.atomic
def retry(*, job_id: int, by: Viewer, at: dt.datetime) -> Job:
    """Let a dead letter be tried again from where it stopped."""
    job = _steered(job_id, by)
    if job.state != JobState.FAILED:
        raise Refused(
            f"任务“{job.title}”{JobState(job.state).label}，只有需人工处理的任务才能重试。"
        )
    job.state, job.run_at, job.finished_at = JobState.WAITING, at, None
    job.failures = job.deaths = 0
    job.save(update_fields=["state", "run_at", "finished_at", "failures", "deaths"])
    record(by=by, at=at, action="jobs:job:retry", subject=("job", job.pk))
    return job


@transaction.atomic
def cancel(*, job_id: int, by: Viewer, at: dt.datetime) -> Job:
    """Stop work that is not done; a running worker notices at its next step."""
    job = _steered(job_id, by)
    if job.state in {JobState.DONE, JobState.CANCELLED}:
        raise Refused(f"任务“{job.title}”{JobState(job.state).label}，不能再取消。")
    job.state, job.lease_until, job.finished_at = JobState.CANCELLED, None, at
    job.save(update_fields=["state", "lease_until", "finished_at"])
    record(by=by, at=at, action="jobs:job:cancel", subject=("job", job.pk))
    return job


def _steered(job_id: int, by: Viewer) -> Job:
    job = Job.objects.select_for_update().get(pk=job_id)
    if not queries.may_steer(by, job):
        raise Refused("只有任务的提交人、本单位负责人或系统管理员可以重试或取消任务。")
    return job


@transaction.atomic
def claim(*, worker: str, lease: dt.timedelta, by: Viewer, at: dt.datetime) -> Job | None:
    """Take the most urgent ready job, or one whose worker died, under a new attempt number.

    PostgreSQL skips rows that another worker holds; SQLite admits one writer at a time.
    A job whose workers keep dying without a step becomes a dead letter here.
    """
    del by  # only the machine claims
    ready = Q(state=JobState.WAITING, run_at__lte=at) | Q(
        state=JobState.RUNNING, lease_until__lt=at
    )
    rows = Job.objects.select_for_update(skip_locked=True, of=("self",)).filter(ready)
    # one row at a time: a worker that locked more would hide them from the others
    while job := rows.order_by("-priority", "run_at", "pk").first():
        if job.state == JobState.RUNNING:
            job.deaths += 1
            job.error = f"执行进程 {job.worker} 中断，未留下错误信息。"
        if job.deaths >= MOST_DEATHS:
            _bury(job, at)
            continue
        job.attempt += 1
        job.state, job.worker, job.lease_until = JobState.RUNNING, worker, at + lease
        job.started_at = job.started_at or at
        job.save()
        return job
    return None


def _bury(job: Job, at: dt.datetime) -> None:
    job.state, job.lease_until, job.finished_at = JobState.FAILED, None, at
    job.save()


@transaction.atomic
def hold(*, job_id: int, attempt: int, by: Viewer, at: dt.datetime) -> Job:
    """Lock the job's row for the rest of the transaction, if it is still this attempt's.

    Raises LostLease where another worker took it over or a person cancelled it.
    An expired lease that nobody took is still ours: taking it needs this same lock.
    """
    del by, at
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.attempt != attempt or job.state != JobState.RUNNING:
        raise LostLease(f"任务 {job_id} 第 {attempt} 次执行已失去租约。")
    return job


@transaction.atomic
def advance(
    job: Job,
    *,
    cursor: dict[str, Any] | None,
    progress: tuple[int | None, int | None, str | None],
    lease: dt.timedelta,
    by: Viewer,
    at: dt.datetime,
) -> None:
    """Store how far the held job is, and renew its lease. `progress` is done, total, note."""
    del by
    done, total, note = progress
    if cursor is not None and cursor != job.cursor:
        job.cursor, job.deaths = cursor, 0
    job.done = job.done if done is None else done
    job.total = job.total if total is None else total
    job.note = job.note if note is None else note[:300]
    job.lease_until = at + lease
    job.save(update_fields=["cursor", "done", "total", "note", "deaths", "lease_until"])


@transaction.atomic
def renew(*, job_id: int, attempt: int, lease: dt.timedelta, by: Viewer, at: dt.datetime) -> bool:
    """Keep the lease while a step takes long; False where it is lost."""
    del by
    held = Job.objects.filter(pk=job_id, attempt=attempt, state=JobState.RUNNING)
    return held.update(lease_until=at + lease) == 1


@transaction.atomic
def finish(*, job_id: int, attempt: int, by: Viewer, at: dt.datetime) -> None:
    """Mark this attempt's job as done."""
    job = hold(job_id=job_id, attempt=attempt, by=by, at=at)
    job.state, job.lease_until, job.finished_at, job.error = JobState.DONE, None, at, ""
    job.save(update_fields=["state", "lease_until", "finished_at", "error"])


@transaction.atomic
def hand_back(*, job_id: int, attempt: int, by: Viewer, at: dt.datetime) -> None:
    """Put this attempt's job back, because its worker was told to stop; no failure is counted."""
    job = hold(job_id=job_id, attempt=attempt, by=by, at=at)
    job.state, job.lease_until, job.run_at = JobState.WAITING, None, at
    job.save(update_fields=["state", "lease_until", "run_at"])


@transaction.atomic
def fail(
    *, job_id: int, attempt: int, error: str, is_final: bool, by: Viewer, at: dt.datetime
) -> Job:
    """Store why this attempt failed, and wait longer before each new one.

    After `max_attempts` failures, or at once where `is_final`, the
    job is a dead letter: a line of the work list that a person retries or cancels.
    """
    job = hold(job_id=job_id, attempt=attempt, by=by, at=at)
    job.failures += 1
    job.error = error[-LONGEST_ERROR:]
    job.lease_until = None
    if is_final or job.failures >= job.max_attempts:
        _bury(job, at)
    else:
        job.state, job.run_at = JobState.WAITING, at + backoff(job.failures)
        job.save()
    return job


@transaction.atomic
def plan(
    *, kind: str, title: str, every: dt.timedelta, first: dt.datetime, by: Viewer, at: dt.datetime
) -> Schedule:
    """Write down work that comes back; what a person switched off stays off."""
    del by, at
    seconds = int(every.total_seconds())
    row, is_new = Schedule.objects.get_or_create(
        kind=kind, defaults={"title": title, "every_seconds": seconds, "next_at": first}
    )
    if not is_new and (row.title, row.every_seconds) != (title, seconds):
        row.title, row.every_seconds = title, seconds
        row.save(update_fields=["title", "every_seconds"])
    return row


@transaction.atomic
def fire_schedules(*, by: Viewer, at: dt.datetime) -> list[Job]:
    """Make one job for each schedule that is due, named by its planned time.

    However many workers run and however often they restart, a planned time fires once.
    """
    fired = []
    due = Schedule.objects.select_for_update(skip_locked=True).filter(
        is_active=True, next_at__lte=at
    )
    for row in due.order_by("next_at"):
        planned = row.next_at.astimezone(dt.UTC).isoformat()
        fired.append(
            enqueue(
                kind=row.kind,
                title=row.title,
                payload={"planned_at": planned},
                unique_key=f"schedule:{row.kind}:{planned}",
                by=by,
                at=at,
            )
        )
        row.next_at = next_firing(row.next_at, dt.timedelta(seconds=row.every_seconds), at)
        row.save(update_fields=["next_at"])
    return fired


@transaction.atomic
def switch(*, schedule_id: int, is_active: bool, by: Viewer, at: dt.datetime) -> Schedule:
    """Switch work that comes back on or off."""
    row = queries.schedules(by).select_for_update().get(pk=schedule_id)
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    record(
        by=by,
        at=at,
        action="jobs:schedule:switch",
        subject=("schedule", row.pk),
        detail={"is_active": is_active},
    )
    return row


@transaction.atomic
def beat(*, worker: str, by: Viewer, at: dt.datetime) -> None:
    """Leave a sign of life, and forget workers that have been gone for a day."""
    del by
    WorkerBeat.objects.update_or_create(name=worker, defaults={"beat_at": at})
    WorkerBeat.objects.filter(beat_at__lt=at - dt.timedelta(days=1)).delete()
