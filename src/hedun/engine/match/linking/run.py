"""A whole roster linked with a whole registry, in parts, by several processes, out of core.

1. `exact`: rows whose sound code the registry has are settled.
2. `blocking`: the registry is read once; its rows that share a key with an open row are kept.
3. `choosing`: the candidates of each partition of open rows are judged, the best is chosen.
"""

import gc
import multiprocessing
import pathlib
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hedun.engine.match.linking import blocking, choosing, exact, source
from hedun.engine.match.linking.choosing import LINKS
from hedun.engine.match.linking.source import Source
from hedun.engine.match.linking.store import Store
from hedun.engine.match.terms import Verdict

Progress = Callable[[str, int, int], None]
SETTLED: Final = 0.9991  # what the judge gives at least where a sound code is the same
_AGREES: Final = "统一社会信用代码相同且有效：判为同一主体；字号与行业一致"
_DIFFERS: Final = (
    "统一社会信用代码相同且有效：判为同一主体；名称写法不同，可能是曾用名或简称，请核对登记"
)
_WRITE: Final = 262_144


class Job(NamedTuple):
    """What a process is to know."""

    folder: pathlib.Path
    registry: Source
    partitions: int = 0
    size: int = blocking.PARTITION  # open rows of a partition


Workers = Callable[[Job, str, Sequence[int]], Iterator[None]]
_held: dict[pathlib.Path, blocking.Finder] = {}  # of a process, for the pieces that it reads


def link(
    roster: pathlib.Path,
    registry: pathlib.Path,
    out: pathlib.Path,
    *,
    folder: pathlib.Path | None = None,
    processes: int = 2,
    names: Mapping[str, str] | None = None,
    progress: Progress = lambda _step, _done, _all: None,
    workers: Workers | None = None,
) -> int:
    """Link two Parquet files and write the pairs; gives the number of pairs.

    `folder` holds what is done so far (beside `out` unless told); a run that was killed goes on
    there. `workers` does the parts of a step elsewhere (`spark`). Raises Unusable where a file cannot be read or has no column `id` or `name`.
    """
    mine, other = source.opened(roster, names), source.opened(registry, names)
    store = Store(folder or out.with_name(f".{out.name}.work"))
    size = blocking.PARTITION
    store.begin({"roster": _told(mine), "registry": _told(other), "partition": size})
    job, parts = Job(store.folder, other), range(len(other.pieces))
    team = Team(workers or Pool(processes), progress)
    exact.prepare(store, mine)
    team.do(job, "exact", parts)
    done = exact.settled(store, len(parts), mine.rows)
    partitions = blocking.prepare(store, mine, done)
    job = job._replace(partitions=partitions, size=size)
    if partitions:
        team.do(job, "found", parts)
        blocking.hubs(store, len(parts))
        team.do(job, "judged", range(partitions))
    count = _write(store, mine, out, sizes=(len(parts), partitions))
    if folder is None:
        shutil.rmtree(store.folder)
    return count


def _told(given: Source) -> list[Any]:
    facts = given.path.stat()
    return [str(given.path.resolve()), facts.st_size, facts.st_mtime_ns, dict(given.columns)]


class Team:
    """Those who do the parts, and whoever hears of it."""

    def __init__(self, workers: Workers, progress: Progress) -> None:
        self._workers, self._progress = workers, progress

    def do(self, job: Job, step: str, parts: Sequence[int]) -> None:
        """Do what is missing of a step."""
        store = Store(job.folder)
        missing = [part for part in parts if not store.part(step, part).exists()]
        done = len(parts) - len(missing)
        self._progress(step, done, len(parts))
        for _ in self._workers(job, step, missing):
            done += 1
            self._progress(step, done, len(parts))


class Pool:
    """Processes of this machine."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    def __call__(self, job: Job, step: str, missing: Sequence[int]) -> Iterator[None]:
        """Do parts of a step, telling of each when it is there."""
        if min(self._processes, len(missing)) <= 1:
            for one in missing:
                do(job, step, one)
                yield
            _held.clear()
            return
        # a fork would share locks of Arrow's threads
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self._processes, fresh, _begin) as pool:
            waiting = iter(missing)
            early = islice(waiting, 2 * self._processes)
            running = deque(pool.submit(do, job, step, part) for part in early)
            while running:
                running.popleft().result()
                yield
                if (part := next(waiting, None)) is not None:
                    running.append(pool.submit(do, job, step, part))


def _begin() -> None:
    pa.set_cpu_count(1)
    # millions of small objects live as long as a part: looking for cycles among them is in vain
    gc.disable()


def do(job: Job, step: str, part: int) -> None:
    """Do one part of a step."""
    STEPS[step](job, Store(job.folder), part)
    gc.collect()


def _exact(job: Job, store: Store, part: int) -> None:
    found = exact.find(store, job.registry, job.registry.pieces[part])
    store.write(store.part("exact", part), [found], exact.FOUND)


def _found(job: Job, store: Store, part: int) -> None:
    finder = _held.get(job.folder) or blocking.Finder(store, job.partitions, job.size)
    _held[job.folder] = finder
    batches, counts = finder.find(job.registry, job.registry.pieces[part])
    store.write(store.part("count", part), [counts], blocking.COUNTS)
    store.write(store.part("found", part), batches, blocking.PAIRS)


def _judged(job: Job, store: Store, part: int) -> None:
    mine = store.read(store.part("open", 0), part)
    found = choosing.candidates(store, mine, partition=part, parts=len(job.registry.pieces))
    links = choosing.chosen(mine, found)
    store.write(store.part("judged", part), links, LINKS)


STEPS: Final = {"exact": _exact, "found": _found, "judged": _judged}


def _write(store: Store, roster: Source, out: pathlib.Path, *, sizes: tuple[int, int]) -> int:
    """Write the settled rows, then the judged ones; the file appears whole or not at all."""
    fresh = out.with_name(f".{out.name}.tmp")
    count = 0
    with pq.ParquetWriter(fresh, LINKS, compression="zstd") as writer:
        for table in (*_settled(store, roster, sizes[0]), *_judged_parts(store, sizes[1])):
            writer.write_table(table)
            count += len(table)
    fresh.replace(out)
    return count


def _settled(store: Store, roster: Source, parts: int) -> Iterator[pa.Table]:
    best = exact.best(store, parts)
    rows = best["roster_row"].to_numpy()
    for piece in roster.pieces:
        a, b = np.searchsorted(rows, [piece.first, piece.first + piece.rows]).tolist()
        here = best.slice(a, b - a)
        at = pa.array(rows[a:b] - piece.first)
        count = len(here)
        columns = [
            here["roster_row"], roster.read(piece, ("id",))["id"].take(at), here["registry_id"], here["list"],
            pa.array(np.ones(count, np.int8)), pa.array(np.full(count, SETTLED)), _same(Verdict.SAME.value, count),
            _same("代码", count), pc.if_else(here["agrees"], _AGREES, _DIFFERS),
        ]  # fmt: skip
        yield pa.table(columns, schema=LINKS)


def _same(text: str, count: int) -> pa.Array:
    return pa.array([text] * count, pa.string())


def _judged_parts(store: Store, partitions: int) -> Iterator[pa.Table]:
    for part in range(partitions):
        yield store.read(store.part("judged", part))
