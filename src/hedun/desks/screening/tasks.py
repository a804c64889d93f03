"""Work that the desk does later: scan stored listings, step by step."""

import pathlib
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run, handler
from hedun.desks.screening import actions, decide, queries

STEP_ROWS = 20_000
COLUMNS = [
    "shop_no",
    "shop_name",
    "listing_no",
    "title",
    "category",
    "price_fen",
    "sales",
    "url",
    "description",
    "seen_at",
]


@handler("screening.run")
def scan_listings(run: Run) -> None:
    """Scan the listing files of a run from the cursor on.

    A step is the findings of at most STEP_ROWS listings together with the place behind
    them, so that whoever takes over stores nothing twice and leaves nothing out.
    """
    screening = queries.run(Viewer.system(), run.payload["run"])
    scanner, facts = queries.scanner(Viewer.system(), screening.edition)
    done = int(run.cursor.get("done", 0))
    for place, listings in _slices(screening.parts, run.cursor):
        hits = scanner.scan(decide.texts(listings))
        found = decide.collect(listings, hits, facts)
        done += listings.num_rows
        with run.step(
            cursor={**place, "done": done},
            done=done,
            total=screening.total,
            note=f"已筛 {done:,} / {screening.total:,} 条商品信息",
        ):
            actions.record_step(
                run_id=screening.pk,
                scanned=listings.num_rows,
                found=found,
                by=run.viewer,
                at=run.at(),
            )
    with run.step(done=done, total=screening.total):
        actions.finish(run_id=screening.pk, by=run.viewer, at=run.at())


def _slices(parts: list[str], cursor: dict[str, Any]) -> Iterator[tuple[dict[str, int], pa.Table]]:
    """Read listings a slice at a time; each comes with the place behind it."""
    first = (cursor.get("part", 0), cursor.get("group", 0))
    for place, table in _groups(parts, first):
        begin = cursor.get("row", 0) if place == first else 0
        for row in range(begin, table.num_rows, STEP_ROWS):
            behind = {"part": place[0], "group": place[1], "row": row + STEP_ROWS}
            yield behind, table.slice(row, STEP_ROWS)


def _groups(parts: list[str], first: tuple[int, int]) -> Iterator[tuple[tuple[int, int], pa.Table]]:
    """Read row groups from one place on; only one is in memory at a time."""
    root = pathlib.Path(settings.DATA_DIR)
    for part in range(first[0], len(parts)):
        begin = first[1] if part == first[0] else 0
        with pq.ParquetFile(root / parts[part]) as file:
            for group in range(begin, file.metadata.num_row_groups):
                yield (part, group), file.read_row_group(group, columns=COLUMNS)
