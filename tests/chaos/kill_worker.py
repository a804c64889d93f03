"""Kills workers at random moments and counts what they left behind.

    python -m tests.chaos.kill_worker --job plain --kills 50
    python -m tests.chaos.kill_worker --job import --kills 50 --database postgresql://root@127.0.0.1:5432/
    python -m tests.chaos.kill_worker --job plain --kills 4 --mutants

Two real worker processes run on a database of their own. The one that holds a job is
killed with -9 at a random moment, or stopped for longer than its lease and woken again.
After each job every step must have taken effect exactly once.
"""

import argparse
import io
import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from urllib.parse import urlsplit, urlunsplit

LEASE = int(os.environ.get("CHAOS_LEASE", "2"))  # seconds
NUMBERS = itertools.count(1)  # of the jobs, which share one database
# how hard each fault is looked for: until it is seen, but no longer than this
FORCE = {
    "progress_apart": {"kills": 20, "stalls": 0},
    "no_fence": {"kills": 0, "stalls": 10},
    "no_renewal": {"kills": 0, "stalls": 0},
}


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--job", default="plain", choices=["plain", "import", "screening", "filing", "comparing"]
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--stalls", type=int, default=2, help="wake so many from the dead")
    parser.add_argument("--database", default="", help="server address; empty for SQLite")
    parser.add_argument("--mutants", action="store_true", help="also prove that faults are seen")
    parser.add_argument("--mutant", default="", help=argparse.SUPPRESS)
    parser.add_argument("--be-worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    return parser.parse_args()


def make_database(server, folder):
    """Make an empty database and give its address and how to drop it."""
    if not server:
        return f"sqlite:///{folder}/chaos.sqlite3", lambda: None
    import psycopg

    name = f"hedun_chaos_{uuid.uuid4().hex[:8]}"
    parts = urlsplit(server)
    admin = urlunsplit(parts._replace(path="/postgres"))

    def tell(sql):
        with psycopg.connect(admin, autocommit=True) as link:
            link.execute(sql)

    tell(f'CREATE DATABASE "{name}"')
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    return urlunsplit(parts._replace(path=f"/{name}")), lambda: tell(drop)


def be_worker(job, mutant):
    """Run as a worker, with a fault where one is asked for."""
    from django.core.management import call_command

    from tests.chaos import mutants, scenarios

    if mutant:
        mutants.ALL[mutant]()
    scenarios.ALL[job]().tune()
    call_command("worker", stdout=io.StringIO())


class Pack:
    """Two workers, always: the dead are replaced."""

    def __init__(self, job, mutant=""):
        self.command = [
            sys.executable,
            "-m",
            "tests.chaos.kill_worker",
            "--be-worker",
            "--job",
            job,
        ]
        self.command += ["--mutant", mutant] if mutant else []
        self.members = []
        self.kills = self.stalls = 0
        self.stopped = None

    def fill(self):
        """Start what is missing."""
        self.members = [one for one in self.members if one.poll() is None]
        while len(self.members) < 2:
            quiet = subprocess.DEVNULL
            self.members.append(subprocess.Popen(self.command, stdout=quiet, stderr=quiet))

    def holder(self):
        """Give the live process that holds a job now."""
        from hedun.base.jobs.models import Job

        names = Job.objects.filter(state="running").values_list("worker", flat=True)
        pids = {int(name.split(":")[1]) for name in names}
        return next((m for m in self.members if m.pid in pids and m.poll() is None), None)

    def kill(self, victim):
        """End it in the middle of whatever it does."""
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        self.kills += 1

    def stall(self, victim):
        """Stop it for longer than its lease, then let it go on as if nothing had happened."""
        os.kill(victim.pid, signal.SIGSTOP)
        time.sleep(LEASE * 1.7)
        os.kill(victim.pid, signal.SIGCONT)
        self.stalls += 1

    def end(self):
        """Stop all."""
        for one in self.members:
            one.kill()
            one.wait()


def chase(scenario, args, mutant=""):
    """Kill until enough were killed and every job has ended; give what went wrong."""
    from tests.chaos.scenarios import takeovers

    pack, found, started = Pack(args.job, mutant), [], time.monotonic()
    jobs = []
    try:
        while not found and (pack.kills < args.kills or pack.stalls < args.stalls):
            if scenario.starts_alone:
                pack.end()
            running = scenario.start(next(NUMBERS))
            for pk in running:
                jobs.append(pk)
                before = pack.kills + pack.stalls
                harass(pack, pk, scenario=scenario, args=args)
                # on a busy machine a heartbeat may be late: only `plain` counts takeovers
                spared = 0 if args.job == "plain" else 1_000
                found += takeovers(pk, pack.kills + pack.stalls - before + spared)
                time.sleep(LEASE * 0.6 if args.stalls else 0)  # let the stalled do its harm
                found += [] if found else scenario.problems(pk)
    finally:
        pack.end()
    seconds = round(time.monotonic() - started)
    print(
        f"{mutant or 'as built'}: {pack.kills} kills, {pack.stalls} stalls, {len(jobs)} jobs, "
        f"{seconds} s, {len(found)} problems"
    )
    return found


def harass(pack, pk, *, scenario, args):
    """Kill or stall the holder at random moments until the job has ended."""
    from hedun.base.jobs.models import Job

    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        pack.fill()
        rows = Job.objects.filter(pk=pk, state__in=["waiting", "running"])
        if not rows.exists() or (not args.kills + args.stalls and rows.filter(attempt__gt=1)):
            return
        victim = pack.holder()
        if victim is None:
            time.sleep(0.05)
            continue
        # a slow machine gets more time after each death without a step, else nothing is proven
        time.sleep(random.uniform(0, scenario.gap * (1 + Job.objects.get(pk=pk).deaths)))
        if victim is not pack.holder():
            continue
        if pack.stalls < args.stalls and random.random() < 0.5:
            pack.stall(victim)
        elif pack.kills < args.kills:
            pack.kill(victim)


def prove(args):
    """Run as built, then with each fault, and tell whether all is as it should be."""
    from django.core.management import call_command

    from tests.chaos import scenarios

    call_command("migrate", verbosity=0)
    scenario = scenarios.ALL[args.job]()
    scenario.tune()
    wrong = chase(scenario, args)
    print(*wrong, sep="\n")
    if args.mutants and scenario.has_long_step:
        wrong += watch(scenario, args, "")
    for name in scenario.faults if args.mutants else ():
        plan = argparse.Namespace(**vars(args) | FORCE[name])
        seen = watch(scenario, plan, name) if name == "no_renewal" else chase(scenario, plan, name)
        print(f"  {name}: {'caught: ' + seen[0] if seen else 'NOT CAUGHT'}")
        wrong += [] if seen else [f"{name} was not caught"]
    return wrong


def watch(scenario, args, mutant):
    """Kill nobody: a step longer than the lease must not lose the job to the other worker."""
    from tests.chaos.scenarios import takeovers

    plan = argparse.Namespace(**vars(args) | {"kills": 0, "stalls": 0})
    pack = Pack(args.job, mutant)
    try:
        (pk,) = scenario.start(next(NUMBERS), is_long=True)
        harass(pack, pk, scenario=scenario, args=plan)
        return takeovers(pk, 0) + scenario.problems(pk)
    finally:
        pack.end()


def main():
    """Prepare a database of its own and run there."""
    args = arguments()
    random.seed(args.seed)
    if args.be_worker:
        import django

        django.setup()
        be_worker(args.job, args.mutant)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        address, drop = make_database(args.database, folder)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hedun.settings",
            "HEDUN_DATABASE": address,
            "HEDUN_DATA": folder,
            "HEDUN_BUILD": "1",
            "HEDUN_SECRET_KEY": "chaos-only-" + "x" * 40,
            "HEDUN_JOB_LEASE": str(LEASE),
            "HEDUN_JOB_POLL_MS": "50",
        }
        import django
        from django.db import connections

        django.setup()
        try:
            wrong = prove(args)
        finally:
            connections.close_all()
            drop()
    print(f"seed {args.seed}: {'ok' if not wrong else 'WRONG'}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
