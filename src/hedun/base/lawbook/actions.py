"""Writing the law: rows from files, calendars from notices."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Manager

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Role, Viewer
from hedun.base.lawbook import rows
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
from hedun.base.lawbook.rows import calendars
from hedun.base.lawbook.rows.calendars import LARGEST_NOTICE, BadNotice
from hedun.base.lawbook.terms import DayKind

__all__ = ["LARGEST_NOTICE", "BadNotice", "Loaded", "change_day", "import_calendar", "load_law"]


@dataclass(slots=True)
class Loaded:
    """How many rows were added, changed and found as they should be."""

    added: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def load_law(*, book: rows.Book, by: Viewer, at: dt.datetime) -> Loaded:
    """Bring the database to what the files say; a second time changes nothing.

    Rows that are no longer in the files stay: cases keep the version in force on their day.
    """
    _only_administrators(by)
    tally = Loaded()
    plain = [{k: v for k, v in r.values.items() if k != "texts_from"} for r in book.instruments]
    later = {row["code"]: row.pop("supersedes") for row in plain}
    for row in plain:
        row.pop("aliases")
    instruments = _merge(Instrument.objects, ("code",), plain, tally=tally)
    _link(instruments, later)
    articles = _merge(
        Article.objects,
        ("instrument_id", "number", "valid_from"),
        [_under_instrument(row, instruments) for row in book.articles],
        tally=tally,
    )
    newest: dict[str, Any] = {}
    for one in sorted(book.articles, key=lambda r: r["valid_from"]):
        owner = instruments[(one["instrument"],)]
        key = (owner.pk, one["number"], one["valid_from"])
        newest[f"{one['instrument']} {one['number']}"] = articles[key]
    held_by: list[tuple[Manager[Any], list[rows.Row]]] = [
        (Ground.objects, book.grounds),
        (Deadline.objects, book.deadlines),
        (Reason.objects, book.reasons),
        (Amount.objects, book.amounts),
        (Duty.objects, book.duties),
        (DocumentForm.objects, book.forms),
    ]
    for manager, held in held_by:
        linked = [
            {k: v for k, v in row.values.items() if k != "article"}
            | {"article_id": newest[row["article"]].pk}
            for row in held
        ]
        _merge(manager, ("code", "valid_from"), linked, tally=tally)
    if tally.added or tally.changed:
        detail = {"added": tally.added, "changed": tally.changed, "same": tally.same}
        record(by=by, at=at, action="lawbook:law:load", subject=("lawbook", ""), detail=detail)
    return tally


def _under_instrument(
    row: rows.Row, instruments: dict[tuple[Any, ...], models.Model]
) -> dict[str, Any]:
    values = {k: v for k, v in row.values.items() if k != "instrument"}
    return values | {"instrument_id": instruments[(row["instrument"],)].pk}


def _merge(
    manager: Manager[Any],
    key: tuple[str, ...],
    wanted: list[dict[str, Any]],
    *,
    tally: Loaded,
) -> dict[tuple[Any, ...], Any]:
    """Add rows that are missing, change those that differ, and give all by their key."""
    held: dict[tuple[Any, ...], Any] = {
        tuple(getattr(row, k) for k in key): row for row in manager.all()
    }
    for values in wanted:
        name = tuple(values[k] for k in key)
        row = held.get(name)
        if row is None:
            held[name] = manager.create(**values)
            tally.added += 1
        elif any(getattr(row, k) != v for k, v in values.items()):
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
            tally.changed += 1
        else:
            tally.same += 1
    return held


def _link(instruments: dict[tuple[Any, ...], Any], later: dict[str, str | None]) -> None:
    for code, before in later.items():
        row = instruments[(code,)]
        wanted = instruments[(before,)].pk if before else None
        if row.supersedes_id != wanted:
            row.supersedes_id = wanted
            row.save(update_fields=["supersedes"])


@transaction.atomic
def import_calendar(*, content: bytes, name: str, by: Viewer, at: dt.datetime) -> CalendarYear:
    """Take in a holiday notice in the form of holiday-cn; new content makes a new version.

    A year without days is known to be unpublished: what needs it stays provisional.
    Raises BadNotice where the file is not such a notice.
    """
    _only_administrators(by)
    year, source, days = calendars.notice(content, name)
    return _edition(year, days, source=source, by=by, at=at)


@transaction.atomic
def change_day(
    *, on: dt.date, kind: str, name: str, source: str, by: Viewer, at: dt.datetime
) -> CalendarYear:
    """Set one day of a published year right; the year gets a new version with its source.

    Raises BadNotice where the year is not published: one day does not settle a year.
    """
    _only_administrators(by)
    newest = CalendarYear.objects.filter(year=on.year).order_by("-version").first()
    if newest is None or not newest.is_published:
        raise BadNotice(f"{on.year} 年的放假安排尚未导入；请先导入整年的通知，再修改单日。")
    days = {row.on: (row.name, row.is_off) for row in newest.days.all()}
    days.pop(on, None)
    if kind != DayKind.ORDINARY:
        days[on] = (name or "调休上班", kind == DayKind.OFF)
    return _edition(on.year, days, source=source, by=by, at=at)


def _edition(
    year: int, days: calendars.Days, *, source: str, by: Viewer, at: dt.datetime
) -> CalendarYear:
    """Keep the days as a new version, unless they are what the newest says already."""
    listed = [[str(on), *what] for on, what in sorted(days.items())]
    digest = hashlib.sha256(json.dumps([year, listed], ensure_ascii=False).encode()).hexdigest()
    newest = CalendarYear.objects.filter(year=year).order_by("-version").first()
    if newest is not None and newest.digest == digest:
        return newest
    edition = CalendarYear.objects.create(
        year=year,
        version=newest.version + 1 if newest else 1,
        source=source[:200],
        is_published=bool(days),
        digest=digest,
        imported_at=at,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(year=edition, on=on, name=word, is_off=is_off)
        for on, (word, is_off) in days.items()
    )
    detail = {"year": year, "version": edition.version, "days": len(days), "digest": digest}
    record(
        by=by, at=at, action="lawbook:calendar:import", subject=("calendar", year), detail=detail
    )
    return edition


def _only_administrators(by: Viewer) -> None:
    if not by.is_system and not by.has(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以载入法律依据和放假安排。")
