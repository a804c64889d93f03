"""Give every request its viewer."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponseBase

from hedun.base.accounts.guard import DeskRequest
from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import Viewer


class ViewerMiddleware:
    """Set `request.viewer` from the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        desk = cast("DeskRequest", request)
        desk.viewer = user.viewer if isinstance(user, Person) else Viewer.anonymous()
        response = self.get_response(request)
        if not desk.viewer.is_anonymous:
            response.headers["Cache-Control"] = "no-store, private"
        return response
