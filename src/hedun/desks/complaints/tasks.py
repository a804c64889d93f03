"""Reading exports of the national 12315 platform."""

from collections.abc import Iterator

from django.utils import timezone

from hedun.base.jobs.work import Run, handler
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.decide import exports
from hedun.desks.complaints.terms import BatchState
from hedun.engine.table import Unreadable, opening
from hedun.engine.table.sheets import Line, Misfit

STEP = 50  # rows in one transaction: each takes a number, seals an identity and starts a clock


@handler("complaints.import")
def read_export(run: Run) -> None:
    """Read an export from the cursor on; a row that cannot be read comes back alone.

    The file names people; it and what was staged of it are gone when the batch is closed.
    """
    row = queries.visible_batches(queries.PUBLIC).get(pk=run.payload["batch"])
    source = queries.batch_path(queries.PUBLIC, row.pk)
    staged = source.with_suffix(".parquet")
    if row.state != BatchState.READING:
        return
    refused, rows = "", 0
    try:
        opened = opening.open_table(source, staged, exports.COLUMNS)
    except (Unreadable, Misfit) as problem:
        refused = str(problem)
    else:
        rows = opened.rows
        _read(run, row.pk, opened)
    with run.step(done=rows, total=rows, note=refused or "导入完成"):
        actions.close(batch_id=row.pk, refused=refused, by=queries.PUBLIC, at=run.at())
    for path in (source, staged):
        path.unlink(missing_ok=True)


def _read(run: Run, batch_id: int, opened: opening.Opened) -> None:
    """Take the lines in from the cursor on, so many in one transaction."""
    for cursor, part in _parts(opened, run.cursor.get("group", 0), run.cursor.get("line", 0)):
        now, last = timezone.localtime(run.at()), part[-1].row_no
        with run.step(cursor=cursor, done=last, total=opened.rows, note=f"已读到第 {last} 行"):
            for line in part:
                actions.take_line(
                    batch_id=batch_id,
                    line=line,
                    plea=exports.judge(line, now),
                    by=queries.PUBLIC,
                    at=now,
                )


def _parts(
    opened: opening.Opened, group: int, line: int
) -> Iterator[tuple[dict[str, int], list[Line]]]:
    """Give the lines from a place on in parts, each with the cursor that stands behind it."""
    for number in range(group, opened.groups):
        lines = list(opened.lines(number))
        for start in range(line if number == group else 0, len(lines), STEP):
            part = lines[start : start + STEP]
            yield {"group": number, "line": start + len(part)}, part
