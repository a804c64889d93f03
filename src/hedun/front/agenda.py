"""What is due from one day to another, of whatever has a clock: bounded reading."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.lawbook import queries as law
from hedun.base.pages.context import address
from hedun.clues import queries as clues
from hedun.clues.terms import ClueState, Scope
from hedun.desks.bridge import queries as letters
from hedun.desks.bridge.terms import LetterState
from hedun.desks.cases import queries as cases
from hedun.desks.cases.terms import CaseState
from hedun.desks.cases.terms import Scope as Files
from hedun.desks.complaints import queries as complaints
from hedun.desks.complaints.terms import Scope as Pleas
from hedun.desks.sampling import queries as samples
from hedun.desks.sampling.terms import SamplingState
from hedun.engine import ical
from hedun.engine.term import Term

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound="Model")

MOST = 300  # of each kind: a page or a calendar that shows more shows nothing
MORNING = dt.time(9, 0)
PRODUCT = "-//Hedun//Statutory clock//ZH"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: what it is called, and how it stands. No word of who complained."""

    at: dt.datetime
    kind: str
    number: str
    title: str
    place: tuple[str, int]
    state: Term
    is_provisional: bool = False
    basis: str = ""

    @property
    def on(self) -> dt.date:
        """The day in Beijing time."""
        return timezone.localtime(self.at).date()

    @property
    def url(self) -> str:
        return address(*self.place)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the page, with what the calendar of the State Council says of it."""

    on: dt.date
    is_off: bool
    mark: str
    name: str
    is_today: bool
    is_other: bool
    dues: list[Due]


def due_between(viewer: Viewer, first: dt.date, last: dt.date) -> list[Due]:
    """Everything of the viewer's body that ends from the first day to the last, in order."""
    low = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    high = timezone.make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min))
    found = [*_letters(viewer, low, high)]
    if viewer.is_bureau and viewer.has(Role.INSPECTOR, Role.LEADER):
        for kind in (_clues, _complaints, _cases, _samples):
            found += kind(viewer, low, high)
    return sorted(found, key=lambda due: (due.at, due.number))


def _between(rows: "QuerySet[Row]", low: dt.datetime, high: dt.datetime) -> "QuerySet[Row]":
    return rows.filter(due_at__gte=low, due_at__lt=high).order_by("due_at")[:MOST]


def _clues(viewer: Viewer, low: dt.datetime, high: dt.datetime) -> Iterator[Due]:
    rows = clues.scoped_clues(viewer, Scope.BODY).filter(is_open=True)
    for row in _between(rows.select_related("due_article__instrument"), low, high):
        yield Due(
            row.due_at, "线索", row.number, row.title, ("clues:detail", row.pk),
            ClueState(row.state), row.due_is_provisional, str(row.due_article or ""),
        )  # fmt: skip


def _complaints(viewer: Viewer, low: dt.datetime, high: dt.datetime) -> Iterator[Due]:
    rows = complaints.in_scope(viewer, Pleas.BODY).select_related("due_article__instrument")
    for row in _between(rows, low, high):
        assert row.due_at is not None
        yield Due(
            row.due_at, row.get_kind_display(), row.number, f"{row.respondent} {row.goods}",
            ("complaints:detail", row.pk), complaints.matter(viewer, row).procedure.states(row.state),
            row.due_is_provisional, str(row.due_article or ""),
        )  # fmt: skip


def _cases(viewer: Viewer, low: dt.datetime, high: dt.datetime) -> Iterator[Due]:
    rows = cases.in_scope(viewer, Files.BODY).select_related("due_article__instrument")
    for row in _between(rows, low, high):
        assert row.due_at is not None
        yield Due(
            row.due_at, "案件", row.number, f"{row.title} {row.due_name}", ("cases:detail", row.pk),
            CaseState(row.state), row.due_is_provisional, str(row.due_article or ""),
        )  # fmt: skip


def _samples(viewer: Viewer, low: dt.datetime, high: dt.datetime) -> Iterator[Due]:
    rows = samples.visible_orders(viewer).filter(body_id=viewer.body_key, is_open=True)
    for row in _between(rows.select_related("due_article__instrument"), low, high):
        assert row.due_at is not None
        yield Due(
            row.due_at, "抽检", row.number, row.goods_name, ("sampling:detail", row.pk),
            SamplingState(row.state), row.due_is_provisional, str(row.due_article or ""),
        )  # fmt: skip


def _letters(viewer: Viewer, low: dt.datetime, high: dt.datetime) -> Iterator[Due]:
    rows = letters.visible_letters(viewer).filter(is_open=True)
    if viewer.is_bureau:
        rows = rows.filter(from_body_id=viewer.body_key)
    for row in _between(rows.select_related(None), low, high):
        yield Due(
            row.due_at, "函件", row.number or "待编号", row.title, ("bridge:detail", row.pk),
            LetterState(row.state), row.due_is_provisional,
        )  # fmt: skip


def days(viewer: Viewer, shown: list[dt.date], *, month: int, today: dt.date) -> list[Day]:
    """Give the days of a page, each with what is due on it."""
    held, by_day = law.calendar(viewer), dict[dt.date, list[Due]]()
    for due in due_between(viewer, shown[0], shown[-1]):
        by_day.setdefault(due.on, []).append(due)
    found = []
    for on in shown:
        name, is_off = held.days.get(on, ("", on.weekday() >= 5))
        mark = ("休" if is_off else "班") if name else ""
        dues = by_day.get(on, [])
        is_other = bool(month) and on.month != month
        found.append(Day(on, is_off, mark, name, on == today, is_other, dues))
    return found


def feed(viewer: Viewer, at: dt.datetime, root: str) -> bytes:
    """Write what is due as a calendar that leaves the house: numbers and articles, no names.

    A calendar program keeps its copies where no bureau looks after them; so there is nobody's
    name in it, neither the complainant's nor the respondent's. The alarm rings on the last
    working day before, in working hours.
    """
    today = timezone.localtime(at).date()
    dues = due_between(viewer, today - dt.timedelta(days=31), today + dt.timedelta(days=183))
    return ical.write(
        "合盾办理期限", [_event(viewer, due, at, root=root) for due in dues], product=PRODUCT
    )


def _event(viewer: Viewer, due: Due, at: dt.datetime, *, root: str) -> ical.Event:
    eve = law.workday_before(viewer, due.on)
    alarm = dt.datetime.combine(eve, MORNING, tzinfo=timezone.localtime(due.at).tzinfo)
    late = "（已超期）" if due.at < at else ""
    guess = "（暂定）" if due.is_provisional else ""
    return ical.Event(
        uid=f"{due.place[0].replace(':', '-')}-{due.place[1]}@hedun",
        on=due.on,
        summary=f"{due.kind} {due.number} {due.state.label}{late}{guess}",
        changed_at=at,
        description=due.basis,
        url=f"{root}{due.url}",
        alarm_at=alarm if alarm > at else None,
    )
