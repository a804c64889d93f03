"""What words, rules and checks find of what was planted: `python -m tools.bench.truth [SCALE]`.

Generates the demo market into the database of HEDUN_DATABASE if it is empty, then scans every
stored listing with the lexicon in use, the product's own rules, the catalogue and the tables of
certificates and licences, and compares with the table of what was planted: recall and precision
for each ground, for words alone and for all together.
A finding counts where its ground is one that was planted in that listing; grounds that are
planted in shops (LIC, FOOD-L) are counted by shops, and left out of the sums. Whoever wrote the
rules could read the generator's forms, so that this says where words and rules fall short, and
nothing of how they fare on a foreign market.
"""

import os
import pathlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import django
import polars as pl
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tools.bench.databases import ROOT

Key = tuple[str, str]
BATCH = 20_000


@dataclass(slots=True)
class Tally:
    """What was planted and what was found, by ground."""

    planted: dict[Key, set[str]]
    words: dict[Key, set[str]] = field(default_factory=dict)
    rules: dict[Key, set[str]] = field(default_factory=dict)
    checks: dict[Key, set[str]] = field(default_factory=dict)
    shops_planted: dict[str, set[Key]] = field(default_factory=dict)
    shops_found: dict[str, set[Key]] = field(default_factory=dict)
    listings: int = 0

    @property
    def stores(self) -> tuple[dict[Key, set[str]], ...]:
        """What words, rules and checks found."""
        return self.words, self.rules, self.checks

    def line(self, ground: str) -> tuple[int, list[tuple[int, int]]]:
        """Give how often a ground was planted; found rightly and found at all, words and both."""
        keys = {key for key, grounds in self.planted.items() if ground in grounds}
        by_words = {key for key, grounds in self.words.items() if ground in grounds}
        by_rules = {key for key, grounds in self.rules.items() if ground in grounds}
        by_checks = {key for key, grounds in self.checks.items() if ground in grounds}
        every = by_words | by_rules | by_checks
        return len(keys), [(len(found & keys), len(found)) for found in (by_words, every)]


def planted() -> dict[Key, set[str]]:
    """Read which violations stand in which listings."""
    truth = pl.read_parquet(settings.DATA_DIR / "demo" / "truth.parquet")
    rows = truth.filter((pl.col("kind") == "listing") & pl.col("is_violation"))
    found: dict[Key, set[str]] = {}
    for code, number, ground in rows.select("platform_code", "number", "ground").iter_rows():
        found.setdefault((code, number), set()).add(ground)
    return found


def planted_in_shops() -> dict[str, set[Key]]:
    """Read which shops are planted with what, by ground."""
    truth = pl.read_parquet(settings.DATA_DIR / "demo" / "truth.parquet")
    rows = truth.filter((pl.col("kind") == "shop") & pl.col("is_violation"))
    found: dict[str, set[Key]] = {}
    for code, number, ground in rows.select("platform_code", "number", "ground").iter_rows():
        found.setdefault(ground, set()).add((code, number))
    return found


def measure() -> Tally:
    """Scan every stored listing as a run of the desk does."""
    from hedun.base.accounts.terms import Viewer
    from hedun.desks.screening import decide, queries, tasks
    from hedun.desks.screening.decide import rules as ruling
    from hedun.desks.screening.management.commands.load_rules import read
    from hedun.desks.screening.queries import catalogue, papers
    from hedun.engine.rules import LISTING, parse
    from hedun.market import queries as market

    system = Viewer.system()
    edition = queries.active_edition(system)
    assert edition is not None
    day = timezone.localtime().date()
    checks = catalogue.checks_now(system, day)
    scanner, facts = queries.scanner(system, edition, checks)
    seats = {platform.code: platform for platform in market.platforms(system)}
    armed = [
        ruling.Armed(
            pk, t.code, t.title, 1, parse(t.expression, LISTING), t.ground, 0, t.category,
            t.severity, is_shadow=False,
        )
        for pk, t in enumerate(read(), 1)
    ]  # fmt: skip
    tally = Tally(planted(), shops_planted=planted_in_shops())
    features = tasks.Features(day)
    for table in slices([name for name, _ in queries.parts(system)]):
        hits = scanner.scan(decide.texts(table))
        groups = decide.groups_of(hits, facts)
        fired = features.fired(table, armed, groups=groups)
        platform = seats[table["platform_code"][0].as_py()]
        tables = papers.tables_for(system, checks, table, platform=platform)
        for one in checks.apply(table, decide.collect(table, hits, facts, fired=fired), tables):
            key = (platform.code, one.listing_no)
            for store, told in zip(tally.stores, (one.words, one.rules, one.checks), strict=True):
                for ground in {hit["ground"] for hit in told}:
                    if ground in tally.shops_planted:
                        shops = tally.shops_found.setdefault(ground, set())
                        shops.add((platform.code, one.shop_no))
                    else:
                        store.setdefault(key, set()).add(ground)
        tally.listings += table.num_rows
    return tally


