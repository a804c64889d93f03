"""The room as Django sees it."""

from django.apps import AppConfig


class SamplingRoom(AppConfig):
    """抽检."""

    name = "hedun.desks.sampling"
    label = "sampling"
    verbose_name = "抽检"

    def ready(self) -> None:
        """Make the two procedures known."""
        from hedun.base.procedure.terms import register
        from hedun.desks.sampling.actions import follow
        from hedun.desks.sampling.terms import PROCEDURES

        for procedure in PROCEDURES.values():
            register(procedure, follow=lambda pk, by, at: follow(order_id=pk, by=by, at=at))
