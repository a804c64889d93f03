"""The room as Django sees it."""

from django.apps import AppConfig


class ScreeningRoom(AppConfig):
    """筛查."""

    name = "hedun.desks.screening"
    label = "screening"
    verbose_name = "筛查"
