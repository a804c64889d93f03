"""`hedun pairs INPUT --out OUTPUT`: judges a table of pairs without a server."""

import argparse
import multiprocessing
import os
import pathlib
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pyarrow as pa

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.match import output, rows
from hedun.engine.match.columnar import ADDED, COLUMNS, judged
from hedun.engine.match.rows import Opened
from hedun.engine.match.terms import Verdict

_FEW = 2 * rows.BATCH  # below this, starting processes takes longer than judging


def main(arguments: Sequence[str]) -> int:
    """Judge a file; gives 0, or 2 with the reason on stderr."""
    wanted = _parser().parse_args(arguments)
    try:
        return _pairs(wanted)
    except Unusable as error:
        _say(f"hedun pairs：{error}")
    except OSError as error:
        _say(f"hedun pairs：读写失败（{error.strerror}：{error.filename}）；排除后再次运行。")
    except BrokenProcessPool:
        _say("hedun pairs：一个进程被系统终止，可能内存不足；请加 --processes 1 再次运行。")
    except KeyboardInterrupt:
        _say("\n已中断，没有写出结果。")
        return 130
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hedun pairs",
        description="逐行判断两个名称是否同一主体（CSV、XLSX、Parquet），不需要服务器。"
        "保留原有各列，另加 score（0–1）、verdict（same 同一、different 不同、unsure 存疑）、reasons（理由）。",
    )
    parser.add_argument("input", type=pathlib.Path, metavar="INPUT", help="有 a、b 两列名称的表格")
    parser.add_argument(
        "--out",
        required=True,
        type=pathlib.Path,
        metavar="OUTPUT",
        help="结果，按扩展名写 .csv、.xlsx 或 .parquet；"
        "CSV 中以 = + - @ 等开头的单元格前加撇号，以免表格软件当作公式，要原样请用另外两种",
    )
    for name in COLUMNS:
        option = "--" + name.replace("_", "-")
        parser.add_argument(option, default=name, metavar="COLUMN", help=f"列 {name} 的列名")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--processes", type=int, default=cores, help=f"进程数，默认 {cores}")
    return parser


def _pairs(wanted: argparse.Namespace) -> int:
    target: pathlib.Path = wanted.out
    if target.suffix.lower() not in output.ENDINGS:
        raise Unusable(f"不认识扩展名“{target.suffix}”；请用 {'、'.join(output.ENDINGS)} 之一。")
    if not target.parent.is_dir():
        raise Unusable(f"没有文件夹 {target.parent}；请先建立。")
    if not wanted.input.is_file():
        raise Unusable(f"没有文件 {wanted.input}；请核对路径。")
    names = {name: getattr(wanted, name) for name in COLUMNS}
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        opened = _clear(rows.open_table(wanted.input, names, pathlib.Path(folder)))
        schema = pa.schema([*opened.schema, *ADDED])
        count = Counter[str]()
        found = _counted(_judged(opened, max(1, wanted.processes)), count, total=opened.rows)
        output.write(target, schema, found)
    verdicts = "，".join(f"{one.label} {count[one.value]:,}" for one in Verdict)
    _say(f"\n完成：{count.total():,} 行，{verdicts}，已写入 {target}。")
    return 0


def _clear(opened: Opened) -> Opened:
    """Columns of the input that are called like ours get another name."""
    taken = [name for name in opened.schema.names if name in ADDED.names]
    if not taken:
        return opened
    fields = [f.with_name(f"input_{f.name}") if f.name in taken else f for f in opened.schema]
    _say(f"原有的列 {'、'.join(taken)} 已改名为 {'、'.join('input_' + name for name in taken)}。")
    schema = pa.schema(fields)
    names = {key: f"input_{name}" if name in taken else name for key, name in opened.names.items()}
    renamed = (pa.RecordBatch.from_arrays(b.columns, schema=schema) for b in opened.batches)
    return Opened(schema, names, renamed, opened.rows)


def _judged(opened: Opened, processes: int) -> Iterator[pa.RecordBatch]:
    """Judge in the order of the input, by several processes where the table is long."""
    batches = opened.batches
    first: list[pa.RecordBatch] = []
    while sum(batch.num_rows for batch in first) < _FEW and (batch := next(batches, None)):
        first.append(batch)
    if processes == 1 or sum(batch.num_rows for batch in first) < _FEW:
        yield from (judged(batch, opened.names) for batch in first)
        yield from (judged(batch, opened.names) for batch in batches)
        return
    # a fork would share locks of Arrow's threads
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, fresh) as pool:
        running = deque(pool.submit(judged, batch, opened.names) for batch in first)
        while running:
            # never more batches under way than a few for each process: memory stays bounded
            while len(running) < 3 * processes and (batch := next(batches, None)):
                running.append(pool.submit(judged, batch, opened.names))
            yield running.popleft().result()


def _counted(
    batches: Iterator[pa.RecordBatch], count: Counter[str], *, total: int | None
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        count.update(batch.column(batch.num_columns - 2).to_pylist())
        _tell(count.total(), total)
        yield batch


def _tell(done: int, total: int | None) -> None:
    start, end = ("\r", "") if sys.stderr.isatty() else ("", "\n")
    whole = f" / {total:,} 行（{done / total:.0%}）" if total else " 行"
    print(f"{start}已判 {done:,}{whole}", end=end, file=sys.stderr, flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
