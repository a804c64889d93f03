"""The first page of everybody, the search, the statistics, and what machines ask."""

import json
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import THREE_ADMINS, BodyKind, Role, Viewer
from hedun.base.pages.context import address, menu
from hedun.clues import queries as clues
from hedun.clues.terms import Bucket, shown
from hedun.desks.bridge import queries as letters
from hedun.desks.disclosure import queries as disclosure
from hedun.desks.roster import queries as roster
from hedun.desks.screening import queries as screening
from hedun.desks.screening.queries.rules import waiting as waiting_rules
from hedun.front import numbers, search, statistics, todo

WORKERS = (Role.INSPECTOR, Role.LEADER, Role.EDITOR, Role.PUBLISHER)
ROBOTS = "User-agent: *\nAllow: /public/\nDisallow: /\n"


@guard()
@require_GET
def home(request: DeskRequest) -> HttpResponseBase:
    """Show the first page that fits who is looking."""
    viewer = request.viewer
    if viewer.has(*THREE_ADMINS):
        return render(request, "front/admin.html", {"groups": _own(viewer, request.path)})
    if viewer.body_kind is BodyKind.BUREAU:
        return _workbench(request)
    if viewer.body_kind is BodyKind.PLATFORM:
        return _platform(request)
    return render(request, "front/visitor.html", {"groups": _own(viewer, request.path)})


def _own(viewer: Viewer, path: str) -> list[Any]:
    """Give the groups of the menu without the page itself, as cards."""
    return [group for group in menu(viewer, path) if group[0]]


def _workbench(request: DeskRequest) -> HttpResponseBase:
    viewer, at = request.viewer, timezone.now()
    waiting = screening.todo(viewer, at)
    return render(
        request,
        "front/workbench.html",
        {
            "at": at,
            "groups": todo.board(viewer, at),
            "tally": clues.tally(viewer, at),
            "waiting": waiting,
            "rules": waiting_rules(viewer).count() if viewer.has(*screening.EDITORS) else 0,
            "month": numbers.kept_month(viewer),
            "events": numbers.events(viewer),
            "is_worker": viewer.has(Role.INSPECTOR, Role.LEADER),
            "publishing": disclosure.waiting(viewer).count() if viewer.has(Role.PUBLISHER) else 0,
            "urls": {
                "publish": address("disclosure:queue"),
                "lexicon": address("screening:lexicon"),
                "rules": address("screening:rules"),
                "statistics": address("front:statistics"),
                "start": address("clues:queue"),
                "review": address("screening:queue"),
                "list": address("clues:list"),
                "raise": address("clues:raise"),
                "import": address("market:imports"),
                "complaints": address("complaints:list"),
                "calendar": address("front:calendar"),
            },
        },
    )


@guard(kinds=(BodyKind.BUREAU,), roles=WORKERS)
@require_GET
def month(request: DeskRequest) -> HttpResponseBase:
    """Show the last 30 days; the workbench asks for them once it stands."""
    found = numbers.month(request.viewer, timezone.now())
    return render(request, "front/_month.html", {"month": found})


def _platform(request: DeskRequest) -> HttpResponseBase:
    viewer, at = request.viewer, timezone.now()
    items = todo.of_letters(viewer, at)
    late = sum(item.due_at < at for item in items)
    return render(
        request,
        "front/platform.html",
        {
            "at": at,
            "groups": todo.group(items, at, more=frozenset()),
            "total": len(items),
            "late": late,
            "today": sum(todo.bucket(item.due_at, at) is Bucket.TODAY for item in items),
            "first": items[0] if items else None,
            "events": numbers.events(viewer, limit=10),
            "urls": {"letters": address("bridge:list"), "import": address("roster:desk")},
        },
    )


@guard()
@require_GET
def counts(request: DeskRequest) -> HttpResponseBase:
    """Send the numbers beside the menu entries, as an event for the script."""
    viewer, at = request.viewer, timezone.now()
    found: dict[str, dict[str, object]] = {}
    is_worker = viewer.has(Role.INSPECTOR, Role.LEADER) and viewer.is_bureau
    if is_worker:
        tally = clues.tally(viewer, at)
        found["clues"] = {"text": shown(tally.total), "hot": tally.overdue > 0}
        waiting = screening.todo(viewer, at)
        found["screening"] = {"text": f"{waiting:,}" if waiting else ""}
    if viewer.has(*screening.EDITORS):
        rules = waiting_rules(viewer).count()
        found["rules"] = {"text": f"{rules:,}" if rules else ""}
    if viewer.is_bureau:
        records = disclosure.waiting(viewer).count()
        found["disclosure"] = {"text": f"{records:,}" if records else ""}
    found |= _roster_counts(viewer, is_worker=is_worker)
    if is_worker or viewer.is_platform:
        due = letters.todo(viewer, at)
        late = any(item.due_at < at for item in due)
        found["letters"] = {"text": str(len(due)) if due else "", "hot": late}
    response = HttpResponse(status=204)
    response.headers["HX-Trigger"] = json.dumps({"hedun:counts": found})
    return response


def _roster_counts(viewer: Viewer, *, is_worker: bool) -> dict[str, dict[str, object]]:
    """Pairs that wait for an officer, push-backs that wait for a platform."""
    if is_worker:
        pairs = roster.pairs_left(viewer)
        return {"pairs": {"text": f"{pairs:,}" if pairs else ""}}
    if viewer.is_platform:
        waiting = roster.pushes_waiting(viewer)
        return {"pushes": {"text": f"{waiting:,}" if waiting else ""}}
    return {}


@guard()
@require_GET
def look_up(request: DeskRequest) -> HttpResponseBase:
    """Go to the one thing a text names, or show what it found."""
    answer = search.find(request.viewer, request.GET.get("q", ""))
    if answer.only:
        return redirect(answer.only.url)
    return render(request, "front/search.html", {"answer": answer})


@guard()
@require_GET
def palette(request: DeskRequest) -> HttpResponseBase:
    """Suggest while somebody types."""
    answer = search.find(request.viewer, request.GET.get("q", ""), limit=5, is_quick=True)
    return render(request, "front/_palette.html", {"answer": answer})


@guard(kinds=(BodyKind.BUREAU,), roles=WORKERS)
@require_GET
def figures(request: DeskRequest) -> HttpResponseBase:
    """Show the statistics of a period."""
    at = timezone.now()
    days = statistics.period(
        request.GET.get("from", ""), request.GET.get("to", ""), timezone.localdate()
    )
    found = statistics.picture(request.viewer, days, at)
    return render(
        request,
        "front/statistics.html",
        {"picture": found, "days": days, "responses": found.responses},
    )


@guard()
@require_GET
def assist(request: DeskRequest) -> HttpResponseBase:
    """Explain the product on two screens."""
    return render(request, "front/help.html")


@guard(public=True)
@require_GET
def health(_request: HttpRequest) -> HttpResponseBase:
    """Answer whether the database answers; load balancers ask this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@guard(public=True)
@require_GET
def robots(_request: HttpRequest) -> HttpResponseBase:
    """Let search engines read the public pages only."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@guard(public=True)
@require_GET
def favicon(_request: HttpRequest) -> HttpResponseBase:
    """Send browsers that ask for the old name to the drawing."""
    return redirect(staticfiles_storage.url("hedun/favicon.svg"))
