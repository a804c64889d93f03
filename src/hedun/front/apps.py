"""The room as Django sees it."""

from django.apps import AppConfig


class FrontRoom(AppConfig):
    """门面."""

    name = "hedun.front"
    label = "front"
    verbose_name = "门面"

    def ready(self) -> None:
        """Join desks that know nothing of each other: front knows them all."""
        from hedun.desks.bridge.terms import register_encloser
        from hedun.desks.complaints.terms import register_annexer
        from hedun.desks.disclosure.terms import register_listener
        from hedun.front import fastlane, pushing
        from hedun.front.publicity import tell_cases

        register_encloser(pushing.enclosed)
        register_encloser(fastlane.enclosed)
        register_annexer(fastlane.annexed)
        register_listener(tell_cases)
