"""Taking a step: checked against the declaration, written with its clocks, words and audit row."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.base.lawbook import queries as lawbook
from hedun.base.lawbook.terms import Due, Extension, History, NotAllowed, Pause
from hedun.base.procedure import decide
from hedun.base.procedure.models import Clock, Notice, Passage
from hedun.base.procedure.queries import OPEN
from hedun.base.procedure.terms import ClockState, Given, Matter, NotPossible, Step, follower

if TYPE_CHECKING:
    from hedun.base.lawbook.models import Article, Reason

EXPIRED, RECOMPUTED, REMINDED = "expire", "recompute", "remind"
MORNING = dt.time(9, 0)


@transaction.atomic
def take(*, matter: Matter, step: str, given: Given, by: Viewer, at: dt.datetime) -> Passage:
    """Take a step of the matter's procedure; the caller writes the new state in the same breath.

    Raises Refused where the person may not, NotPossible where the matter is elsewhere or the form
    lacks something. Nothing is written then.
    """
    row = matter.procedure.step(step)
    if problem := decide.refusal(row, given.hats):
        raise Refused(problem)
    if problem := decide.hindrance(matter, row, given.hats) or decide.lack(row, given):
        raise NotPossible(problem)
    reason = _reason(row, given, by=by, at=at)
    passage = Passage.objects.create(
        procedure=matter.procedure.code,
        matter=matter.pk,
        step=step,
        title=row.label,
        from_state=matter.state,
        to_state=row.goal or matter.state,
        at=at,
        by_id=by.person_id,
        by_name="本人" if by.is_anonymous else by.name,
        body_id=by.body_id if by.is_bureau else matter.body_id,
        article=_article(row.basis, by=by, at=at),
        reason=reason,
        note=given.note.strip(),
    )
    _turn_clocks(matter, row, given, by=by, at=at)
    for party in row.tells:
        why = f"：{reason.name}" if reason else ""
        why += f"。{given.note.strip()}" if row.tells_note and given.note.strip() else ""
        Notice.objects.create(
            passage=passage,
            party=party,
            document=row.document,
            text=f"{row.told or row.label}{why}。",
            at=at,
        )
    record(
        by=by,
        at=at,
        action=f"procedure:{matter.procedure.code}:{step}",
        subject=(matter.procedure.code, matter.pk),
        detail={"number": matter.number, "from": matter.state, "to": passage.to_state},
    )
    return passage


@transaction.atomic
def expire(*, clock_id: int, due_at: dt.datetime, by: Viewer, at: dt.datetime) -> bool:
    """Say on the timeline that a clock has run out, once per due date; tells whether it did.

    A clock that is met, paused, or whose end has moved is left alone.
    """
    if not by.is_system:
        raise Refused("期限届满由系统提示，不能手工办理。")
    clock = Clock.objects.select_for_update().filter(pk=clock_id).first()
    if clock is None or clock.state != ClockState.RUNNING or clock.fired_at is not None:
        return False
    if clock.due_at != due_at or at < due_at:
        return False
    clock.fired_at = at
    clock.save(update_fields=["fired_at"])
    _remark(clock, EXPIRED, f"{clock.name}期限届满", by=by, at=at)
    if follow := follower(clock.procedure):
        follow(clock.matter, by, at)
    return True


@transaction.atomic
def remind(*, clock_id: int, due_at: dt.datetime, by: Viewer, at: dt.datetime) -> bool:
    """Say on the inner timeline that a clock runs out soon, once per due date; tells whether it did.

    Planned for the morning of the last working day before; one that comes after the end, or
    whose end has moved, or on whose clock the work is done, stays silent.
    """
    if not by.is_system:
        raise Refused("临期提醒由系统发出，不能手工办理。")
    clock = Clock.objects.select_for_update().filter(pk=clock_id).first()
    if clock is None or clock.state != ClockState.RUNNING or clock.reminded_for == due_at:
        return False
    if clock.due_at != due_at or at >= due_at:
        return False
    clock.reminded_for = due_at
    clock.save(update_fields=["reminded_for"])
    title = f"{clock.name}将于 {timezone.localtime(due_at):%m-%d} 届满"
    _remark(clock, REMINDED, title, by=by, at=at, is_internal=True)
    return True


@transaction.atomic
def recompute(*, clock_id: int, by: Viewer, at: dt.datetime) -> bool:
    """Compute an open clock again by the newest calendar; the old end and the new stand in the trail.

    Basis: chufa_chengxu art. 80
    """
    if not by.is_system:
        raise Refused("期限由系统按日历重新计算，不能手工办理。")
    clock = Clock.objects.select_for_update().get(pk=clock_id)
    before = (clock.due_at, clock.is_provisional, clock.calendar)
    if not clock.is_open or not _count(clock, by=by, at=at, before=before):
        return False
    old, new = timezone.localtime(before[0]), timezone.localtime(clock.due_at)
    moved = "不变" if before[0] == clock.due_at else f"由 {old:%Y-%m-%d} 变为 {new:%Y-%m-%d}"
    note = f"日历 {clock.calendar}：{clock.name}期限{moved}。{'；'.join(clock.trace)}"
    _remark(clock, RECOMPUTED, "期限重算", by=by, at=at, note=note)
    if follow := follower(clock.procedure):
        follow(clock.matter, by, at)
    return True


def _reason(step: Step, given: Given, *, by: Viewer, at: dt.datetime) -> "Reason | None":
    """Find the reason that was ticked among those the law lists for the step."""
    if step.reasons is None:
        return None
    listed = lawbook.reasons(by, kind=step.reasons, on=timezone.localdate(at))
    found = listed.filter(code=given.reason).first()
    if found is None:
        raise NotPossible(f"“{step.label}”须从法定情形中选择一项；请选择后再提交。")
    return found


def _article(basis: str, *, by: Viewer, at: dt.datetime) -> "Article | None":
    code, number = basis.split(" ", 1)
    return lawbook.article(by, code, number, on=timezone.localdate(at))


def _turn_clocks(matter: Matter, step: Step, given: Given, *, by: Viewer, at: dt.datetime) -> None:
    """Start, stop, pause and extend what the step says."""
    on = given.on or timezone.localdate(at)
    held = Clock.objects.select_for_update().filter(
        procedure=matter.procedure.code, matter=matter.pk, state__in=OPEN
    )
    for clock in held:
        is_anew = clock.rule in step.restarts and (given.since or at) > clock.started_at
        if clock.rule in {*step.ends, *step.drops} or is_anew:
            clock.state = ClockState.MET if clock.rule in step.ends else ClockState.DROPPED
            clock.ended_at = at
            clock.save(update_fields=["state", "ended_at"])
            if is_anew:
                _start(matter, clock.rule, since=given.since or at, by=by, at=at)
            continue
        cause = dict(step.pauses).get(clock.rule)
        if cause is not None:
            clock.events.append({"kind": "pause", "began": on.isoformat(), "cause": cause})
            clock.state = ClockState.PAUSED
        elif clock.rule in step.resumes and clock.state == ClockState.PAUSED:
            _last_pause(clock)["ended"] = on.isoformat()
            clock.state = ClockState.RUNNING
        elif clock.rule in step.extends:
            clock.events.append({"kind": "extend", "on": on.isoformat(), "days": given.days})
        else:
            continue
        _count(clock, by=by, at=at)
    for rule in step.starts:
        _start(matter, rule, since=given.since or at, by=by, at=at)


def _last_pause(clock: Clock) -> dict[str, Any]:
    """The pause that still runs; an extension may have been granted meanwhile."""
    found: dict[str, Any] = next(e for e in reversed(clock.events) if e["kind"] == "pause")
    return found


def _start(matter: Matter, rule: str, *, since: dt.datetime, by: Viewer, at: dt.datetime) -> Clock:
    try:
        due = lawbook.due(by, rule, since)
    except LookupError as error:
        raise NotPossible(str(error)) from error
    if due.article_id is None:
        raise NotPossible(f"法律库没有期限 {rule} 的条文；请先运行 hedun load_law。")
    clock = Clock(
        procedure=matter.procedure.code,
        matter=matter.pk,
        rule=rule,
        name=due.name,
        article_id=due.article_id,
        state=ClockState.RUNNING,
        started_at=since,
        due_at=due.at,
        is_provisional=due.is_provisional,
        calendar=due.calendar_version,
        trace=list(due.trace),
    )
    clock.save()
    _plan(clock, by=by, at=at)
    return clock


def _count(
    clock: Clock, *, by: Viewer, at: dt.datetime, before: tuple[Any, ...] | None = None
) -> bool:
    """Compute the end of a clock with all its events; nothing is written where it stays `before`."""
    due = _due(clock, by=by, at=at)
    found = (due.at, due.is_provisional, due.calendar_version)
    if found == before:
        return False
    is_moved = clock.due_at != due.at
    clock.due_at, clock.is_provisional, clock.calendar = found
    clock.trace = list(due.trace)
    clock.fired_at = None if is_moved else clock.fired_at
    clock.save()
    if clock.state == ClockState.RUNNING:
        _plan(clock, by=by, at=at)
    return True


def _due(clock: Clock, *, by: Viewer, at: dt.datetime) -> Due:
    pauses: list[Pause] = []
    extensions: list[Extension] = []
    for event in clock.events:
        if event["kind"] == "pause":
            ended = event.get("ended")
            began = dt.date.fromisoformat(event["began"])
            pauses.append(
                Pause(began, dt.date.fromisoformat(ended) if ended else None, event["cause"])
            )
        else:
            on, days = dt.date.fromisoformat(event["on"]), event.get("days", 0)
            number = len(extensions) if days else 0
            more = lawbook.extension_of(
                by, clock.rule, clock.started_at, on=on, amount=days, number=number
            )
            extensions.append(more)
    history = History(clock.started_at, tuple(pauses), tuple(extensions))
    try:
        return lawbook.due_of(by, clock.rule, history, today=timezone.localdate(at))
    except NotAllowed as error:
        raise NotPossible(str(error)) from error


def _plan(clock: Clock, *, by: Viewer, at: dt.datetime) -> None:
    """Ask for the word at the end; asked twice, it still comes once."""
    if clock.due_at < at:
        return
    enqueue(
        kind="procedure.expire",
        title=f"{clock.name}期限届满",
        payload={"clock": clock.pk, "due": clock.due_at.isoformat()},
        unique_key=f"procedure.expire:{clock.pk}:{clock.due_at.isoformat()}",
        run_at=clock.due_at,
        by=Viewer.system(),
        at=at,
    )
    # people read reminders at work: on the last working day before, in the morning
    due = timezone.localtime(clock.due_at)
    morning = dt.datetime.combine(
        lawbook.workday_before(by, due.date()), MORNING, tzinfo=due.tzinfo
    )
    if morning <= at:
        return
    enqueue(
        kind="procedure.remind",
        title=f"{clock.name}临期提醒",
        payload={"clock": clock.pk, "due": clock.due_at.isoformat()},
        unique_key=f"procedure.remind:{clock.pk}:{clock.due_at.isoformat()}",
        run_at=morning,
        by=Viewer.system(),
        at=at,
    )


def _remark(
    clock: Clock,
    step: str,
    title: str,
    *,
    by: Viewer,
    at: dt.datetime,
    note: str = "",
    is_internal: bool = False,
) -> None:
    """Put a line on the timeline that changes no state."""
    last = Passage.objects.filter(procedure=clock.procedure, matter=clock.matter).latest("pk")
    Passage.objects.create(
        procedure=clock.procedure,
        matter=clock.matter,
        step=step,
        title=title[:40],
        from_state=last.to_state,
        to_state=last.to_state,
        at=at,
        by_name=by.name,
        article=clock.article,
        note=note,
        is_internal=is_internal,
    )
    record(
        by=by,
        at=at,
        action=f"procedure:{clock.procedure}:{step}",
        subject=(clock.procedure, clock.matter),
        detail={"rule": clock.rule, "due": clock.due_at.isoformat()},
    )
