"""Files handed in: received, mapped, started, refused, finished."""

import datetime as dt
import hashlib
import os
import pathlib
import shutil
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid, Refused, Viewer
from hedun.base.jobs.actions import enqueue
from hedun.engine.table.values import clean
from hedun.market.models import ColumnMapping, ImportBatch, ListingPart, Platform
from hedun.market.queries import may_hand_in, uploaded_path
from hedun.market.terms import ImportKind, ImportState, Part, Tally

CHUNK = 1 << 20


@transaction.atomic
def hand_in(
    *,
    kind: ImportKind,
    platform: Platform | None,
    file_name: str,
    content_path: pathlib.Path,
    by: Viewer,
    at: dt.datetime,
) -> ImportBatch:
    """Take a file in and give its receipt: the same file twice is the same batch.

    The file is kept under its SHA-256; nothing is read into the market yet.
    Raises Refused where the viewer may not hand in for the platform.
    """
    kind = ImportKind(kind)
    if (platform is None) != (kind is ImportKind.REGISTRY):
        raise Refused("名册和商品文件须指明平台，登记名单不属于任何平台；请重新选择。")
    if not may_hand_in(by, platform):
        raise Refused("只能为本平台提交文件，或由平台住所地的市场监管局代为提交。")
    sender_id = by.body_id or (platform.body_id if platform else None)
    if sender_id is None:
        raise Refused("登记名单须由市场监管局的人员提交；请用该局账号导入。")
    digest = _keep(content_path)
    batch, is_new = ImportBatch.objects.get_or_create(
        kind=kind,
        sender_id=sender_id,
        platform=platform,
        sha256=digest,
        defaults={
            "file_name": _shown_name(file_name),
            "size": content_path.stat().st_size,
            "handed_by_id": by.person_id,
            "handed_at": at,
        },
    )
    if is_new:
        record(
            by=by,
            at=at,
            action="market:import:hand_in",
            subject=("import", batch.pk),
            detail={"sha256": digest, "file": file_name, "kind": kind},
        )
    return batch


def _shown_name(name: str) -> str:
    """Give a name that shows what it is: no direction signs, no path, not only dots."""
    shown = clean(name).replace("\\", "/").rpartition("/")[2]
    return shown[-120:] if shown.strip(". ") else "未命名"


def _keep(source: pathlib.Path) -> str:
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kept = uploaded_path(Viewer.system(), digest)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{digest}.{os.getpid()}.tmp")
        shutil.copyfile(source, fresh)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.rename(kept)
    return digest


@transaction.atomic
def start_import(
    *,
    batch_id: int,
    by: Viewer,
    at: dt.datetime,
    mapping: Mapping[str, str] | None = None,
) -> ImportBatch:
    """Let the worker read the file; without a mapping it guesses, and asks where it cannot.

    Starting twice is starting once. Raises Refused, or Invalid where the file was refused.
    """
    batch = _held(batch_id)
    if not may_hand_in(by, batch.platform) and by.body_id != batch.sender_id:
        raise Refused("只有提交单位或平台住所地的市场监管局可以开始导入。")
    if batch.state in {ImportState.RUNNING, ImportState.DONE}:
        return batch
    if batch.state == ImportState.REFUSED:
        raise Invalid(f"文件“{batch.file_name}”已拒收：{batch.reason} 请更正后提交新文件。")
    batch.mapping = dict(mapping or {})
    batch.state = ImportState.RUNNING
    batch.job_id = enqueue(
        kind="market.import",
        title=f"导入{ImportKind(batch.kind).label}：{batch.file_name}"[:120],
        payload={"batch": batch.pk},
        unique_key=f"market.import:{batch.pk}:{at.isoformat()}",
        by=by,
        at=at,
    ).pk
    batch.save(update_fields=["mapping", "state", "job"])
    detail = {"mapping": batch.mapping}
    record(by=by, at=at, action="market:import:start", subject=("import", batch.pk), detail=detail)
    return batch


