"""Work that the desk does later: scan stored listings, read tables, step by step."""

import pathlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run, handler
from hedun.desks.screening import actions, decide, queries, work
from hedun.desks.screening.decide import papers
from hedun.desks.screening.decide.checks import Checks, once_for_each_shop, with_columns
from hedun.desks.screening.decide.sheets import Line, Misfit
from hedun.desks.screening.queries import catalogue as catalogue_queries
from hedun.desks.screening.queries import papers as paper_queries
from hedun.desks.screening.terms import Found, RegisterKind, SnapshotState
from hedun.engine.table import ROWS_PER_GROUP, Unreadable

if TYPE_CHECKING:
    from hedun.desks.screening.models import ScreeningRun, Snapshot

SYSTEM = Viewer.system("证照核对")
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
    *decide.STATED,
]


@handler("screening.run")
def scan_listings(run: Run) -> None:
    """Scan the listing files of a run from the cursor on.

    A step is the findings of at most STEP_ROWS listings together with the place behind
    them, so that whoever takes over stores nothing twice and leaves nothing out.
    """
    screening = queries.run(SYSTEM, run.payload["run"])
    day = timezone.localtime(screening.created_at).date()
    checks = catalogue_queries.checks_of(SYSTEM, screening, day)
    scanner, facts = queries.scanner(SYSTEM, screening.edition, checks)
    done = int(run.cursor.get("done", 0))
    for place, listings in _slices(screening.parts, run.cursor):
        hits = scanner.scan(decide.texts(listings))
        found = decide.collect(listings, hits, facts)
        found = _checked(screening, checks, listings, found=found)
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


def _checked(
    screening: "ScreeningRun", checks: Checks, listings: pa.Table, *, found: list[Found]
) -> list[Found]:
    """Let the checks beside words look at a slice, with what the tables know of it."""
    platform = screening.platform
    assert platform is not None
    tables = paper_queries.tables_for(SYSTEM, checks, listings, platform=platform)
    found = checks.apply(listings, found, tables)
    shop_nos = {one.shop_no for one in found if one.checks}
    said = queries.said_of_shops(SYSTEM, platform_id=platform.pk, shop_nos=shop_nos)
    return once_for_each_shop(found, said)


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
                yield (part, group), with_columns(file.read_row_group(group, columns=COLUMNS))


@handler("screening.table")
def read_table(run: Run) -> None:
    """Read a table of certificates or licences from the cursor on, one group a step.

    What cannot be read as a whole is refused; a row that cannot be read comes back alone.
    """
    row = paper_queries.visible_snapshots(SYSTEM).get(pk=run.payload["snapshot"])
    if row.state != SnapshotState.READING:
        return
    source = paper_queries.kept_path(SYSTEM, row.sha256)
    staged = source.with_name(f"{row.sha256}.{row.kind}.parquet")
    try:
        opened = work.open_table(source, staged, papers.COLUMNS[RegisterKind(row.kind)])
    except (Unreadable, Misfit) as problem:
        with run.step(note=str(problem)):
            actions.close_table(
                snapshot_id=row.pk, refused=str(problem), by=run.viewer, at=run.at()
            )
        return
    for group in range(run.cursor.get("group", 0), opened.groups):
        good, faults = _judged(row, opened.lines(group))
        with run.step(
            cursor={"group": group + 1},
            done=min(opened.rows, (group + 1) * ROWS_PER_GROUP),
            total=opened.rows,
            note=f"已读第 {group + 1} 组",
        ):
            actions.take_rows(
                snapshot_id=row.pk, rows=good, faults=faults, by=run.viewer, at=run.at()
            )
    with run.step(done=opened.rows, total=opened.rows, note="导入完成"):
        actions.close_table(snapshot_id=row.pk, headers=opened.names, by=run.viewer, at=run.at())
    staged.unlink(missing_ok=True)


def _judged(row: "Snapshot", lines: Iterator[Line]) -> tuple[list[dict[str, Any]], list[Line]]:
    """Judge the lines of one group; of equal numbers the first stands."""
    kind = RegisterKind(row.kind)
    judged = [(line, papers.judge(line, kind)) for line in lines]
    numbers = {values["number"] for line, values in judged if not line.reasons}
    known = paper_queries.known_numbers(SYSTEM, row, numbers)
    good: list[dict[str, Any]] = []
    for line, values in judged:
        if not line.reasons and values["number"] in known:
            line.reasons.append(f"编号 {values['number']} 在本表中已有一行，请只保留一行")
        if not line.reasons:
            known.add(values["number"])
            good.append(values)
    return good, [line for line, _ in judged if line.reasons]
