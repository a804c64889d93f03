"""A file's staged form: made once in a limited child, found again by its SHA-256."""

import pathlib
from dataclasses import dataclass

import polars as pl
import pyarrow.parquet as pq

from hedun.base.accounts.terms import Viewer
from hedun.engine import table
from hedun.market import queries
from hedun.market.decide.headers import Heading, find_heading, guess, mapping_problem
from hedun.market.models import ImportBatch
from hedun.market.terms import ImportKind

LOOKED_AT = 10  # records among which the heading must be
MACHINE = Viewer.system()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A staged file with its heading found and its first rows at hand."""

    staged: table.Staged
    heading: Heading
    heading_row: int
    sample: list[list[str]]
    mapping: dict[str, str]
    problem: str | None

    def group(self, number: int) -> pl.DataFrame:
        """Give one group of rows below the heading."""
        with pq.ParquetFile(self.staged.path) as file:
            frame = pl.DataFrame(pl.from_arrow(file.read_row_group(number)))
        return frame.filter(pl.col("row_no") > self.heading_row)


def prepare(batch: ImportBatch) -> table.Staged:
    """Stage the batch's file where that has not been done; raises Unreadable."""
    target = _target(batch)
    if target.exists():
        return table.about(target)
    return table.stage(queries.uploaded_path(MACHINE, batch.sha256), target)


def drop(batch: ImportBatch) -> None:
    """Remove the staged form; the file itself stays as evidence of what was sent."""
    _target(batch).unlink(missing_ok=True)


def sheet_of(batch: ImportBatch) -> Sheet:
    """Find heading, sample and mapping of a batch: settled, else remembered, else guessed.

    Raises Unreadable.
    """
    staged = prepare(batch)
    kind = ImportKind(batch.kind)
    with pq.ParquetFile(staged.path) as file:
        head = pl.DataFrame(pl.from_arrow(file.read_row_group(0))).head(LOOKED_AT + 5)
    records = [list(row) for row in head.select(pl.col("^c[0-9]{3}$")).iter_rows()]
    heading = find_heading(records[:LOOKED_AT], kind)
    mapping = _mapping(batch, heading, kind)
    return Sheet(
        staged=staged,
        heading=heading,
        heading_row=head["row_no"][heading.position],
        sample=records[heading.position + 1 :][:5],
        mapping=mapping,
        problem=mapping_problem(mapping, heading.names, kind),
    )


def _mapping(batch: ImportBatch, heading: Heading, kind: ImportKind) -> dict[str, str]:
    if batch.mapping:
        return dict(batch.mapping)
    remembered = queries.remembered_mapping(
        MACHINE, sender_id=batch.sender_id, kind=kind, header_key=heading.key
    )
    return remembered or guess(heading.names, kind)


def _target(batch: ImportBatch) -> pathlib.Path:
    path = queries.uploaded_path(MACHINE, batch.sha256)
    # of this batch alone: another sender of the same file must not find it gone
    return path.with_name(f"{path.name}.{batch.pk}.parquet")
