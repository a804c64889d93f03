"""Taking back one's own last step within ten minutes, instead of being asked "are you sure"."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.clues import queries
from hedun.clues.actions.change import Change
from hedun.clues.actions.clock import _plan_reminders
from hedun.clues.models import Clue
from hedun.clues.terms import ClueStep, NotPossible
from hedun.market import actions as market
from hedun.market import queries as shops
from hedun.market.terms import DisposalPayload, FactKind

if TYPE_CHECKING:
    from hedun.market.models import Fact

TIMES = frozenset({"due_at", "disposed_at"})
WITHDRAWN = "处置已撤销"


@transaction.atomic
def undo(*, clue_id: int, by: Viewer, at: dt.datetime) -> Clue:
    """Put the clue back where it was before this person's last step (撤销).

    A fact that the step recorded is corrected, never removed. Raises NotPossible with the
    reason where the step is another's, not the last, older than ten minutes, or where
    something has been built on it.
    """
    clue = Clue.objects.select_for_update().filter(pk=clue_id).first()
    if clue is None or not queries.visible_clues(by).filter(pk=clue_id).exists():
        raise Refused("没有这条线索，或您无权查看；请核对编号，或联系承办单位。")
    reason = queries.undo_problem(by, clue, timezone.localtime(at))
    event = queries.last_step(by, clue)
    if reason or event is None:
        raise NotPossible(reason)
    restored = dict(event.before)
    if restored.pop("fact", None) is not None:
        _write_fact(clue, WITHDRAWN, "", by=by, at=at)
    event.is_undone = True
    event.save(update_fields=["is_undone"])
    change = Change(clue, ClueStep.UNDO, by=by, at=at)
    step = ClueStep(event.step)
    change.commit(note=f"撤销“{step.label}”", **_values(restored))
    if step is ClueStep.EXTEND:
        _plan_reminders(clue, at)
    return clue


def _values(restored: dict[str, Any]) -> dict[str, Any]:
    return {
        name: dt.datetime.fromisoformat(value) if name in TIMES and value else value
        for name, value in restored.items()
    }


def _write_fact(clue: Clue, outcome: str, measure: str, *, by: Viewer, at: dt.datetime) -> "Fact":
    """Record how the clue ended; where a fact of this clue stands, as its correction."""
    source = ("clue", clue.number)
    standing = shops.facts(Viewer.system(), shop=clue.shop, subject=clue.subject).filter(
        source_kind=source[0], source_id=source[1], corrected_by__isnull=True
    )
    return market.record_fact(
        kind=FactKind.DISPOSAL,
        subject=clue.subject,
        shop=clue.shop,
        payload=DisposalPayload(
            clue_no=clue.number,
            ground=clue.ground.name,
            outcome=outcome,
            title=clue.title,
            platform=clue.platform.name if clue.platform else "",
            measure=measure,
        ),
        happened_on=timezone.localtime(at).date(),
        basis=str(clue.ground.article),
        source=source,
        corrects=standing.first(),
        by=by,
        at=at,
    )
