"""What a person sees of the own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts import actions, queries
from hedun.base.accounts.forms import PasswordForm
from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, VisitEnd


@guard(before_change=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponseBase:
    """Set one's own password; other sessions end, this one gets a new id."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _change(request, form):
        messages.success(request, "密码已修改，其他设备上的登录已全部退出。")
        return redirect("/")
    return render(request, "accounts/password.html", {"form": form, "person": request.user})


def _change(request: DeskRequest, form: PasswordForm) -> bool:
    key, now = request.session.session_key or "", timezone.now()
    data = form.cleaned_data
    try:
        person = actions.change_password(
            current=data["current"], new=data["new"], keep=key, by=request.viewer, at=now
        )
    except Invalid as error:
        form.add_error("new", str(error))
        return False
    update_session_auth_hash(request, person)
    new_key = request.session.session_key or ""
    actions.carry_visit(old_key=key, new_key=new_key, by=request.viewer, at=now)
    return True


@guard()
@require_GET
def me(request: DeskRequest) -> HttpResponse:
    """Who one is here, where one is logged in, and was lately."""
    context = {
        "person": request.user,
        "visits": queries.visible_visits(request.viewer)[:30],
        "here": request.session.session_key,
    }
    return render(request, "accounts/me.html", context)


@guard()
@require_POST
def end_session(request: DeskRequest, pk: int) -> HttpResponseBase:
    """End one of one's own sessions elsewhere."""
    visit = get_object_or_404(queries.visible_visits(request.viewer), pk=pk)
    now = timezone.now()
    actions.end_visit(visit=visit, end=VisitEnd.REVOKED, by=request.viewer, at=now)
    return redirect("accounts:me")
