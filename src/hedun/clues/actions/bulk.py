"""One decision for many clues: each row succeeds or fails alone, and says why."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction

from hedun.base.accounts.terms import Refused, Viewer
from hedun.clues import queries
from hedun.clues.actions import steps
from hedun.clues.terms import NotPossible, Outcome, Outdated, RowOutcome


@transaction.atomic
def dispatch_many(
    *,
    clue_ids: Sequence[int],
    body_id: int | None = None,
    officer_id: int | None = None,
    note: str = "",
    by: Viewer,
    at: dt.datetime,
) -> tuple[RowOutcome, ...]:
    """Dispatch each of the clues, and tell for each row what came of it."""
    return _each(
        clue_ids,
        by,
        lambda pk: steps.dispatch(
            clue_id=pk, body_id=body_id, officer_id=officer_id, note=note, by=by, at=at
        ),
    )


@transaction.atomic
def dispose_many(
    *,
    clue_ids: Sequence[int],
    outcome: Outcome,
    measure: str = "",
    note: str = "",
    by: Viewer,
    at: dt.datetime,
) -> tuple[RowOutcome, ...]:
    """Dispose of each of the clues, and tell for each row what came of it."""
    return _each(
        clue_ids,
        by,
        lambda pk: steps.dispose(
            clue_id=pk, outcome=outcome, measure=measure, note=note, by=by, at=at
        ),
    )


def _each(
    clue_ids: Sequence[int], by: Viewer, act: Callable[[int], object]
) -> tuple[RowOutcome, ...]:
    rows = queries.visible_clues(by).filter(pk__in=clue_ids)
    numbers = dict(rows.values_list("pk", "number"))
    # ascending, so that two bulk actions lock rows in one order and never wait for each other
    return tuple(_row(pk, numbers.get(pk, "—"), act) for pk in sorted(set(clue_ids)))


def _row(pk: int, number: str, act: Callable[[int], object]) -> RowOutcome:
    try:
        with transaction.atomic():
            act(pk)
    except (Refused, NotPossible, Outdated) as problem:
        return RowOutcome(pk, number, str(problem))
    return RowOutcome(pk, number)
