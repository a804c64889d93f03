"""The comparison: exact keys first, then names; every difference a stored event.

Merchants and lists are cut into buckets by their key, so that one step holds a part of both in
memory. Each step writes its part of the finds to Parquet or its events to the database, with
the cursor in the same transaction: a worker that is killed repeats its last step to the same end.
"""

import pathlib
import shutil
from collections.abc import Iterator
from itertools import islice
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from hedun.base.accounts.terms import Viewer
from hedun.base.jobs.work import Run
from hedun.desks.roster import actions, queries
from hedun.desks.roster.decide import pairs as paired
from hedun.desks.roster.decide.rows import BUCKETS, buckets, place_of
from hedun.desks.roster.models import Comparison, Pair, Problem
from hedun.desks.roster.terms import (
    PROBLEM_KINDS,
    Doubt,
    Found,
    How,
    ListKind,
    PairState,
)
from hedun.desks.roster.work import leads, linking

MACHINE = Viewer.system("主体比对")
BUCKET_ROWS = 400_000
CHUNK = 2_000
MOST_LINKED = 200_000  # rows that are compared by name in this process; more go out of core
MERCHANT = [
    "platform_id", "filing_id", "shop_no", "shop_name", "name", "credit_code", "raw_code",
    "id_hash", "id_tail", "key", "region_code", "address", "phone", "owner_name", "owner_hash",
]  # fmt: skip
ENTRY = [
    "entry_key", "key", "credit_code", "id_tail", "name", "former_name", "region_code", "address",
    "owner_name", "owner_hash", "phone", "listed_on", "removed_on", "reason", "authority", "doc_no",
    "version_id",
]  # fmt: skip
SHOWN = (
    "shop_no", "shop_name", "name", "credit_code", "raw_code", "id_tail", "region_code", "address",
    "phone", "owner_name",
)  # fmt: skip


def compare(run: Run) -> None:
    """Compare what the comparison asks for, and close it with its funnel."""
    row = Comparison.objects.get(pk=run.payload["comparison"])
    if row.finished_at is not None:
        return
    while True:
        try:
            Comparer(run, row).run()
        except Outdated:
            # what was found rests on lists or filings that no longer count
            with run.step(cursor={}, note="名单或报送有更新，重新比对"):
                continue
        return


class Outdated(RuntimeError):
    """A list or a filing was closed or taken back while the comparison ran."""


