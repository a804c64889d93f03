"""The room as Django sees it."""

from django.apps import AppConfig


class DocumentsRoom(AppConfig):
    """文书."""

    name = "hedun.base.documents"
    label = "documents"
    verbose_name = "文书"
