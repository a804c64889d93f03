"""The room as Django sees it."""

from django.apps import AppConfig


class LawbookRoom(AppConfig):
    """法律依据库."""

    name = "hedun.base.lawbook"
    label = "lawbook"
    verbose_name = "法律依据库"

    def ready(self) -> None:
        """Let due dates on every page count working days by the calendar in force."""
        from hedun.base.accounts.terms import Viewer
        from hedun.base.lawbook.queries import workdays_between
        from hedun.base.pages.due import count_working_days_by

        viewer = Viewer.system()
        count_working_days_by(lambda start, end: workdays_between(viewer, start, end))
