"""Keys of other systems: the security administrator's pages."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, Role
from hedun.base.pages.listing import Column, Empty, Flag, Listing, Text
from hedun.base.pages.templatetags.hedun import when
from hedun.base.pages.toast import toast
from hedun.desks.bridge import actions, forms, queries
from hedun.desks.bridge.models import AppKey
from hedun.desks.bridge.terms import IssuedKey

SECURITY = (Role.SECURITY_ADMIN,)


def _link(row: AppKey) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("bridge:key", args=[row.pk]), row.app_key)


@guard(roles=SECURITY)
@require_GET
def keys(request: DeskRequest) -> HttpResponseBase:
    """Every key, whose it is and when it was used last."""
    listing = Listing(
        request,
        queries.visible_keys(request.viewer),
        columns=[
            Column("应用编号", _link, sort="app_key", export="app_key"),
            Column("所属平台", "platform.name"),
            Column("使用单位", "holder.name"),
            Column("责任人", "person.name"),
            Column("用途", "note"),
            Column("状态", lambda row: "在用" if row.is_active else "已停用", sort="is_active"),
            Column("最近调用", lambda row: when(row.used_at), sort="used_at", export="used_at"),
        ],
        filters=[
            Text("q", "编号或用途", ["app_key", "note"]),
            Flag("active", "在用", lookup="is_active"),
        ],
        export_name="接口密钥",
        empty=Empty(
            "还没有接口密钥",
            "签发后，其他系统即可经云桥接口收发函件。",
            reverse("bridge:add_key"),
            "签发密钥",
        ),
    )
    subtitle = "其他系统经 /router/rest 收发函件所用的密钥"
    return listing.respond("bridge/keys.html", title="接口密钥", subtitle=subtitle)


@guard(roles=SECURITY)
@require_http_methods(["GET", "POST"])
def add_key(request: DeskRequest) -> HttpResponse:
    """Issue a key; its secret is shown on the answer and nowhere else."""
    form = forms.KeyForm(request.POST or None, viewer=request.viewer)
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.issue_key(by=request.viewer, at=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            form.add_error("person_id", str(error))
        else:
            return _issued(request, issued)
    return render(request, "bridge/key_add.html", {"form": form})


def _issued(request: DeskRequest, issued: IssuedKey) -> HttpResponse:
    address = request.build_absolute_uri(reverse("top:rest"))
    return render(request, "bridge/key_issued.html", {"issued": issued, "address": address})


def _key_or_404(request: DeskRequest, pk: int) -> AppKey:
    try:
        return queries.key(request.viewer, pk)
    except AppKey.DoesNotExist:
        raise Http404("没有这个密钥。") from None


@guard(roles=SECURITY)
@require_GET
def key(request: DeskRequest, pk: int) -> HttpResponse:
    """One key and what may be done with it."""
    found = _key_or_404(request, pk)
    ending = found.secrets.filter(ends_at__gt=timezone.now()).order_by("ends_at")
    context = {"key": found, "ending": ending, "address": reverse("top:rest")}
    return render(request, "bridge/key.html", context)


@guard(roles=SECURITY)
@require_POST
def rotate_key(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a new secret; the old one stays good for a day, or ends at once where it leaked."""
    _key_or_404(request, pk)
    at = timezone.now()
    grace = at - at if request.POST.get("now") else actions.GRACE
    return _issued(request, actions.rotate_key(key_id=pk, grace=grace, by=request.viewer, at=at))


@guard(roles=SECURITY)
@require_POST
def switch_key(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Stop a key, or take its calls again."""
    found = _key_or_404(request, pk)
    take = actions.stop_key if found.is_active else actions.resume_key
    row = take(key_id=pk, by=request.viewer, at=timezone.now())
    toast(request, f"密钥 {row.app_key} 已{'启用' if row.is_active else '停用'}。")
    return redirect("bridge:key", pk)
