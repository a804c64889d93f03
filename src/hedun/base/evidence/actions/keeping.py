"""Evidence is kept: by holds, and until retention deletes its bytes; what proves it stays."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Role, Viewer
from hedun.base.evidence import queries
from hedun.base.evidence.actions.log import append
from hedun.base.evidence.actions.store import drop
from hedun.base.evidence.decide import store as decide
from hedun.base.evidence.models import Blob, Capture, Hold, Tombstone
from hedun.base.evidence.terms import LeafKind

MACHINE = Viewer.system("证据保存")


def _locked(capture_id: int, by: Viewer) -> Capture:
    if not by.has(Role.SECURITY_ADMIN):
        raise Refused("证据的保全与按期删除由安全管理员办理，请联系安全管理员。")
    found = queries.registered(by, capture_id)
    if found is None:
        raise Invalid("没有这份固证材料；请从列表重新进入。")
    Blob.objects.select_for_update().get(pk=found.blob_id)
    if queries.tombstone(by, found) is not None:
        raise Invalid("这份固证材料已按保存期限删除；请刷新页面。")
    return found


@transaction.atomic
def hold(*, capture_id: int, reason: str, by: Viewer, at: dt.datetime) -> Hold:
    """Keep a capture from being deleted, whatever its age (保全)."""
    row = _locked(capture_id, by)
    if not reason.strip():
        raise Invalid("请写明保全的理由，例如案号或协助通知的文号。")
    assert by.person_id is not None
    made = Hold.objects.create(capture=row, reason=reason.strip()[:400], at=at, by_id=by.person_id)
    detail = {"reason": made.reason}
    record(by=by, at=at, action="evidence:capture:hold", subject=("capture", row.pk), detail=detail)
    return made


@transaction.atomic
def lift(*, hold_id: int, reason: str, by: Viewer, at: dt.datetime) -> Hold:
    """End a hold."""
    made = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if made is None:
        raise Invalid("没有这项保全；请刷新页面。")
    row = _locked(made.capture_id, by)
    if made.lifted_at is not None:
        raise Invalid("这项保全已解除；请刷新页面。")
    if not reason.strip():
        raise Invalid("请写明解除保全的理由。")
    made.lifted_at, made.lifted_by_id, made.lifted_reason = at, by.person_id, reason.strip()[:400]
    made.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    detail = {"reason": made.lifted_reason}
    record(by=by, at=at, action="evidence:capture:lift", subject=("capture", row.pk), detail=detail)
    return made


@transaction.atomic
def erase(
    *, capture_id: int, reason: str, kept_until: dt.date, by: Viewer, at: dt.datetime
) -> Tombstone:
    """Delete the bytes of a capture whose period has run; its row, manifest and hashes stay.

    The deletion is an audit row and a leaf of the log, so that the chain still verifies and
    says what is gone. Bytes that another capture rests on stay for that one. Invalid where a
    hold or an open matter keeps it.
    """
    row = _locked(capture_id, by)
    if refused := decide.refused_deletion(
        reason=reason,
        kept_until=kept_until,
        captured_on=timezone.localdate(row.captured_at),
        today=timezone.localdate(at),
        kept_by=queries.reasons_to_keep(by, row),
    ):
        raise Invalid(refused)
    assert by.person_id is not None
    made = Tombstone.objects.create(
        capture=row, reason=reason.strip()[:400], kept_until=kept_until, at=at, by_id=by.person_id
    )
    told = {
        "id": row.pk,
        "sha256": row.blob.sha256,
        "sm3": row.manifest.get("sm3") or row.blob.sm3,
        "size": row.blob.size,
        "reason": made.reason,
        "kept_until": kept_until.isoformat(),
        "who": by.name,
    }
    append(kind=LeafKind.ERASED, subject=("capture", row.pk), content=told, by=by, at=at)
    detail = {key: told[key] for key in ("sha256", "size", "reason", "kept_until")}
    record(
        by=by, at=at, action="evidence:capture:erase", subject=("capture", row.pk), detail=detail
    )
    transaction.on_commit(partial(drop, row.blob_id, by=MACHINE, at=at))
    return made
