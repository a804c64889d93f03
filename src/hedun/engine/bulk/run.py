"""A scan over all row groups by several processes, which can be killed and begun again.

Every row group becomes one part, written aside and renamed when it is whole; what is already
there is not done again. Nothing but the parts is state.
"""

import multiprocessing
import os
import pathlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

import pyarrow.parquet as pq

from hedun.engine.bulk.hits import OUT, Screen
from hedun.engine.bulk.source import Source
from hedun.engine.bulk.words import Listed

Progress = Callable[[int, int], None]
_screen: list[Screen] = []  # of a process, compiled once


def part(folder: pathlib.Path, group: int) -> pathlib.Path:
    """Name the file of a row group's hits."""
    return folder / f"{group:06}.parquet"


def scan_file(
    source: Source,
    words: Sequence[Listed],
    folder: pathlib.Path,
    *,
    processes: int,
    progress: Progress = lambda _rows, _hits: None,
) -> list[pathlib.Path]:
    """Scan what is missing and give the parts in the order of the input.

    `progress` hears, after each row group, how many rows are done and how many hits they had.
    """
    parts = [part(folder, group) for group in range(len(source.firsts))]
    sizes = [b - a for a, b in zip(source.firsts, [*source.firsts[1:], source.rows], strict=True)]
    missing = [group for group, path in enumerate(parts) if not path.exists()]
    done = sum(sizes) - sum(sizes[group] for group in missing)
    hits = sum(pq.read_metadata(path).num_rows for path in parts if path.exists())
    progress(done, hits)
    for group, found in _scanned(source, words, missing, folder=folder, processes=processes):
        done, hits = done + sizes[group], hits + found
        progress(done, hits)
    return parts


def _scanned(
    source: Source,
    words: Sequence[Listed],
    groups: Sequence[int],
    *,
    folder: pathlib.Path,
    processes: int,
) -> Iterator[tuple[int, int]]:
    """Give each row group with its number of hits when its part is there."""
    if min(processes, len(groups)) <= 1:
        _begin(words)
        yield from ((group, _scan(source, group, folder)) for group in groups)
        return
    Screen(words[:1]).table(*source.texts(groups[0]))  # compile once, not in every process
    # a fork would share locks of Arrow's threads
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, fresh, _begin, (words,)) as pool:
        waiting, running = iter(groups), {}
        for group in waiting:
            running[pool.submit(_scan, source, group, folder)] = group
            if len(running) < 2 * processes:
                continue
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
        for future in wait(running).done:
            yield running.pop(future), future.result()


def _begin(words: Sequence[Listed]) -> None:
    _screen[:] = [Screen(words)]


def _scan(source: Source, group: int, folder: pathlib.Path) -> int:
    table = _screen[0].table(*source.texts(group))
    target = part(folder, group)
    fresh = target.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("wb") as file:
        pq.write_table(table.cast(OUT), file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(target)
    return int(table.num_rows)
