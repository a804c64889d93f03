"""What may happen to a clue, declared once: the table, the buttons, the diagram and the tests follow."""

from typing import Final

from hedun.base.procedure.terms import Hat, Need, Procedure, Step
from hedun.clues.terms.words import DUE_RULE, OPEN_STATES, ClueState, ClueStep

S, T = ClueState, ClueStep
LOOKING: Final = (S.DISPATCHED, S.VERIFYING)
DECIDED: Final = (S.CONFIRMED, S.ANSWERED)
ASSIGNED: Final = (*LOOKING, *DECIDED, S.AWAITING)
VERIFY, SEAT, FILING = "chufa_chengxu 18", "chufa_chengxu 10", "chufa_chengxu 19"
ASK = "heguishuju 9"
OFFICER: Final = (Hat.OFFICER,)

CLUE: Final = Procedure(
    "clue",
    "线索",
    ClueState,
    (
        Step(
            T.RAISE,
            (),
            S.RAISED,
            (Hat.RAISER, Hat.SYSTEM),
            VERIFY,
            starts=(DUE_RULE,),
        ),
        Step(
            T.DISPATCH,
            (S.RAISED, *LOOKING, *DECIDED),
            S.DISPATCHED,
            (Hat.ASSIGNER,),
            SEAT,
            (Need.ASSIGNEE,),
            is_undoable=True,
        ),
        Step(T.TAKE, (S.DISPATCHED,), S.VERIFYING, OFFICER, VERIFY, is_undoable=True),
        Step(T.CONFIRM, LOOKING, S.CONFIRMED, OFFICER, VERIFY, is_undoable=True),
        Step(
            T.EXTEND,
            ASSIGNED,
            None,
            (Hat.LEADER,),
            VERIFY,
            (Need.WHY,),
            extends=(DUE_RULE,),
            is_undoable=True,
        ),
        Step(T.SEND_LETTER, DECIDED, S.AWAITING, OFFICER, ASK),
        Step(T.ANSWER, (S.AWAITING,), S.ANSWERED, (Hat.PARTY,), ASK),
        Step(T.RECALL, (S.AWAITING,), S.CONFIRMED, OFFICER, ASK),
        Step(
            T.DISPOSE,
            ASSIGNED,
            S.DISPOSED,
            OFFICER,
            FILING,
            (Need.OUTCOME,),
            ends=(DUE_RULE,),
            is_undoable=True,
        ),
        Step(
            T.RETRACT,
            (S.RAISED, S.DISPATCHED),
            S.DISPOSED,
            (Hat.RAISER,),
            VERIFY,
            (Need.WHY,),
            drops=(DUE_RULE,),
        ),
        Step(T.RECOMPUTE, OPEN_STATES, None, (Hat.SYSTEM,), VERIFY),
        Step(T.REMIND, OPEN_STATES, None, (Hat.SYSTEM,), VERIFY),
        Step(T.COMMENT, tuple(ClueState), None, (Hat.SEER,), "", (Need.WHY,)),
    ),
    keeps_own_trail=True,
)
