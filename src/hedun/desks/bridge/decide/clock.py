"""How much of a letter's time has gone, in words and as a share."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from hedun.desks.bridge.terms import Reminder

BEIJING = zoneinfo.ZoneInfo("Asia/Shanghai")


def local_day(at: dt.datetime) -> dt.date:
    """The calendar day in Beijing time on which a moment falls."""
    return at.astimezone(BEIJING).date()


def end_of_day(on: dt.date) -> dt.datetime:
    """The last second of a day in Beijing time: an answer on the day is in time."""
    return dt.datetime(on.year, on.month, on.day, 23, 59, 59, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True)
class Countdown:
    """What the page shows: percent used (0-100), the words, and how urgent."""

    percent: int
    words: str
    tone: str

    @property
    def is_over(self) -> bool:
        return self.tone == "bad"


def spell(span: dt.timedelta) -> str:
    """A span in the two largest units: 2 天 3 小时, 5 小时 20 分, 8 分钟."""
    minutes = max(0, int(span.total_seconds() // 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{minutes} 分钟"


def countdown(start: dt.datetime, due: dt.datetime, *, now: dt.datetime) -> Countdown:
    """Say how much time is left until `due`, seen from `now`."""
    if now > due:
        return Countdown(100, f"已超 {spell(now - due)}", "bad")
    whole = (due - start).total_seconds()
    percent = 100 if whole <= 0 else round(100 * (now - start).total_seconds() / whole)
    is_near = due - now <= max(dt.timedelta(hours=4), (due - start) * 0.2)
    return Countdown(
        max(0, min(100, percent)), f"剩 {spell(due - now)}", "warn" if is_near else "ok"
    )


def is_late(answered_at: dt.datetime, due_at: dt.datetime) -> bool:
    """An answer is late after its due moment, not at it."""
    return answered_at > due_at


def reminders(
    *, target_at: dt.datetime, due_at: dt.datetime, now: dt.datetime
) -> tuple[tuple[Reminder, dt.datetime], ...]:
    """The moments, still to come, at which a waiting letter reminds both ends."""
    moments = (
        (Reminder.BEFORE_TARGET, target_at - dt.timedelta(hours=4)),
        (Reminder.AT_TARGET, target_at),
        (Reminder.AT_DUE, due_at),
    )
    return tuple((reminder, moment) for reminder, moment in moments if moment > now)
