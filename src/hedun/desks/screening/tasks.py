"""Work that the desk does later: scan stored listings, step by step."""

import pathlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run, handler
from hedun.desks.screening import actions, decide, queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import Hunt
from hedun.desks.screening.queries import rules as reading
from hedun.engine.rules import LISTING, Funnel, funnel
from hedun.engine.text import Scanner
from hedun.market import queries as market

STEP_ROWS = 20_000
COLUMNS = [
    "platform_code",
    "shop_no",
    "shop_name",
    "listing_no",
    "title",
    "category",
    "price_fen",
    "sales",
    "url",
    "description",
    "seen_at",
]
SYSTEM = Viewer.system()
Groups = Mapping[int, set[str]]


@handler("screening.run")
def scan_listings(run: Run) -> None:
    """Scan the listing files of a run from the cursor on, with words and rules.

    A step is the findings of at most STEP_ROWS listings together with the place behind
    them, so that whoever takes over stores nothing twice and leaves nothing out.
    """
    screening = queries.run(SYSTEM, run.payload["run"])
    scanner, facts = queries.scanner(SYSTEM, screening.edition)
    seen_shops, features = _distinct_shops(screening.parts), Features()
    done = int(run.cursor.get("done", 0))
    for place, listings in _slices(screening.parts, run.cursor):
        hits = scanner.scan(decide.texts(listings))
        # a rule that was set aside meanwhile fires no more
        rules = reading.armed(SYSTEM, only=screening.rules)
        fired = features.fired(listings, rules, groups=groups_of(hits, facts))
        found = decide.collect(listings, hits, facts, fired=fired)
        done += listings.num_rows
        with run.step(
            cursor={**place, "done": done},
            done=done,
            total=screening.total,
            note=f"已筛 {done:,} / {screening.total:,} 条商品信息",
        ):
            actions.record_step(
                run_id=screening.pk,
                scanned=listings.num_rows,
                found=found,
                seen_shops=seen_shops,
                by=run.viewer,
                at=run.at(),
            )
    with run.step(done=done, total=screening.total):
        actions.finish(run_id=screening.pk, by=run.viewer, at=run.at())


def groups_of(hits: pa.Table, facts: Sequence[Mapping[str, Any]]) -> dict[int, set[str]]:
    """Say per row which groups of words were found: by category and by ground."""
    found: dict[int, set[str]] = {}
    for row, entry in zip(hits["row"].to_pylist(), hits["entry"].to_pylist(), strict=True):
        found.setdefault(row, set()).update((facts[entry]["category"], facts[entry]["ground"]))
    return found


class Features:
    """Lays out what rules read of stored listings; prices of a platform are read once."""

    def __init__(self) -> None:
        self._prices: dict[str, pl.DataFrame] = {}

    def table(self, listings: pa.Table, needed: frozenset[str], *, groups: Groups) -> pa.Table:
        """Lay out the columns for a slice of one platform's listings."""
        code = listings["platform_code"][0].as_py() or ""
        sellers = {}
        platform = market.platforms(SYSTEM).filter(code=code).first()
        if platform is not None and needed & set(ruling.OF_SELLER):
            numbers = listings["shop_no"].to_pylist()
            sellers = reading.sellers(SYSTEM, platform_id=platform.pk, shop_nos=numbers)
        wanted = code if needed & set(ruling.OF_PRICES) else ""
        if wanted not in self._prices:
            self._prices[wanted] = reading.prices(SYSTEM, wanted)
        prices = self._prices[wanted]
        return ruling.feature_table(listings, needed, groups=groups, sellers=sellers, prices=prices)

    def fired(
        self, listings: pa.Table, rules: Sequence[ruling.Armed], *, groups: Groups
    ) -> ruling.Fired:
        """Find where rules fire on a slice."""
        if not rules or not listings.num_rows:
            return {}
        table = self.table(listings, ruling.needed(rules), groups=groups)
        return ruling.fired(rules, table, listings["title"].to_pylist())


