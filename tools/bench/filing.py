"""A filing (报送) of ten million operators in one run: `make bench-filing ARGS="--rows N"`.

The rows are those of the roster bench under the national headings, in one Parquet file or, by
`--csv`, in one GB18030 table. `hedun file --wait` parses, seals and judges them; its process is
killed a few times and started again, as the worker of a bureau may be. Every row must be filed
or returned, and each shop stand once.
"""

import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
from typing import Any

import polars as pl

from tools.bench.databases import ROOT, place
from tools.bench.roster.generate import generate
from tools.bench.tree import Watch

HEADINGS = {
    "id": "店铺唯一标识码", "name": "经营者名称", "code": "统一社会信用代码",
    "identity": "身份证件号码", "address": "实际经营地址", "phone": "联系方式",
    "person": "法定代表人或负责人",
}  # fmt: skip
PLATFORM, USERNAME = "bench", "bench-filer"
WAIT_S = 3 * 3600


def main() -> int:
    """File, and fail where a row went astray."""
    parser = argparse.ArgumentParser(prog="tools.bench.filing")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "var/bench/roster")
    parser.add_argument("--csv", action="store_true", help="a table in GB18030")
    parser.add_argument("--kills", type=int, default=2, help="of the process that reads it")
    given = parser.parse_args()
    file = written(given.folder, given.rows, is_csv=given.csv)
    with place("") as here:
        run = [sys.executable, "-m", "hedun"]
        subprocess.run([*run, "migrate", "-v0"], env=here.env, cwd=ROOT, check=True)
        subprocess.run([sys.executable, __file__], env=here.env | {"BENCH_FILING": "seed"}, cwd=ROOT, check=True)  # fmt: skip
        command = [*run, "file", str(file), "--platform", PLATFORM, "--as", USERNAME, "--wait"]
        found = filed(command, here.env, (given.rows, given.kills))
        told = subprocess.run([sys.executable, __file__], env=here.env | {"BENCH_FILING": "tell"}, cwd=ROOT, check=True, capture_output=True, text=True)  # fmt: skip
    good, returned, shops, state = told.stdout.split()
    size = file.stat().st_size / 1e6
    print(
        f"{given.rows:,} rows, {size:,.0f} MB, {given.kills} kills: {found['seconds']:,.0f} s by the clock, "
        f"{found['cpu']:,.0f} s CPU, {found['peak']:,} MB at most; {int(good):,} filed, "
        f"{int(returned):,} returned, {int(shops):,} shops stand, {state}"
    )
    is_whole = int(good) + int(returned) == given.rows and shops == good
    return int(state != "filed" or not is_whole)


def written(folder: pathlib.Path, rows: int, *, is_csv: bool) -> pathlib.Path:
    """Write the filing from the roster of the bench, which is generated where it is not there."""
    known = sorted(folder.glob(f"{rows}x*/roster.parquet"))
    if not known:
        generate(folder / f"{rows}x{rows}", rows=rows, registry=rows)
        known = [folder / f"{rows}x{rows}" / "roster.parquet"]
    shown = pl.scan_parquet(known[0]).head(rows).rename(HEADINGS).select(*HEADINGS.values())
    shown = shown.with_columns(
        pl.col("经营者名称").alias("网店名称"),
        pl.col("实际经营地址").alias("住所"),
        pl.format("https://shop.example/{}", "店铺唯一标识码").alias("网址链接"),
        pl.lit("330106").alias("区划代码"),
        pl.lit("2026-06-30").alias("最近核验日期"),
    )
    path = known[0].with_name("filing.csv" if is_csv else "filing.parquet")
    if path.exists():
        return path
    if not is_csv:
        shown.sink_parquet(path)
        return path
    with path.open("w", encoding="gb18030", errors="replace") as file:
        for at in range(0, rows, 100_000):
            part = shown.slice(at, 100_000).collect()
            file.write(part.write_csv(include_header=at == 0))
    return path


def filed(command: list[str], env: dict[str, str], given: tuple[int, int]) -> dict[str, Any]:
    """Run the command to its end, killed at some moments and started again."""
    dice = random.Random(7)  # noqa: S311 - moments of kills
    started, before, peak = time.perf_counter(), os.times(), 0
    rows, kills = given
    for left in [*(dice.uniform(9, 15) * rows / 1e6 for _ in range(kills)), WAIT_S]:
        with subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True) as child:
            with Watch(child.pid) as watch:
                if not _ends(child, left):
                    os.killpg(child.pid, signal.SIGKILL)
                    print(f"killed after {left:.0f} s", flush=True)
            peak = max(peak, watch.peak >> 20)
        if child.returncode == 0:
            break
    after = os.times()
    spent = sum(after[2:4]) - sum(before[2:4])
    return {"seconds": time.perf_counter() - started, "cpu": spent, "peak": peak}


def _ends(child: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        return child.wait(seconds) is not None
    except subprocess.TimeoutExpired:
        return False


def seed() -> None:
    """Make the platform and a person who may file for it."""
    from django.utils import timezone

    from hedun.base.accounts import actions as accounts
    from hedun.base.accounts.terms import BodyKind, Role, Viewer
    from hedun.market import actions

    given: dict[str, Any] = {"by": Viewer.system(), "at": timezone.now()}
    body = accounts.add_body(
        kind=BodyKind.PLATFORM, name="测量平台", short_name="测量", region_code="330108", **given
    )
    actions.add_platform(body_id=body.pk, code=PLATFORM, name="测量平台", region_code="330108", **given)  # fmt: skip
    issued = accounts.add_person(body_id=body.pk, username=USERNAME, name="测量账号", **given)
    accounts.grant_role(person_id=issued.person.pk, role=Role.COMPLIANCE, **given)


def tell() -> None:
    """Say what became of the rows, and how many different shops stand in the end."""
    from hedun.base.accounts.terms import Viewer
    from hedun.desks.roster import queries
    from hedun.desks.roster.models import Filing

    row = Filing.objects.get()
    standing = queries.effective(Viewer.system(), row.platform_id).select("shop_no", "row_no")
    rows, shops = (
        standing.select(pl.len(), pl.col("shop_no").n_unique().alias("n")).collect().row(0)
    )
    print(row.good, row.returned, shops if rows == shops else -1, row.state)


if __name__ == "__main__":
    if step := os.environ.get("BENCH_FILING"):
        import django

        django.setup()
        {"seed": seed, "tell": tell}[step]()
    else:
        sys.exit(main())
