"""Tables of certificates and licences: handed in, read step by step, closed."""

import datetime as dt
import hashlib
import os
import pathlib
import shutil
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.desks.screening.models import Certificate, Licence, Snapshot, SnapshotFault
from hedun.desks.screening.queries.papers import kept_path
from hedun.desks.screening.queries.who import RUNNERS, works_here
from hedun.desks.screening.terms import RegisterKind, SnapshotState
from hedun.engine.table.sheets import Line


@transaction.atomic
def hand_in_table(
    *,
    kind: RegisterKind,
    file_name: str,
    content_path: pathlib.Path,
    taken_on: dt.date,
    by: Viewer,
    at: dt.datetime,
) -> Snapshot:
    """Take a table in and let a job read it; the same file twice is the same snapshot."""
    if not (by.is_system or (works_here(by) and by.has(*RUNNERS))):
        raise Refused("只有市场监管局的办案人员、负责人或词库维护员可以导入证照表。")
    if taken_on > at.date():
        raise Refused(f"数据日期 {taken_on} 晚于今天；请填写数据实际截止的日期。")
    digest = _keep(content_path)
    row, is_new = Snapshot.objects.get_or_create(
        kind=kind,
        sha256=digest,
        defaults={
            "file_name": _shown(file_name),
            "taken_on": taken_on,
            "state": SnapshotState.READING,
            "body_id": by.body_id,
            "made_by_id": by.person_id,
            "made_at": at,
        },
    )
    if not is_new:
        return row
    row.job = enqueue(
        kind="screening.table",
        title=f"导入{RegisterKind(kind).label}表：{row.file_name}"[:120],
        payload={"snapshot": row.pk},
        unique_key=f"screening.table:{row.pk}",
        by=by,
        at=at,
    )
    row.save(update_fields=["job"])
    record(
        by=by,
        at=at,
        action="screening:table:hand_in",
        subject=("snapshot", row.pk),
        detail={"kind": kind, "sha256": digest, "file": row.file_name},
    )
    return row


def _shown(name: str) -> str:
    """Give a name that shows what it is: printable, without a path."""
    plain = "".join(c for c in name if c.isprintable()).replace("\\", "/").rpartition("/")[2]
    return plain[-120:] if plain.strip(". ") else "未命名"


def _keep(source: pathlib.Path) -> str:
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kept = kept_path(Viewer.system(), digest)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{digest}.{os.getpid()}.tmp")
        shutil.copyfile(source, fresh)
        fresh.rename(kept)
    return digest


@transaction.atomic
def take_rows(
    *,
    snapshot_id: int,
    rows: Sequence[dict[str, Any]],
    faults: Sequence[Line],
    by: Viewer,
    at: dt.datetime,
) -> None:
    """Store what one step read: good rows, and bad ones with their reasons."""
    del by, at
    snapshot = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    kind: Any = Certificate if snapshot.kind == RegisterKind.CERTIFICATE else Licence
    kind.objects.bulk_create([kind(snapshot=snapshot, **row) for row in rows], batch_size=1_000)
    SnapshotFault.objects.bulk_create(
        [
            SnapshotFault(
                snapshot=snapshot,
                row_no=line.row_no,
                reason=("；".join(line.reasons) + "。")[:500],
                cells=[cell[:200] for cell in line.raw[:40]],
            )
            for line in faults
        ],
        batch_size=1_000,
    )
    Snapshot.objects.filter(pk=snapshot_id).update(
        good=F("good") + len(rows), bad=F("bad") + len(faults)
    )


@transaction.atomic
def close_table(
    *,
    snapshot_id: int,
    headers: Sequence[str] = (),
    refused: str = "",
    by: Viewer,
    at: dt.datetime,
) -> Snapshot:
    """Close a table: from now on its rows speak, or it was refused as a whole."""
    row = Snapshot.objects.select_for_update().get(pk=snapshot_id)
    if row.state != SnapshotState.READING:
        return row
    is_empty = not refused and not row.good
    reason = refused or ("没有一行可以入库；请按退回原因更正后重新提交。" if is_empty else "")
    row.state = SnapshotState.REFUSED if reason else SnapshotState.DONE
    row.reason, row.finished_at, row.headers = reason[:300], at, list(headers)
    row.save(update_fields=["state", "reason", "finished_at", "headers"])
    record(
        by=by,
        at=at,
        action="screening:table:close",
        subject=("snapshot", row.pk),
        detail={"good": row.good, "bad": row.bad, "reason": row.reason},
    )
    return row
