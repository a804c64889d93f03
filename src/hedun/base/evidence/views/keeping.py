"""What is kept and how long: the register of captures, holds, deletion by retention."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Invalid, Refused, Role
from hedun.base.evidence import actions, queries
from hedun.base.evidence.forms import EraseForm, HoldForm
from hedun.base.evidence.models import Capture
from hedun.base.evidence.queries.keeping import READERS
from hedun.base.evidence.terms import CaptureKind
from hedun.base.pages.listing import Choice, Column, DateRange, Empty, Listing, Text
from hedun.base.pages.toast import toast, trouble

KEEPERS = (Role.SECURITY_ADMIN,)


@guard(roles=READERS)
@require_GET
def kept(request: DeskRequest) -> HttpResponseBase:
    """Every capture by number and hash, the oldest first; never its name nor its bytes."""
    return Listing(
        request,
        queries.register(request.viewer),
        columns=[
            Column("编号", _link, export="pk"),
            Column("类别", "get_kind_display", export="get_kind_display"),
            Column("单位", "body.name", export="body.name"),
            Column("固定时间", "captured_at", sort="captured_at"),
            Column("SHA-256", _hash, export="blob.sha256", css="mono"),
            Column("删除", _gone),
        ],
        filters=[
            Text("hash", "SHA-256", ["blob__sha256__startswith"]),
            Choice("kind", "类别", CaptureKind),
            DateRange("captured_at", "固定时间"),
        ],
        default_sort="captured_at",
        export_name="证据保存",
        empty=Empty("没有固证材料", "固定网页、上传附件后，材料登记在这里。"),
    ).respond(title="证据保存", subtitle="保全、保存期限届满后的删除；只显示登记，不显示名称和内容")


def _link(row: Capture) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("evidence:keeping", args=[row.pk]), row.pk)


def _hash(row: Capture) -> str:
    return f"{row.blob.sha256[:12]}…"


def _gone(row: Capture) -> str:
    gone = getattr(row, "tombstone", None)
    return f"{timezone.localdate(gone.at):%Y-%m-%d}" if gone is not None else ""


@guard(roles=READERS)
@require_GET
def keeping(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One capture: what keeps it, who held it, that it was deleted."""
    return _page(request, pk)


def _page(
    request: DeskRequest,
    pk: int,
    *,
    hold_form: HoldForm | None = None,
    erase_form: EraseForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    row = queries.registered(request.viewer, pk)
    if row is None:
        raise Http404("没有这份固证材料。")
    gone = queries.tombstone(request.viewer, row)
    context = {
        "row": row,
        "gone": gone,
        "kept_by": queries.reasons_to_keep(request.viewer, row),
        "holds": queries.holds(request.viewer, pk),
        "may_act": request.viewer.has(*KEEPERS) and gone is None,
        "hold_form": hold_form or HoldForm(),
        "erase_form": erase_form or EraseForm(),
    }
    return render(request, "evidence/keeping.html", context, status=status)


@guard(roles=KEEPERS)
@require_POST
def hold(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Keep a capture from deletion."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, hold_form=form, status=422)
    reason, by = form.cleaned_data["reason"], request.viewer
    act = partial(actions.hold, capture_id=pk, reason=reason, by=by, at=timezone.now())
    return _done(request, pk, act=act, told="已保全；解除前不得删除。")


@guard(roles=KEEPERS)
@require_POST
def lift(request: DeskRequest, pk: int, hold: int) -> HttpResponseBase:
    """End a hold."""
    reason, by = request.POST.get("reason", ""), request.viewer
    if not queries.holds(by, pk).filter(pk=hold).exists():
        raise Http404("没有这项保全。")
    act = partial(actions.lift, hold_id=hold, reason=reason, by=by, at=timezone.now())
    return _done(request, pk, act=act, told="已解除保全。")


@guard(roles=KEEPERS)
@require_POST
def erase(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Delete the bytes of a capture whose period has run."""
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, erase_form=form, status=422)
    given, by = form.cleaned_data, request.viewer
    act = partial(actions.erase, capture_id=pk, by=by, at=timezone.now(), **given)
    return _done(
        request, pk, act=act, told="内容已按保存期限删除；登记、清单、校验值和日志叶仍然保存。"
    )


def _done(
    request: DeskRequest, pk: int, *, act: Callable[[], object], told: str
) -> HttpResponseBase:
    try:
        act()
    except (Invalid, Refused) as error:
        trouble(request, str(error))
    else:
        toast(request, told)
    return redirect("evidence:keeping", pk)
