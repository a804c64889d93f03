"""The room as Django sees it."""

import importlib

from django.apps import AppConfig


class BridgeRoom(AppConfig):
    """云桥."""

    name = "hedun.desks.bridge"
    label = "bridge"
    verbose_name = "云桥"

    def ready(self) -> None:
        """Let who sees an answer see its files, who got a letter what it rests on; hear partners."""
        from hedun.base.evidence.terms import (
            register_dossier,
            register_gate,
            register_holder,
            register_keeper,
        )
        from hedun.base.exchange.terms import event_kind
        from hedun.base.procedure.terms import register
        from hedun.clues.terms import register_annexer
        from hedun.desks.bridge.queries import (
            annexes_of_clue,
            dossier,
            holds_capture,
            keeps_capture,
            sees_reply,
        )
        from hedun.desks.bridge.terms import LETTER

        register(LETTER)
        register_gate("letter_reply", sees_reply)
        register_dossier("letter", dossier)
        register_holder(holds_capture)
        register_keeper(keeps_capture)
        register_annexer(annexes_of_clue)
        from hedun.desks.bridge.terms import LetterStep, event_of

        for step in LetterStep:
            if step not in {LetterStep.DRAFT, LetterStep.EDIT, LetterStep.REMIND}:
                event_kind(event_of(step), f"函件：{step.label}")
        importlib.import_module("hedun.desks.bridge.partners.hedun.effects")
        importlib.import_module("hedun.desks.bridge.partners.top.outgoing")
