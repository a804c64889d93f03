"""The room as Django sees it."""

from django.apps import AppConfig


class CluesRoom(AppConfig):
    """线索."""

    name = "hedun.clues"
    label = "clues"
    verbose_name = "线索"
