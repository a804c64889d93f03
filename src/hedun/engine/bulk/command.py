"""`hedun screen INPUT --text COLUMN --lexicon WORDS --out HITS`: for people without a server."""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

from hedun.engine.bulk import output, run, source, words
from hedun.engine.bulk.unusable import Unusable
from hedun.engine.text import VERSION, is_built


def main(arguments: Sequence[str]) -> int:
    """Screen a file; gives 0, or 2 with the reason on stderr."""
    wanted = _parser().parse_args(arguments)
    try:
        return _screen(wanted)
    except Unusable as error:
        _say(f"hedun screen：{error}")
        return 2
    except OSError as error:
        _say(
            f"hedun screen：读写失败（{error.strerror}：{error.filename}）；排除后再次运行同一命令，将接着筛。"
        )
        return 2
    except BrokenProcessPool:
        _say(
            "hedun screen：一个筛查进程被系统终止，可能内存不足；请加 --processes 1 再次运行，将接着筛。"
        )
        return 2
    except KeyboardInterrupt:
        _say("\n已中断；再次运行同一命令将从中断处继续。")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hedun screen",
        description="用一份词库筛查一个文件（CSV、XLSX、Parquet），不需要服务器。",
    )
    parser.add_argument("input", type=pathlib.Path, metavar="INPUT", help="待筛文件")
    parser.add_argument("--text", required=True, metavar="COLUMN", help="文本所在列的列名")
    parser.add_argument(
        "--lexicon",
        required=True,
        type=pathlib.Path,
        metavar="WORDS",
        help="词库：每行一个词的文本，或带表头（违禁词、依据、类别、放行语境）的表格",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=pathlib.Path,
        metavar="HITS",
        help="命中清单，按扩展名写 .xlsx、.csv 或 .parquet；"
        "CSV 中以 = + - @ 等开头的单元格前加撇号，以免表格软件当作公式，要原样请用另外两种",
    )
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--processes", type=int, default=cores, help=f"进程数，默认 {cores}")
    return parser


def _screen(wanted: argparse.Namespace) -> int:
    target: pathlib.Path = wanted.out
    if target.suffix.lower() not in output.ENDINGS:
        raise Unusable(f"不认识扩展名“{target.suffix}”；请用 {'、'.join(output.ENDINGS)} 之一。")
    if not target.parent.is_dir():
        raise Unusable(f"没有文件夹 {target.parent}；请先建立。")
    if not wanted.lexicon.is_file():
        raise Unusable(f"没有词库文件 {wanted.lexicon}；请核对路径。")
    if not wanted.input.is_file():
        raise Unusable(f"没有文件 {wanted.input}；请核对路径。")
    lexicon = words.read(wanted.lexicon)
    for remark in lexicon.remarks:
        _say(remark)
    folder = target.with_name(f".{target.name}.parts")
    _begin(folder, _plan(wanted, lexicon))
    opened = source.prepare(wanted.input, wanted.text, folder)
    _say(f"词库 {len(lexicon.words):,} 词，待筛 {opened.rows:,} 行。")
    if not is_built():
        _say("首次在本机使用，先编译筛查程序，约需半分钟至两分钟；以后不再需要。")
    parts = run.scan_file(
        opened,
        lexicon.words,
        folder,
        processes=max(1, wanted.processes),
        progress=lambda rows, hits: _tell(rows, hits, opened.rows),
    )
    count = output.write(parts, target)
    shutil.rmtree(folder)
    _say(f"\n完成：{opened.rows:,} 行，命中 {count:,} 处，已写入 {target}。")
    return 0


def _plan(wanted: argparse.Namespace, lexicon: words.Lexicon) -> str:
    """Say on what the parts depend: only those of the same plan may be gone on with."""
    at = wanted.input.stat()
    listed = repr(lexicon.words).encode()
    return json.dumps(
        {
            "input": [str(wanted.input.resolve()), at.st_size, at.st_mtime_ns],
            "text": wanted.text,
            "lexicon": hashlib.sha256(listed).hexdigest(),
            "engine": VERSION,
        },
        ensure_ascii=False,
    )


def _begin(folder: pathlib.Path, plan: str) -> None:
    """Go on with the parts that lie there, if they are of the same plan; else begin anew."""
    note = folder / "plan.json"
    if note.exists() and note.read_text(encoding="utf-8") == plan:
        _say("接着上次未完成的筛查继续。")
        return
    if folder.exists() and not note.exists() and any(folder.iterdir()):
        raise Unusable(f"文件夹 {folder} 不是本命令建立的；请移走，或换一个输出文件名。")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    note.write_text(plan, encoding="utf-8")


def _tell(rows: int, hits: int, total: int) -> None:
    end = "" if sys.stderr.isatty() else "\n"
    start = "\r" if sys.stderr.isatty() else ""
    part = rows / total if total else 1
    print(
        f"{start}已筛 {rows:,} / {total:,} 行（{part:.0%}），命中 {hits:,} 处",
        end=end,
        file=sys.stderr,
        flush=True,
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
