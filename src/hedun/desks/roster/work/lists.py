"""A list of the registry read: one group of 20,000 rows for each step."""

import numpy as np
import polars as pl
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.terms import Unworkable
from hedun.base.jobs.work import Run
from hedun.desks.roster import actions, queries
from hedun.desks.roster.decide import entries
from hedun.desks.roster.decide.fields import LISTS
from hedun.desks.roster.decide.rows import Rows
from hedun.desks.roster.models import ListVersion
from hedun.desks.roster.terms import ListMode, ListState
from hedun.desks.roster.work import parts, sealing

MACHINE = Viewer.system("名单导入")


def read_list(run: Run) -> None:
    """Read a sealed list to its end, from where the last attempt stopped."""
    row = queries.version(MACHINE, run.payload["version"])
    if row.state != ListState.READING:
        return
    key = str(run.payload["sealed"])
    try:
        opened = sealing.waiting(key)
    except FileNotFoundError as gap:
        raise Unworkable("等待导入的名单文件已不存在；请重新提交该文件。") from gap
    folder = queries.list_path(MACHINE, row.pk)
    parts.sweep(folder, set(row.parts.values_list("path", flat=True)))
    for number in range(run.cursor.get("group", 0), opened.groups):
        _step(run, row, opened, number=number)
    twice = _twice(row)
    with run.step(note="导入完成", done=opened.rows, total=opened.rows):
        actions.close_list(version_id=row.pk, twice=twice, by=run.viewer, at=run.at())
    sealing.drop(key)


def _step(run: Run, row: ListVersion, opened: sealing.Waiting, *, number: int) -> None:
    rows = Rows(LISTS, opened.group(number))
    good = entries.judge(rows, mode=ListMode(row.mode), as_of=row.as_of, is_1904=opened.is_1904)
    folder = queries.list_path(MACHINE, row.pk)
    made = [parts.write(folder, good, number=number, kind="rows")] if good.height else []
    outcome = rows.outcome(entries.SHOWN)
    if outcome.height:
        made.append(parts.write(folder, outcome, number=number, kind="outcome"))
    done = min(opened.rows, (number + 1) * sealing.GROUP)
    with run.step(
        cursor={"group": number + 1}, done=done, total=opened.rows, note=f"已读 {done:,} 行"
    ):
        actions.take_list_step(
            version_id=row.pk,
            good=good.height,
            returned=len(rows) - good.height,
            faults=rows.counted(),
            parts=made,
            by=MACHINE,
            at=run.at(),
        )


def _twice(row: ListVersion) -> int:
    """Count subjects that stand twice in a list; eight bytes for each row."""
    paths = row.parts.filter(kind="rows").values_list("path", flat=True)
    keys = [
        pl.read_parquet(settings.DATA_DIR / path, columns=["entry_key"])["entry_key"]
        .hash()
        .to_numpy()
        for path in paths
    ]
    every = np.concatenate(keys) if keys else np.empty(0, np.uint64)
    return int(len(every) - len(np.unique(every)))
