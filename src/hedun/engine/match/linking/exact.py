"""First the rows whose sound code the registry has: they are settled and need no search."""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hedun.engine.codes import uscc
from hedun.engine.match import identity
from hedun.engine.match.linking import index, kernel
from hedun.engine.match.linking.lexicon import desk
from hedun.engine.match.linking.source import KEYED, Piece, Source, buffers, kernel_columns
from hedun.engine.match.linking.store import Store

FOUND: Final = pa.schema(
    [
        ("roster_row", pa.int32()), ("registry_row", pa.int64()), ("registry_id", pa.large_string()),
        ("list", pa.large_string()), ("agrees", pa.bool_()),
    ]
)  # fmt: skip
_READ: Final = ("id", "list", *KEYED)


def prepare(store: Store, roster: Source) -> None:
    """Keep the codes of the roster by their hash, and the hash of each name."""
    if store.has("codes-numbers"):
        return
    codes = np.zeros(roster.rows, np.uint64)
    cores = np.zeros(roster.rows, np.uint64)
    paper = desk()
    for piece in roster.pieces:
        table = roster.read(piece, KEYED)
        where = slice(piece.first, piece.first + piece.rows)
        kernel.code_hashes(buffers(table["code"]), codes[where])
        kernel.core_hashes(paper, kernel_columns(table), cores[where])
    store.keep("cores", cores)
    rows = np.flatnonzero(codes).astype(np.int32)
    index.build(store, "codes", keys=codes[rows], rows=rows)


def find(store: Store, registry: Source, piece: Piece) -> pa.RecordBatch:
    """Find the rows of the roster whose sound code a piece of the registry has."""
    known, cores = index.load(store, "codes"), store.array("cores")
    codes = registry.read(piece, ("code",))
    hashes = np.zeros(piece.rows, np.uint64)
    kernel.code_hashes(buffers(codes["code"]), hashes)
    numbers = known.find(hashes)
    numbers[hashes == 0] = -1
    hits = np.flatnonzero(numbers >= 0)
    hits = hits[_sound(codes["code"].take(pa.array(hits)).to_pylist())]
    table = registry.read(piece, _READ).take(pa.array(hits))
    rows, at = known.spread(numbers[hits])
    names = np.zeros(len(hits), np.uint64)
    kernel.core_hashes(desk(), kernel_columns(table), names)
    chosen = pa.array(at)
    columns = [
        pa.array(rows), pa.array(piece.first + hits[at]), table["id"].take(chosen).combine_chunks(),
        table["list"].take(chosen).combine_chunks(), pa.array(cores[rows] == names[at]),
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, schema=FOUND)


def _sound(codes: list[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which codes settle it: sound social credit codes and registration numbers."""
    texts = [text if len(text) == 18 else "" for text in codes]
    found = uscc.sound([text.upper() for text in texts])
    for at in np.flatnonzero(~found).tolist():
        found[at] = identity.read(codes[at]).kind in {"uscc", "registration", "organization"}
    return found


def settled(store: Store, parts: int, rows: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which rows of the roster are settled."""
    done = np.zeros(rows, np.bool_)
    for part in range(parts):
        done[store.read(store.part("exact", part))["roster_row"].to_numpy()] = True
    return done


def best(store: Store, parts: int) -> pa.Table:
    """Give one row of the registry for each settled row: the one with the same name, else the first."""
    table = pa.concat_tables([store.read(store.part("exact", part)) for part in range(parts)])
    order = [("roster_row", "ascending"), ("agrees", "descending"), ("registry_row", "ascending")]
    table = table.take(pc.sort_indices(table, sort_keys=order))
    rows = table["roster_row"].to_numpy()
    first = np.concatenate([[True], rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, np.bool_)
    return table.filter(pa.array(first))
