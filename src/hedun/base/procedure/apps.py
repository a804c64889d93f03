"""The room as Django sees it."""

from django.apps import AppConfig


class ProcedureRoom(AppConfig):
    """办理程序."""

    name = "hedun.base.procedure"
    label = "procedure"
    verbose_name = "办理程序"
