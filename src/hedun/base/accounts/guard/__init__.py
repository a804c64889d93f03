"""Who may enter a page: every view of the product carries one of these marks.

A view without a mark is refused at run time and fails the build
(tests/architecture/test_endpoints.py), so nobody can forget to decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from hedun.base.accounts.terms import BodyKind, Role, Viewer

Args = ParamSpec("Args")

# A request that the page makes by itself carries this header, and does not keep the session
# alive: hx-headers='{"X-Hedun-Poll":"1"}' beside every hx-trigger="every …".
POLL_HEADER = "X-Hedun-Poll"


class DeskRequest(HttpRequest):
    """A request that knows who is looking."""

    viewer: Viewer
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Mark:
    """Who may call a view: public, any person, or the named kinds of body and roles."""

    is_public: bool
    kinds: frozenset[BodyKind]
    roles: frozenset[Role]
    is_open_before_change: bool = False

    def admits(self, viewer: Viewer) -> bool:
        """Tell whether the viewer may call the view at all; rows are filtered later."""
        if self.is_public:
            return True
        if viewer.person_id is None:
            return False
        kind_fits = not self.kinds or viewer.body_kind in self.kinds
        return kind_fits and (not self.roles or viewer.has(*self.roles))


def mark_of(view: object) -> Mark | None:
    """Find the mark that `guard` left on a view."""
    found = getattr(view, "mark", None)
    return found if isinstance(found, Mark) else None


def is_poll(request: HttpRequest) -> bool:
    """Tell whether the page asked by itself, without a person doing anything."""
    return request.headers.get(POLL_HEADER) == "1"


def to_login(request: HttpRequest, *, end: str = "") -> HttpResponseBase:
    """Send somebody to the login page and, after that, back to the page that was asked for."""
    if getattr(request, "htmx", None):
        address = reverse("accounts:login") + (f"?ended={end}" if end else "")
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    wanted = request.get_full_path() if request.method == "GET" else "/"
    response = redirect_to_login(wanted, reverse("accounts:login"))
    if end:
        response.headers["Location"] += f"&ended={end}"
    return response


def guard(
    *,
    kinds: tuple[BodyKind, ...] = (),
    roles: tuple[Role, ...] = (),
    public: bool = False,
    before_change: bool = False,
) -> Callable[
    [Callable[Concatenate[Any, Args], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, Args], HttpResponseBase],
]:
    """Mark a view with who may call it, and refuse everybody else.

    Without arguments: any person who has logged in. `public=True`: anybody at all.
    `before_change=True`: also a person whose password must be changed first.
    """
    mark = Mark(public, frozenset(kinds), frozenset(roles), before_change)

    def decorate(
        view: Callable[Concatenate[Any, Args], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, Args], HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: Args.args, **kwargs: Args.kwargs
        ) -> HttpResponseBase:
            viewer = cast("DeskRequest", request).viewer
            if not mark.admits(viewer):
                if viewer.is_anonymous:
                    return to_login(request)
                raise PermissionDenied("您的角色不能使用该功能；如工作需要，请联系安全管理员授权。")
            return view(request, *args, **kwargs)

        guarded.mark = mark  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, Args], HttpResponseBase]", guarded)

    return decorate
