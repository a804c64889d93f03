"""Files that people hand in, parsed in a limited child and sealed before anything is kept.

The clear text lives in one temporary folder for as long as the file is parsed; what waits for
the worker has no identity number in it. Only the SHA-256 of the file itself is remembered.
"""

import hashlib
import json
import os
import pathlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.desks.roster import queries
from hedun.desks.roster.decide import sealing
from hedun.desks.roster.decide.fields import FIELDS, LOOKED_AT, Heading, find_heading
from hedun.engine import table

STALE_SECONDS = 6 * 3600
GROUP = table.ROWS_PER_GROUP
SCHEMA_KEY = b"hedun.roster"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that waits for the worker: under which key, and what it was."""

    key: str
    sha256: str
    size: int
    rows: int
    warnings: tuple[str, ...] = ()


def sealed_file(source: pathlib.Path, *, of: str, extra: Sequence[str] = ()) -> Sealed:
    """Parse a file, find its columns, and keep it without identity numbers.

    Raises Unreadable for a file that is no table, Misfit for one without the columns.
    """
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    room = _room()
    folder = pathlib.Path(tempfile.mkdtemp(dir=room))
    try:
        staged = table.stage(source, folder / "staged.parquet")
        heading, first = _heading(staged.path, of)
        places = {label: heading.others[label] for label in extra if label in heading.others}
        groups = (
            sealing.seal(group, heading, of=of, extra=places, key=settings.IDENTITY_KEY)
            for group in _groups(staged.path, first)
        )
        told = {"is_1904": staged.is_1904, "of": of, "extra": sorted(places)}
        key = hashlib.sha256(f"{digest}:{of}:{sorted(places)}".encode()).hexdigest()
        rows = _write(groups, key, told)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Sealed(key, digest, source.stat().st_size, rows, staged.warnings)


def sealed_rows(given: Sequence[Mapping[str, Any]], *, of: str, extra: Sequence[str]) -> Sealed:
    """Seal rows that came by the interface, under the same rules as a file."""
    names = [f.name for f in FIELDS[of]]
    labels = [*names, *extra]
    body = json.dumps(list(given), ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(body).hexdigest()
    cells = {
        f"c{place:03}": [str(row.get(name) or "") for row in given]
        for place, name in enumerate(labels)
    }
    count = len(given)
    frame = pl.DataFrame(
        {
            "row_no": list(range(1, count + 1)),
            "problem": pl.Series([None] * count, dtype=pl.String),
            "lost": pl.Series([0] * count, dtype=pl.Int64),
            **cells,
        },
        schema_overrides=dict.fromkeys(cells, pl.String) | {"row_no": pl.Int64},
    )
    heading = Heading(0, {name: place for place, name in enumerate(names)}, {})
    places = {label: len(names) + place for place, label in enumerate(extra)}
    sealed = sealing.seal(frame, heading, of=of, extra=places, key=settings.IDENTITY_KEY)
    told = {"is_1904": False, "of": of, "extra": sorted(places)}
    key = hashlib.sha256(f"{digest}:{of}:{sorted(places)}".encode()).hexdigest()
    return Sealed(key, digest, len(body), _write(iter([sealed]), key, told))


def _room() -> pathlib.Path:
    """Give the folder for clear text, without what a killed process left there."""
    room = pathlib.Path(settings.DATA_DIR) / "roster" / "opening"
    room.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in room.iterdir():
        if time.time() - old.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return room


def _heading(path: pathlib.Path, of: str) -> tuple[Heading, int]:
    with pq.ParquetFile(path) as file:
        head = pl.DataFrame(pl.from_arrow(file.read_row_group(0))).head(LOOKED_AT)
    records = [list(row) for row in head.select(pl.col("^c[0-9]{3}$")).iter_rows()]
    heading = find_heading(records, of)
    return heading, int(head["row_no"][heading.position])


def _groups(path: pathlib.Path, first: int) -> Iterator[pl.DataFrame]:
    with pq.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            frame = pl.DataFrame(pl.from_arrow(file.read_row_group(number)))
            yield frame.filter(pl.col("row_no") > first)


def _write(groups: Iterator[pl.DataFrame], key: str, told: dict[str, Any]) -> int:
    target = queries.sealed_path(Viewer.system(), key)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    rows = 0
    writer: pq.ParquetWriter | None = None
    for frame in groups:
        batch = frame.to_arrow()
        if writer is None:
            meta = {SCHEMA_KEY: json.dumps(told).encode()}
            writer = pq.ParquetWriter(fresh, batch.schema.with_metadata(meta), compression="zstd")
        writer.write_table(pa.table(batch.columns, schema=writer.schema), row_group_size=GROUP)
        rows += frame.height
    if writer is not None:
        writer.close()
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.rename(target)
    return rows


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sealed file as the worker reads it."""

    path: pathlib.Path
    groups: int
    rows: int
    is_1904: bool

    def group(self, number: int) -> pl.DataFrame:
        """Give one group of rows."""
        with pq.ParquetFile(self.path) as file:
            return pl.DataFrame(pl.from_arrow(file.read_row_group(number)))


def waiting(key: str) -> Waiting:
    """Open a sealed file; FileNotFoundError where it is gone."""
    path = queries.sealed_path(Viewer.system(), key)
    with pq.ParquetFile(path) as file:
        told = json.loads(file.schema_arrow.metadata[SCHEMA_KEY])
        return Waiting(path, file.num_row_groups, file.metadata.num_rows, told["is_1904"])


def drop(key: str) -> None:
    """Forget a sealed file that was read."""
    queries.sealed_path(Viewer.system(), key).unlink(missing_ok=True)
