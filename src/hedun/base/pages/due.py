"""How a due date looks: how far away, in working days, and by which article."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hedun.base.pages.icons import glyph

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SOON_WORKING_DAYS = 3


class Span(NamedTuple):
    """How a due date stands to now: a tone, a glyph, and the words."""

    tone: str
    glyph: str
    text: str


WorkingDays = Callable[[dt.date, dt.date], int]
_counters: list[WorkingDays] = []


def count_working_days_by(counter: WorkingDays) -> None:
    """Let the lawbook, which stands above, count the working days after one day up to another."""
    _counters[:] = [counter]


def span(due_at: dt.datetime, now: dt.datetime) -> Span:
    """Say how far a due date is from now."""
    local, here = timezone.localtime(due_at), timezone.localtime(now)
    if local < here:
        return Span("red", "triangle", "超期 " + _length(here - local))
    if local.date() == here.date():
        return Span("amber", "clock", f"今日 {local:%H:%M} 前 · 剩 {_length(local - here)}")
    if local - here < DAY:
        return Span("amber", "clock", f"明日 {local:%H:%M} 前 · 剩 {_length(local - here)}")
    days, unit = (local.date() - here.date()).days, "天"
    if _counters:
        days, unit = _counters[0](here.date(), local.date()), "个工作日"
    tone = "blue" if days <= SOON_WORKING_DAYS else "gray"
    return Span(tone, "ring", f"剩 {days} {unit}")


def _length(gap: dt.timedelta) -> str:
    if gap < HOUR:
        return f"{max(1, gap // dt.timedelta(minutes=1))} 分钟"
    return f"{gap // HOUR} 小时" if gap < 2 * DAY else f"{gap // DAY} 天"


def due_chip(
    due_at: dt.datetime | None, *, provisional: bool = False, article_id: int | None = None
) -> SafeString:
    """Draw a due date that opens the article behind it.

    `provisional` says that the calendar of the year is not published yet.
    """
    if due_at is None:
        return SafeString("—")
    tone, shape, text = span(due_at, timezone.now())
    body = format_html(
        "{}<span>{}</span>{}",
        glyph(shape),
        text,
        SafeString('<span class="provisional">暂定</span>') if provisional else "",
    )
    title = f"办理期限 {timezone.localtime(due_at):%Y-%m-%d %H:%M}"
    if provisional:
        title += "（暂定：放假安排尚未公布或条文待核）"
    address = _article(article_id)
    if not address:
        return format_html('<span class="chip due {}" title="{}">{}</span>', tone, title, body)
    return format_html(
        '<a class="chip due {}" href="{}" title="{}；点开看依据">{}</a>', tone, address, title, body
    )


def _article(article_id: int | None) -> str:
    try:
        return reverse("lawbook:article", args=[article_id]) if article_id else ""
    except NoReverseMatch:
        return ""
