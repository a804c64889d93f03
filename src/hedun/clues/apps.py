"""The room as Django sees it."""

from django.apps import AppConfig


class CluesRoom(AppConfig):
    """线索."""

    name = "hedun.clues"
    label = "clues"
    verbose_name = "线索"

    def ready(self) -> None:
        """Declare the procedure; tell the evidence room who may see what was captured for a clue."""
        from hedun.base.accounts.terms import Viewer
        from hedun.base.evidence.terms import (
            register_dossier,
            register_gate,
            register_holder,
            register_keeper,
        )
        from hedun.base.procedure.terms import register
        from hedun.clues import queries
        from hedun.clues.terms import CLUE

        register(CLUE)

        def gate(viewer: Viewer, subject_id: str) -> bool:
            rows = queries.visible_clues(viewer)
            return subject_id.isdecimal() and rows.filter(pk=int(subject_id)).exists()

        def holder(viewer: Viewer, capture_id: int) -> bool:
            return queries.visible_clues(viewer).filter(capture_id=capture_id).exists()

        register_dossier("clue", queries.dossier)
        register_gate("clue", gate)
        register_holder(holder)
        register_keeper(queries.keeps_capture)
