"""Imports one file in this process: what it took, then what is wrong with the result.

`python -m tools.bench.importing FILE CASE` prints two lines of JSON; between them the memory
of the import has been measured, and that of the check has not begun.
"""

import json
import os
import pathlib
import resource
import sys
import time
from typing import Any

import django
from django.utils import timezone


def main() -> None:
    """Import, tell, check, tell."""
    django.setup()
    from tools.bench.imports import Case

    path, case = pathlib.Path(sys.argv[1]), Case(**json.loads(sys.argv[2]))
    before = _shops()
    batch, taken = _import(path, case)
    own, child = (
        resource.getrusage(who).ru_maxrss >> 10
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    counts = {"state": batch.state, "good": batch.good, "bad": batch.bad}
    print(json.dumps({**taken, **counts, "worker": own, "child": child}), flush=True)
    stored = _shops() - before
    wrong = [*_answers(batch, case), *_stock(batch, case, stored)]
    print(json.dumps(wrong), flush=True)


def _import(path: pathlib.Path, case: Any) -> tuple[Any, dict[str, float]]:
    from hedun.base.accounts.terms import Viewer
    from hedun.base.jobs.work import Worker, load
    from hedun.market import actions
    from hedun.market.terms import ImportKind

    system, now, platform = Viewer.system(), timezone.now(), _platform()
    start, before = time.perf_counter(), sum(os.times()[:4])
    batch = actions.hand_in(
        kind=ImportKind(case.kind),
        platform=platform,
        file_name=path.name,
        content_path=path,
        by=system,
        at=now,
    )
    batch = actions.start_import(batch_id=batch.pk, by=system, at=now)
    load()
    Worker().drain()
    seconds, used = time.perf_counter() - start, sum(os.times()[:4]) - before
    batch.refresh_from_db()
    return batch, {"s": seconds, "cpu": used}


def _platform() -> Any:
    from hedun.base.accounts import actions as accounts
    from hedun.base.accounts.terms import BodyKind, Viewer
    from hedun.market import actions, queries

    given: dict[str, Any] = {"by": Viewer.system(), "at": timezone.now(), "region_code": "330108"}
    found = queries.platforms(Viewer.system()).first()
    if found is not None:
        return found
    kind = BodyKind.PLATFORM
    body = accounts.add_body(kind=kind, name="测量平台", short_name="测量", **given)
    return actions.add_platform(body_id=body.pk, code="bench", name="测量平台", **given)


def _shops() -> int:
    from hedun.market.models import Shop

    return Shop.objects.count()


def _answers(batch: Any, case: Any) -> list[str]:
    """Say which bad rows were not answered under their number in the file, or without need."""
    import polars as pl

    from hedun.base.accounts.terms import Viewer
    from hedun.market import queries

    parts = queries.rejected_parts(Viewer.system(), batch.pk)
    answered = [n for part in parts for n in pl.read_parquet(part)["row_no"]]
    wanted = [n - case.start + 2 for n in case.bad]  # the heading is the first row
    if sorted(answered) == wanted:
        return []
    return [f"{len(answered)} rows answered of {len(wanted)} bad ones"]


def _stock(batch: Any, case: Any, stored: int) -> list[str]:
    """Say which good rows are not in the market once, and which bad ones are."""
    import polars as pl

    from hedun.base.accounts.terms import Viewer
    from hedun.market import queries
    from hedun.market.models import Shop

    wanted = case.count - len(case.bad)
    if case.kind == "roster":
        names = [f"D{n}" for n in case.bad]
        chunks = [names[n : n + 5_000] for n in range(0, len(names), 5_000)]
        spoiled = sum(Shop.objects.filter(shop_no__in=chunk).count() for chunk in chunks)
        found = stored
    else:
        parts = queries.listings(Viewer.system(), batch_id=batch.pk)
        numbers = pl.scan_parquet(parts).select(pl.col("listing_no").str.slice(1).cast(pl.Int64))
        column = numbers.collect()["listing_no"]
        found = column.n_unique() if column.is_between(case.start, case.start + case.count).all() else 0  # fmt: skip
        spoiled = int(column.is_in(case.bad).sum()) if case.bad else 0
    wrong = [] if found == wanted else [f"{found} rows of {wanted} stand"]
    return [*wrong, *([f"{spoiled} bad rows stand"] if spoiled else [])]


if __name__ == "__main__":
    main()
