"""The queue, the schedule and the workers that are alive."""

from typing import ClassVar

from django.db import models

from hedun.base.jobs.terms import JobState


class Job(models.Model):
    """One piece of work, resumable from `cursor`, fenced by `attempt`.

    `failures` counts errors; `deaths` counts workers that died since the cursor last moved,
    so that a job which moves on may lose any number of them. Too many of either, and the
    job is a dead letter.
    """

    kind = models.CharField("任务", max_length=60)
    title = models.CharField("名称", max_length=120)
    payload = models.JSONField("参数", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=JobState.choices(), default=JobState.WAITING
    )
    priority = models.SmallIntegerField("优先级", default=0)
    run_at = models.DateTimeField("执行时间")
    unique_key = models.CharField("唯一键", max_length=160, null=True, blank=True, unique=True)
    attempt = models.PositiveIntegerField("第几次", default=0)
    failures = models.PositiveIntegerField("失败次数", default=0)
    deaths = models.PositiveIntegerField("进程中断次数", default=0)
    max_attempts = models.PositiveIntegerField("最多失败次数", default=5)
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    worker = models.CharField("执行者", max_length=60, blank=True)
    cursor = models.JSONField("断点", default=dict)
    done = models.BigIntegerField("已完成", default=0)
    total = models.BigIntegerField("总数", default=0)
    note = models.CharField("说明", max_length=300, blank=True)
    error = models.TextField("错误", blank=True)
    requested_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    body = models.ForeignKey(
        "accounts.Body", models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "run_at", "-priority"], name="job_ready"),
            models.Index(fields=["body", "-created_at"], name="job_body"),
        ]

    @property
    def percent(self) -> int:
        """How far the work is, in whole percent; 0 where the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_live(self) -> bool:
        """Whether a page should go on asking for the progress."""
        return self.state in {JobState.WAITING, JobState.RUNNING}


class Schedule(models.Model):
    """Work that comes back: each firing makes one job, named by its planned time."""

    kind = models.CharField("任务", max_length=60, unique=True)
    title = models.CharField("名称", max_length=120)
    every_seconds = models.PositiveIntegerField("间隔秒数")
    next_at = models.DateTimeField("下次时间")
    is_active = models.BooleanField("启用", default=True)


class WorkerBeat(models.Model):
    """A worker's last sign of life."""

    name = models.CharField("执行者", max_length=60, unique=True)
    beat_at = models.DateTimeField("心跳")
