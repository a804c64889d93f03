"""The room as Django sees it."""

from django.apps import AppConfig


class FrontRoom(AppConfig):
    """门面."""

    name = "hedun.front"
    label = "front"
    verbose_name = "门面"

    def ready(self) -> None:
        """Show on a letter the table of merchants that goes with it: front knows both desks."""
        from hedun.desks.bridge.terms import register_encloser
        from hedun.front.pushing import enclosed

        register_encloser(enclosed)
