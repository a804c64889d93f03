"""The monthly report: 立案, 责令改正, 移送, 清理, counted from what was written down as it happened."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.procedure import queries as passages
from hedun.clues import queries as clues
from hedun.clues.terms import Outcome
from hedun.desks.cases.terms import Counted

STEPS: Final = {
    ("case", "open"): Counted.OPENED,
    ("case", "correct"): Counted.CORRECTED,
    ("case", "pass_on"): Counted.TRANSFERRED,
    ("case_police", "p_hand_over"): Counted.TRANSFERRED,
    ("case_handoff", "t_approve"): Counted.TRANSFERRED,
    ("case_site", "s_closed"): Counted.CLEANED,
}
OUTCOMES: Final = {
    Outcome.CORRECTED: Counted.CORRECTED,
    Outcome.TRANSFERRED: Counted.TRANSFERRED,
    Outcome.REMOVED: Counted.CLEANED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One bureau in one month."""

    month: str
    body: str
    opened: int = 0
    corrected: int = 0
    transferred: int = 0
    cleaned: int = 0


def statistics(viewer: Viewer, span: tuple[dt.datetime, dt.datetime]) -> list[Line]:
    """Count by month and bureau what happened in the viewer's area, the newest month first.

    A clue that became a case counts as that case; one that was set right or handed on without a
    case counts by its disposal.
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for procedure, step, body, at in passages.taken(viewer, set(STEPS), span):
        found[_month(at), body, STEPS[procedure, step]] += 1
    for outcome, body, at in clues.disposals(viewer, span):
        counted = OUTCOMES.get(Outcome(outcome)) if outcome else None
        if counted is not None:
            found[_month(at), body, counted] += 1
    keys = sorted({(month, body) for month, body, _ in found}, key=lambda key: (key[0], key[1]))
    return [
        Line(month, body, **{kind.value: found[month, body, kind] for kind in Counted})
        for month, body in reversed(keys)
    ]


def _month(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m}"