def _distinct_shops(parts: list[str]) -> int:
    paths = [pathlib.Path(settings.DATA_DIR) / part for part in parts]
    shops = pl.scan_parquet(paths).select(pl.col("shop_no").n_unique())
    return int(shops.collect().item())


# --- trials ------------------------------------------------------------------------------


@handler("screening.hunt")
def hunt_listings(run: Run) -> None:
    """Try a draft on every stored listing from the cursor on.

    The listings on which it fires go to Parquet files of the trial, one a step under a name
    that its place gives, so that a step taken twice is counted once.
    """
    hunt = reading.hunt(SYSTEM, run.payload["hunt"])
    trial = _RuleTrial(hunt) if hunt.of_rule_id is not None else _EditionTrial(hunt)
    tally: dict[str, Any] = dict(run.cursor.get("tally", {}))
    done = int(run.cursor.get("done", 0))
    folder = pathlib.Path(settings.DATA_DIR) / "hunts" / str(hunt.pk)
    folder.mkdir(parents=True, exist_ok=True)
    for place, listings in _slices(hunt.parts, run.cursor):
        rows, tally = trial.take(listings, tally)
        name = "{part:05}-{group:05}-{row:09}.parquet".format(**place)
        _write(rows, folder / name)
        done += listings.num_rows
        with run.step(
            cursor={**place, "done": done, "tally": tally},
            done=done,
            total=hunt.total,
            note=f"已查 {done:,} / {hunt.total:,} 条商品信息",
        ):
            actions.record_hunt(
                hunt_id=hunt.pk, scanned=done, tally=tally, by=run.viewer, at=run.at()
            )
    tally |= _summed(folder)
    with run.step(done=done, total=hunt.total):
        actions.finish_hunt(hunt_id=hunt.pk, tally=tally, by=run.viewer, at=run.at())


def _write(rows: pl.DataFrame, path: pathlib.Path) -> None:
    fresh = path.with_suffix(".tmp")
    rows.write_parquet(fresh)
    fresh.rename(path)


def _summed(folder: pathlib.Path) -> dict[str, Any]:
    """Count listings, shops and platforms of all that was hit, and what people said of it before."""
    paths = sorted(folder.glob("*.parquet"))
    if not paths:
        return {"hit": 0, "listings": 0, "shops": 0, "platforms": [], "known": {}}
    hits = pl.read_parquet(paths)
    listings = hits.unique(["platform_code", "listing_no"])
    known: Counter[str] = Counter()
    platforms = []
    for (code,), rows in listings.group_by("platform_code", maintain_order=False):
        judged = reading.judged_listings(SYSTEM, platform_code=str(code))
        known.update(judged[number] for number in rows["listing_no"] if number in judged)
        platforms.append([str(code), rows.height, rows["shop_no"].n_unique()])
    return {
        "hit": hits.height,
        "listings": listings.height,
        "shops": listings.select("platform_code", "shop_no").unique().height,
        "platforms": sorted(platforms, key=lambda row: -row[1]),
        "known": dict(known),
    }


def _keys(listings: pa.Table, rows: list[int]) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(listings.select(["platform_code", "shop_no", "listing_no"])))
    return frame[rows]


class _RuleTrial:
    """A rule on its way: its funnel, and a sample that explains itself."""

    def __init__(self, hunt: Hunt) -> None:
        assert hunt.of_rule is not None
        self.armed = reading.arm(SYSTEM, hunt.of_rule)
        self.needed = ruling.needed([self.armed])
        self.features = Features()
        self.words = _word_groups() if "words" in self.needed else None

    def take(
        self, listings: pa.Table, tally: dict[str, Any]
    ) -> tuple[pl.DataFrame, dict[str, Any]]:
        """Judge a slice, and add it to what was counted before."""
        groups: Groups = {}
        if self.words is not None:
            scanner, facts = self.words
            groups = groups_of(scanner.scan(decide.texts(listings)), facts)
        table = self.features.table(listings, self.needed, groups=groups)
        counted: Funnel = funnel(self.armed.rule, [table])
        fired = ruling.fired([self.armed], table, listings["title"].to_pylist())
        shown = listings.take(pa.array(list(fired), pa.int64())).to_pylist()
        samples = [
            _sample(row, trace=told[0]["trace"])
            for row, told in zip(shown, fired.values(), strict=True)
        ]
        return _keys(listings, list(fired)), {
            "steps": ruling.added(tally.get("steps", []), ruling.steps_of(counted)),
            "samples": ruling.sampled([*tally.get("samples", []), *samples]),
        }


