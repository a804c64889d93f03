"""Who handed it in: seen by the officer in charge, or, where secret, with a second officer's leave."""

import datetime as dt

from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.procedure.terms import Hat, NotPossible
from hedun.desks.complaints import decide, queries
from hedun.desks.complaints.models import Identity, Submission, Unlock
from hedun.desks.complaints.terms import UNLOCKED_FOR, Author


@transaction.atomic
def ask_unlock(*, submission_id: int, why: str, by: Viewer, at: dt.datetime) -> Unlock:
    """Ask a second officer for leave to see a secret identity, with the reason.

    Basis: complaint_report_rules art. 37
    """
    row = _handled(submission_id, by)
    if not row.is_secret:
        raise NotPossible(f"{row.number} 不含举报，承办人员可以直接查看投诉人信息。")
    if not why.strip():
        raise NotPossible("启封身份信息须写明理由；请填写后再提交。")
    waiting = row.unlocks.filter(asked_by_id=by.person_key, granted_by__isnull=True).first()
    if waiting is not None:
        return waiting
    unlock = Unlock.objects.create(
        submission=row, asked_by_id=by.person_key, asked_at=at, why=why.strip()[:200]
    )
    _log("ask_unlock", row, by=by, at=at, detail={"why": unlock.why})
    return unlock


@transaction.atomic
def grant_unlock(*, unlock_id: int, by: Viewer, at: dt.datetime) -> Unlock:
    """Give another officer of the same bureau leave to see an identity for a day.

    Nobody gives leave to himself; the database refuses it too.

    Basis: complaint_report_rules art. 37
    """
    unlock = Unlock.objects.select_for_update().filter(pk=unlock_id).first()
    if unlock is None:
        raise Refused("没有这项启封申请；请刷新页面。")
    row = _handled(unlock.submission_id, by)
    if unlock.asked_by_id == by.person_id:
        raise Refused("启封身份信息须由另一名执法人员批准，不能批准自己的申请。")
    if unlock.granted_by_id is None:
        unlock.granted_by_id, unlock.granted_at = by.person_id, at
        unlock.until = at + UNLOCKED_FOR
        unlock.save()
        _log("grant_unlock", row, by=by, at=at, detail={"asked_by": unlock.asked_by_id})
    return unlock


@transaction.atomic
def open_identity(*, submission_id: int, by: Viewer, at: dt.datetime) -> Author:
    """Give who handed it in, and write down that it was seen.

    Raises Refused where the viewer does not handle it, or where it is secret and no second
    officer has given leave that still holds.

    Basis: complaint_report_rules art. 37
    """
    row = _handled(submission_id, by)
    leave = queries.open_unlock(by, row, at)
    if row.is_secret and leave is None:
        raise Refused(
            f"{row.number} 的举报人身份信息依法保密；请写明理由申请启封，由另一名执法人员批准。"
        )
    _log("open_identity", row, by=by, at=at, detail={"unlock": leave.pk if leave else None})
    sealed = Identity.objects.get(submission=row).sealed
    try:
        return decide.unseal(sealed, queries.key(by))
    except ValueError as error:
        raise NotPossible(str(error)) from error


def _handled(submission_id: int, by: Viewer) -> Submission:
    row = queries.visible_submissions(by).filter(pk=submission_id).first()
    if row is None or Hat.OFFICER not in queries.hats(by, row):
        raise Refused("只有承办单位的办案人员或者负责人可以查看身份信息；请联系承办单位。")
    return row


def _log(
    act: str, row: Submission, *, by: Viewer, at: dt.datetime, detail: dict[str, object]
) -> None:
    record(
        by=by,
        at=at,
        action=f"complaints:submission:{act}",
        subject=("submission", row.pk),
        detail={"number": row.number, **detail},
    )
