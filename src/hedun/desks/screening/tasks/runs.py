"""Screening stored listings with words, rules and checks, step by step."""

import pathlib
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from hedun.base.jobs.work import Run, handler
from hedun.desks.screening import actions, decide, queries
from hedun.desks.screening.decide.checks import Checks, once_for_each_shop
from hedun.desks.screening.queries import catalogue as catalogue_queries
from hedun.desks.screening.queries import papers as paper_queries
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.tasks.reading import SYSTEM, Features, slices
from hedun.desks.screening.terms import Found

if TYPE_CHECKING:
    from hedun.desks.screening.models import ScreeningRun


@handler("screening.run")
def scan_listings(run: Run) -> None:
    """Scan the listing files of a run from the cursor on, with words, rules and checks.

    A step is the findings of at most STEP_ROWS listings together with the place behind
    them, so that whoever takes over stores nothing twice and leaves nothing out.
    """
    screening = queries.run(SYSTEM, run.payload["run"])
    day = timezone.localtime(screening.created_at).date()
    checks = catalogue_queries.checks_of(SYSTEM, screening, day)
    scanner, facts = queries.scanner(SYSTEM, screening.edition, checks)
    seen_shops, features = _distinct_shops(screening.parts), Features(day)
    done = int(run.cursor.get("done", 0))
    for place, listings in slices(screening.parts, run.cursor):
        hits = scanner.scan(decide.texts(listings))
        # a rule that was set aside meanwhile fires no more
        rules = reading.armed(SYSTEM, only=screening.rules)
        fired = features.fired(listings, rules, groups=decide.groups_of(hits, facts))
        found = decide.collect(listings, hits, facts, fired=fired)
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
                seen_shops=seen_shops,
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


def _distinct_shops(parts: list[str]) -> int:
    paths = [pathlib.Path(settings.DATA_DIR) / part for part in parts]
    shops = pl.scan_parquet(paths).select(pl.col("shop_no").n_unique())
    return int(shops.collect().item())
