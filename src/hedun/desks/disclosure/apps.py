"""The room as Django sees it."""

from django.apps import AppConfig


class DisclosureRoom(AppConfig):
    """公示."""

    name = "hedun.desks.disclosure"
    label = "disclosure"
    verbose_name = "公示"
