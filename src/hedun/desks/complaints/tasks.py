"""Reading exports of the national 12315 platform."""

from django.utils import timezone

from hedun.base.jobs.work import Run, handler
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.decide import exports
from hedun.desks.complaints.terms import BatchState
from hedun.engine.table import Unreadable, opening
from hedun.engine.table.sheets import Misfit

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
        for group in range(run.cursor.get("group", 0), opened.groups):
            lines = list(opened.lines(group))
            first = run.cursor.get("line", 0) if group == run.cursor.get("group", 0) else 0
            for start in range(first, len(lines), STEP):
                part, now = lines[start : start + STEP], timezone.localtime(run.at())
                with run.step(
                    cursor={"group": group, "line": start + len(part)},
                    done=part[-1].row_no,
                    total=rows,
                    note=f"已读到第 {part[-1].row_no} 行",
                ):
                    for line in part:
                        actions.take_line(
                            batch_id=row.pk,
                            line=line,
                            plea=exports.judge(line, now),
                            by=queries.PUBLIC,
                            at=now,
                        )
    with run.step(done=rows, total=rows, note=refused or "导入完成"):
        actions.close(batch_id=row.pk, refused=refused, by=queries.PUBLIC, at=run.at())
    for path in (source, staged):
        path.unlink(missing_ok=True)
