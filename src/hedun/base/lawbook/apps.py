"""The room as Django sees it."""

from django.apps import AppConfig


class LawbookRoom(AppConfig):
    """法律依据库."""

    name = "hedun.base.lawbook"
    label = "lawbook"
    verbose_name = "法律依据库"
