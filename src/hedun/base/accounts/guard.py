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
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from hedun.base.accounts.terms import BodyKind, Role, Viewer

Args = ParamSpec("Args")


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
    reads_own: bool = False

    def admits(self, viewer: Viewer) -> bool:
        """Tell whether the viewer may call the view at all; rows are filtered later."""
        if self.is_public:
            return True
        if viewer.person_id is None:
            return False
        kind_fits = not self.kinds or viewer.body_kind in self.kinds
        return kind_fits and (not self.roles or viewer.has(*self.roles))


def guard(
    *, kinds: tuple[BodyKind, ...] = (), roles: tuple[Role, ...] = (), public: bool = False
) -> Callable[
    [Callable[Concatenate[Any, Args], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, Args], HttpResponseBase],
]:
    """Mark a view with who may call it, and refuse everybody else.

    Without arguments: any person who has logged in. `public=True`: anybody at all.
    """
    mark = Mark(is_public=public, kinds=frozenset(kinds), roles=frozenset(roles))

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
                    return redirect_to_login(request.get_full_path())
                raise PermissionDenied(
                    "您的角色不能使用该功能；如工作需要，请联系本单位安全管理员授权。"
                )
            return view(request, *args, **kwargs)

        guarded.mark = mark  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, Args], HttpResponseBase]", guarded)

    return decorate
