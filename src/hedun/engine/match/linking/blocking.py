"""Candidates: rows of the registry that share a key with an open row of the roster.

A key that too many rows have (a telephone of an agency, a building with a hundred shops) finds
nobody; how many there are is known when every piece was read, and only then are its pairs
dropped, so that the result does not depend on which piece was read first.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hedun.engine.codes import uscc
from hedun.engine.match.linking import index, kernel
from hedun.engine.match.linking.lexicon import WIDTH, Desk, desk
from hedun.engine.match.linking.records import FIELDS
from hedun.engine.match.linking.source import KEYED, Piece, Source, kernel_columns
from hedun.engine.match.linking.store import Store

PARTITION: Final = 32_768  # open rows of the roster that are judged together
ROSTER_MOST: Final = 200  # open rows that may share a key
# rows of the registry that may share a key before it is a hub
_CAPS: Final = {
    kernel.SPOT: 40, kernel.SPOT_FIRST: 30, kernel.ANYWHERE: 20, kernel.GAP: 20, kernel.NAME: 20, kernel.PERSON: 20,
    kernel.MASKED_PHONE: 20, kernel.MASKED_IDENTITY: 30, kernel.CODE_HEAD: 30,
}  # fmt: skip
CAPS: Final = np.array([_CAPS.get(kind, 60) for kind in range(16)], np.int32)
OPEN: Final = pa.schema(
    [("row", pa.int32()), *((name, pa.large_string()) for name in ("id", *FIELDS))]
)
PAIRS: Final = pa.schema(
    [
        ("open_row", pa.int32()), ("registry_row", pa.int64()), ("keys", pa.list_(pa.int32())),
        *((name, pa.large_string()) for name in ("id", *FIELDS, "list")),
    ]
)  # fmt: skip
COUNTS: Final = pa.schema([("key", pa.int32()), ("count", pa.int32())])


def keys_of(paper: Desk, table: pa.Table) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Give the keys of a table's rows, and the row of each."""
    count = len(table)
    keys, rows = np.zeros(count * WIDTH, np.uint64), np.zeros(count * WIDTH, np.int32)
    n = kernel.all_keys(paper, kernel_columns(table), (keys, rows, np.array([0, count])))
    return keys[:n].copy(), rows[:n].copy()


def prepare(store: Store, roster: Source, done: NDArray[np.bool_]) -> int:
    """Lay the open rows down in partitions, and keep their keys; gives the number of partitions."""
    target = store.part("open", 0)
    if not store.has("blocks-numbers"):
        paper, parts = desk(), []
        found: list[tuple[NDArray[np.uint64], NDArray[np.int32]]] = []
        first = 0
        for piece in roster.pieces:
            here = np.flatnonzero(~done[piece.first : piece.first + piece.rows])
            table = roster.read(piece, ("id", *FIELDS)).take(pa.array(here))
            keys, rows = keys_of(paper, table)
            keys, rows = _needed(keys, rows, table)
            found.append((keys, rows + np.int32(first)))
            first += len(here)
            table = table.add_column(0, "row", pa.array((here + piece.first).astype(np.int32)))
            parts.append(table.cast(OPEN))
        whole = pa.concat_tables(parts).combine_chunks()
        store.write(target, whole.to_batches(max_chunksize=PARTITION), OPEN)
        keys, rows = (np.concatenate([one[k] for one in found]) for k in (0, 1))
        del found, parts, whole
        index.build(store, "blocks", keys=keys, rows=rows)
    with pa.OSFile(str(target)) as file:
        return int(pa.ipc.open_file(file).num_record_batches)


