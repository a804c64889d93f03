"""The parent's side: start the child, wait, and turn its end into a word for people."""

import json
import logging
import os
import pathlib
import secrets
import subprocess
import sys
from dataclasses import dataclass

import pyarrow.parquet as pq

from hedun.engine.table.unreadable import Unreadable

log = logging.getLogger("hedun.table")
_PACKAGES = str(pathlib.Path(__file__).parents[3])


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: address space in bytes, CPU and wall seconds, staged bytes."""

    memory: int = 6 << 30
    cpu_seconds: int = 240
    wall_seconds: int = 300
    staged_bytes: int = 8 << 30


@dataclass(frozen=True, slots=True)
class Staged:
    """What is known of a staged file."""

    path: pathlib.Path
    width: int
    rows: int
    groups: int
    flagged: int
    format: str
    encoding: str
    separator: str
    sheet: str
    warnings: tuple[str, ...]
    is_1904: bool
    child_peak_kb: int = 0


def stage(source: pathlib.Path, target: pathlib.Path, *, limits: Limits | None = None) -> Staged:
    """Parse a stranger's file in a limited child and leave it as a staged file at `target`.

    The target appears whole or not at all. Raises Unreadable with the reason in Chinese.
    """
    limits = limits or Limits()
    fresh = target.with_name(f"{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        peak = _run(source, fresh, limits)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.rename(target)
    finally:
        fresh.unlink(missing_ok=True)
    return about(target, child_peak_kb=peak)


def _run(source: pathlib.Path, fresh: pathlib.Path, limits: Limits) -> int:
    numbers = (limits.memory, limits.cpu_seconds, limits.staged_bytes)
    command = [sys.executable, "-m", "hedun.engine.table.child", str(source), str(fresh)]
    # threads reserve address space each; one is enough for one file
    quiet = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, paths as arguments
            [*command, *map(str, numbers)],
            env={**kept, **quiet, "PYTHONPATH": _PACKAGES, "PYTHONUTF8": "1"},
            capture_output=True,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"文件在 {limits.wall_seconds} 秒内没有解析完，已停止；请拆分成几个文件后提交。"
        ) from error
    if done.returncode == 0:
        return int(done.stdout or 0)
    if done.returncode == 3:
        raise Unreadable(done.stdout.decode())
    if done.returncode == 5:
        log.warning(
            "a parser broke on %s: %s",
            source.name,
            done.stderr[-2000:].decode(errors="backslashreplace"),
        )
        raise Unreadable(
            "文件数据损坏，无法解析；请重新导出，或用 WPS、Excel 打开后另存为 .xlsx 再提交。"
        )
    raise Unreadable(
        "文件解析时超出了内存或时间限额，已停止；"
        "请删去多余的空行空列，拆分成几个文件，或改用 CSV 提交。"
    )


def about(path: pathlib.Path, *, child_peak_kb: int = 0) -> Staged:
    """Read what a staged file says of itself."""
    with pq.ParquetFile(path) as file:
        facts = json.loads(file.metadata.metadata[b"hedun"])
        groups = file.num_row_groups
    return Staged(
        path=path,
        width=facts["width"],
        rows=facts["rows"],
        groups=groups,
        flagged=facts["flagged"],
        format=facts["format"],
        encoding=facts.get("encoding", ""),
        separator=facts.get("separator", ""),
        sheet=facts.get("sheet", ""),
        warnings=tuple(facts.get("warnings", ())),
        is_1904=facts.get("date1904", False),
        child_peak_kb=child_peak_kb,
    )
