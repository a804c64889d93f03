"""The log: our checkpoints and stamps, partners' checkpoints, alarms; and what leaves the house."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import BodyKind, Invalid, Refused, Role, Viewer
from hedun.base.evidence import actions, queries
from hedun.base.evidence.decide.gaps import is_too_long
from hedun.base.evidence.forms import AlarmForm
from hedun.base.evidence.models import Checkpoint
from hedun.base.evidence.terms import BundleError, Tampered
from hedun.base.evidence.views.download import attachment
from hedun.base.pages.listing import Column, Empty, Listing
from hedun.base.pages.templatetags.hedun import when
from hedun.base.pages.toast import toast, trouble

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
SETTLERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
PRODUCERS = (BodyKind.BUREAU,)
DESK = (Role.INSPECTOR, Role.LEADER)


@guard(roles=READERS)
@require_GET
def log(request: DeskRequest) -> HttpResponseBase:
    """What this house has signed about its log, and what partners have said about theirs."""
    viewer = request.viewer
    listing = Listing(
        request,
        queries.checkpoints(viewer),
        columns=[
            Column("叶数", "size", numeric=True, sort="size"),
            Column("根", _root, export="root", css="mono"),
            Column("签署时间", "at", sort="at"),
            Column("时间戳", _stamp),
            Column("检查点", _note, export="note"),
        ],
        default_sort="-size",
        export_name="存证日志检查点",
        empty=Empty("日志尚未签署", "系统每分钟签署一次；请确认后台任务在运行（hedun worker）。"),
        page_size=20,
    )
    alarms = queries.alarms(viewer)
    return listing.respond(
        "evidence/log.html",
        title="存证日志",
        subtitle="每项操作、每份固证材料、每条往来消息都是日志的一叶",
        log=queries.log(viewer),
        keys=queries.log_keys(viewer),
        tsa=settings.TSA,
        **_waiting(viewer),
        alarms=[(row, row.settled_at is None) for row in alarms[:50]],
        marks=queries.marks(viewer)[:20],
        may_settle=viewer.has(*SETTLERS),
    )


def _waiting(viewer: Viewer) -> dict[str, Any]:
    """What has waited for a stamp for too long, now and before."""
    now, gap = timezone.now(), queries.open_gap(viewer)
    is_late = is_too_long(gap, now, patience=queries.patience(viewer))
    return {
        "gap": (gap, gap.told(now)) if gap is not None and is_late else None,
        "gaps": [(each, each.told(now)) for each in queries.past_gaps(viewer, now)[:20]],
        "ending": queries.ending(viewer, now),
        "hours": settings.STAMP_HOURS,
        "is_strict": settings.STAMP_STRICT,
    }


def _root(row: Checkpoint) -> str:
    return f"{row.root[:16]}…"


def _stamp(row: Checkpoint) -> str:
    found = list(row.stamps.all())
    return f"{found[0].authority} {when(found[0].stamped_at)}" if found else ""


def _note(row: Checkpoint) -> SafeString:
    return format_html("<details><summary>查看</summary><pre>{}</pre></details>", row.note)


@guard(roles=READERS)
@require_POST
def export(request: DeskRequest) -> HttpResponseBase:
    """The whole log as a file that `hedun verify` checks."""
    try:
        lines = actions.export_log(by=request.viewer, at=timezone.now())
    except BundleError as error:
        trouble(request, str(error))
        return redirect("evidence:log")
    content = "".join(f"{line}\n" for line in lines).encode()
    name = f"存证日志 {timezone.localtime():%Y%m%d-%H%M}.jsonl"
    return attachment(content, name, "application/x-ndjson")


@guard(roles=SETTLERS)
@require_POST
def settle(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Write down what an alarm came to."""
    form = AlarmForm(request.POST)
    told = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        actions.settle_alarm(alarm_id=pk, told=told, by=request.viewer, at=timezone.now())
    except (Invalid, Refused) as error:
        trouble(request, str(error))
    else:
        toast(request, "已记录核实结果。")
    return redirect("evidence:log")


@guard(roles=READERS)
@require_GET
def proof(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Both signed checkpoints of an alarm, with the keys: the proof that a partner cannot deny."""
    row = queries.alarm(request.viewer, pk)
    if row is None:
        raise Http404("没有这项报警。")
    keys = queries.partner_keys(request.viewer, row.partner)
    content = {
        "partner": row.partner,
        "alarm": row.kind,
        "detail": row.detail,
        "at": row.at.isoformat(),
        "checkpoints": [
            {"number": mark.number, "received_at": mark.at.isoformat(), "note": mark.note}
            for mark in (row.earlier, row.mark)
            if mark is not None
        ],
        "keys": [[key.name, key.algorithm, key.public.hex(), key.fingerprint] for key in keys],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return attachment(text.encode(), f"日志报警 {row.partner} {pk}.json", "application/json")


@guard(kinds=PRODUCERS, roles=DESK)
@require_POST
def bundle(request: DeskRequest, kind: str, pk: int) -> HttpResponseBase:
    """A matter as a bundle that anybody can check offline."""
    try:
        name, content = actions.export_bundle(
            kind=kind, subject_id=str(pk), by=request.viewer, at=timezone.now()
        )
    except BundleError as error:
        raise Http404(str(error)) from None
    except Tampered as broken:
        return HttpResponse(str(broken), status=409, content_type="text/plain; charset=utf-8")
    return attachment(content, name, "application/zip")
