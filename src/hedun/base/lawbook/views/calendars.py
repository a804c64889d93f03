"""Which days are worked, and how an administrator sets them right."""

import calendar as months
import datetime as dt

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Role
from hedun.base.lawbook import actions, queries
from hedun.base.lawbook.decide import Calendar
from hedun.base.lawbook.forms import DayForm, NoticeForm


@guard()
@require_GET
def calendar(request: DeskRequest) -> HttpResponseBase:
    """A year with its holidays and adjusted workdays."""
    text = request.GET.get("year", "")
    today = timezone.localdate()
    held = queries.calendar(request.viewer)
    year = int(text) if text.isdecimal() and held.first <= int(text) <= held.last else today.year
    return render(
        request,
        "lawbook/calendar.html",
        {
            "year": year,
            "months": _months(held, year),
            "is_published": year in held.published,
            "edition": held.versions.get(year, ""),
            "editions": queries.editions(request.viewer).filter(year=year),
            "years": range(held.first, held.last + 1),
            "form": NoticeForm() if request.viewer.has(Role.SYSTEM_ADMIN) else None,
            "day_form": DayForm() if request.viewer.has(Role.SYSTEM_ADMIN) else None,
        },
    )


def _months(held: Calendar, year: int) -> list[dict[str, object]]:
    pages = []
    for month in range(1, 13):
        weeks = [
            [_cell(held, day, month) for day in week]
            for week in months.Calendar().monthdatescalendar(year, month)
        ]
        pages.append({"month": month, "weeks": weeks})
    return pages


def _cell(held: Calendar, day: dt.date, month: int) -> dict[str, object]:
    if day.month != month:
        return {}
    name, is_off = held.days.get(day, ("", day.weekday() >= 5))
    mark = "" if not name else ("休" if is_off else "班")
    return {"day": day.day, "name": name, "is_off": is_off, "mark": mark}


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def take_notice(request: DeskRequest) -> HttpResponseBase:
    """Take in a holiday notice."""
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("lawbook:calendar")
    try:
        edition = actions.import_calendar(
            content=form.cleaned_data["notice"],
            name=str(request.FILES["notice"])[:80],
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.BadNotice as error:
        messages.error(request, str(error))
        return redirect("lawbook:calendar")
    messages.success(request, f"已导入 {edition.year} 年放假安排第 {edition.version} 版。")
    return redirect(f"{reverse('lawbook:calendar')}?year={edition.year}")


@guard(roles=(Role.SYSTEM_ADMIN,))
@require_POST
def change_day(request: DeskRequest) -> HttpResponseBase:
    """Set one day right, as a new edition of its year."""
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("lawbook:calendar")
    on = form.cleaned_data["on"]
    try:
        edition = actions.change_day(
            on=on,
            kind=form.cleaned_data["kind"],
            name=form.cleaned_data["name"],
            source=form.cleaned_data["source"],
            by=request.viewer,
            at=timezone.now(),
        )
    except actions.BadNotice as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已修改 {on}，{edition.year} 年第 {edition.version} 版。")
    return redirect(f"{reverse('lawbook:calendar')}?year={on.year}")
