"""The calendar of what is due: a month or a week on a page, and a feed for calendar programs."""

import calendar as months
import datetime as dt

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts import actions as accounts
from hedun.base.accounts import queries as people
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Viewer
from hedun.base.pages.toast import toast
from hedun.front import agenda

KINDS = (BodyKind.BUREAU, BodyKind.PLATFORM)
FIRST, LAST = dt.date(2000, 1, 31), dt.date(2099, 11, 30)
WEEK = 7
NAMES = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@guard(kinds=KINDS)
@require_GET
def page(request: DeskRequest) -> HttpResponseBase:
    """Show a month or a week, each day with what ends on it."""
    is_week = request.GET.get("view") == "week"
    today = timezone.localdate()
    on = _day(request.GET.get("on", ""), today)
    shown = _week(on) if is_week else _month(on)
    days = agenda.days(request.viewer, shown, month=0 if is_week else on.month, today=today)
    back = on - dt.timedelta(days=WEEK if is_week else on.day)
    after = shown[-1] + dt.timedelta(days=1) if is_week else _next_month(on)
    context = {
        "weeks": [days[n : n + WEEK] for n in range(0, len(days), WEEK)],
        "names": NAMES,
        "is_week": is_week,
        "on": on,
        "title": f"{shown[0]:%Y-%m-%d} 至 {shown[-1]:%Y-%m-%d}" if is_week else f"{on:%Y年%-m月}",
        "view": "week" if is_week else "month",
        "back": back,
        "after": after,
        "today": today,
        "count": sum(len(day.dues) for day in days),
        "feed_since": people.feed_since(request.viewer),
    }
    return render(request, "front/calendar.html", context)


def _day(text: str, today: dt.date) -> dt.date:
    try:
        return min(max(dt.date.fromisoformat(text), FIRST), LAST)
    except ValueError:
        return today


def _week(on: dt.date) -> list[dt.date]:
    monday = on - dt.timedelta(days=on.weekday())
    return [monday + dt.timedelta(days=n) for n in range(WEEK)]


def _month(on: dt.date) -> list[dt.date]:
    return [day for week in months.Calendar().monthdatescalendar(on.year, on.month) for day in week]


def _next_month(on: dt.date) -> dt.date:
    return (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


@guard(kinds=KINDS)
@never_cache
@require_POST
def open_feed(request: DeskRequest) -> HttpResponseBase:
    """Give a secret address, once; the one before is dead from then on."""
    token = accounts.open_feed(by=request.viewer, at=timezone.now())
    url = request.build_absolute_uri(reverse("front:feed", args=[token]))
    return render(request, "front/feed.html", {"url": url})


@guard(kinds=KINDS)
@require_POST
def close_feed(request: DeskRequest) -> HttpResponseBase:
    """Let the secret address open nothing any more."""
    was = accounts.close_feed(by=request.viewer, at=timezone.now())
    toast(request, "日历订阅地址已作废。" if was else "没有日历订阅地址可以作废。")
    return redirect("front:calendar")


@guard(public=True)
@never_cache
@require_GET
def feed(request: DeskRequest, token: str) -> HttpResponseBase:
    """Answer a calendar program that knows the secret; it logs nobody in."""
    reader = people.feed_reader(Viewer.system("日历订阅"), token)
    if reader is None:
        raise Http404("没有这个日历订阅地址，或已作废；请在“日历”页重新生成。")
    root = request.build_absolute_uri("/").rstrip("/")
    content = agenda.feed(reader, timezone.now(), root)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="hedun.ics"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