class _EditionTrial:
    """A draft of the lexicon: what its new and changed words find, word by word."""

    def __init__(self, hunt: Hunt) -> None:
        edition = hunt.of_edition
        assert edition is not None
        self.scanner, self.facts = queries.scanner(SYSTEM, edition)
        before = queries.rows(SYSTEM, queries.active_edition(SYSTEM))
        changes = decide.differences(before, queries.rows(SYSTEM, edition))
        self.fresh = {one.word for one in changes if one.after is not None}

    def take(
        self, listings: pa.Table, tally: dict[str, Any]
    ) -> tuple[pl.DataFrame, dict[str, Any]]:
        """Scan a slice, and add it to what was counted before."""
        texts = decide.texts(listings)
        hits = self.scanner.scan(texts)
        words: Counter[str] = Counter(tally.get("words", {}))
        rows: dict[int, list[dict[str, Any]]] = {}
        for hit in hits.to_pylist():
            word = self.facts[hit["entry"]]["word"]
            if word in self.fresh:
                rows.setdefault(hit["row"], []).append({**hit, "word": word})
        for found in rows.values():
            words.update({hit["word"] for hit in found})
        every = int(tally.get("every", 0)) + len(set(hits["row"].to_pylist()))
        shown = listings.take(pa.array(list(rows), pa.int64())).to_pylist()
        samples = [
            _sample(row, words=sorted({hit["word"] for hit in found}))
            for row, found in zip(shown, rows.values(), strict=True)
        ]
        return _keys(listings, list(rows)), {
            "every": every,
            "words": dict(words),
            "fresh": len(self.fresh),
            "samples": ruling.sampled([*tally.get("samples", []), *samples]),
        }


def _sample(row: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "platform": row["platform_code"],
        "listing_no": row["listing_no"],
        "shop": row["shop_name"] or row["shop_no"],
        "title": (row["title"] or "")[:120],
        **more,
    }


def _word_groups() -> tuple[Scanner, list[dict[str, Any]]] | None:
    """Compile the lexicon in use, whose groups rules may ask for."""
    edition = queries.active_edition(SYSTEM)
    return queries.scanner(SYSTEM, edition) if edition is not None else None


def _slices(parts: list[str], cursor: dict[str, Any]) -> Iterator[tuple[dict[str, int], pa.Table]]:
    """Read listings a slice at a time; each comes with the place behind it."""
    first = (cursor.get("part", 0), cursor.get("group", 0))
    for place, table in _groups(parts, first):
        begin = cursor.get("row", 0) if place == first else 0
        for row in range(begin, table.num_rows, STEP_ROWS):
            behind = {"part": place[0], "group": place[1], "row": row + STEP_ROWS}
            yield behind, table.slice(row, STEP_ROWS)


def _groups(parts: list[str], first: tuple[int, int]) -> Iterator[tuple[tuple[int, int], pa.Table]]:
    """Read row groups from one place on; only one is in memory at a time."""
    root = pathlib.Path(settings.DATA_DIR)
    for part in range(first[0], len(parts)):
        begin = first[1] if part == first[0] else 0
        with pq.ParquetFile(root / parts[part]) as file:
            for group in range(begin, file.metadata.num_row_groups):
                yield (part, group), file.read_row_group(group, columns=_read(file))


def _read(file: pq.ParquetFile) -> list[str]:
    """Name the columns to read: those of every listing, and what else a rule may ask for."""
    optional = {feature.name for feature in LISTING} - set(COLUMNS)
    return [*COLUMNS, *(name for name in file.schema_arrow.names if name in optional)]
