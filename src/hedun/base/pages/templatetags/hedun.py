"""Components that every template may use without loading anything."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from hedun.base.pages import drawing, icons, states
from hedun.base.pages import due as dues

register = template.Library()
register.simple_tag(icons.icon, name="icon")
register.simple_tag(icons.glyph, name="glyph")
register.simple_tag(states.chip, name="chip")
register.simple_tag(drawing.bars, name="bars")
register.simple_tag(drawing.bullet, name="bullet")
register.simple_tag(drawing.spark, name="spark")
register.simple_tag(drawing.stacked, name="stacked")


@register.simple_tag
def due_chip(
    due_at: dt.datetime | None, provisional: object = None, article_id: object = None
) -> SafeString:
    """Draw a due date that opens the article behind it."""
    number = article_id if isinstance(article_id, int) else None
    return dues.due_chip(due_at, provisional=bool(provisional), article_id=number)


@register.filter
def yuan(fen: int | str | None) -> str:
    """Write an amount of money; the number is fen."""
    if fen is None or fen == "":
        return "—"
    sign, whole = ("-", -int(fen)) if int(fen) < 0 else ("", int(fen))
    return f"{sign}¥{whole // 100:,}.{whole % 100:02d}"


@register.filter
def when(moment: dt.datetime | dt.date | None) -> str:
    """Write a time as people say it: the clock for today, the date with the clock otherwise."""
    if moment is None or moment == "":
        return "—"
    if not isinstance(moment, dt.datetime):
        return f"{moment:%Y-%m-%d}"
    local = timezone.localtime(moment)
    today = timezone.localdate()
    if local.date() == today:
        return f"今天 {local:%H:%M}"
    if local.date() == today - dt.timedelta(days=1):
        return f"昨天 {local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


# the first sign that stands in the text of a browser counts; Chrome's stands in most others too
BROWSERS = {
    "MicroMessenger/": "微信",
    "QQBrowser/": "QQ 浏览器",
    "Edg": "Edge",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Version/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@register.filter
def browser(agent: str) -> str:
    """Name the browser and the system that a User-Agent header tells of."""
    name = next((name for sign, name in BROWSERS.items() if sign in agent), "其他程序")
    system = next((name for sign, name in SYSTEMS.items() if sign in agent), "")
    return f"{name} · {system}" if system else name


@register.filter
def thousands(value: float | str | None) -> str:
    """Write a count with separators."""
    return "—" if value is None or value == "" else drawing.number(float(value))


@register.filter
def formrow(field: BoundField) -> SafeString:
    """Draw a form field with its label, help, and the errors beside it."""
    is_tick = isinstance(field.field.widget, CheckboxInput)
    return render_to_string("pages/_formrow.html", {"field": field, "is_tick": is_tick})


@register.inclusion_tag("pages/_timeline.html")
def timeline(events: Iterable[object]) -> dict[str, Any]:
    """Draw steps with who, when, on what basis.

    Each event has `at` and any of: title (or step), by_name (or by), basis, note, url, is_undone;
    as attributes or as keys.
    """
    return {"events": [_event(event) for event in events]}


def _event(event: object) -> dict[str, Any]:
    def pick(*names: str) -> Any:
        for name in names:
            found = event.get(name) if isinstance(event, Mapping) else getattr(event, name, None)
            if found not in {None, ""}:
                return found
        return ""

    step = pick("title", "get_step_display", "step")
    return {
        "at": pick("at"),
        "title": step() if callable(step) else getattr(step, "label", step),
        "by": pick("by_name", "by"),
        "basis": pick("basis"),
        "note": pick("note"),
        "url": pick("url"),
        "is_undone": pick("is_undone"),
    }


@register.inclusion_tag("pages/_toasts.html", takes_context=True)
def toasts(context: dict[str, Any]) -> dict[str, Any]:
    """Show the notices of the last act."""
    found = []
    for message in context.get("messages") or []:
        extra = message.extra_tags or ""
        found.append(
            {
                "text": str(message),
                "level": message.level_tag,
                "undo": extra.removeprefix("undo ") if extra.startswith("undo ") else "",
            }
        )
    return {"toasts": found, "csrf_token": context.get("csrf_token")}
