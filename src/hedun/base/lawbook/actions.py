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
    Article,
    CalendarDay,
    CalendarYear,
    Deadline,
    Ground,
    Instrument,
)

LARGEST_NOTICE = 256 * 1024


class BadNotice(ValueError):
    """A calendar file that cannot be read; the message says why and what is expected."""


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
    for manager, held in ((Ground.objects, book.grounds), (Deadline.objects, book.deadlines)):
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
    year, source, days = _notice(content, name)
    listed = [[str(on), *what] for on, what in sorted(days.items())]
    digest = hashlib.sha256(json.dumps([year, listed], ensure_ascii=False).encode()).hexdigest()
    newest = CalendarYear.objects.filter(year=year).order_by("-version").first()
    if newest is not None and newest.digest == digest:
        return newest
    edition = CalendarYear.objects.create(
        year=year,
        version=newest.version + 1 if newest else 1,
        source=source,
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


def _notice(content: bytes, name: str) -> tuple[int, str, dict[dt.date, tuple[str, bool]]]:
    if len(content) > LARGEST_NOTICE:
        raise BadNotice(f"{name}：超过 256 KB，不是放假安排文件。")
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadNotice(f"{name}：不是 UTF-8 编码的 JSON 文件；请使用 holiday-cn 格式。") from error
    if not isinstance(found, dict) or not isinstance(found.get("days"), list):
        raise BadNotice(f"{name}：缺少 days 列表；请使用 holiday-cn 格式（year、papers、days）。")
    year = found.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2100:
        raise BadNotice(f"{name}：year 须为 2000 至 2100 的整数，现为 {year!r}。")
    days: dict[dt.date, tuple[str, bool]] = {}
    for number, raw in enumerate(found["days"], 1):
        on, what = _named_day(raw, f"{name} 第 {number} 天", year)
        if on in days:
            raise BadNotice(f"{name} 第 {number} 天：{on} 出现了两次。")
        days[on] = what
    papers = found.get("papers")
    source = str(papers[0]) if isinstance(papers, list) and papers else ""
    return year, source[:200], days


def _named_day(raw: Any, place: str, year: int) -> tuple[dt.date, tuple[str, bool]]:
    if not isinstance(raw, dict):
        raise BadNotice(f"{place}：须为对象，含 name、date、isOffDay。")
    word, is_off = raw.get("name"), raw.get("isOffDay")
    if not isinstance(word, str) or not 0 < len(word) <= 30:
        raise BadNotice(f"{place}：name 须为 1 至 30 字的节日名称。")
    if not isinstance(is_off, bool):
        raise BadNotice(f"{place}：isOffDay 须为 true 或 false。")
    try:
        on = dt.date.fromisoformat(str(raw.get("date")))
    except ValueError as error:
        raise BadNotice(f"{place}：date 须为 YYYY-MM-DD 的日期。") from error
    if abs(on.year - year) > 1:
        raise BadNotice(f"{place}：{on} 不属于 {year} 年的放假安排。")
    return on, (word, is_off)


def _only_administrators(by: Viewer) -> None:
    if not by.is_system and not by.has(Role.SYSTEM_ADMIN):
        raise Refused("只有系统管理员可以载入法律依据和放假安排。")
