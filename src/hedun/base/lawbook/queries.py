"""Reading the law. It is public: the viewer is taken for the rule's sake and limits nothing."""

import datetime as dt
import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from hedun.base.accounts.terms import Viewer
from hedun.base.lawbook.decide import (
    SHANGHAI,
    Calendar,
    Outcome,
    Period,
    Terms,
    end_of,
    end_of_history,
    in_force,
)
from hedun.base.lawbook.models import (
    Amount,
    Article,
    CalendarDay,
    CalendarYear,
    Deadline,
    DocumentForm,
    Duty,
    Ground,
    Instrument,
    Reason,
)
from hedun.base.lawbook.rows.calendars import (
    FIRST,
    SETTLED_UNTIL,
    edition_of,
    settled,
    statutory,
)
from hedun.base.lawbook.terms import Due, Extension, History, Unit

SPAN_AFTER = 20  # years after the present that the calendar covers
Stamp = tuple[tuple[int, int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Clock:
    """What `due` needs, kept between calls: the calendar and the deadlines of one moment."""

    read_at: float
    stamp: Stamp
    calendar: Calendar
    deadlines: dict[str, list[Deadline]]


_kept: dict[str, _Clock] = {}


def due(viewer: Viewer, rule_code: str, start: dt.datetime, *, extended: bool = False) -> Due:
    """Compute when a statutory term ends that began with an event at `start` (aware).

    `extended` adds the extension that the rule allows; who approved it is the caller's record.
    Raises LookupError where no such deadline is in force on that day.

    Basis: chufa_chengxu art. 80
    """
    del viewer  # law is public
    clock = _clock()
    rule = _rule(clock, rule_code, start.astimezone(SHANGHAI).date())
    period = _period_of(rule, more=rule.extension if extended else 0)
    return _due(rule, end_of(period, start, clock.calendar))


def due_of(viewer: Viewer, rule_code: str, history: History, *, today: dt.date) -> Due:
    """Compute the end of a term with all that happened to it: pauses, extensions, a fresh start.

    The version in force on the day of the first event holds throughout. Raises LookupError
    where there is none, and NotAllowed where the rule knows no such pause or extension.

    Basis: chufa_chengxu art. 80
    """
    del viewer
    clock = _clock()
    rule = _rule(clock, rule_code, history.start.astimezone(SHANGHAI).date())
    terms = Terms(
        _period_of(rule),
        tuple(rule.pauses),
        rule.extension,
        rule.extension_by,
        rule.further_by,
        tuple(rule.restarts),
    )
    return _due(rule, end_of_history(terms, history, clock.calendar, today=today))


def extension_of(
    viewer: Viewer,
    rule_code: str,
    start: dt.datetime,
    *,
    on: dt.date,
    amount: int = 0,
    number: int = 0,
) -> Extension:
    """Give the extension that a rule allows, by the one who may grant it.

    Without an amount, the whole that the rule names. An amount is for where the rule leaves the
    length to people; `number` extensions came before it, and the next is another's to grant.
    Raises LookupError where no such deadline is in force on the day of `start`.
    """
    del viewer
    rule = _rule(_clock(), rule_code, start.astimezone(SHANGHAI).date())
    granted_by = rule.further_by if number else rule.extension_by
    return Extension(amount or rule.extension, granted_by, on)


def due_by(viewer: Viewer, rule: Deadline, start: dt.datetime, *, more: int = 0) -> Outcome:
    """Count one version of a rule, in force or not: what it says, or would have said."""
    return end_of(_period_of(rule, more=more), start, calendar(viewer))


def _period_of(rule: Deadline, *, more: int = 0) -> Period:
    """Give a rule's term as numbers, with so many units more where it is extended."""
    return Period(
        amount=rule.amount + more,
        unit=Unit(rule.unit),
        name=rule.name,
        start_event=rule.start_event,
        is_before=rule.is_before,
    )


def _due(rule: Deadline, outcome: Outcome) -> Due:
    return Due(
        at=outcome.at,
        rule=rule.code,
        basis=str(rule.article),
        article_id=rule.article_id,
        is_provisional=outcome.is_provisional,
        calendar_version=outcome.calendar,
        trace=outcome.trace,
        is_paused=outcome.is_paused,
        name=rule.name,
    )


def _rule(clock: _Clock, code: str, on: dt.date) -> Deadline:
    for row in clock.deadlines.get(code, ()):
        if in_force(row.valid_from, row.valid_to, on):
            return row
    raise LookupError(
        f"{on} 没有有效的期限规则“{code}”；请系统管理员运行 hedun load_law 载入法律依据库。"
    )


def _clock() -> _Clock:
    """Give the calendar and rules, read again when they are older than LAWBOOK_FRESH_SECONDS.

    The calendar itself is rebuilt only where an edition was added or changed.
    """
    kept = _kept.get("clock")
    now = time.monotonic()
    if kept is not None and now - kept.read_at < settings.LAWBOOK_FRESH_SECONDS:
        return kept
    stamp = tuple(
        CalendarYear.objects.order_by("year", "version").values_list(
            "year", "version", "digest", "is_published"
        )
    )
    calendar = kept.calendar if kept and kept.stamp == stamp else _build(stamp)
    deadlines: dict[str, list[Deadline]] = {}
    for row in Deadline.objects.select_related("article__instrument").order_by("-valid_from"):
        deadlines.setdefault(row.code, []).append(row)
    kept = _kept["clock"] = _Clock(now, stamp, calendar, deadlines)
    return kept


def calendar(viewer: Viewer) -> Calendar:
    """The working-day calendar as it stands: newest editions, statutory guesses beyond them."""
    del viewer
    return _clock().calendar


def is_current(viewer: Viewer, label: str) -> bool:
    """Tell whether a due date that names these editions would name the same today."""
    known = calendar(viewer).versions
    parts = [part.split("-", 1)[0] for part in label.split("+") if part]
    return label == "+".join(known.get(int(year), f"{year}-暂定") for year in parts)


def workdays_between(viewer: Viewer, start: dt.date, end: dt.date) -> int:
    """Count the working days after `start` up to and with `end`."""
    return calendar(viewer).workdays_between(start, end)


def workday_before(viewer: Viewer, day: dt.date) -> dt.date:
    """Give the last working day before a day: the eve on which people can still act."""
    known = calendar(viewer)
    eve = day - dt.timedelta(days=1)
    while not known.is_workday(eve):
        eve -= dt.timedelta(days=1)
    return eve


def _build(stamp: Stamp) -> Calendar:
    latest = {year: (version, is_published) for year, version, _, is_published in stamp}
    published = frozenset(year for year, (_, is_published) in latest.items() if is_published)
    present = max([*latest, dt.datetime.now(SHANGHAI).year])
    first = min([*latest, FIRST])
    last = present + SPAN_AFTER
    versions = {year: f"{year}-v{latest[year][0]}" for year in published}
    days: dict[dt.date, tuple[str, bool]] = {}
    for year in set(range(first, last + 1)) - published:
        is_past = FIRST <= year <= SETTLED_UNTIL and year not in latest
        days |= settled(year) if is_past else statutory(year)
        if is_past:
            versions[year] = edition_of(year)
    wanted = Q(pk__in=[])
    for year in sorted(published):
        wanted |= Q(year__year=year, year__version=latest[year][0])
    for row in CalendarDay.objects.filter(wanted).order_by("year__year", "on"):
        days[row.on] = (row.name, row.is_off)
    return Calendar(days, frozenset(versions), versions, first, last)


def ground(viewer: Viewer, code: str, on: dt.date) -> Ground | None:
    """The ground of that code in force on the day."""
    return grounds(viewer, on).filter(code=code).first()


def grounds(viewer: Viewer, on: dt.date | None = None) -> QuerySet[Ground]:
    """All grounds, or those in force on a day, with their articles."""
    del viewer
    rows = Ground.objects.select_related("article__instrument").order_by("code", "-valid_from")
    return rows.filter(_in_force(on)) if on else rows


def article(
    viewer: Viewer, instrument_code: str, number: str, *, on: dt.date | None = None
) -> Article | None:
    """The article as it stood on the day; without a day, the newest text."""
    rows = articles(viewer).filter(instrument__code=instrument_code, number=number)
    return (rows.filter(_in_force(on)) if on else rows).order_by("-valid_from").first()


def articles(viewer: Viewer) -> QuerySet[Article]:
    """All articles with what rests on them."""
    del viewer
    return Article.objects.select_related("instrument").prefetch_related(
        Prefetch("deadlines", Deadline.objects.order_by("code")),
        Prefetch("grounds", Ground.objects.order_by("code")),
    )


def instruments(viewer: Viewer) -> QuerySet[Instrument]:
    """All instruments (规范性文件)."""
    del viewer
    return Instrument.objects.select_related("supersedes")


def deadlines(viewer: Viewer) -> QuerySet[Deadline]:
    """All deadlines (期限) with their articles."""
    del viewer
    return Deadline.objects.select_related("article__instrument").order_by("code")


def reasons(viewer: Viewer, *, kind: str = "", on: dt.date | None = None) -> QuerySet[Reason]:
    """The reasons that the law lists, of one kind and in force on a day where asked."""
    del viewer
    rows = Reason.objects.select_related("article__instrument").order_by("pk")
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(_in_force(on)) if on else rows


def amounts(viewer: Viewer, kind: str, *, on: dt.date, ground: str = "") -> list[Amount]:
    """The amounts of one kind in force on a day: for a ground where one is named."""
    del viewer
    rows = Amount.objects.select_related("article__instrument").filter(_in_force(on), kind=kind)
    return [row for row in rows.order_by("pk") if not ground or ground in row.grounds]


def duties(viewer: Viewer) -> QuerySet[Duty]:
    """What platforms and operators owe, with the articles."""
    del viewer
    return Duty.objects.select_related("article__instrument").order_by("pk")


def forms(viewer: Viewer) -> QuerySet[DocumentForm]:
    """The forms of documents, set by set."""
    del viewer
    return DocumentForm.objects.select_related("article__instrument").order_by("family", "number")


def versions(viewer: Viewer, code: str) -> QuerySet[Deadline]:
    """Every version of one deadline, the newest first."""
    return deadlines(viewer).filter(code=code).order_by("-valid_from")


def editions(viewer: Viewer) -> QuerySet[CalendarYear]:
    """Every imported edition of the calendar, the newest first."""
    del viewer
    return CalendarYear.objects.order_by("-year", "-version")


def _in_force(on: dt.date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
