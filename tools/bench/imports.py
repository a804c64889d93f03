"""Imports end to end: hand in, stage in the child, judge, write; seconds, rows a second, peak memory.

`python -m tools.bench.imports [ROWS_CSV ROWS_XLSX]`. Works in a folder and database of its own;
set HEDUN_DATABASE to measure PostgreSQL (an empty database).
"""

import csv
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).parents[2]
ROSTER = ("店铺编号", "网店名称", "网址链接", "经营者名称", "统一社会信用代码", "实际经营地址", "区划代码", "联系方式")  # fmt: skip
GOODS = ("店铺编号", "店铺名称", "商品编号", "商品标题", "类目", "价格", "销量", "商品链接", "商品描述", "采集时间")  # fmt: skip
BAD_EVERY = 100
SECOND = 50_000_001  # numbers of the second file, all new


def roster_rows(count: int, *, start: int = 1, spoiled: bool = False) -> Iterator[tuple[str, ...]]:
    """Generated operators with right codes; every hundredth wrong where asked for."""
    from hedun.engine.codes import uscc

    for n in range(start, start + count):
        body = f"91330106{n:08d}"
        body += uscc.organization_sign(body[8:])
        code = body + uscc.check_sign(body)
        if spoiled and n % BAD_EVERY == 0:
            code = code[:10] + "I" + code[11:]
        place = f"浙江省杭州市西湖区测试路{n % 999}号"
        yield (
            f"D{n}",
            f"测试网店{n}",
            f"https://shop{n}.example.com/",
            f"测试经营部{n}",
            code,
            place,
            "",
            "0571-0000",
        )


def goods_rows(count: int, *, start: int = 1, spoiled: bool = False) -> Iterator[tuple[str, ...]]:
    """Generated listings; every hundredth without a right price where asked for."""
    for n in range(start, start + count):
        price = "面议" if spoiled and n % BAD_EVERY == 0 else f"{n % 9000 / 100 + 1:.2f}"
        yield (
            f"D{n % 20000}", f"测试网店{n % 20000}", f"G{n}", f"测试商品{n} 加厚保暖 男女同款 秋冬新款",
            "服饰", price, str(n % 500), f"https://item{n}.example.com/", f"材质棉，产地见吊牌，批次{n}",
            "2026-11-01 08:00:00",
        )  # fmt: skip


def child_main(arguments: list[str]) -> None:
    """Import one file in this fresh process and print what it took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hedun.settings"
    import django

    django.setup()
    from django.utils import timezone

    from hedun.base.accounts import actions as accounts
    from hedun.base.accounts.terms import BodyKind, Viewer
    from hedun.base.jobs.work import Worker, load
    from hedun.market import actions, queries
    from hedun.market.terms import ImportKind

    path, kind = pathlib.Path(arguments[0]), ImportKind(arguments[1])
    system, now = Viewer.system(), timezone.now()
    platform = queries.platforms(system).first()
    if platform is None:
        body = accounts.add_body(
            kind=BodyKind.PLATFORM,
            name="测量平台",
            short_name="测量",
            region_code="330108",
            by=system,
            at=now,
        )
        platform = actions.add_platform(
            body_id=body.pk, code="bench", name="测量平台", region_code="330108", by=system, at=now
        )
    start, before = time.perf_counter(), sum(os.times()[:4])
    batch = actions.hand_in(
        kind=kind, platform=platform, file_name=path.name, content_path=path, by=system, at=now
    )
    batch = actions.start_import(batch_id=batch.pk, by=system, at=now)
    load()
    Worker().drain()
    seconds = time.perf_counter() - start
    used = sum(os.times()[:4]) - before
    batch.refresh_from_db()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        batch.state,
        batch.good,
        batch.bad,
        batch.unchanged,
        f"{seconds:.2f}",
        f"{used:.2f}",
        own // 1024,
        child // 1024,
    )


def measure(path: pathlib.Path, kind: str, env: dict[str, str]) -> list[str]:
    """Import one file in a process of its own."""
    command = [sys.executable, "-m", "tools.bench.imports", "--child", str(path), kind]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout.split()


def write(path: pathlib.Path, header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    """Write a CSV in GB18030 or a workbook, by the path's ending."""
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([header])
            csv.writer(file).writerows(rows)
        return
    from hedun.engine.table import workbook

    workbook.write(path, header, rows)


def table(rows_csv: int, rows_xlsx: int) -> Iterator[list[str]]:
    """Measure every case and give the lines of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = os.environ | {
            "HEDUN_BUILD": "1",
            "HEDUN_DATA": name,
            "HEDUN_IDENTITY_KEY": "bench",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        command = [sys.executable, "-m", "hedun", "migrate", "-v0"]
        subprocess.run(command, env=env, cwd=ROOT, check=True)
        cases = [
            ("listings", f"goods-{rows_csv}.csv", GOODS, goods_rows(rows_csv)),
            (
                "listings",
                f"goods-bad-{rows_xlsx}.xlsx",
                GOODS,
                goods_rows(rows_xlsx, start=SECOND, spoiled=True),
            ),
            ("roster", f"roster-{rows_csv}.csv", ROSTER, roster_rows(rows_csv)),
            (
                "roster",
                f"roster-bad-{rows_xlsx}.xlsx",
                ROSTER,
                roster_rows(rows_xlsx, start=SECOND, spoiled=True),
            ),
        ]
        for kind, file, header, rows in cases:
            path = folder / file
            write(path, header, rows)
            state, good, bad, unchanged, seconds, cpu, own, child = measure(path, kind, env)
            speed = (int(good) + int(bad)) / float(seconds)
            size = f"{path.stat().st_size / 1e6:.0f}"
            path.unlink()
            rate = f"{speed:,.0f}"
            yield [file, size, state, good, bad, unchanged, seconds, cpu, rate, own, child]


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        child_main(sys.argv[2:])
        return
    numbers = [int(text) for text in sys.argv[1:]] or [1_000_000, 300_000]
    print(
        "| file | MB | state | good | bad | unchanged | s | CPU s | rows/s | worker MB | child MB |"
    )
    print("|---" * 11 + "|")
    for line in table(*numbers):
        print("| " + " | ".join(line) + " |", flush=True)


if __name__ == "__main__":
    main()
