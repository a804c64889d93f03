"""The only readers of evidence."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.evidence import terms
from hedun.base.evidence.decide import store as decide
from hedun.base.evidence.models import Blob, Capture, Tombstone


def captures(viewer: Viewer, subject_kind: str, subject_id: str | int) -> QuerySet[Capture]:
    """Captures of one subject, oldest first; none where the viewer may not see the subject."""
    rows = (
        Capture.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
        .select_related("blob", "captured_by")
        .order_by("captured_at", "pk")
    )
    gate = terms.gate_of(subject_kind)
    if viewer.is_system or (gate is not None and gate(viewer, str(subject_id))):
        return rows
    return _own(viewer, rows) if gate is None else rows.none()


def capture(viewer: Viewer, pk: int) -> Capture | None:
    """One capture, or None where it does not exist or the viewer may not see it."""
    found = Capture.objects.select_related("blob", "captured_by").filter(pk=pk).first()
    return found if found is not None and _may_see(viewer, found) else None


def read(viewer: Viewer, capture: Capture) -> bytes:
    """Bytes of a capture, proven to be those that were fixed.

    Raises Tampered when the file is missing or any bit of it differs, Erased when it was
    deleted by retention, and PermissionError when the viewer may not see the capture.
    """
    if not _may_see(viewer, capture):
        raise PermissionError("您无权查看该固证材料；如工作需要，请联系承办单位。")
    gone = Tombstone.objects.filter(capture=capture).first()
    if gone is not None:
        raise terms.Erased(told_deleted(viewer, capture, gone))
    found = fault(viewer, capture.blob)
    if found:
        raise terms.Tampered(
            f"固证材料“{capture.title}”（编号 {capture.pk}）校验失败：{found}。"
            "请勿作为证据使用，立即通知本单位安全管理员从备份恢复。"
        )
    return _file(capture.blob).read_bytes()


def told_deleted(viewer: Viewer, capture: Capture, gone: Tombstone) -> str:
    """Say that a capture was deleted by retention."""
    return decide.told_deleted(
        title=capture.title,
        number=capture.pk,
        on=timezone.localdate(gone.at),
        reason=gone.reason,
        sha256=capture.blob.sha256,
    )


def fault(viewer: Viewer, blob: Blob) -> str:
    """Say in Chinese how a stored blob differs from what was fixed; empty when it is intact."""
    path = _file(blob)
    if not path.is_file():
        return "文件缺失"
    content = path.read_bytes()
    if len(content) != blob.size:
        return f"应有 {blob.size} 字节，实有 {len(content)} 字节"
    if hashlib.sha256(content).hexdigest() != blob.sha256:
        return "SHA-256 摘要不符"
    return ""


def blobs(viewer: Viewer) -> QuerySet[Blob]:
    """Every blob, for the machine's own verification; nobody else walks the whole store."""
    rows = Blob.objects.order_by("pk")
    return rows if viewer.is_system else rows.none()


def erased_blobs(viewer: Viewer) -> QuerySet[Blob]:
    """Blobs that no capture needs any more: each of their captures was deleted by retention."""
    needed = Capture.objects.filter(blob=OuterRef("pk"), tombstone__isnull=True)
    return blobs(viewer).filter(captures__isnull=False).exclude(Exists(needed)).distinct()


def _file(blob: Blob) -> Path:
    return Path(settings.DATA_DIR) / "evidence" / decide.place(blob.sha256)


def _own(viewer: Viewer, rows: QuerySet[Capture]) -> QuerySet[Capture]:
    if viewer.body_id is None or viewer.is_anonymous:
        return rows.none()
    return rows.filter(body_id=viewer.body_key)


def _may_see(viewer: Viewer, capture: Capture) -> bool:
    gate = terms.gate_of(capture.subject_kind)
    if viewer.is_system or (gate is not None and gate(viewer, capture.subject_id)):
        return True
    if gate is None and viewer.body_id is not None and capture.body_id == viewer.body_id:
        return True
    return any(holder(viewer, capture.pk) for holder in terms.holders())
