"""Two officers ask for a page to be fixed; it is fetched later and fixed as a whole, or not."""

import datetime as dt
from typing import Any

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.evidence import queries, terms
from hedun.base.evidence.actions.store import fix
from hedun.base.evidence.models import PageCapture
from hedun.base.evidence.queries.pages import CAPTURERS
from hedun.base.evidence.terms import CaptureKind, PageState
from hedun.base.jobs import actions as jobs
from hedun.engine.net.url import BadUrl, parse


@transaction.atomic
def ask_page(
    *,
    url: str,
    title: str,
    note: str,
    second_officer_id: int,
    by: Viewer,
    at: dt.datetime,
    matter: tuple[str, str] = ("", ""),
) -> PageCapture:
    """Ask for a page to be fixed by two officers; a worker fetches it soon.

    Basis: penalty_law art. 42
    """
    if not (by.is_bureau and by.has(*CAPTURERS)):
        raise Refused("网页固证由市场监管局办案人员提出；请联系本单位办案人员。")
    _require_stamps(by, at)
    try:
        address = parse(url.strip()).text
    except BadUrl as error:
        raise Invalid(str(error)) from None
    second = queries.colleagues(by).filter(pk=second_officer_id).first()
    if second is None:
        raise Invalid(
            "固证须由两名执法人员进行（《行政处罚法》第四十二条）；请选择本单位另一名执法人员。"
        )
    _require_matter(matter, by)
    assert by.person_id is not None
    assert by.body_id is not None
    row = PageCapture.objects.create(
        url=address,
        title=title.strip()[:120] or address[:120],
        note=note.strip()[:500],
        for_kind=matter[0],
        for_id=matter[1],
        requested_by_id=by.person_id,
        second_officer=second,
        body_id=by.body_id,
        requested_at=at,
    )
    detail = {"url": address, "second_officer": second.pk, "of": list(matter)}
    record(by=by, at=at, action="evidence:page:ask", subject=("page", row.pk), detail=detail)
    _enqueue(row, by=by, at=at)
    return row


def _require_matter(matter: tuple[str, str], by: Viewer) -> None:
    gate = terms.gate_of(matter[0]) if matter[0] else None
    if matter[0] and (gate is None or not gate(by, matter[1])):
        raise Invalid("所属事项不存在或您无权查看；请从线索、函件页面重新进入，或不填所属事项。")


def _require_stamps(by: Viewer, at: dt.datetime) -> None:
    if reason := queries.capture_refusal(by, at):
        raise Invalid(reason)


def _enqueue(row: PageCapture, *, by: Viewer, at: dt.datetime) -> None:
    title = f"网页固证 {row.title}"
    jobs.enqueue(
        kind="evidence.page", title=title, payload={"page": row.pk}, by=by, at=at, priority=5
    )


@transaction.atomic
def ask_again(*, page_id: int, by: Viewer, at: dt.datetime) -> PageCapture:
    """Try a page again that could not be fixed."""
    row = PageCapture.objects.select_for_update().filter(pk=page_id).first()
    if row is None or queries.page(by, page_id) is None or not by.has(*CAPTURERS):
        raise Refused("没有这次固证，或您无权办理。")
    if row.state != PageState.FAILED:
        raise Invalid("只有未能固定的网页可以重新采集；请刷新页面查看现状。")
    _require_stamps(by, at)
    row.state, row.reason, row.done_at = PageState.WAITING, "", None
    row.save(update_fields=["state", "reason", "done_at"])
    record(by=by, at=at, action="evidence:page:ask_again", subject=("page", row.pk))
    _enqueue(row, by=by, at=at)
    return row


@transaction.atomic
def finish_page(
    *,
    page_id: int,
    package: bytes,
    manifest: dict[str, Any],
    screenshot: bytes,
    by: Viewer,
    at: dt.datetime,
) -> PageCapture:
    """Fix package and screenshot together: either the whole evidence or nothing of it."""
    row = PageCapture.objects.select_for_update().get(pk=page_id)
    if row.state != PageState.WAITING:
        return row
    subject = ("page", row.pk)
    row.capture = fix(
        content=package,
        media_type="application/wacz",
        title=row.title,
        kind=CaptureKind.PAGE,
        subject=subject,
        manifest=manifest,
        by=by,
        at=at,
    )
    if screenshot:
        row.screenshot = fix(
            content=screenshot,
            media_type="image/png",
            title=f"{row.title} 截图"[:200],
            kind=CaptureKind.SCREENSHOT,
            subject=subject,
            manifest={"url": row.url, "of_capture": row.capture.pk},
            by=by,
            at=at,
        )
    row.state, row.done_at = PageState.DONE, at
    row.save()
    return row


@transaction.atomic
def fail_page(*, page_id: int, reason: str, by: Viewer, at: dt.datetime) -> None:
    """Say why a page could not be fixed; nothing of it was kept."""
    row = PageCapture.objects.select_for_update().get(pk=page_id)
    if row.state != PageState.WAITING:
        return
    row.state, row.reason, row.done_at = PageState.FAILED, reason[:400], at
    row.save(update_fields=["state", "reason", "done_at"])
    detail = {"reason": row.reason}
    record(by=by, at=at, action="evidence:page:fail", subject=("page", row.pk), detail=detail)
