"""Imports end to end: hand in, stage in the child, judge, write; seconds and peak memory.

`python -m tools.bench.imports ROWS_CSV ROWS_XLSX` on the empty database of HEDUN_DATABASE. In
a "bad" file every hundredth row is wrong: each must be answered under its number and every
other row must be in the market, else the measurement fails.
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tools.bench.databases import ROOT, environment
from tools.bench.tree import Watch

ROSTER = ("店铺编号", "网店名称", "网址链接", "经营者名称", "统一社会信用代码", "实际经营地址", "区划代码", "联系方式")  # fmt: skip
GOODS = ("店铺编号", "店铺名称", "商品编号", "商品标题", "类目", "价格", "销量", "商品链接", "商品描述", "采集时间")  # fmt: skip
BAD_EVERY = 100
STEP = 10_000_000  # between the numbers of two files, so that all rows are new
BAR_S, BAR_MB = 120, 2048
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One file: its kind and ending, how many rows from which number on, and whether spoiled."""

    kind: str
    ending: str
    count: int
    start: int
    is_spoiled: bool

    @property
    def name(self) -> str:
        """The name of the file."""
        bad = "-bad" if self.is_spoiled else ""
        return f"{self.kind}{bad}-{self.count}.{self.ending}"

    @property
    def bad(self) -> list[int]:
        """The numbers of the wrong rows."""
        numbers = range(self.start, self.start + self.count)
        return [n for n in numbers if self.is_spoiled and n % BAD_EVERY == 0]

    def rows(self) -> Iterator[Row]:
        """Generate the rows."""
        bad = set(self.bad)
        make = roster_row if self.kind == "roster" else goods_row
        return (make(n, n in bad) for n in range(self.start, self.start + self.count))


def cases(rows_csv: int, rows_xlsx: int) -> Iterator[Case]:
    """Name the files in the order in which they are imported."""
    plan = (
        ("listings", "csv", rows_csv, False),
        ("listings", "csv", rows_csv, True),
        ("listings", "xlsx", rows_xlsx, True),
        ("roster", "csv", rows_csv, False),
        ("roster", "csv", rows_csv, True),
        ("roster", "xlsx", rows_xlsx, True),
    )
    for place, (kind, ending, count, is_spoiled) in enumerate(plan):
        yield Case(kind, ending, count, place * STEP + 1, is_spoiled)


def roster_row(n: int, is_bad: bool) -> Row:  # noqa: FBT001 - one row of a file
    """Give an operator with a right code, or with a letter that no code has."""
    from hedun.engine.codes import uscc

    body = f"91330106{n:08d}"
    body += uscc.organization_sign(body[8:])
    code = body + uscc.check_sign(body)
    code = code[:10] + "I" + code[11:] if is_bad else code
    place = f"浙江省杭州市西湖区测试路{n % 999}号"
    site = f"https://shop{n}.example.com/"
    return (f"D{n}", f"测试网店{n}", site, f"测试经营部{n}", code, place, "", "0571-0000")


def goods_row(n: int, is_bad: bool) -> Row:  # noqa: FBT001 - one row of a file
    """Give a listing, or one whose price is no number."""
    price = "面议" if is_bad else f"{n % 9000 / 100 + 1:.2f}"
    return (
        f"D{n % 20000}", f"测试网店{n % 20000}", f"G{n}", f"测试商品{n} 加厚保暖 男女同款 秋冬新款",
        "服饰", price, str(n % 500), f"https://item{n}.example.com/", f"材质棉，产地见吊牌，批次{n}",
        "2026-11-01 08:00:00",
    )  # fmt: skip


def write(path: pathlib.Path, case: Case) -> None:
    """Write a CSV in GB18030 or a workbook."""
    header = ROSTER if case.kind == "roster" else GOODS
    if case.ending == "csv":
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerow(header)
            csv.writer(file).writerows(case.rows())
        return
    from hedun.engine.table import workbook

    workbook.write(path, header, case.rows())


def measure(path: pathlib.Path, case: Case, env: dict[str, str]) -> dict[str, Any]:
    """Import one file in a process of its own, watch its memory, and let it check the result."""
    command = [sys.executable, "-m", "tools.bench.importing", str(path), json.dumps(asdict(case))]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        with Watch(child.pid) as watch:
            taken = child.stdout.readline()
        wrong = child.stdout.readline()
    if child.returncode or not wrong:
        raise SystemExit(f"{case.name}: the import did not end; see above")
    size = path.stat().st_size / 1e6
    return {**json.loads(taken), "peak": watch.peak >> 20, "wrong": json.loads(wrong), "size": size}


def table(rows_csv: int, rows_xlsx: int, env: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Import every file, one after another into one database."""
    command = [sys.executable, "-m", "hedun", "migrate", "-v0"]
    subprocess.run(command, env=env, cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(rows_csv, rows_xlsx):
            path = pathlib.Path(folder) / case.name
            write(path, case)
            yield {"file": case.name, "rows": case.count, **measure(path, case, env)}
            path.unlink()


def line(found: dict[str, Any]) -> str:
    """Write one line of the table."""
    cells = (
        found["file"], f"{found['size']:.0f}", found["state"], f"{found['good']:,}",
        f"{found['bad']:,}", f"{found['s']:.1f}", f"{found['cpu']:.1f}",
        f"{found['rows'] / found['s']:,.0f}", found["worker"], found["child"], found["peak"],
        "; ".join(found["wrong"]) or "yes",
    )  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> None:
    """Print the table, and fail where a row went astray or a bar was missed."""
    rows_csv, rows_xlsx = (int(text) for text in sys.argv[1:])
    address, folder = os.environ.get("HEDUN_DATABASE"), os.environ.get("HEDUN_DATA")
    if not (address and folder):
        raise SystemExit("run `make bench ARGS=imports`, which makes a database of its own")
    env = environment(address, folder)
    print(f"imports, {address.partition(':')[0]}\n")
    print("| file | MB | state | good | bad | s | CPU s | rows/s | worker MB | child MB | peak MB | every row accounted for |")  # fmt: skip
    print("|---" * 12 + "|")
    failed = []
    for found in table(rows_csv, rows_xlsx, env):
        print(line(found), flush=True)
        if found["wrong"] or found["s"] > BAR_S or found["peak"] > BAR_MB:
            failed.append(found["file"])
    verdict = f"broken by {', '.join(failed)}" if failed else "kept"
    print(f"\nbar: {BAR_S} s and {BAR_MB} MB for the whole process tree, no row lost: {verdict}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
