"""The room as Django sees it."""

from django.apps import AppConfig


class JobsRoom(AppConfig):
    """后台任务."""

    name = "hedun.base.jobs"
    label = "jobs"
    verbose_name = "后台任务"
