"""What happens to a period after it has begun: pauses, extensions, and a fresh start.

A pause leaves out the days after the one on which it began, up to and with the one on which it
ended: the day of an event does not count, neither here nor at the start. An extension lengthens
the period as a whole and counts from the same start, so that a last day on a holiday is moved
once only. A fresh start (a report joined to an earlier one) counts anew from its own day, and an
extension granted before it is spent.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hedun.base.lawbook.decide.calendar import SHANGHAI, Calendar, written
from hedun.base.lawbook.decide.periods import Interval, Outcome, Period, end_of, end_of_days
from hedun.base.lawbook.terms import Extension, History, NotAllowed, Unit


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule allows to happen to its period.

    `extension` 0 with an `extension_by` leaves the length to the one who grants it; `further_by`
    may extend once more by a term of their own.
    """

    period: Period
    pauses: tuple[str, ...] = ()
    extension: int = 0
    extension_by: str = ""
    further_by: str = ""
    restarts: tuple[str, ...] = ()


def end_of_history(
    terms: Terms, history: History, calendar: Calendar, *, today: dt.date | None = None
) -> Outcome:
    """Give the end of a period with all that happened to it; NotAllowed where the law forbids it.

    A pause that still runs is counted up to `today`, and the outcome says so.

    Basis: chufa_chengxu art. 18; chufa_chengxu art. 38; chufa_chengxu art. 64
    Basis: complaint_report_rules art. 22; complaint_report_rules art. 35
    """
    first = history.start.astimezone(SHANGHAI).date()
    _check_pauses(terms, history, today)
    start, said = _begun(terms, history, first)
    if terms.period.unit is Unit.HOUR or terms.period.is_before:
        if history.pauses or history.extensions or history.restarts:
            raise NotAllowed(f"“{terms.period.name}”不能中止、延长或者重新计算；请撤销该项登记。")
        return end_of(terms.period, history.start, calendar)
    paused = _merged((p.began, p.ended or today or p.began) for p in history.pauses)
    period = terms.period
    for number, extension in enumerate(
        sorted((e for e in history.extensions if e.on >= start), key=lambda e: e.on)
    ):
        until = end_of_days(period, start, calendar, paused=paused).on
        _check_extension(terms, extension, number, until=until)
        period = replace(period, amount=period.amount + extension.amount)
        said.append(
            f"延长：{extension.by} {extension.on:%Y-%m-%d} 批准延长 {extension.amount}"
            f" {'个' if period.unit is Unit.WORKING_DAY else ''}{period.unit.label}，合并计算。"
        )
    outcome = end_of_days(period, start, calendar, paused=paused, before=tuple(said))
    if not any(p.ended is None and p.began < outcome.on for p in history.pauses):
        return outcome
    trace = (*outcome.trace, "尚在中止：以上按今日恢复计算，恢复前不会届满。")
    return replace(outcome, is_paused=True, is_provisional=True, trace=trace)


def _begun(terms: Terms, history: History, first: dt.date) -> tuple[dt.date, list[str]]:
    """Find the day from which the count runs, and say why where it is not the first."""
    start, said = first, []
    for day, cause in sorted(history.restarts):
        if cause not in terms.restarts:
            allowed = "；".join(terms.restarts) or "无"
            raise NotAllowed(
                f"“{terms.period.name}”不因“{cause}”重新计算；法定的重新计算事由：{allowed}。"
            )
        if day < first:
            raise NotAllowed(f"重新计算之日 {day} 早于起算之日 {first}；请核对日期。")
        start = day
        said.append(f"重新计算：{written(day)}{cause}，此前的延长不再适用。")
    return start, said


def _check_pauses(terms: Terms, history: History, today: dt.date | None) -> None:
    for pause in history.pauses:
        if pause.cause not in terms.pauses:
            allowed = "；".join(terms.pauses) or "无"
            raise NotAllowed(
                f"“{terms.period.name}”不因“{pause.cause}”中止；法定的不计入事由：{allowed}。"
            )
        if pause.ended is not None and pause.ended < pause.began:
            raise NotAllowed(f"中止的结束日 {pause.ended} 早于开始日 {pause.began}；请核对日期。")
        if pause.ended is None and today is None:
            raise NotAllowed("中止尚未结束，须给出今日才能推算；请先登记结束日。")


def _check_extension(terms: Terms, extension: Extension, number: int, *, until: dt.date) -> None:
    """Only who may, only as much as allowed, and only while the period still runs."""
    name = terms.period.name
    by = (terms.extension_by, terms.further_by)[number] if number < 2 else ""
    if not by:
        raise NotAllowed(f"“{name}”没有法定的{'再次' if number else ''}延长；请按原期限办结。")
    if extension.by != by:
        raise NotAllowed(f"“{name}”的延长须由{by}批准，不能由{extension.by}批准。")
    if extension.amount < 1:
        raise NotAllowed(f"延长须至少为 1，现为 {extension.amount}。")
    if number == 0 and terms.extension and extension.amount > terms.extension:
        raise NotAllowed(f"“{name}”至多延长 {terms.extension}，现为 {extension.amount}。")
    if extension.on > until:
        raise NotAllowed(f"“{name}”已于 {until} 届满，{extension.on} 不能再延长。")


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Join pauses that overlap or touch, so that no day is left out twice."""
    merged: list[Interval] = []
    for begins, ends in sorted(intervals):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        elif ends > begins:
            merged.append((begins, ends))
    return tuple(merged)
