"""Which records of two tables may be one subject, where no key decides it.

The one place that proposes pairs by name and address. It compares only records that share a
block, and blocks that hold more records than the cap (a chain, a street) are left to the keys.
"""

import pathlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import polars as pl

from hedun.engine.match import Subject, Verdict, judge
from hedun.engine.match import linking as engine
from hedun.engine.match import name as names
from hedun.engine.match.linking.records import SEPARATOR

CAP = 40
MOST_PAIRS = 3  # of one record, the likeliest
PART = 100_000  # pairs out of core whose records are held at once


class Linked(NamedTuple):
    """A record of either side, how likely they are one subject, and why."""

    merchant: dict[str, Any]
    entry: dict[str, Any]
    score: float
    verdict: str
    reasons: list[str]


def link(
    merchants: Iterable[dict[str, Any]], entries: Iterable[dict[str, Any]]
) -> Iterator[Linked]:
    """Give pairs that are the same or may be, the likeliest of each merchant first."""
    known: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in merchants:
        for block in _blocks(str(one["name"])):
            known[block].append(one)
    found: dict[str, list[Linked]] = defaultdict(list)
    for entry in entries:
        for one in _near(known, entry):
            pair = _judged(one, entry)
            if pair.verdict != Verdict.DIFFERENT:
                found[str(one["shop_no"])].append(pair)
    for pairs in found.values():
        yield from sorted(pairs, key=lambda pair: -pair.score)[:MOST_PAIRS]


def link_large(
    merchants: pl.LazyFrame, entries: pl.LazyFrame, folder: pathlib.Path
) -> Iterator[Linked]:
    """Do the same out of core with the engine's linker, going on where a killed attempt stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    mine, theirs, links = (folder / f"{name}.parquet" for name in ("merchants", "entries", "links"))
    code = pl.when(pl.col("credit_code") != "").then("credit_code").otherwise("raw_code")
    _laid_down(
        merchants.with_columns(id=pl.col("shop_no"), code=code, person=pl.col("owner_name")), mine
    )
    former = pl.col("former_name").fill_null("").str.replace_all("、", SEPARATOR)
    _laid_down(
        entries.with_columns(
            id=pl.col("entry_key"), code=pl.col("credit_code"), former=former,
            person=pl.col("owner_name"),
        ),
        theirs,
    )  # fmt: skip
    engine.link(mine, theirs, links, folder=folder / "work")
    found = pl.scan_parquet(links).filter(pl.col("verdict") != Verdict.DIFFERENT.value)
    rows = pl.scan_parquet(mine).with_row_index("roster_row")
    # the records of all pairs would not fit into memory, so both sides are read again for a part
    for part in found.collect().sort("roster_row", "rank").iter_slices(PART):
        ours = _by(rows, "roster_row", part["roster_row"].cast(pl.UInt32))
        held = _by(pl.scan_parquet(theirs), "entry_key", part["registry_id"])
        for one in part.iter_rows(named=True):
            pair = ours[one["roster_row"]], held[one["registry_id"]]
            yield Linked(*pair, one["score"], one["verdict"], one["reasons"].split(SEPARATOR))


def _laid_down(frame: pl.LazyFrame, path: pathlib.Path) -> None:
    """Write a table once: what the linker has done so far rests on this very file."""
    if not path.exists():
        fresh = path.with_suffix(".tmp")
        frame.sink_parquet(fresh)
        fresh.rename(path)


def _by(frame: pl.LazyFrame, column: str, wanted: pl.Series) -> dict[Any, dict[str, Any]]:
    rows = frame.join(pl.LazyFrame({column: wanted.unique()}), on=column, how="semi").collect()
    return {row[column]: row for row in rows.iter_rows(named=True)}


def same_name(one: dict[str, Any], entry: dict[str, Any]) -> Linked:
    """Compare two records of one code by their names and addresses alone."""
    judged = judge(
        Subject(str(one["name"]), "", str(one["address"])),
        Subject(_shown(entry), "", str(entry["address"])),
    )
    reasons = ["信用代码相同，名称不一致：可能借用他人执照，或名称变更后未更新", *judged.reasons]
    return Linked(one, entry, judged.score, judged.verdict.value, reasons)


def _near(
    known: dict[str, list[dict[str, Any]]], entry: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    spellings = [str(entry["name"]), *filter(None, str(entry.get("former_name") or "").split("、"))]
    seen: set[int] = set()
    for block in {block for text in spellings for block in _blocks(text)}:
        group = known.get(block, ())
        if len(group) > CAP:
            continue
        for one in group:
            if id(one) not in seen:
                seen.add(id(one))
                yield one


def _judged(one: dict[str, Any], entry: dict[str, Any]) -> Linked:
    code = str(one["credit_code"] or one.get("raw_code") or "")
    judged = judge(
        Subject(str(one["name"]), code, str(one["address"])),
        Subject(_shown(entry), str(entry["credit_code"]), str(entry["address"])),
    )
    return Linked(one, entry, judged.score, judged.verdict.value, list(judged.reasons))


def _shown(entry: dict[str, Any]) -> str:
    former = str(entry.get("former_name") or "")
    return f"{entry['name']}（曾用名：{former}）" if former else str(entry["name"])


def _blocks(text: str) -> Iterator[str]:
    """Blocks of a name: its trade name, alone and with its trade, and the text in one spelling."""
    for reading in names.parse(text).readings[:2]:
        if not reading.is_usable:
            continue
        yield f"t:{reading.text}"
        if reading.key:
            yield f"k:{reading.key}"
        for trade in reading.trades[:1]:
            yield f"w:{reading.key[:1]}:{trade.word}"
