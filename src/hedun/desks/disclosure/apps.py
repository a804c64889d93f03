"""The room as Django sees it."""

from django.apps import AppConfig


class DisclosureRoom(AppConfig):
    """公示."""

    name = "hedun.desks.disclosure"
    label = "disclosure"
    verbose_name = "公示"

    def ready(self) -> None:
        """Keep a disposal from being undone while the public sees it."""
        from hedun.clues.terms import ClueStep, register_brake
        from hedun.desks.disclosure.queries import PUBLIC, brake_on_disposal

        def brake(clue_id: int, step: ClueStep) -> str:
            return brake_on_disposal(PUBLIC, clue_id, step)

        register_brake(brake)
