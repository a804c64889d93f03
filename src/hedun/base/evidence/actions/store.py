"""Bytes are stored first, then the row that vouches for them."""

import contextlib
import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from hedun.base.accounts import actions as accounts
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import queries, terms
from hedun.base.evidence.actions.log import append
from hedun.base.evidence.decide import leaves as texts
from hedun.base.evidence.decide import store as decide
from hedun.base.evidence.models import Blob, Capture
from hedun.base.evidence.terms import CaptureKind, LeafKind


@transaction.atomic
def fix(
    *,
    content: bytes,
    media_type: str,
    title: str,
    kind: CaptureKind,
    subject: tuple[str, str | int],
    by: Viewer,
    at: datetime,
    manifest: dict[str, Any] | None = None,
) -> Capture:
    """Fix bytes as evidence of a subject (固证) and give the capture.

    The bytes are on disk, named by their SHA-256, before the row that vouches for them;
    what is refused leaves neither row nor bytes. Raises Unfit with the reason.

    Basis: chufa_chengxu art. 26
    """
    if by.is_anonymous:
        raise Refused("未登录不能提交固证材料；请先登录。")
    media_type, title = media_type.strip().lower(), title.strip()[:200]
    reason = decide.problem(size=len(content), media_type=media_type, title=title)
    reason = reason or decide.package_problem(content, media_type=media_type, title=title)
    if reason:
        raise terms.Unfit(reason)
    sha256 = hashlib.sha256(content).hexdigest()
    sm3 = hashlib.new("sm3", content).hexdigest()
    Blob.objects.select_for_update().filter(sha256=sha256).first()  # nobody drops it meanwhile
    _store(sha256, content)
    blob, _ = Blob.objects.get_or_create(
        sha256=sha256,
        defaults={"sm3": sm3, "size": len(content), "media_type": media_type, "stored_at": at},
    )
    capture = Capture.objects.create(
        blob=blob,
        kind=kind,
        title=title,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        manifest={"media_type": media_type, "sha256": sha256, "sm3": sm3, **(manifest or {})},
        captured_at=at,
        captured_by_id=by.person_id,
        body_id=by.body_id,
    )
    _note(capture, subject, by=by, at=at)
    accounts.record(
        by=by,
        at=at,
        action="evidence:capture:fix",
        subject=("capture", capture.pk),
        detail={"sha256": sha256, "size": len(content), "of": list(map(str, subject))},
    )
    return capture


def _note(capture: Capture, subject: tuple[str, str | int], *, by: Viewer, at: datetime) -> None:
    """Make a leaf of a capture: the digests of its bytes and of its manifest."""
    append(
        kind=LeafKind.CAPTURE,
        subject=("capture", capture.pk),
        content={
            "id": capture.pk,
            "sha256": capture.blob.sha256,
            "sm3": capture.manifest["sm3"],
            "size": capture.blob.size,
            "of": list(map(str, subject)),
            "who": by.name,
            "manifest_sha256": texts.digest_of(capture.manifest),
        },
        by=by,
        at=at,
    )


@transaction.atomic
def hand_out(*, capture: Capture, by: Viewer, at: datetime) -> bytes:
    """Give the verified bytes of a capture to a person, and put that on the trail.

    Raises Tampered when the stored bytes are no longer those that were fixed.
    """
    content = queries.read(by, capture)
    accounts.record(
        by=by,
        at=at,
        action="evidence:capture:hand_out",
        subject=("capture", capture.pk),
        detail={"sha256": capture.blob.sha256},
    )
    return content


@transaction.atomic
def drop(blob_id: int, *, by: Viewer, at: datetime) -> None:
    """Remove the bytes of a blob, where each of its captures was deleted by retention."""
    if not by.is_system:
        raise Refused("只有系统任务可以清理证据库。")
    Blob.objects.select_for_update().filter(pk=blob_id).first()
    for blob in queries.erased_blobs(by).filter(pk=blob_id):
        (_root() / decide.place(blob.sha256)).unlink(missing_ok=True)
        accounts.record(
            by=by,
            at=at,
            action="evidence:store:drop",
            subject=("store", "evidence"),
            detail={"sha256": blob.sha256},
        )


@transaction.atomic
def sweep(*, by: Viewer, at: datetime) -> int:
    """Remove files that no row vouches for, a day after their transaction failed.

    Gives how many were removed. A file that is being fixed again is touched first, so a
    day of grace keeps it safe.
    """
    if not by.is_system:
        raise Refused("只有系统任务可以清理证据库。")
    removed = 0
    for path in sorted(_root().glob("*/*")):
        is_old = path.stat().st_mtime < (at - timedelta(days=1)).timestamp()
        if is_old and not Blob.objects.filter(sha256=path.name).exists():
            path.unlink()
            removed += 1
    for blob in queries.erased_blobs(by).order_by("pk"):  # where a process died before `drop`
        if (_root() / decide.place(blob.sha256)).exists():
            drop(blob.pk, by=by, at=at)
            removed += 1
    if removed:
        accounts.record(
            by=by,
            at=at,
            action="evidence:store:sweep",
            subject=("store", "evidence"),
            detail={"removed": removed},
        )
    return removed


def _root() -> Path:
    return Path(settings.DATA_DIR) / "evidence"


def _store(sha256: str, content: bytes) -> None:
    """Write once: temporary file, fsync, rename, fsync of the folder."""
    path = _root() / decide.place(sha256)
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        os.utime(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="fixing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o440)
        Path(name).replace(path)
    except BaseException:  # whatever stops the writing, no half file stays behind
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
