"""The room as Django sees it."""

from django.apps import AppConfig


class ComplaintsRoom(AppConfig):
    """投诉举报."""

    name = "hedun.desks.complaints"
    label = "complaints"
    verbose_name = "投诉举报"

    def ready(self) -> None:
        """Make the two procedures known, and the documents that they need."""
        from hedun.base.documents.terms import register as register_source
        from hedun.base.procedure.terms import register
        from hedun.desks.complaints.actions import follow
        from hedun.desks.complaints.documents import SOURCE
        from hedun.desks.complaints.terms import COMPLAINT, REPORT

        register_source(SOURCE)
        for procedure in (COMPLAINT, REPORT):
            register(procedure, follow=lambda pk, by, at: follow(submission_id=pk, by=by, at=at))
