"""The room as Django sees it."""

from django.apps import AppConfig


class FrontRoom(AppConfig):
    """门面."""

    name = "hedun.front"
    label = "front"
    verbose_name = "门面"

    def ready(self) -> None:
        """Show on a letter what goes with it, on a complaint its letter: front knows both desks."""
        from hedun.desks.bridge.terms import register_encloser
        from hedun.desks.complaints.terms import register_annexer
        from hedun.front import fastlane, pushing

        register_encloser(pushing.enclosed)
        register_encloser(fastlane.enclosed)
        register_annexer(fastlane.annexed)
