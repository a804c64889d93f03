"""Raising a clue by hand."""

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hedun.base.accounts.guard import DeskRequest, guard
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import actions as evidence
from hedun.base.evidence.terms import CaptureKind, Unfit
from hedun.base.lawbook import queries as lawbook
from hedun.base.pages.toast import toast, trouble
from hedun.clues import actions
from hedun.clues.forms import RaiseForm
from hedun.clues.models import Clue
from hedun.clues.terms import ClueSource, NotPossible
from hedun.clues.views.lists import BUREAU, DESK
from hedun.market import queries as market


@guard(kinds=BUREAU, roles=DESK)
@require_http_methods(["GET", "POST"])
def raise_clue(request: DeskRequest) -> HttpResponseBase:
    """Ask for what was found, and raise the clue once however often the form is sent."""
    viewer = request.viewer
    if request.method == "GET":
        return _page(request, RaiseForm(viewer=viewer), key=uuid.uuid4().hex)
    form = RaiseForm(request.POST, request.FILES, viewer=viewer)
    key = request.POST.get("key", "")
    is_key = len(key) == 32 and key.isalnum() and key.isascii()
    key = key if is_key else uuid.uuid4().hex
    if not form.is_valid():
        return _page(request, form, key=key, status=422)
    try:
        clue = _raise(viewer, form.cleaned_data, key)
    except (Refused, NotPossible, Unfit) as problem:
        trouble(request, str(problem))
        return _page(request, form, key=key, status=422)
    to = f"，已分派{clue.body.name}" if clue.body else "，尚未确定承办单位，请分派"
    toast(request, f"已登记线索 {clue.number}{to}。")
    return redirect("clues:detail", clue.pk)


@transaction.atomic
def _raise(viewer: Viewer, data: dict[str, Any], key: str) -> Clue:
    at = timezone.now()
    ground = lawbook.ground(viewer, data["ground"], timezone.localtime(at).date())
    if ground is None:
        raise NotPossible("所选事由今日未施行；请重新选择事由。")
    platform = market.platforms(viewer).filter(pk=data["platform"]).first()
    clue = actions.raise_(
        title=data["title"],
        source=ClueSource.MANUAL,
        source_key=f"manual:{viewer.person_id}:{key}",
        ground=ground,
        shop=data["shop"],
        platform=platform,
        listing_no=data["listing_no"].strip(),
        region_code=data["region_code"],
        finding={"text": data["text"], "words": [], "exemptions": ground.exemptions},
        by=viewer,
        at=at,
    )
    if data["file"] and clue.raised_at == at:  # a form sent twice keeps its file once
        evidence.fix(
            content=data["file"].read(),
            media_type=data["file"].content_type or "application/octet-stream",
            title=data["file"].name,
            kind=CaptureKind.UPLOAD,
            subject=("clue", clue.pk),
            by=viewer,
            at=at,
        )
    return clue


def _page(
    request: DeskRequest, form: RaiseForm, *, key: str, status: int = 200
) -> HttpResponseBase:
    return render(request, "clues/raise.html", {"form": form, "key": key}, status=status)
