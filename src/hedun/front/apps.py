"""The room as Django sees it."""

from django.apps import AppConfig


class FrontRoom(AppConfig):
    """门面."""

    name = "hedun.front"
    label = "front"
    verbose_name = "门面"

    def ready(self) -> None:
        """Show a letter's table of merchants; tell cases what is published: front knows the desks."""
        from hedun.desks.bridge.terms import register_encloser
        from hedun.desks.disclosure.terms import register_listener
        from hedun.front.publicity import tell_cases
        from hedun.front.pushing import enclosed

        register_encloser(enclosed)
        register_listener(tell_cases)
