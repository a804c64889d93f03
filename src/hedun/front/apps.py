"""The room as Django sees it."""

from django.apps import AppConfig


class FrontRoom(AppConfig):
    """门面."""

    name = "hedun.front"
    label = "front"
    verbose_name = "门面"
