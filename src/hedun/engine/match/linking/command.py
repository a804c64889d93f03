"""`hedun link ROSTER REGISTRY --out LINKS`: links two Parquet files without a server."""

import argparse
import os
import pathlib
import sys
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool

from hedun.engine.bulk.unusable import Unusable
from hedun.engine.match.linking.records import FIELDS
from hedun.engine.match.linking.run import link

_STEPS = {"exact": "按代码比对", "found": "查找候选", "judged": "判断候选"}
_KNOWN = ("id", *FIELDS, "list")


def main(arguments: Sequence[str]) -> int:
    """Link two files; gives 0, or 2 with the reason on stderr."""
    wanted = _parser().parse_args(arguments)
    try:
        count = link(
            wanted.roster, wanted.registry, _target(wanted.out), folder=wanted.folder,
            processes=max(1, wanted.processes), names=_names(wanted.column), progress=_tell,
        )  # fmt: skip
    except Unusable as error:
        _say(f"hedun link：{error}")
    except OSError as error:
        _say(
            f"hedun link：读写失败（{error.strerror}：{error.filename}）；排除后再次运行同一命令，将接着比。"
        )
    except BrokenProcessPool:
        _say(
            "hedun link：一个进程被系统终止，可能内存不足；请加 --processes 1 再次运行，将接着比。"
        )
    except KeyboardInterrupt:
        _say("\n已中断；再次运行同一命令将从中断处继续。")
        return 130
    else:
        _say(f"\n完成：{count:,} 对，已写入 {wanted.out}。")
        return 0
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hedun link",
        description="把报送名册与登记库（都是 Parquet）逐户比对，不需要服务器；先按代码，再按名称、地址、电话、经营者。"
        "认得的列：id、name、code（统一社会信用代码）、identity（公民身份号码的密钥散列）、"
        "identity_mask（打码的公民身份号码）、phone、person、address、former（曾用名，；分隔），登记库另有 list。",
    )
    parser.add_argument("roster", type=pathlib.Path, metavar="ROSTER", help="报送名册")
    parser.add_argument("registry", type=pathlib.Path, metavar="REGISTRY", help="登记库")
    parser.add_argument(
        "--out", required=True, type=pathlib.Path, metavar="LINKS", help="结果，.parquet"
    )
    parser.add_argument(
        "--folder", type=pathlib.Path, help="中间结果所在的文件夹，中断后由此继续；默认在结果旁边"
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="列名与上述不同时，如 name=企业名称",
    )
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--processes", type=int, default=cores, help=f"进程数，默认 {cores}")
    return parser


def _target(out: pathlib.Path) -> pathlib.Path:
    if out.suffix.lower() != ".parquet":
        raise Unusable(f"不认识扩展名“{out.suffix}”；结果请用 .parquet。")
    if not out.parent.is_dir():
        raise Unusable(f"没有文件夹 {out.parent}；请先建立。")
    return out


def _names(given: Sequence[str]) -> dict[str, str]:
    names = dict(one.partition("=")[::2] for one in given)
    if unknown := [name for name, column in names.items() if name not in _KNOWN or not column]:
        raise Unusable(
            f"--column {'、'.join(unknown)} 不认识；请写作 列=列名，列是 {'、'.join(_KNOWN)} 之一。"
        )
    return names


def _tell(step: str, done: int, whole: int) -> None:
    is_terminal = sys.stderr.isatty()
    end = "" if is_terminal else "\n"
    start = "\r" if is_terminal else ""
    sys.stderr.write(f"{start}{_STEPS[step]} {done} / {whole}{end}")
    sys.stderr.flush()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