class Comparer:
    """One comparison."""

    def __init__(self, run: Run, row: Comparison) -> None:
        self.job, self.row = run, row
        self.on = timezone.localtime(row.started_at).date()
        self.folder = pathlib.Path(settings.DATA_DIR) / "roster" / "comparisons" / str(row.pk)
        self.platforms = self._platforms()
        self.kinds = self._kinds()
        self.counts: dict[str, int] = dict(run.cursor.get("counts", {}))

    def _platforms(self) -> list[int]:
        if self.row.filing is not None:
            return [self.row.filing.platform_id]
        return queries.platforms_filed(MACHINE)

    def _kinds(self) -> list[ListKind]:
        if self.row.version is not None:
            return [ListKind(self.row.version.kind)]
        return [ListKind(kind) for kind in queries.newest(MACHINE, self.on)]

    def run(self) -> None:
        """Go on from the step at which the last attempt stopped."""
        if not self.job.cursor.get("buckets"):
            self._begin()
        for number in range(self.job.cursor["bucket"], self.job.cursor["buckets"]):
            self._exact(number)
        if not self.job.cursor.get("is_linked"):
            self._names()
        self._differences()
        self._leads()
        with self.job.step(note="比对完成"):
            actions.finish_comparison(
                comparison_id=self.row.pk, counts=self.counts, by=MACHINE, at=self.job.at()
            )
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stamp(self) -> list[int]:
        """Name what the comparison rests on: list versions and filings that count now."""
        filings = [
            one.pk
            for platform_id in self.platforms
            for one in queries.current_filings(MACHINE, platform_id)
        ]
        versions = [
            one.pk for kind in self.kinds for one in queries.versions_until(MACHINE, kind, self.on)
        ]
        return [*versions, 0, *filings]

    def merchants(self) -> pl.LazyFrame:
        """Every merchant of the platforms that are compared."""
        frames = [
            queries.effective(MACHINE, one).select([*MERCHANT, "bucket"]) for one in self.platforms
        ]
        return pl.concat(frames) if frames else _nobody()

    def _begin(self) -> None:
        total = self.merchants().select(pl.len()).collect().item()
        needed = max(1, -(-total // BUCKET_ROWS))
        newest = {kind: one.number for kind, one in queries.newest(MACHINE, self.on).items()}
        self.counts = {"merchants": total}
        shutil.rmtree(self.folder, ignore_errors=True)
        with self.job.step(
            cursor={
                "buckets": needed,
                "bucket": 0,
                "counts": self.counts,
                "stamp": self._stamp(),
            },
            total=total,
            note="开始比对",
        ):
            actions.mark_lists(
                comparison_id=self.row.pk, versions=newest, by=MACHINE, at=self.job.at()
            )

    def _exact(self, number: int) -> None:
        """Join one bucket of merchants with the lists by credit code and identity hash."""
        mine = pl.col("bucket") % self.job.cursor["buckets"] == number
        merchants = self.merchants().filter(mine & (pl.col("key") != "")).collect()
        found: list[pl.DataFrame] = []
        doubts: list[Doubt] = []
        for kind in self.kinds:
            entries = queries.current(MACHINE, kind, self.on).filter(mine & (pl.col("key") != ""))
            wanted = merchants.lazy().select("key").unique()
            held = entries.join(wanted, on="key", how="semi").collect()
            hits = merchants.join(held.select(ENTRY), on="key", how="inner", suffix="_entry")
            if kind is ListKind.REGISTERED:
                doubts += [_doubt(kind, one) for one in _renamed(hits)]
                self._count("registered", hits.height)
            elif hits.height:
                found.append(_placed(hits, kind))
                self._count("exact", hits.height)
        if found:
            self._keep(pl.concat(found), f"hits-{number:06}")
        self._put_doubts(doubts, {"bucket": number + 1}, note="按代码和证件摘要比对")

    def _count(self, name: str, more: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + more

    def _put_doubts(self, doubts: list[Doubt], cursor: dict[str, Any], *, note: str) -> None:
        """Put pairs before people, with the cursor in the same transaction."""
        with self.job.step(note=note) as step:
            fresh = actions.put_pairs(
                comparison_id=self.row.pk, found=doubts, by=MACHINE, at=self.job.at()
            )
            self._count("doubts", fresh)
            step.cursor = self.job.cursor | cursor | {"counts": self.counts}

    def _keep(self, frame: pl.DataFrame, name: str) -> None:
        """Write finds aside under one name: a step that is repeated writes the same again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.parquet"
        fresh = path.with_suffix(".tmp")
        frame.write_parquet(fresh, compression="zstd")
        fresh.rename(path)

    def _names(self) -> None:
        """Compare merchants that no key identifies by name and address."""
        nameless = self.merchants().filter(pl.col("key") == "").select(MERCHANT)
        many = nameless.select(pl.len()).collect().item()
        everybody = nameless.collect().to_dicts() if many <= MOST_LINKED else []
        for kind in self.kinds if many else ():
            entries = queries.current(MACHINE, kind, self.on).select(ENTRY)
            if max(many, entries.select(pl.len()).collect().item()) > MOST_LINKED:
                aside = self.folder / f"names-{kind.value}"
                found = linking.link_large(nameless, entries, aside)
            else:
                found = linking.link(everybody, self._entries(kind))
            # putting a pair before people a second time changes nothing
            while doubts := [_doubt(kind, one) for one in islice(found, CHUNK)]:
                self._put_doubts(doubts, {}, note="按名称和地址比对")
        self._count("names", many)
        self._put_doubts([], {"is_linked": True}, note="按名称和地址比对")

    def _entries(self, kind: ListKind) -> Iterator[dict[str, Any]]:
        frame = queries.current(MACHINE, kind, self.on).select(ENTRY).collect()
        for batch in frame.iter_slices(50_000):
            yield from batch.iter_rows(named=True)

    def _differences(self) -> None:
        """Turn what is found into events, part by part, where it differs from what stands."""
        places = list(self._places())
        for number in range(self.job.cursor.get("place", 0), len(places)):
            platform_id, kind, span = places[number]
            found, gone = self._difference(platform_id, kind, span)
            with self.job.step(note="记录变化") as step:
                if self._stamp() != self.job.cursor["stamp"]:
                    raise Outdated
                listed, lifted = actions.put_transitions(
                    comparison_id=self.row.pk, found=found, gone=gone, by=MACHINE,
                    at=self.job.at(),
                )  # fmt: skip
                self._count("listed", listed)
                self._count("lifted", lifted)
                step.cursor = self.job.cursor | {"place": number + 1, "counts": self.counts}

    def _places(self) -> Iterator[tuple[int, ListKind, tuple[int, int]]]:
        """Cut every platform and list into parts of about 2,000 finds.

        How many is settled once: what stands changes while the parts are gone through.
        """
        if "parts" not in self.job.cursor:
            with self.job.step(cursor=self.job.cursor | {"parts": self._parts()}):
                pass
        settled: dict[str, int] = self.job.cursor["parts"]
        for platform_id in self.platforms:
            for kind in (one for one in self.kinds if one in PROBLEM_KINDS):
                parts = settled[f"{platform_id}:{kind.value}"]
                for one in range(parts):
                    span = one * BUCKETS // parts, (one + 1) * BUCKETS // parts
                    yield platform_id, kind, span

    def _parts(self) -> dict[str, int]:
        """Give for each platform and list the number of parts: by finds, or by what stands."""
        sizes = self._sizes()
        standing = Problem.objects.filter(is_listed=True).order_by()
        known = {
            (platform_id, kind): count
            for platform_id, kind, count in standing.values_list("platform_id", "kind").annotate(
                count=Count("pk")
            )
        }
        return {
            f"{one}:{kind.value}": max(
                1,
                -(-max(sizes.get((one, kind.value), 0), known.get((one, kind.value), 0)) // CHUNK),
            )
            for one in self.platforms
            for kind in self.kinds
        }

    def _hits(self) -> pl.LazyFrame:
        paths = sorted(self.folder.glob("hits-*.parquet"))
        return (
            pl.scan_parquet(paths)
            if paths
            else pl.LazyFrame(
                schema={
                    "platform_id": pl.Int64,
                    "kind": pl.String,
                    "shop_no": pl.String,
                    "place": pl.UInt16,
                }
            )
        )

    def _sizes(self) -> dict[tuple[int, str], int]:
        counted = self._hits().group_by("platform_id", "kind").len().collect()
        return {(p, k): n for p, k, n in counted.iter_rows()}

    def _difference(
        self, platform_id: int, kind: ListKind, span: tuple[int, int]
    ) -> tuple[list[Found], list[int]]:
        """Give who stands on the list but is not known to, and who is known to but does not."""
        here = pl.col("place").is_between(*span, closed="left")
        wanted = self._hits().filter(
            (pl.col("platform_id") == platform_id) & (pl.col("kind") == kind.value) & here
        )
        hits = {row["shop_no"]: row for row in wanted.collect().iter_rows(named=True)}
        found = {no: _found(platform_id, kind, row) for no, row in hits.items()}
        for one in self._judged(platform_id, kind, span):
            found.setdefault(one.shop_no, one)
        standing = Problem.objects.filter(
            platform_id=platform_id, kind=kind, place__gte=span[0], place__lt=span[1],
            is_listed=True,
        )  # fmt: skip
        known = dict(standing.values_list("shop_no", "pk"))
        gone = [pk for shop_no, pk in known.items() if shop_no not in found]
        return [one for no, one in sorted(found.items()) if no not in known], gone

    def _judged(self, platform_id: int, kind: ListKind, span: tuple[int, int]) -> Iterator[Found]:
        """Merchants of which a person said that they are the one on the list, on these inputs."""
        rows = Pair.objects.filter(
            platform_id=platform_id, kind=kind, state=PairState.SAME, comparison_id=self.row.pk
        )
        for row in rows.order_by("pk"):
            if span[0] <= place_of(row.shop_no) < span[1]:
                last = row.judgements.filter(is_undone=False).order_by("-pk").first()
                entry = row.entry | {"version_id": row.version_id}
                yield Found(
                    platform_id=platform_id, shop_no=row.shop_no, kind=kind, how=How.JUDGED,
                    merchant=row.merchant, entry=entry, judgement_id=last.pk if last else None,
                )  # fmt: skip

    def _leads(self) -> None:
        """Look for owners whose earlier shop was closed, where a filing is compared."""
        if self.row.filing is None or self.job.cursor.get("is_led"):
            return
        found = leads.found(MACHINE, self.row.filing, self.on)
        with self.job.step(note="查找换名经营") as step:
            self._count("leads", actions.put_leads(found=found, by=MACHINE, at=self.job.at()))
            step.cursor = self.job.cursor | {"is_led": True, "counts": self.counts}


def _placed(hits: pl.DataFrame, kind: ListKind) -> pl.DataFrame:
    """Note of each find on which list it stands, and in which part it is looked after."""
    return hits.with_columns(
        pl.lit(kind.value).alias("kind"), buckets(hits["shop_no"]).alias("place")
    )


def _found(platform_id: int, kind: ListKind, row: dict[str, Any]) -> Found:
    merchant, entry = _sides(row)
    how = How.CODE if merchant["credit_code"] else How.IDENTITY
    return Found(
        platform_id=platform_id, shop_no=row["shop_no"], kind=kind, how=how, merchant=merchant,
        entry=entry,
    )  # fmt: skip


def _sides(row: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part a joined row into the merchant and the entry of the list."""
    merchant = {name: row[name] for name in MERCHANT}
    entry = {name: row.get(f"{name}_entry", row.get(name)) for name in ENTRY}
    return merchant, entry


def _renamed(hits: pl.DataFrame) -> Iterator[linking.Linked]:
    """Codes that are right while the names differ: somebody else's licence, or an old name."""
    differing = hits.filter(pl.col("name") != pl.col("name_entry"))
    for row in differing.iter_rows(named=True):
        merchant, entry = _sides(row)
        one = linking.same_name(merchant, entry)
        if one.verdict != "same":
            yield one


def _doubt(kind: ListKind, one: linking.Linked) -> Doubt:
    merchant = {name: one.merchant.get(name) or "" for name in SHOWN}
    return Doubt(
        platform_id=one.merchant["platform_id"],
        shop_no=one.merchant["shop_no"],
        kind=kind,
        entry_key=one.entry["entry_key"],
        merchant=merchant,
        entry=one.entry,
        score=one.score,
        verdict=one.verdict,
        reasons=one.reasons,
        fingerprint=paired.fingerprint(merchant, one.entry),
    )


def _nobody() -> pl.LazyFrame:
    return queries.effective(MACHINE, 0).select([*MERCHANT, "bucket"])
