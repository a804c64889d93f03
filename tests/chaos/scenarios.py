"""Work to be killed at, each with a check that every step took effect exactly once."""

import collections
import csv
import os
import pathlib
import time

import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone

from hedun.base.accounts import actions as accounts
from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Viewer
from hedun.base.jobs import actions as jobs
from hedun.base.jobs.models import Job
from hedun.base.jobs.work import Run, handlers, load, registry

SYSTEM = Viewer.system("试验")


class Plain:
    """Steps that each leave two audit rows, with thinking between and inside."""

    name, gap = "plain", 0.5
    has_long_step, faults = True, ("progress_apart", "no_fence", "no_renewal")
    starts_alone = False
    steps = int(os.environ.get("CHAOS_STEPS", "120"))

    def tune(self) -> None:
        """Register the handler; a worker calls this before it starts."""
        if "chaos.plain" not in handlers():
            registry.handler("chaos.plain")(self.work)

    def work(self, run: Run) -> None:
        """Half of the time is spent outside the step, half inside."""
        for number in range(run.cursor.get("n", 0), self.steps):
            time.sleep(0.01)
            if number == self.steps // 2 and run.payload.get("is_long"):
                time.sleep(settings.JOB_LEASE_SECONDS * 1.6)  # longer than a lease
            with run.step(cursor={"n": number + 1}, done=number + 1, total=self.steps):
                for half in "ab":
                    self.trace(run, f"{number}{half}")
                    time.sleep(0.002)

    def trace(self, run: Run, name: str) -> None:
        """Leave an effect that can be counted."""
        subject = (f"job{run.job_id}", name)
        accounts.record(by=SYSTEM, at=run.at(), action="chaos:step", subject=subject)

    def start(self, number: int, *, is_long: bool = False) -> list[int]:
        """Ask for one job; a long one thinks for longer than a lease between two steps."""
        job = jobs.enqueue(
            kind="chaos.plain",
            title=f"试验 {number}",
            payload={"is_long": is_long},
            by=SYSTEM,
            at=timezone.now(),
        )
        return [job.pk]

    def problems(self, pk: int) -> list[str]:
        """Count the traces of one job that has ended."""
        rows = AuditEntry.objects.filter(subject_kind=f"job{pk}").values_list("subject_id")
        counted = collections.Counter(name for (name,) in rows)
        wanted = {f"{n}{half}" for n in range(self.steps) for half in "ab"}
        lost = sorted(wanted - set(counted))
        twice = sorted(name for name, times in counted.items() if times > 1)
        return [
            f"job {pk}: {len(found)} steps {word}: {found[:5]}"
            for word, found in (("lost", lost), ("done twice", twice))
            if found
        ]


class Import:
    """A roster with bad rows, read by the market's own import."""

    name, gap = "import", float(os.environ.get("CHAOS_GAP", "2.5"))
    rows, group = int(os.environ.get("CHAOS_ROWS", "40000")), 400
    has_long_step, faults = False, ("progress_apart", "no_fence")
    starts_alone = False

    def tune(self) -> None:
        """Make the groups small, so that the work has many steps to be killed in."""
        from hedun.desks.screening import tasks
        from hedun.engine.table import reading

        load()
        tasks.reading.STEP_ROWS = self.group
        parse = reading._run

        def parse_small(source, fresh, limits):
            """Cut what the child has written, which this process cannot tell how to write."""
            peak = parse(source, fresh, limits)
            told = pq.read_metadata(fresh).metadata[b"hedun"]
            whole = pq.read_table(fresh).replace_schema_metadata({b"hedun": told})
            pq.write_table(whole, fresh, row_group_size=self.group)
            return peak

        reading._run = parse_small

    def start(self, number: int) -> list[int]:
        """Hand in a new file; every 97th row is bad, all others new."""
        from hedun.market import actions
        from tests import factories
        from tests.market.conftest import ROSTER, roster_row

        factories.region()
        platform = factories.platform()
        path = pathlib.Path(settings.DATA_DIR) / f"roster{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(ROSTER)
            base = number * self.rows
            for n in range(self.rows):
                bad = {"code": "913301060000000201"} if n % 97 == 0 else {}
                out.writerow(roster_row(base + n + 1, **bad))
        at = timezone.now()
        batch = actions.hand_in(
            kind="roster",
            platform=platform,
            file_name=path.name,
            content_path=path,
            by=SYSTEM,
            at=at,
        )
        batch = actions.start_import(batch_id=batch.pk, mapping=None, by=SYSTEM, at=at)
        return [batch.job_id]

    def problems(self, pk: int) -> list[str]:
        """Every good row once in the market, every bad row once in the answer."""
        import polars as pl

        from hedun.market import queries
        from hedun.market.models import ImportBatch, Shop

        batch = ImportBatch.objects.get(job_id=pk)
        bad = len(range(0, self.rows, 97))
        shops = Shop.objects.filter(platform=batch.platform)
        parts = queries.rejected_parts(SYSTEM, batch.pk)
        tables = [pl.read_parquet(part, columns=["row_no"]) for part in parts]
        answered = (pl.concat(tables) if tables else pl.DataFrame({"row_no": []}))["row_no"]
        facts = {
            "state": (batch.state, "done"),
            "total": (batch.total, self.rows),
            "good": (batch.good, self.rows - bad),
            "bad": (batch.bad, bad),
            "unchanged": (batch.unchanged, 0),
            "shops": (shops.count(), self.rows - bad),
            "subjects of shops": (shops.values("subject_id").distinct().count(), self.rows - bad),
            "answered rows": (len(answered), bad),
            "different answered rows": (answered.n_unique(), bad),
        }
        return self.compare(f"batch {batch.pk}", facts)

    @staticmethod
    def compare(name: str, facts: dict[str, tuple[object, object]]) -> list[str]:
        """Name what is not as it should be."""
        return [
            f"{name}: {what} is {seen}, not {wanted}"
            for what, (seen, wanted) in facts.items()
            if seen != wanted
        ]


