"""A roster, a registry and the truth, chunk by chunk, from a seed.

A chunk holds whole counties, so that a name is registered once in its county, as the law demands.
"""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tools.bench.roster import texts, variants
from tools.bench.roster.rows import Rows, draw
from tools.bench.roster.vocabulary import regions

CHUNK = 500_000
TRUTH = pa.schema(
    [("id", pa.string()), ("registry", pa.string()), ("stratum", pa.int8()), ("ghost", pa.int8())]
)


def _counties(part: int, parts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Divide the counties in the order of their codes by weight."""
    at = np.cumsum(regions().weight) - 1e-12
    found = np.flatnonzero((at * parts).astype(int) == part)
    return found if len(found) else np.array([min(part, len(at) - 1)])


def _unique(rows: Rows) -> Rows:
    """Drop what has the name of another row."""
    names = texts.name(rows).dictionary_encode().indices.to_numpy()
    first = np.sort(np.unique(names, return_index=True)[1])
    return rows.take(first)


def generate(folder: Path, *, rows: int, registry: int, seed: int = 20261126) -> None:
    """Write registry.parquet, roster.parquet and truth.parquet, unless they are there."""
    told = {"rows": rows, "registry": registry, "seed": seed, "version": 2}
    mark = folder / "generated.json"
    if mark.exists() and json.loads(mark.read_text()) == told:
        return
    folder.mkdir(parents=True, exist_ok=True)
    parts = max(1, -(-registry // CHUNK))
    schema = texts.SCHEMA.append(pa.field("list", pa.string()))
    with (
        pq.ParquetWriter(
            folder / "registry.parquet", schema, compression="zstd", compression_level=1
        ) as big,
        pq.ParquetWriter(
            folder / "roster.parquet", texts.SCHEMA, compression="zstd", compression_level=1
        ) as small,
        pq.ParquetWriter(folder / "truth.parquet", TRUTH, compression="zstd") as truth,
    ):
        for part in range(parts):
            dice = np.random.default_rng([seed, part])
            share = (part + 1) * registry // parts - part * registry // parts
            wanted = (part + 1) * rows // parts - part * rows // parts
            _chunk(dice, (part, parts, share, wanted), writers=(big, small, truth))
    _shuffle(folder, seed)
    mark.write_text(json.dumps(told))


def _shuffle(folder: Path, seed: int) -> None:
    """Put the roster into no order: platforms do not file by county, as the registry is kept."""
    table = pq.read_table(folder / "roster.parquet").combine_chunks()
    table = table.take(pa.array(np.random.default_rng(seed).permutation(len(table))))
    pq.write_table(
        table,
        folder / "roster.parquet",
        row_group_size=CHUNK // 4,
        compression="zstd",
        compression_level=1,
    )


def _chunk(
    dice: np.random.Generator,
    plan: tuple[int, int, int, int],
    *,
    writers: tuple[pq.ParquetWriter, pq.ParquetWriter, pq.ParquetWriter],
) -> None:
    part, parts, share, wanted = plan
    known = _unique(draw(dice, _counties(part, parts), int(share * 1.03) + 10))
    known = known.take(dice.permutation(len(known))[:share])
    ids = texts.glued("R", texts.plain(np.arange(len(known)) + part * CHUNK * 2))
    writers[0].write_table(texts.registry(dice, known, ids), row_group_size=CHUNK // 4)
    absent = int(wanted * variants.GHOSTS)
    present = min(wanted - absent, len(known))
    found = dice.permutation(len(known))[:present]
    ghosts, kinds = variants.ghosts(dice, known.take(dice.integers(0, len(known), absent)))
    order = dice.permutation(present + absent)
    both = _below(known.take(found), ghosts, order)
    own = texts.glued("S", texts.plain(np.arange(len(order)) + part * CHUNK * 2))
    table, stratum = variants.roster(dice, both, own)
    matches = pa.concat_arrays([ids.take(pa.array(found)), pa.nulls(absent, pa.string())])
    kind = np.concatenate([np.zeros(present, np.int8), kinds.astype(np.int8)])[order]
    writers[1].write_table(table, row_group_size=CHUNK // 4)
    columns = [
        own,
        matches.take(pa.array(order)),
        pa.array(stratum.astype(np.int8)),
        pa.array(kind),
    ]
    writers[2].write_table(pa.table(columns, schema=TRUTH))


def _below(known: Rows, ghosts: Rows, order: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Rows:
    from tools.bench.roster.rows import joined

    return joined(known, ghosts).take(order)