@transaction.atomic
def note_headers(
    *, batch_id: int, headers: Sequence[str], needs_mapping: bool, by: Viewer, at: dt.datetime
) -> None:
    """Store the file's headings; where they say too little, a person must map them."""
    del by, at
    batch = _held(batch_id)
    batch.headers = list(headers)
    if needs_mapping:
        batch.state = ImportState.MAPPING
    batch.save(update_fields=["headers", "state"])


@transaction.atomic
def settle_mapping(
    *, batch_id: int, mapping: Mapping[str, str], header_key: str, by: Viewer, at: dt.datetime
) -> None:
    """Fix the mapping of a batch and remember it for the sender's next file of the same shape."""
    batch = _held(batch_id)
    batch.mapping = dict(mapping)
    batch.save(update_fields=["mapping"])
    ColumnMapping.objects.update_or_create(
        sender_id=batch.sender_id,
        kind=batch.kind,
        header_key=header_key,
        defaults={"mapping": dict(mapping), "used_at": at},
    )
    record(
        by=by,
        at=at,
        action="market:import:map",
        subject=("import", batch.pk),
        detail={"mapping": dict(mapping)},
    )


@transaction.atomic
def count_step(
    *, batch_id: int, tally: Tally, parts: Sequence[Part], by: Viewer, at: dt.datetime
) -> None:
    """Add what one step took in, with the Parquet parts that it wrote."""
    del by, at
    ImportBatch.objects.filter(pk=batch_id).update(
        good=F("good") + tally.good,
        bad=F("bad") + tally.bad,
        unchanged=F("unchanged") + tally.unchanged,
        flagged=F("flagged") + tally.flagged,
        total=F("total") + tally.good + tally.bad,
    )
    ListingPart.objects.bulk_create(
        ListingPart(
            batch_id=batch_id,
            number=part.number,
            is_rejected=part.is_rejected,
            path=part.path,
            rows=part.rows,
            sha256=part.sha256,
        )
        for part in parts
    )


@transaction.atomic
def finish_import(*, batch_id: int, by: Viewer, at: dt.datetime) -> ImportBatch:
    """Close the receipt."""
    batch = _held(batch_id)
    if batch.state == ImportState.RUNNING:
        batch.state, batch.finished_at = ImportState.DONE, at
        batch.save(update_fields=["state", "finished_at"])
        detail = {"good": batch.good, "bad": batch.bad, "unchanged": batch.unchanged}
        record(
            by=by, at=at, action="market:import:done", subject=("import", batch.pk), detail=detail
        )
    return batch


@transaction.atomic
def refuse_import(*, batch_id: int, reason: str, by: Viewer, at: dt.datetime) -> ImportBatch:
    """Close a batch whose file cannot be taken in, with the reason for its sender."""
    batch = _held(batch_id)
    batch.state, batch.reason, batch.finished_at = ImportState.REFUSED, reason[:300], at
    batch.save(update_fields=["state", "reason", "finished_at"])
    record(
        by=by,
        at=at,
        action="market:import:refuse",
        subject=("import", batch.pk),
        detail={"reason": reason[:300]},
    )
    return batch


@transaction.atomic
def drop_unreadable(*, batch_id: int, by: Viewer, at: dt.datetime) -> None:
    """Forget a file that nobody could read before any of it was taken in: no row, no blob."""
    batch = _held(batch_id)
    if batch.state != ImportState.UPLOADED or batch.parts.exists():
        return
    if not ImportBatch.objects.filter(sha256=batch.sha256).exclude(pk=batch.pk).exists():
        uploaded_path(by, batch.sha256).unlink(missing_ok=True)
    detail = {"sha256": batch.sha256, "file": batch.file_name}
    record(by=by, at=at, action="market:import:drop", subject=("import", batch.pk), detail=detail)
    batch.delete()


def _held(batch_id: int) -> ImportBatch:
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