class Screening(Import):
    """A scan of stored listings, each of which must be scanned once and found once."""

    name, group = "screening", 200

    def start(self, number: int) -> list[int]:
        """Store a platform's listings, and ask for a run over them."""
        from hedun.base.accounts.terms import Role
        from hedun.desks.screening import actions
        from hedun.desks.screening.models import Edition
        from tests import factories
        from tests.screening.stock import store, words

        bureau = factories.bureau()
        editor, leader, officer = (
            factories.person(bureau, role).viewer
            for role in (Role.EDITOR, Role.LEADER, Role.INSPECTOR)
        )
        now = timezone.now()
        # once listings are stored, a new edition would have to be tried on them first
        if not Edition.objects.filter(state="active").exists():
            rows = words(factories.ground(code=f"T{number}"))
            edition = actions.import_edition(title=f"词库{number}", rows=rows, by=editor, at=now)
            actions.approve(edition_id=edition.pk, by=leader, at=now)
        platform = factories.platform()
        factories.shop(platform, shop_no="S-1")
        titles = [f"电子烟套装{n}" if n % 4 == 0 else f"纯棉毛巾{n}" for n in range(self.rows)]
        store(platform, titles, group=self.group)
        run = actions.start(platform_id=platform.pk, by=officer, at=now)
        assert run.job_id is not None
        return [run.job_id]

    def problems(self, pk: int) -> list[str]:
        """Every listing counted once, every planted word found once."""
        from hedun.desks.screening.models import Finding, ScreeningRun

        run = ScreeningRun.objects.get(job_id=pk)
        hits = len(range(0, self.rows, 4))
        found = Finding.objects.filter(run=run)
        return self.compare(
            f"run {run.pk}",
            {
                "state": (run.state, "done"),
                "scanned": (run.scanned, self.rows),
                "hit": (run.hit, hits),
                "known": (run.known, 0),
                "queued": (run.queued, hits),
                "findings": (found.count(), hits),
                "listings found": (found.values("listing_no").distinct().count(), hits),
            },
        )


