"""How gateways of this protocol name the state of a letter: their words do not follow our pages."""

from typing import Final

from hedun.desks.bridge.terms import LetterState

STATUS: Final = {state: state.label for state in LetterState} | {LetterState.ACCEPTED: "平台办理中"}
STATES: Final = {text: state for state, text in STATUS.items()}
