"""A house of its own for tests that kill workers: its own database, folder and processes.

`python world.py make ROWS SENDERS` hands a roster in; `python world.py tell` says what stands.
"""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]


class World:
    """Starts processes on one database; the test itself never opens it."""

    def __init__(self, folder, address):
        self.env = os.environ | {
            "HEDUN_DATABASE": address,
            "HEDUN_DATA": str(folder),
            "HEDUN_BUILD": "1",
            "HEDUN_IDENTITY_KEY": "test",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }

    def run(self, *command):
        done = subprocess.run(
            [sys.executable, *command],
            check=False,
            env=self.env,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def make(self, rows, senders=1):
        self.run("-m", "hedun", "migrate", "-v0")
        self.run(__file__, "make", str(rows), str(senders))

    def tell(self):
        return json.loads(self.run(__file__, "tell"))

    def worker(self):
        command = [sys.executable, "-m", "hedun", "worker", "--once"]
        return subprocess.Popen(
            command, env=self.env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=ROOT
        )

    def worker_at_work(self):
        """Start a worker and wait until it says that it has: a busy machine is slow at that."""
        command = [sys.executable, "-u", "-m", "hedun", "worker"]
        worker = subprocess.Popen(
            command, env=self.env, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, cwd=ROOT
        )
        worker.stdout.readline()
        return worker


def _make(rows, senders):
    import csv

    from django.conf import settings
    from django.utils import timezone

    from hedun.market import actions
    from hedun.market.terms import ImportKind
    from tests import factories

    platform = factories.platform()
    people = [
        factories.compliance(platform.body),
        factories.inspector(factories.bureau(region="330108")),
    ]
    path = settings.DATA_DIR / "roster.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(["店铺编号", "网店名称", "经营者名称", "统一社会信用代码"])
        for n in range(1, rows + 1):
            code = factories.credit_code(n) if n % 100 else "错"
            out.writerow([f"D{n}", f"测试网店{n}", f"测试经营部{n}", code])
    for person in people[:senders]:
        batch = actions.hand_in(
            kind=ImportKind.ROSTER, platform=platform, file_name="a.csv", content_path=path,
            by=person.viewer, at=timezone.now(),
        )  # fmt: skip
        actions.start_import(batch_id=batch.pk, by=person.viewer, at=timezone.now())


def _tell():
    import polars as pl
    from django.conf import settings

    from hedun.base.jobs.models import Job
    from hedun.market import queries
    from hedun.market.models import ImportBatch, ListingPart, Shop, Subject
    from tests import factories

    # the lease of a killed worker runs out at once, so that the test need not wait
    Job.objects.filter(state="running").update(lease_until=factories.NOW)
    batches = list(ImportBatch.objects.order_by("pk"))
    bad = [
        row
        for batch in batches
        for path in queries.rejected_parts(factories.SYSTEM, batch.pk)
        for row in pl.read_parquet(path)["row_no"]
    ]
    files = {p for p in (settings.DATA_DIR / "listings").rglob("*") if p.is_file()}
    return {
        "states": [b.state for b in batches],
        "good": [b.good for b in batches],
        "bad": [b.bad for b in batches],
        "bad_rows": bad,
        "shops": Shop.objects.count(),
        "subjects": Subject.objects.count(),
        "errors": [job.error for job in Job.objects.order_by("pk")],
        "attempts": [job.attempt for job in Job.objects.order_by("pk")],
        "files_without_rows": len(files) - ListingPart.objects.count(),
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "hedun.settings"
    import django

    django.setup()
    if sys.argv[1] == "make":
        _make(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.stdout.write(json.dumps(_tell()))
