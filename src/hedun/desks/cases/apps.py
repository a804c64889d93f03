"""The room as Django sees it."""

import datetime as dt

from django.apps import AppConfig

from hedun.base.accounts.terms import Viewer


class CasesRoom(AppConfig):
    """案件."""

    name = "hedun.desks.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        """Make the procedures known, show cases on their clues, and keep a filed clue filed."""
        from hedun.base.documents.terms import register as register_source
        from hedun.base.evidence.terms import (
            register_dossier,
            register_gate,
            register_holder,
            register_keeper,
        )
        from hedun.base.procedure.terms import register
        from hedun.clues.terms import (
            ClueStep,
            register_annexer,
            register_brake,
            register_follow_up,
        )
        from hedun.desks.cases.actions import follow, follow_branch
        from hedun.desks.cases.documents import SOURCE
        from hedun.desks.cases.queries import (
            annexes_of_clue,
            brake_on_filing,
            dossier,
            holds_capture,
            keeps_capture,
            sees_case,
        )
        from hedun.desks.cases.terms import BRANCHES, CASE

        def follow_branches(pk: int, by: Viewer, at: dt.datetime) -> object:
            return follow_branch(branch_id=pk, by=by, at=at)

        register_source(SOURCE)
        register_gate("case", sees_case)
        register_holder(holds_capture)
        register_dossier("case", dossier)
        register(CASE, follow=lambda pk, by, at: follow(case_id=pk, by=by, at=at))
        for procedure in BRANCHES.values():
            register(procedure, follow=follow_branches)
        register_annexer(annexes_of_clue)
        register_keeper(keeps_capture)
        register_follow_up("登记案源", "cases:new")

        def brake(clue_id: int, step: ClueStep) -> str:
            return brake_on_filing(Viewer.system("案件"), clue_id, step)

        register_brake(brake)
