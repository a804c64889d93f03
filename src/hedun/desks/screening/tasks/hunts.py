"""Trying a draft of a rule or of the lexicon on everything that is stored."""

import pathlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl
import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from hedun.base.jobs.work import Run, handler
from hedun.desks.screening import actions, decide, queries
from hedun.desks.screening.decide import rules as ruling
from hedun.desks.screening.models import Hunt
from hedun.desks.screening.queries import rules as reading
from hedun.desks.screening.tasks.reading import SYSTEM, Features, Groups, slices
from hedun.engine.rules import Funnel, funnel
from hedun.engine.text import Scanner


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
    for place, listings in slices(hunt.parts, run.cursor):
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
        self.features = Features(timezone.localtime(hunt.created_at).date())
        self.words = _word_groups() if "words" in self.needed else None

    def take(
        self, listings: pa.Table, tally: dict[str, Any]
    ) -> tuple[pl.DataFrame, dict[str, Any]]:
        """Judge a slice, and add it to what was counted before."""
        groups: Groups = {}
        if self.words is not None:
            scanner, facts = self.words
            groups = decide.groups_of(scanner.scan(decide.texts(listings)), facts)
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
