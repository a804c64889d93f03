"""A filing read: one group of 20,000 rows for each step, resumed where it stopped."""

import datetime as dt
from collections import Counter

import numpy as np
import polars as pl
from django.conf import settings
from django.utils import timezone

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.terms import Unworkable
from hedun.base.jobs.work import Run
from hedun.desks.roster import actions, queries
from hedun.desks.roster.decide import live, operators
from hedun.desks.roster.decide.rows import Rows, check_extra
from hedun.desks.roster.models import Filing
from hedun.desks.roster.terms import (
    ExtensionType,
    FilingState,
    Level,
    Sheet,
    Tally,
)
from hedun.desks.roster.work import limits, parts, sealing
from hedun.engine.table.places import Regions

MACHINE = Viewer.system("报送核对")
SIX_MONTHS = dt.timedelta(days=183)


def read_filing(run: Run) -> None:
    """Read a sealed filing to its end, from where the last attempt stopped."""
    row = queries.filing(MACHINE, run.payload["filing"])
    if row.state == FilingState.READING:
        _read(run, row)
        row.refresh_from_db()
    if row.state == FilingState.FILED and row.sheet == Sheet.OPERATORS:
        people = limits.people_above(MACHINE, row.window)
        with run.step(note="核对完成"):
            actions.put_over_limits(window=row.window, people=people, by=MACHINE, at=run.at())
    sealing.drop(str(run.payload["sealed"]))


def _read(run: Run, row: Filing) -> None:
    key = str(run.payload["sealed"])
    try:
        opened = sealing.waiting(key)
    except FileNotFoundError as gap:
        raise Unworkable("等待核对的文件已不存在；请重新提交该文件。") from gap
    reader = Reader(run, row, opened)
    kept = set(row.parts.values_list("path", flat=True))
    parts.sweep(reader.folder, kept)
    for number in range(run.cursor.get("group", 0), opened.groups):
        reader.step(number)
    reader.close()


class Reader:
    """Reads the groups of one filing."""

    def __init__(self, run: Run, row: Filing, opened: sealing.Waiting) -> None:
        self.run, self.row, self.opened = run, row, opened
        self.sheet = Sheet(row.sheet)
        self.folder = parts.filing_folder(row.platform.code, row.pk)
        self.regions = Regions.of(accounts.region_table(MACHINE))
        region = row.platform.region_code
        self.wanted = {
            one.label: (ExtensionType(one.kind), one.is_required)
            for one in queries.extensions_for(MACHINE, region, self.sheet)
        }
        self.filled: Counter[str] = Counter(run.cursor.get("filled", {}))

    def step(self, number: int) -> None:
        """Judge one group, then keep it with its cursor in one transaction."""
        rows = Rows(self.sheet, self.opened.group(number))
        good = self._judge(rows)
        made = [parts.write(self.folder, good, number=number, kind="rows")] if good.height else []
        shown = live.SHOWN if self.sheet is Sheet.LIVE else operators.SHOWN
        outcome = rows.outcome(shown)
        if outcome.height:
            made.append(parts.write(self.folder, outcome, number=number, kind="outcome"))
        mended = outcome.filter(pl.col("level") == Level.MEND)["row_no"]
        flagged = mended.filter(mended.is_in(good["row_no"].implode())).n_unique()
        tally = Tally(good.height, len(rows) - good.height, flagged, rows.counted())
        self.filled += Counter(_filled(good))
        done = min(self.opened.rows, (number + 1) * sealing.GROUP)
        with self.run.step(
            cursor={"group": number + 1, "filled": dict(self.filled)},
            done=done,
            total=self.opened.rows,
            note=f"已核对 {done:,} 行",
        ):
            actions.take_filing_step(
                filing_id=self.row.pk, tally=tally, parts=made, by=MACHINE, at=self.run.at()
            )

    def _judge(self, rows: Rows) -> pl.DataFrame:
        check_extra(rows, self.wanted, is_1904=self.opened.is_1904)
        if self.sheet is Sheet.LIVE:
            return live.judge(rows)
        at = timezone.localtime(self.row.handed_at)
        return operators.judge(
            rows,
            regions=self.regions,
            at=at,
            stale=at.date() - SIX_MONTHS,
            is_1904=self.opened.is_1904,
        )

    def close(self) -> None:
        """Find rows that a later row replaced, weigh the whole, and let the filing count."""
        row = queries.filing(MACHINE, self.row.pk)
        dropped = self._dropped(row)
        made = [] if dropped is None else [
            parts.write(self.folder, dropped.select("row_no"), number=0, kind="dropped"),
            parts.write(self.folder, _told(dropped), number=self.opened.groups, kind="outcome"),
        ]  # fmt: skip
        twice = 0 if dropped is None else dropped.height
        quality = {"filled": dict(self.filled), "window_late": _is_late(row)}
        with self.run.step(note="核对完成", done=self.opened.rows, total=self.opened.rows):
            actions.close_filing(
                filing_id=row.pk, quality=quality, twice=twice, parts=made, by=self.run.viewer,
                at=self.run.at(),
            )  # fmt: skip

    def _dropped(self, row: Filing) -> pl.DataFrame | None:
        """Rows whose shop stands again further down in the file: the last one counts.

        Sixteen bytes for each row: ten million fit into memory.
        """
        paths = [
            settings.DATA_DIR / path
            for path in row.parts.filter(kind="rows")
            .order_by("number")
            .values_list("path", flat=True)
        ]
        numbers = [
            pl.read_parquet(path, columns=["shop_no"])["shop_no"].hash().to_numpy()
            for path in paths
        ]
        every = np.concatenate(numbers) if numbers else np.empty(0, np.uint64)
        order = np.argsort(every, kind="stable")
        again = every[order][1:] == every[order][:-1]
        if not again.any():
            return None
        twice = np.unique(every[order][1:][again])
        found = []
        for path, hashes in zip(paths, numbers, strict=True):
            places = np.flatnonzero(np.isin(hashes, twice))
            if len(places):
                found.append(pl.read_parquet(path)[places])
        rows = pl.concat(found).sort("row_no")
        last = rows.unique("shop_no", keep="last")
        dropped = rows.join(last.select("row_no"), on="row_no", how="anti")
        return (
            dropped.join(
                last.select("shop_no", pl.col("row_no").alias("later")), on="shop_no"
            ).sort("row_no")
            if dropped.height
            else None
        )


def _told(dropped: pl.DataFrame) -> pl.DataFrame:
    """Say of each row that gave way which later row counts."""
    name = "shop_name" if "shop_name" in dropped.columns else "room_name"
    return dropped.select(
        "row_no",
        pl.lit(Level.RETURNED.value).alias("level"),
        pl.lit("duplicate").alias("fault"),
        pl.format("与第{}行是同一店铺，以后一行为准；请删去多余的行", "later").alias("message"),
        "shop_no",
        pl.col(name).alias("shop_name"),
        "name",
    )


def _filled(good: pl.DataFrame) -> dict[str, int]:
    """Count filled cells and kinds of operators, for the report on completeness."""
    texts = [n for n, kind in good.schema.items() if kind == pl.String]
    counts = good.select(
        [(pl.col(n) != "").sum().alias(n) for n in texts]
        + [pl.len().alias("rows")]
        + [
            pl.col(n).is_not_null().sum().alias(n)
            for n in ("turnover_fen", "verified_on")
            if n in good.columns
        ]
    )
    return {name: int(value) for name, value in counts.row(0, named=True).items()}


def _is_late(row: Filing) -> bool:
    """Tell whether it came in after the window's month."""
    return timezone.localtime(row.handed_at).strftime("%Y-%m") > row.window
