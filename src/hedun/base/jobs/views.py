"""The queue's pages: what was put off, how far it is, and what needs a person."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused, Role
from hedun.base.jobs import actions, queries
from hedun.base.jobs.models import Job
from hedun.base.jobs.terms import JobState
from hedun.base.pages.listing import Choice, Column, DateRange, Listing, Text
from hedun.base.pages.states import chip


@guard()
@require_GET
def jobs(request: DeskRequest) -> HttpResponseBase:
    """The body's own jobs; dead letters are found by their state."""
    viewer = request.viewer
    return Listing(
        request,
        queries.visible_jobs(viewer).select_related("requested_by"),
        columns=[
            Column("编号", "pk", sort="pk", numeric=True),
            Column("名称", _link, sort="title", export="title"),
            Column("状态", lambda job: chip(JobState(job.state)), export="get_state_display"),
            Column("进度", _progress),
            Column("说明", "note"),
            Column("提交人", lambda job: job.requested_by.name if job.requested_by else "系统"),
            Column("提交时间", "created_at", sort="created_at"),
        ],
        filters=[
            Choice("state", "状态", JobState),
            Text("q", "名称", ["title", "kind"]),
            DateRange("created", "提交时间", field="created_at"),
        ],
        export_name="后台任务",
        empty="没有后台任务",
    ).respond(
        template="jobs/list.html",
        title="后台任务",
        silence=queries.silence(viewer, timezone.now()),
        schedules=queries.schedules(viewer),
    )


def _link(job: Job) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("jobs:detail", args=[job.pk]), job.title)


def _progress(job: Job) -> str:
    return f"{job.done:,} / {job.total:,}" if job.total else f"{job.done:,}" if job.done else "—"


def _own(request: DeskRequest, pk: int) -> Job:
    job = queries.job(request.viewer, pk)
    if job is None:
        raise Http404("没有这项任务")
    return job


@guard()
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One job with its progress, its error and what a person may do."""
    job = _own(request, pk)
    error = job.error if request.viewer.has(Role.SYSTEM_ADMIN) else _last_line(job.error)
    may_steer = queries.may_steer(request.viewer, job)
    return render(request, "jobs/detail.html", {"job": job, "error": error, "may_steer": may_steer})


def _last_line(error: str) -> str:
    """What the error says, without the inside of the program."""
    lines = error.strip().splitlines()
    return lines[-1] if lines else ""


@guard()
@require_GET
def progress(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The bar alone, asked for every two seconds while the job lives."""
    response = render(request, "jobs/_progress.html", {"job": (job := _own(request, pk))})
    if not job.is_live:
        response.headers["HX-Trigger"] = "job-ended"
    return response


@guard()
@require_POST
def retry(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Let a dead letter be tried again."""
    _own(request, pk)
    try:
        job = actions.retry(job_id=pk, by=request.viewer, at=timezone.now())
        messages.success(request, f"任务“{job.title}”将重新执行，从上次的断点继续。")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("jobs:detail", pk=pk)


@guard()
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Stop a job."""
    _own(request, pk)
    try:
        job = actions.cancel(job_id=pk, by=request.viewer, at=timezone.now())
        messages.success(request, f"任务“{job.title}”已取消；已完成的部分保留。")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("jobs:detail", pk=pk)


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def switch(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Switch a schedule on or off."""
    row = queries.schedules(request.viewer).filter(pk=pk).first()
    if row is None:
        raise Http404("没有这项定时任务")
    row = actions.switch(
        schedule_id=pk, is_active=not row.is_active, by=request.viewer, at=timezone.now()
    )
    messages.success(request, f"定时任务“{row.title}”已{'启用' if row.is_active else '停用'}。")
    return redirect("jobs:list")
