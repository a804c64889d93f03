"""What time does to a clue: reminders, and due dates computed again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs import actions as jobs
from hedun.base.lawbook import queries as lawbook
from hedun.clues.actions.change import Change
from hedun.clues.models import Clue, ClueEvent
from hedun.clues.terms import ClueStep

MORNING = dt.time(9, 0)
STAGES = {"before": "核查期限将于{on}届满，还剩 1 个工作日", "at": "核查期限已于{on}届满"}


@transaction.atomic
def remind(*, clue_id: int, due_at: dt.datetime, stage: str, by: Viewer, at: dt.datetime) -> bool:
    """Put a reminder on the timeline, once per due date and stage; tells whether it did.

    A clue that is closed, or whose due date has moved, is not reminded of the old one.

    Basis: chufa_chengxu art. 18
    """
    if not by.is_system:
        raise Refused("到期提醒由系统发出，不能手工办理。")
    clue = Clue.objects.select_for_update().filter(pk=clue_id).first()
    if clue is None or not clue.is_open or clue.due_at != due_at:
        return False
    trace = {"due": due_at.isoformat(), "stage": stage}
    told = ClueEvent.objects.filter(clue=clue, step=ClueStep.REMIND, before__due=trace["due"])
    if told.filter(before__stage=stage).exists():
        return False
    note = STAGES[stage].format(on=f"{timezone.localtime(due_at):%Y-%m-%d}")
    Change(clue, ClueStep.REMIND, by=by, at=at).commit(note=note, before=trace)
    return True


@transaction.atomic
def recompute(*, clue_id: int, by: Viewer, at: dt.datetime) -> bool:
    """Compute a provisional due date again by the newest calendar; tells whether it changed.

    The old date, the new one and the days that moved it stand on the timeline.

    Basis: chufa_chengxu art. 80
    """
    change = Change.of(clue_id, ClueStep.RECOMPUTE, by=by, at=at)
    clue = change.clue
    due = lawbook.due(by, clue.due_rule, clue.raised_at, extended=clue.has_extension)
    new: dict[str, Any] = {
        "due_at": due.at,
        "due_is_provisional": due.is_provisional,
        "due_calendar": due.calendar_version,
    }
    if all(getattr(clue, name) == value for name, value in new.items()):
        return False
    old_on = f"{timezone.localtime(clue.due_at):%Y-%m-%d}"
    moved = "不变" if due.at == clue.due_at else f"由 {old_on} 变为 {due.on:%Y-%m-%d}"
    note = f"日历 {due.calendar_version}：期限{moved}。{'；'.join(due.trace)}"
    change.commit(note=note, **new)
    _plan_reminders(clue, at)
    return True


def _plan_reminders(clue: Clue, at: dt.datetime) -> None:
    """Ask for the two reminders of the clue's due date; asked twice, they still fire once."""
    due_at = timezone.localtime(clue.due_at)
    eve = lawbook.workday_before(Viewer.system(), due_at.date())
    # people read reminders at work: not at midnight, when the term itself ends
    times = {"before": dt.datetime.combine(eve, MORNING, tzinfo=due_at.tzinfo), "at": due_at}
    for stage, run_at in times.items():
        if run_at < at:
            continue
        jobs.enqueue(
            kind="clues.remind",
            title=f"到期提醒 {clue.number}",
            payload={"clue": clue.pk, "due": due_at.isoformat(), "stage": stage},
            unique_key=f"clues.remind:{clue.pk}:{due_at.isoformat()}:{stage}",
            run_at=run_at,
            by=Viewer.system(),
            at=at,
        )
