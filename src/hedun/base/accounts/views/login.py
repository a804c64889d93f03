"""Come in and go out."""

from typing import cast

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as begin
from django.contrib.auth import logout as finish
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hedun.base.accounts import actions, queries
from hedun.base.accounts.decide import said_wait
from hedun.base.accounts.forms import LoginForm
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.guard.errors import error_page
from hedun.base.accounts.models import Person
from hedun.base.accounts.terms import Viewer, VisitEnd

WRONG = "账号或密码不正确。请核对后重试；忘记密码或账号被停用，请联系系统管理员。"


@guard(public=True)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Let a person in who knows the password; say the same to everybody who does not."""
    viewer = cast("DeskRequest", request).viewer
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _try(request, form)
    if request.method == "GET" and not viewer.is_anonymous:
        return redirect(_next(request))
    return _page(request, form)


def _try(request: HttpRequest, form: LoginForm) -> HttpResponseBase:
    username, now, stranger = form.cleaned_data["username"], timezone.now(), Viewer.anonymous()
    address = actions.request_address.get() or ""
    wait = actions.begin_login(username=username, address=address, by=stranger, at=now)
    if wait:
        actions.refuse_login(username=username, reason="slowed", by=stranger, at=now)
        what = f"登录失败次数过多，请在{said_wait(wait)}后再试，或联系系统管理员解除限制。"
        response = error_page(request, 429, what=what)
        response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return response
    person = authenticate(request, username=username, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        actions.refuse_login(username=username, reason="wrong", by=stranger, at=now)
        form.add_error(None, WRONG)
        return _page(request, form)
    begin(request, person)  # a new session id; the receiver in apps opens the visit
    return redirect(_next(request))


def _page(request: HttpRequest, form: LoginForm) -> HttpResponse:
    ended = request.GET.get("ended", "")
    context = {
        "form": form,
        "next": _next(request),
        "ended": VisitEnd(ended).label if ended in list(VisitEnd) else "",
    }
    return render(request, "accounts/login.html", context)


def _next(request: HttpRequest) -> str:
    """The page to go on to: on this site only, whatever the address bar says."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.isprintable() and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return settings.LOGIN_REDIRECT_URL


@guard(before_change=True)
@require_POST
def logout(request: DeskRequest) -> HttpResponseBase:
    """End the session on the server, so that a copied cookie opens nothing."""
    visit = queries.visit(request.viewer, request.session.session_key or "")
    if visit:
        now = timezone.now()
        actions.end_visit(visit=visit, end=VisitEnd.LOGOUT, by=request.viewer, at=now)
    finish(request)
    return redirect("accounts:login")