def _needed(keys: Any, rows: Any, table: pa.Table) -> tuple[Any, Any]:
    """Leave out keys of which a row has a better one.

    A name is looked for in the whole country only where its city is unknown, parts of a code only
    where it is unsound, what a mask leaves of a telephone only where it is masked.
    """
    kinds = (keys & np.uint64(kernel.KIND_MASK)).astype(np.int64)
    placed = np.zeros(len(table), np.bool_)
    placed[rows[kinds == kernel.CORE]] = True
    sound = uscc.sound([code.upper() for code in table["code"].to_pylist()])
    masked = pc.match_substring(table["phone"], "*").to_numpy()
    unneeded = (kinds == kernel.ANYWHERE) & placed[rows]
    unneeded |= np.isin(kinds, (kernel.CODE_HEAD, kernel.CODE_TAIL)) & np.asarray(sound)[rows]
    unneeded |= (kinds == kernel.MASKED_PHONE) & ~masked[rows]
    return keys[~unneeded], rows[~unneeded]


class Finder:
    """Finds the candidates of one piece after another; remembers which keys are hubs already."""

    def __init__(self, store: Store, partitions: int, size: int = PARTITION) -> None:
        self.partitions, self.size = partitions, size
        self.index = index.load(store, "blocks")
        self.paper = desk()
        self.caps = CAPS[
            (np.asarray(self.index.keys) & np.uint64(kernel.KIND_MASK)).astype(np.int64)
        ]
        shared = np.diff(self.index.starts)
        self.seen = np.where(shared > ROSTER_MOST, 1 << 20, 0).astype(np.int32)

    def find(self, registry: Source, piece: Piece) -> tuple[list[pa.RecordBatch], pa.RecordBatch]:
        """Give the candidates, a batch for each partition of the roster, and the count of each key."""
        table = registry.read(piece, ("id", *FIELDS, "list"))
        keys, rows = keys_of(self.paper, table.select(KEYED))
        numbers = self.index.find(keys)
        hits = np.flatnonzero(numbers >= 0)
        numbers, rows = numbers[hits], rows[hits]
        distinct, counts = np.unique(numbers, return_counts=True)
        self.seen[distinct] = np.minimum(self.seen[distinct] + counts, 1 << 20)
        told = pa.RecordBatch.from_arrays(
            [pa.array(distinct), pa.array(counts.astype(np.int32))], schema=COUNTS
        )
        # what is beyond its cap already will be so in the end
        kept = self.seen[numbers] <= self.caps[numbers]
        numbers, rows = numbers[kept], rows[kept]
        mine, at = self.index.spread(numbers)
        return self._batches(table, piece, (mine, rows[at], numbers[at])), told

    def _batches(
        self, table: pa.Table, piece: Piece, found: tuple[Any, Any, Any]
    ) -> list[pa.RecordBatch]:
        order = np.lexsort((found[2], found[1], found[0]))
        mine, other, numbers = (values[order] for values in found)
        new = np.ones(len(mine), np.bool_)
        new[1:] = (mine[1:] != mine[:-1]) | (other[1:] != other[:-1])
        first = np.flatnonzero(new)
        lists = pa.ListArray.from_arrays(
            pa.array(np.append(first, len(mine)).astype(np.int32)), pa.array(numbers)
        )
        mine, other = mine[first], other[first]
        texts = table.take(pa.array(other)).combine_chunks()
        columns = [
            pa.array(mine % self.size),
            pa.array(piece.first + other.astype(np.int64)),
            lists,
        ]
        columns += [_whole(texts[name]) for name in texts.column_names]
        batch = pa.RecordBatch.from_arrays(columns, schema=PAIRS)
        bounds = np.searchsorted(mine, np.arange(self.partitions + 1) * self.size)
        return [
            batch.slice(a, b - a)
            for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ]


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def hubs(store: Store, parts: int) -> None:
    """Keep which keys too many rows of the registry have."""
    if store.has("hubs"):
        return
    known = index.load(store, "blocks")
    counts = np.zeros(len(known.keys), np.int64)
    for part in range(parts):
        table = store.read(store.part("count", part))
        counts[table["key"].to_numpy()] += table["count"].to_numpy()
    kinds = (np.asarray(known.keys) & np.uint64(kernel.KIND_MASK)).astype(np.int64)
    store.keep("kinds", kinds.astype(np.uint8))
    store.keep("hubs", counts > CAPS[kinds])
