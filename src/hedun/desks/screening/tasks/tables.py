"""Reading tables of certificates and licences."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hedun.base.jobs.work import Run, handler
from hedun.desks.screening import actions
from hedun.desks.screening.decide import papers
from hedun.desks.screening.queries import papers as paper_queries
from hedun.desks.screening.tasks.reading import SYSTEM
from hedun.desks.screening.terms import RegisterKind, SnapshotState
from hedun.engine.table import ROWS_PER_GROUP, Unreadable, opening
from hedun.engine.table.sheets import Line, Misfit

if TYPE_CHECKING:
    from hedun.desks.screening.models import Snapshot


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
        opened = opening.open_table(source, staged, papers.COLUMNS[RegisterKind(row.kind)])
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
