"""Parquet parts of a batch: written whole before their row, swept where no row followed."""

import hashlib
import os
import pathlib
import secrets

import polars as pl
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.market import queries
from hedun.market.models import ImportBatch
from hedun.market.terms import Part


def folder(batch: ImportBatch) -> pathlib.Path:
    """The batch's own folder."""
    owner = batch.platform.code if batch.platform else "registry"
    return pathlib.Path(settings.DATA_DIR) / "listings" / owner / str(batch.pk)


def write(batch: ImportBatch, frame: pl.DataFrame, *, number: int, is_rejected: bool) -> Part:
    """Write a part under a name that no other attempt uses, durable before it is named in a row."""
    place = folder(batch)
    place.mkdir(parents=True, exist_ok=True)
    kind = "rejected" if is_rejected else "rows"
    path = place / f"{kind}-{number:06}-{secrets.token_hex(4)}.parquet"
    fresh = path.with_suffix(".tmp")
    frame.write_parquet(fresh, compression="zstd", compression_level=1, statistics=True)
    with fresh.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    fresh.rename(path)
    entry = os.open(place, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)
    relative = str(path.relative_to(settings.DATA_DIR))
    return Part(number, relative, frame.height, digest, is_rejected)


def sweep(batch: ImportBatch) -> None:
    """Remove files that a dead attempt left behind without committing them."""
    kept = queries.kept_parts(Viewer.system(), batch.pk)
    for path in folder(batch).glob("*"):
        if str(path.relative_to(settings.DATA_DIR)) not in kept:
            path.unlink(missing_ok=True)
