"""Tables that people hand in, opened in a limited child and read a part at a time."""

import pathlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow.parquet as pq

from hedun.engine.table.reading import about, stage
from hedun.engine.table.sheets import (
    LOOKED_AT,
    Column,
    Heading,
    Line,
    find_heading,
    lines,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A staged table with its heading found."""

    path: pathlib.Path
    groups: int
    rows: int
    heading: Heading
    heading_row: int
    names: tuple[str, ...]
    columns: tuple[Column, ...]

    def lines(self, group: int) -> Iterator[Line]:
        """Give the lines of one group below the heading."""
        with pq.ParquetFile(self.path) as file:
            frame = pl.DataFrame(pl.from_arrow(file.read_row_group(group)))
        frame = frame.filter(pl.col("row_no") > self.heading_row)
        cells = frame.select(pl.col("^c[0-9]{3}$")).iter_rows()
        parts = zip(frame["row_no"], frame["problem"], frame["lost"], cells, strict=True)
        yield from lines(
            ((n, p, int(lost), list(c)) for n, p, lost, c in parts), self.heading, self.columns
        )


def open_table(source: pathlib.Path, target: pathlib.Path, columns: Sequence[Column]) -> Opened:
    """Stage a file and find its heading.

    Raises Unreadable for a file that is no table, Misfit for a table without the columns.
    """
    staged = about(target) if target.exists() else stage(source, target)
    with pq.ParquetFile(target) as file:
        head = pl.DataFrame(pl.from_arrow(file.read_row_group(0))).head(LOOKED_AT)
    records = [list(row) for row in head.select(pl.col("^c[0-9]{3}$")).iter_rows()]
    heading = find_heading(records, columns)
    return Opened(
        path=target,
        groups=staged.groups,
        rows=staged.rows,
        heading=heading,
        heading_row=head["row_no"][heading.position],
        names=tuple(records[heading.position]),
        columns=tuple(columns),
    )


def lines_of(source: pathlib.Path, columns: Sequence[Column]) -> list[Line]:
    """Read a small table whole. Raises Unreadable or Misfit."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_table(source, pathlib.Path(folder) / "staged.parquet", columns)
        return [line for group in range(opened.groups) for line in opened.lines(group)]
