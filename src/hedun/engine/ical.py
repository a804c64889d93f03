"""Calendars as RFC 5545 wants them: escaped, folded at 75 octets, CRLF at every end of line."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MOST_OCTETS: Final = 75
_ESCAPES: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """One day on which something is due; `alarm_at` is when a calendar says so beforehand."""

    uid: str
    on: dt.date
    summary: str
    changed_at: dt.datetime
    description: str = ""
    url: str = ""
    alarm_at: dt.datetime | None = None


def write(name: str, events: Iterable[Event], *, product: str) -> bytes:
    """Give a whole calendar; calendars that read it again find the same UIDs."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{text(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in fold(line))


def _event(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{text(event.uid)}",
        f"DTSTAMP:{_moment(event.changed_at)}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{text(event.summary)}",
        "TRANSP:TRANSPARENT",
    ]
    if event.description:
        lines.append(f"DESCRIPTION:{text(event.description)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    if event.alarm_at is not None:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER;VALUE=DATE-TIME:{_moment(event.alarm_at)}",
            f"DESCRIPTION:{text(event.summary)}",
            "END:VALARM",
        ]
    return [*lines, "END:VEVENT"]


def _moment(at: dt.datetime) -> str:
    """Write a moment in UTC."""
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    """Escape a text; what cannot be printed, and could begin a line of its own, is dropped."""
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in plain if c == "\n" or c.isprintable())
    return "".join(_ESCAPES.get(c, c) for c in kept)


def fold(line: str) -> Iterator[bytes]:
    """Cut a line into parts of at most 75 octets, never inside a character."""
    part, room = b"", MOST_OCTETS
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > room:
            yield part
            part = b" "
        part += octets
    yield part
