"""How every step of a letter is taken: lock, judge, write, note, record."""

import datetime as dt
from typing import Any

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Viewer
from hedun.desks.bridge import queries
from hedun.desks.bridge.actions.telling import _publish, _tell
from hedun.desks.bridge.decide import steps
from hedun.desks.bridge.models import Counter, Letter, LetterEvent
from hedun.desks.bridge.terms import LetterKind, LetterState, LetterStep


def _hold(letter_id: int, by: Viewer) -> Letter:
    """Lock a letter that the actor may see for the rest of the transaction."""
    return queries.visible_letters(by).select_for_update(of=("self",)).get(pk=letter_id)


def _is_replay(letter: Letter, step: LetterStep, *, seen: int | None, by: Viewer) -> bool:
    """Tell whether the same person has taken this very step already (a repeated request)."""
    if seen is None:
        return False
    return LetterEvent.objects.filter(
        letter=letter, step=step, version=seen + 1, by_id=by.person_id, is_undone=False
    ).exists()


def _start(
    letter: Letter, step: LetterStep, *, by: Viewer, seen: int | None, reason: str = ""
) -> LetterState:
    """Judge the step: the actor's right, the state, the version seen; give the next state."""
    goal = steps.target(
        step,
        LetterState(letter.state),
        by,
        from_body_id=letter.from_body_id,
        to_body_id=letter.to_body_id,
        reason=reason,
    )
    steps.check_version(seen, letter.version)
    return goal


def _finish(
    letter: Letter,
    step: LetterStep,
    goal: LetterState,
    *,
    by: Viewer,
    at: dt.datetime,
    note: str = "",
    before: dict[str, Any] | None = None,
    key: str | None = None,
    happened_at: dt.datetime | None = None,
) -> Letter:
    """Write the new state, its line of the timeline, its audit row, and the partner's message.

    `happened_at` is when the other end took the step; it stands on the timeline, but never
    before the letter left nor after its message came in.
    """
    origin, letter.state = letter.state, goal
    letter.is_open = goal not in {LetterState.CLOSED, LetterState.WITHDRAWN}
    letter.version += 1
    letter.save()
    LetterEvent.objects.create(
        letter=letter,
        from_body_id=letter.from_body_id,
        to_body_id=letter.to_body_id,
        step=step,
        at=_bounded(happened_at or at, letter.sent_at, at),
        by_id=by.person_id,
        by_name=by.name,
        body_name=by.body_name,
        from_state=origin,
        to_state=goal,
        note=note[:500],
        version=letter.version,
        before=before or {},
        due_at=letter.due_at,
        key=key,
    )
    record(
        by=by,
        at=at,
        action=f"bridge:letter:{step.value}",
        subject=("letter", letter.pk),
        detail={"from": origin, "to": goal.value, "version": letter.version, "note": note[:500]},
    )
    _tell(letter, step, by=by, at=at, note=note[:500])
    _publish(letter, step, by=by, at=at)
    return letter


def _moves_clue(letter: Letter) -> bool:
    """Whether the clue waits for this letter; what goes to other bodies runs beside it."""
    return letter.clue_id is not None and not LetterKind(letter.kind).is_between_bodies


def _bounded(moment: dt.datetime, first: dt.datetime | None, last: dt.datetime) -> dt.datetime:
    return min(max(moment, first or moment), last)


def _next_number(key: str) -> int:
    """Give the next number under a key; the row stays locked until the transaction ends."""
    counter, _ = Counter.objects.select_for_update().get_or_create(key=key)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