def slices(parts: list[str]) -> Iterator[Any]:
    """Read the stored listings in bounded slices."""
    from hedun.desks.screening.decide.checks import with_columns

    for part in parts:
        table = with_columns(pq.read_table(pathlib.Path(settings.DATA_DIR) / part))
        for row in range(0, table.num_rows, BATCH):
            yield table.slice(row, BATCH)


def share(part: int, whole: int) -> str:
    """Write a share, or a dash where there is nothing to divide by."""
    return f"{part / whole:.1%}" if whole else "–"


def lines(tally: Tally) -> Iterator[str]:
    """Write the table: a line for each ground, and the sums."""
    grounds = {g for found in tally.planted.values() for g in found}
    grounds |= {g for found in tally.stores for s in found.values() for g in s}
    sums: Counter[str] = Counter()
    for ground in sorted(grounds):
        total, ((right, every), (right_2, every_2)) = tally.line(ground)
        cells = (share(right, total), share(right, every), share(right_2, total))
        if not total:  # found nowhere but where nothing was planted
            yield f"| {ground} | none | – | {every} found | – | {every_2} found |"
            continue
        yield f"| {ground} | {total} | {' | '.join(cells)} | {share(right_2, every_2)} |"
        sums.update(total=total, right=right, every=every, right_2=right_2, every_2=every_2)
    whole = [
        share(sums["right"], sums["total"]),
        share(sums["right"], sums["every"]),
        share(sums["right_2"], sums["total"]),
        share(sums["right_2"], sums["every_2"]),
    ]
    yield f"| **all** | {sums['total']} | {' | '.join(whole)} |"
    any_of = [_hit(tally.words), _hit(*tally.stores)]
    for ground, shops in sorted(tally.shops_planted.items()):
        told = tally.shops_found.get(ground, set())
        right = len(told & shops)
        yield (
            f"{ground}: {right:,} of {len(shops):,} shops with something planted"
            f" ({share(right, len(shops))}), {share(right, len(told))} of the {len(told):,} found"
        )
    for name, found in zip(("words", "words, rules and checks"), any_of, strict=True):
        right, planted_in = len(found & set(tally.planted)), len(tally.planted)
        yield (
            f"{name}: {right:,} of {planted_in:,} listings with something planted"
            f" ({share(right, planted_in)}), {share(right, len(found))} of those found"
        )


def _hit(*stores: dict[Key, set[str]]) -> set[Key]:
    return {key for store in stores for key, grounds in store.items() if grounds}


def main() -> None:
    """Generate if empty, measure, print the table."""
    scale = sys.argv[1] if len(sys.argv) > 1 else "0.1"
    os.environ["HEDUN_DEMO"] = "1"
    django.setup()
    if "market_platform" not in connection.introspection.table_names():
        command = [sys.executable, "-m", "hedun", "demo_prepare", "--scale", scale]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    tally = measure()
    print(f"truth, scale {scale}: {tally.listings:,} stored listings\n")
    print("| ground | planted | words: recall | precision | all: recall | precision |")
    print("|---" * 6 + "|")
    print(*lines(tally), sep="\n")


if __name__ == "__main__":
    main()
