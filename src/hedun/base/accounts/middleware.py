"""Give every request its viewer, end sessions in time, turn refusals into pages."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from hedun.base.accounts import actions, queries
from hedun.base.accounts.decide import SEEN_STEP, client_address, password_is_stale, visit_end
from hedun.base.accounts.guard import DeskRequest, is_poll, mark_of, to_login
from hedun.base.accounts.guard.errors import error_page, on_missing
from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import Invalid, Refused, Viewer, VisitEnd

Answer = Callable[[HttpRequest], HttpResponseBase]


class ViewerMiddleware:
    """Set `request.viewer` from the session, as long as the session lives."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = client_address(
            request.META.get("REMOTE_ADDR", ""),
            request.headers.get("X-Forwarded-For", ""),
            settings.TRUSTED_PROXIES,
        )
        token = actions.request_address.set(address or None)
        try:
            response = self._answer(request)
        finally:
            actions.request_address.reset(token)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        desk = cast("DeskRequest", request)
        desk.viewer = Viewer.anonymous()
        if isinstance(request.user, Person):
            end = self._end(request, request.user)
            if end:
                logout(request)
                return to_login(request, end=end)
            desk.viewer = request.user.viewer
        return self.get_response(request)

    @staticmethod
    def _end(request: HttpRequest, person: Person) -> VisitEnd | None:
        """End the session where its time is over; note otherwise that the person is there."""
        viewer, now = person.viewer, timezone.now()
        visit = queries.visit(viewer, request.session.session_key or "")
        if visit is None:
            return VisitEnd.REVOKED
        if visit.end:
            return VisitEnd(visit.end)
        end = visit_end(began_at=visit.began_at, seen_at=visit.seen_at, at=now)
        if end:
            actions.end_visit(visit=visit, end=end, by=viewer, at=now)
        elif now - visit.seen_at >= SEEN_STEP and not is_poll(request):
            actions.touch_visit(visit=visit, by=viewer, at=now)
        return end

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: object
    ) -> HttpResponseBase | None:
        """Refuse views that nobody marked, and all but a few until the password is changed."""
        mark = mark_of(view)
        if mark is None:
            raise PermissionDenied("该地址未登记访问规则，不能打开；请联系系统管理员。")
        person = request.user
        if not isinstance(person, Person) or mark.is_public or mark.is_open_before_change:
            return None
        must_change = person.must_change_password or password_is_stale(
            person.password_changed_at, timezone.now()
        )
        if not must_change:
            return None
        if request.method == "GET" and not cast("DeskRequest", request).htmx:
            return redirect("accounts:password")
        return error_page(request, 403, what="须先修改密码，然后才能使用其他功能。")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Turn what a room refused into a page that says why; foreign rows look absent."""
        if isinstance(error, Refused):
            return error_page(request, 403, what=str(error))
        if isinstance(error, Invalid):
            return error_page(request, 422, what=str(error))
        if isinstance(error, ObjectDoesNotExist):
            return on_missing(request, error)
        return None
