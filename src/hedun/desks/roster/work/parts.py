"""Parquet parts: written whole before their row, swept where no row followed."""

import hashlib
import os
import pathlib
import secrets

import polars as pl
from django.conf import settings

from hedun.desks.roster.terms import Part


def write(folder: pathlib.Path, frame: pl.DataFrame, *, number: int, kind: str) -> Part:
    """Write a part under a name that no other attempt uses, durable before a row names it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{number:06}-{secrets.token_hex(4)}.parquet"
    fresh = path.with_suffix(".tmp")
    frame.write_parquet(fresh, compression="zstd", compression_level=1, statistics=True)
    with fresh.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    fresh.rename(path)
    _settle(folder)
    return Part(number, kind, str(path.relative_to(settings.DATA_DIR)), frame.height, digest)


def _settle(folder: pathlib.Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    os.fsync(entry)
    os.close(entry)


def sweep(folder: pathlib.Path, kept: set[str]) -> None:
    """Remove files that a dead attempt left behind without committing them."""
    for path in folder.glob("*"):
        if str(path.relative_to(settings.DATA_DIR)) not in kept:
            path.unlink(missing_ok=True)


def filing_folder(platform_code: str, filing_id: int) -> pathlib.Path:
    """Where the rows of a filing lie."""
    return pathlib.Path(settings.DATA_DIR) / "roster" / "filings" / platform_code / str(filing_id)