class Filing(Import):
    """A filing with bad rows and its comparison, each row of which must count exactly once."""

    name, group = "filing", 400

    def tune(self) -> None:
        """Make the parts of the comparison small, too."""
        super().tune()
        from hedun.desks.roster.work import comparing, sealing

        sealing.GROUP = self.group
        comparing.BUCKET_ROWS = self.rows // 8
        comparing.CHUNK = self.rows // 64

    def start(self, number: int) -> list[int]:
        """File operators of whom every fifth stands on a list that is there already."""
        from hedun.desks.roster import actions, work
        from hedun.desks.roster.decide import windows
        from hedun.desks.roster.terms import FilingMode, ListKind, ListMode, Sheet
        from tests import factories
        from tests.roster.conftest import COLUMNS, LIST_COLUMNS, entry, row

        factories.region()
        at, base = timezone.now(), number * self.rows
        listed = [entry(base + n + 1) for n in range(0, self.rows, 5)]
        sealed = work.sealed_file(self.table(number, LIST_COLUMNS, listed), of=work.LISTS)
        actions.hand_in_list(
            kind=ListKind.ABNORMAL, mode=ListMode.SNAPSHOT, as_of=timezone.localdate(),
            file_name="名单", sha256=sealed.sha256, sealed=sealed.key, by=SYSTEM, at=at,
        )  # fmt: skip
        self.read("roster.list")  # a comparison that comes before the list counts none on it
        rows = [
            row(base + n + 1, **({"name": ""} if n % 97 == 0 else {})) for n in range(self.rows)
        ]
        sealed = work.sealed_file(self.table(number, COLUMNS, rows), of=Sheet.OPERATORS)
        made = actions.hand_in(
            platform=factories.platform(), window=windows.window_of(timezone.localdate()),
            sheet=Sheet.OPERATORS, mode=FilingMode.FULL, file_name="名册", sha256=sealed.sha256,
            size=1, sealed=sealed.key, by=SYSTEM, at=at,
        )  # fmt: skip
        assert made.job_id is not None
        return [made.job_id]

    def read(self, *kinds: str) -> None:
        """Do jobs of some kinds here, unless a worker that is left from the round before does."""
        from hedun.base.jobs.work import Worker

        worker = Worker()
        while Job.objects.filter(kind__in=kinds).exclude(state="done"):
            if not worker.run_next():
                time.sleep(0.1)

    def table(self, number: int, heading: tuple[str, ...], rows: list[list[str]]) -> pathlib.Path:
        """Write a file to hand in."""
        path = pathlib.Path(settings.DATA_DIR) / f"filing{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *rows])
        return path

    def problems(self, pk: int) -> list[str]:
        """Every row filed once, every change one event."""
        from hedun.desks.roster import queries
        from hedun.desks.roster.models import Filing, Problem, Transition

        filing = Filing.objects.get(job_id=pk)
        bad = len(range(0, self.rows, 97))
        listed = sum(n % 97 != 0 for n in range(0, self.rows, 5))
        rows = queries.effective(SYSTEM, filing.platform_id).collect()
        events = Transition.objects.filter(problem__platform=filing.platform)
        facts = {
            "state": (filing.state, "filed"),
            "total": (filing.total, self.rows),
            "good": (filing.good, self.rows - bad),
            "returned": (filing.returned, bad),
            "faults": (filing.faults, {"missing": bad}),
            "rows": (rows.height, self.rows - bad),
            "different rows": (rows["shop_no"].n_unique(), self.rows - bad),
        }
        comparison = filing.comparisons.get()
        if comparison.finished_at is None:
            deadline = time.monotonic() + 120
            while comparison.finished_at is None and time.monotonic() < deadline:
                time.sleep(0.2)
                comparison.refresh_from_db()
        facts |= {
            "events": (events.count(), listed),
            "different events": (events.values("problem").distinct().count(), listed),
            "listed": (
                Problem.objects.filter(platform=filing.platform, is_listed=True).count(),
                listed,
            ),
            "counted": (comparison.counts.get("listed"), listed),
        }
        return self.compare(f"filing {filing.pk}", facts)


class Comparing(Filing):
    """The comparison itself is killed: the filing and the list are read before."""

    name = "comparing"
    # workers left from the round before would end the comparison before it can be chased
    starts_alone = True

    def start(self, number: int) -> list[int]:
        """Read the filing here, and leave the comparison to be chased."""
        (pk,) = super().start(number)
        self.read("roster.filing", "roster.list")
        waiting = Job.objects.filter(kind="roster.compare").exclude(state="done")
        self.filing_job = pk
        found = waiting.order_by("-pk").first()
        assert found is not None
        return [found.pk]

    def problems(self, pk: int) -> list[str]:
        """The result is that of a comparison that nobody disturbed."""
        del pk
        return super().problems(self.filing_job)


ALL = {one.name: one for one in (Plain, Import, Screening, Filing, Comparing)}


def takeovers(pk: int, deaths: int) -> list[str]:
    """No job ended badly, and none was taken from a worker that lived."""
    job = Job.objects.get(pk=pk)
    found = [] if job.state == "done" else [f"job {pk} is {job.state}: {job.error[-300:]}"]
    taken = job.attempt - 1 - job.failures  # a failure gives the job back by itself
    if taken > deaths:
        found.append(f"job {pk}: {taken} takeovers, but only {deaths} deaths")
    return found
