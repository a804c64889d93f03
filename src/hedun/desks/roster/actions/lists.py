"""Lists of the registry: handed in, read step by step, closed, taken back."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.desks.roster import queries
from hedun.desks.roster.actions.comparing import mark_undone, open_comparison
from hedun.desks.roster.actions.filings import _shown
from hedun.desks.roster.models import ListPart, ListVersion
from hedun.desks.roster.terms import ListKind, ListMode, ListState, Part


@transaction.atomic
def hand_in_list(
    *,
    kind: ListKind,
    mode: ListMode,
    as_of: dt.date,
    file_name: str,
    sha256: str,
    sealed: str,
    by: Viewer,
    at: dt.datetime,
) -> ListVersion:
    """Take a sealed list in under its next number: the same file twice is the same version."""
    _demand(by)
    if as_of > timezone.localtime(at).date():
        raise Invalid(f"数据日期 {as_of} 晚于今天；请填写名单实际截止的日期。")
    key = {"kind": kind, "mode": mode, "as_of": as_of, "sha256": sha256}
    states = (ListState.READING, ListState.DONE)
    known = ListVersion.objects.filter(state__in=states, **key).first()
    if known is not None:
        return known
    last = ListVersion.objects.filter(kind=kind).aggregate(n=Max("number"))["n"] or 0
    row = ListVersion.objects.create(
        **key,
        number=last + 1,
        file_name=_shown(file_name),
        body_id=by.body_id,
        made_by_id=by.person_id,
        made_at=at,
    )
    row.job = enqueue(
        kind="roster.list",
        title=f"导入{row}（{mode.label}）：{row.file_name}"[:120],
        payload={"version": row.pk, "sealed": sealed},
        unique_key=f"roster.list:{row.pk}",
        by=by,
        at=at,
    )
    row.save(update_fields=["job"])
    detail = {"sha256": sha256, "kind": kind, "mode": mode, "as_of": as_of.isoformat()}
    record(by=by, at=at, action="roster:list:hand_in", subject=("list", row.pk), detail=detail)
    return row


def _demand(by: Viewer) -> None:
    if not (by.is_system or (queries.works_here(by) and by.has(*queries.OFFICERS))):
        raise Refused("登记名单由市场监管局的办案人员或负责人导入、撤销。")


@transaction.atomic
def take_list_step(
    *,
    version_id: int,
    good: int,
    returned: int,
    faults: dict[str, int],
    parts: Sequence[Part],
    by: Viewer,
    at: dt.datetime,
) -> None:
    """Add what one step took in, with the Parquet parts that it wrote."""
    del by, at
    row = ListVersion.objects.select_for_update().get(pk=version_id)
    ListVersion.objects.filter(pk=version_id).update(
        good=F("good") + good,
        returned=F("returned") + returned,
        faults=dict(Counter(row.faults) + Counter(faults)),
    )
    ListPart.objects.bulk_create(
        ListPart(
            version_id=version_id,
            number=part.number,
            kind=part.kind,
            path=part.path,
            rows=part.rows,
            sha256=part.sha256,
        )
        for part in parts
    )


@transaction.atomic
def close_list(*, version_id: int, twice: int, by: Viewer, at: dt.datetime) -> ListVersion:
    """Let a list count from now on, and compare it with all merchants at once."""
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if row.state != ListState.READING:
        return row
    if not row.good and row.returned:
        return _refuse(row, "没有一行可以入库；请按退回原因更正后重新提交。", by=by, at=at)
    if twice:
        row.faults = row.faults | {"twice": twice}
    row.state, row.finished_at = ListState.DONE, at
    row.save()
    detail = {"good": row.good, "returned": row.returned}
    record(by=by, at=at, action="roster:list:close", subject=("list", row.pk), detail=detail)
    open_comparison(version_id=row.pk, by=by, at=at)
    return row


@transaction.atomic
def refuse_list(*, version_id: int, reason: str, by: Viewer, at: dt.datetime) -> ListVersion:
    """Send a whole list back, with the reason."""
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    return row if row.state != ListState.READING else _refuse(row, reason, by=by, at=at)


def _refuse(row: ListVersion, reason: str, *, by: Viewer, at: dt.datetime) -> ListVersion:
    row.state, row.reason, row.finished_at = ListState.REFUSED, reason[:300], at
    row.save()
    detail = {"reason": row.reason}
    record(by=by, at=at, action="roster:list:refuse", subject=("list", row.pk), detail=detail)
    return row


@transaction.atomic
def withdraw_list(*, version_id: int, why: str, by: Viewer, at: dt.datetime) -> ListVersion:
    """Take an import back: what it changed is marked as undone and raises no new event.

    Raises Refused, Invalid.
    """
    _demand(by)
    if not why.strip():
        raise Invalid("请写明撤销导入的原因。")
    row = ListVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if row.body_id != by.body_id and not by.is_system:
        raise Refused(f"{row}由其他单位导入，只能由导入单位撤销；请与其联系。")
    if row.state != ListState.DONE:
        raise Invalid(f"{row}{ListState(row.state).label}，不能撤销；只有已生效的名单可以撤销。")
    row.state, row.withdrawn_at, row.withdrawn_why = ListState.WITHDRAWN, at, why.strip()[:300]
    row.save(update_fields=["state", "withdrawn_at", "withdrawn_why"])
    undone = mark_undone(version_id=row.pk, by=by, at=at)
    detail = {"why": row.withdrawn_why, "undone": undone}
    record(by=by, at=at, action="roster:list:withdraw", subject=("list", row.pk), detail=detail)
    # what the version had covered of older ones is found again
    open_comparison(version_id=row.pk, by=by, at=at)
    return row
