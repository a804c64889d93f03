"""The import itself: one group of 20,000 rows for each step, resumed where it stopped.

Everything slow (reading, judging, Parquet) happens before the step opens; inside it are
only the writes that belong together: rows, parts, counts and the cursor.
"""

from collections.abc import Callable

import polars as pl
from django.conf import settings

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run
from hedun.engine.table import Unreadable
from hedun.engine.table.places import Regions
from hedun.market import actions, queries
from hedun.market.decide import listings, registry, roster
from hedun.market.decide.rows import Rows
from hedun.market.models import ImportBatch
from hedun.market.terms import ImportKind, ImportState, Part, Tally
from hedun.market.work import parts
from hedun.market.work.staging import Sheet, drop, sheet_of

MACHINE = Viewer.system("导入程序")
Write = Callable[[], Tally]


def read_batch(run: Run) -> None:
    """Read a batch to its end, from where the last attempt stopped."""
    batch = queries.batch(MACHINE, run.payload["batch"])
    if batch.state != ImportState.RUNNING:
        return
    try:
        sheet = sheet_of(batch)
    except Unreadable as problem:
        with run.step(cursor={"group": 0}, note=str(problem)):
            actions.refuse_import(
                batch_id=batch.pk, reason=str(problem), by=run.viewer, at=run.at()
            )
        return
    if not _settle(run, batch, sheet):
        return
    parts.sweep(batch)
    reader = Reader(run, batch, sheet)
    for number in range(run.cursor.get("group", 0), sheet.staged.groups):
        reader.step(number)
    with run.step(note="导入完成"):
        actions.finish_import(batch_id=batch.pk, by=run.viewer, at=run.at())
    drop(batch)


def _settle(run: Run, batch: ImportBatch, sheet: Sheet) -> bool:
    """Fix the mapping in the first step; False where a person must say which column is which."""
    if run.cursor.get("is_settled"):
        return True
    cursor = {"group": 0, "is_settled": sheet.problem is None}
    with run.step(cursor=cursor, total=sheet.staged.rows, note=sheet.problem or "读取中"):
        actions.note_headers(
            batch_id=batch.pk,
            headers=sheet.heading.names,
            needs_mapping=sheet.problem is not None,
            by=run.viewer,
            at=run.at(),
        )
        if sheet.problem is None:
            actions.settle_mapping(
                batch_id=batch.pk,
                mapping=sheet.mapping,
                header_key=sheet.heading.key,
                by=run.viewer,
                at=run.at(),
            )
    return sheet.problem is None


class Reader:
    """Reads the groups of one batch."""

    def __init__(self, run: Run, batch: ImportBatch, sheet: Sheet) -> None:
        self.run, self.batch, self.sheet = run, batch, sheet
        self.kind = ImportKind(batch.kind)
        self.regions = Regions.of(accounts.region_table(MACHINE))
        self._stock: listings.Standing | None = None

    def step(self, number: int) -> None:
        """Judge one group, then write it with its cursor in one transaction."""
        staged = self.sheet.group(number)
        rows = Rows.of(staged, self.sheet.mapping, names=self.sheet.heading.names, kind=self.kind)
        flagged = int((staged["formula"] != 0).sum())
        write, made = self._judge(rows, number)
        rejected = self._rejected(staged, rows)
        if rejected.height:
            made.append(parts.write(self.batch, rejected, number=number, is_rejected=True))
        done = int(staged["row_no"].max() or 0)  # type: ignore[arg-type]
        with self.run.step(
            cursor={"group": number + 1, "is_settled": True},
            done=min(done, self.sheet.staged.rows),
            total=self.sheet.staged.rows,
            note=f"已读到第 {done:,} 行",
        ):
            tally = write()
            counted = Tally(tally.good, rejected.height, tally.unchanged, flagged)
            actions.count_step(
                batch_id=self.batch.pk, tally=counted, parts=made, by=MACHINE, at=self.run.at()
            )

    def _judge(self, rows: Rows, number: int) -> tuple[Write, list[Part]]:
        if self.kind is ImportKind.LISTINGS:
            return self._judge_listings(rows, number)
        at, is_1904 = self.batch.handed_at, self.sheet.staged.is_1904
        if self.kind is ImportKind.REGISTRY:
            marks = registry.judge(rows, at=at, is_1904=is_1904)
            return lambda: actions.mark_registry(
                marks=marks,
                batch_id=self.batch.pk,
                list_name=self.batch.file_name,
                by=self.run.viewer,
                at=self.run.at(),
            ), []
        good = roster.judge(rows, regions=self.regions, key=settings.IDENTITY_KEY)
        platform_id = self.batch.platform_id
        assert platform_id is not None
        return lambda: actions.take_roster(
            platform_id=platform_id, rows=good, by=self.run.viewer, at=self.run.at()
        ), []

    def _judge_listings(self, rows: Rows, number: int) -> tuple[Write, list[Part]]:
        """Write new and changed listings as a part; what stands so already is left alone."""
        platform = self.batch.platform
        assert platform is not None
        good = listings.judge(
            rows,
            platform_code=platform.code,
            at=self.batch.handed_at,
            is_1904=self.sheet.staged.is_1904,
        )
        last = good.unique(subset="listing_no", keep="last", maintain_order=True)
        fresh = self._standing().fresh(last)
        made = []
        if fresh.height:
            # sorted, so that the statistics of a part tell whether a listing can be inside
            made = [
                parts.write(self.batch, fresh.sort("listing_no"), number=number, is_rejected=False)
            ]
            self._standing().take(fresh)
        tally = Tally(good=good.height, unchanged=good.height - fresh.height)
        return lambda: tally, made

    def _standing(self) -> listings.Standing:
        """What stands of the platform's listings, read once for each attempt."""
        if self._stock is None:
            paths = queries.listings(MACHINE, platform_id=self.batch.platform_id)
            columns = ["listing_no", "content_hash"]
            self._stock = listings.Standing.of(pl.read_parquet(p, columns=columns) for p in paths)
        return self._stock

    def _rejected(self, staged: pl.DataFrame, rows: Rows) -> pl.DataFrame:
        """Give the bad rows with their reasons and their original cells."""
        indexes = sorted(rows.reasons)
        bad = staged[indexes].select("row_no", pl.col("^c[0-9]{3}$"))
        return bad.insert_column(
            1, pl.Series("reason", [rows.reason(i) for i in indexes], pl.String)
        )
