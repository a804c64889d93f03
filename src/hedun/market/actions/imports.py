"""Files handed in: received, mapped, started, refused, finished."""

import datetime as dt
import hashlib
import os
import pathlib
import shutil

from django.conf import settings
from django.db import transaction

from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Refused, Viewer
from hedun.market.models import ImportBatch, Platform
from hedun.market.queries import may_hand_in
from hedun.market.terms import ImportKind

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
            "file_name": file_name,
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


def _keep(source: pathlib.Path) -> str:
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kept = _uploaded(digest)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{digest}.{os.getpid()}.tmp")
        shutil.copyfile(source, fresh)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.rename(kept)
    return digest


def _uploaded(digest: str) -> pathlib.Path:
    return pathlib.Path(settings.DATA_DIR) / "imports" / digest[:2] / digest
