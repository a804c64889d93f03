"""Reading the queue: a body sees its own work, system administrators the machine's too."""

import datetime as dt

from django.db.models import Q, QuerySet

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.jobs.models import Job, Schedule, WorkerBeat
from hedun.base.jobs.terms import JobState

SILENT_AFTER = dt.timedelta(seconds=60)


def visible_jobs(viewer: Viewer) -> QuerySet[Job]:
    """Jobs that the viewer's body asked for, and for system administrators the timers."""
    if viewer.is_system:
        return Job.objects.all()
    if viewer.person_id is None:
        return Job.objects.none()
    own = Q(body_id=viewer.body_key)
    if viewer.has(Role.SYSTEM_ADMIN):
        own |= Q(body__isnull=True)
    return Job.objects.filter(own)


def job(viewer: Viewer, pk: int) -> Job | None:
    """One job, or None where the viewer has none of that number."""
    return visible_jobs(viewer).select_related("requested_by", "body").filter(pk=pk).first()


def may_steer(viewer: Viewer, row: Job) -> bool:
    """Tell whether the viewer may retry or cancel: who asked for it, a leader, an administrator."""
    if viewer.is_system:
        return True
    if viewer.person_id is None or not visible_jobs(viewer).filter(pk=row.pk).exists():
        return False
    return row.requested_by_id == viewer.person_id or viewer.has(Role.LEADER, Role.SYSTEM_ADMIN)


def silence(viewer: Viewer, at: dt.datetime) -> str:
    """Say in Chinese that work waits while no worker is alive; empty where all is well."""
    waiting = visible_jobs(viewer).filter(state=JobState.WAITING, run_at__lte=at - SILENT_AFTER)
    if not waiting.exists():
        return ""
    alive = WorkerBeat.objects.filter(beat_at__gt=at - SILENT_AFTER)
    if alive.exclude(name__contains="@").exists():
        return ""
    return "有任务在等待，但超过 60 秒没有执行进程的心跳。请系统管理员运行 hedun worker。"


def beats(viewer: Viewer, kind: str, since: dt.datetime) -> bool:
    """Tell whether a process of another kind ("dispatch@…") has given a sign of life since."""
    return WorkerBeat.objects.filter(name__startswith=kind, beat_at__gt=since).exists()


def schedules(viewer: Viewer) -> QuerySet[Schedule]:
    """The work that comes back, for system administrators."""
    rows = Schedule.objects.order_by("kind")
    return rows if viewer.is_system or viewer.has(Role.SYSTEM_ADMIN) else rows.none()
