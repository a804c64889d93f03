"""What may happen to a letter, declared once: steps, ends, clocks, diagram and tests follow."""

from typing import Final

from hedun.base.procedure.terms import Hat, Need, Procedure, Step
from hedun.desks.bridge.terms.words import REPLY_RULE, WAITING_STATES, LetterState, LetterStep

S, T = LetterState, LetterStep
SENDER: Final = (Hat.SENDER,)
RECEIVER: Final = (Hat.RECEIVER,)
ASK = "heguishuju 9"
WHY: Final = (Need.WHY,)
RATED: Final = (S.ANSWERED, S.RETURNED, S.CLOSED)

LETTER: Final = Procedure(
    "letter",
    "函件",
    LetterState,
    (
        Step(T.DRAFT, (), S.DRAFT, SENDER, ASK),
        Step(T.EDIT, (S.DRAFT,), None, SENDER, ASK),
        Step(T.SEND, (S.DRAFT,), S.SENT, SENDER, ASK, starts=(REPLY_RULE,)),
        Step(T.ACCEPT, (S.SENT,), S.ACCEPTED, RECEIVER, ASK),
        Step(T.PROPOSE, (S.SENT, S.ACCEPTED, S.RETURNED), S.PROPOSED, RECEIVER, ASK, WHY),
        Step(T.AGREE, (S.PROPOSED,), S.ACCEPTED, SENDER, ASK, is_undoable=True),
        Step(T.REFUSE, (S.PROPOSED,), S.ACCEPTED, SENDER, ASK, WHY, is_undoable=True),
        Step(
            T.ANSWER,
            (S.ACCEPTED, S.PROPOSED, S.RETURNED),
            S.ANSWERED,
            RECEIVER,
            ASK,
            ends=(REPLY_RULE,),
        ),
        Step(
            T.ASK_AGAIN,
            (S.ANSWERED,),
            S.RETURNED,
            SENDER,
            ASK,
            WHY,
            starts=(REPLY_RULE,),
            is_undoable=True,
        ),
        Step(T.CLOSE, (S.ANSWERED,), S.CLOSED, SENDER, ASK, is_undoable=True),
        Step(
            T.WITHDRAW,
            (S.DRAFT, S.SENT, S.ACCEPTED, S.PROPOSED, S.RETURNED),
            S.WITHDRAWN,
            SENDER,
            ASK,
            WHY,
            drops=(REPLY_RULE,),
        ),
        Step(T.RATE_REPLY, RATED, None, SENDER, ASK),
        Step(T.RATE_LETTER, RATED, None, RECEIVER, ASK),
        Step(T.REMIND, WAITING_STATES, None, (Hat.SYSTEM,), ASK),
    ),
    keeps_own_trail=True,
)
