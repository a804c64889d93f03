"""Kills workers with moved clocks while statutory timers fire, and counts what each timer said.

    python -m tests.chaos.kill_timers --kills 50
    python -m tests.chaos.kill_timers --kills 50 --database postgresql://root@127.0.0.1:5432/

Every worker is a process of its own whose clock stands up to two days off. It is killed with -9
at a random moment, mostly inside the transaction in which a timer fires. In the end each clock
has said once that it ran out, and each reminder came at most once.
"""

import argparse
import collections
import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time

from tests.chaos.kill_worker import make_database

CLOCKS = int(os.environ.get("CHAOS_CLOCKS", "60"))
JUMP = 48 * 3600  # seconds that a worker's clock may stand off, in both directions


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database", default="", help="server address; empty for SQLite")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--mutant", action="store_true", help="fire without looking: must be seen")
    return parser.parse_args()


def lay_out():
    """File complaints whose clocks run out around now, some before, some after."""
    from django.core.management import call_command
    from django.utils import timezone

    from hedun.base.accounts.terms import Viewer
    from hedun.base.jobs.models import Job
    from hedun.base.procedure.models import Clock
    from hedun.desks.complaints import actions
    from tests import factories
    from tests.complaints.conftest import filing

    call_command("migrate", verbosity=0)
    call_command("load_law", verbosity=0)
    factories.bureau(region="330106")
    shop, now = factories.shop(region="330106"), timezone.now()
    for _ in range(CLOCKS):
        actions.file(filing=filing(shop), by=Viewer.anonymous(), at=now)
    Job.objects.exclude(kind__startswith="procedure.").delete()
    for clock in Clock.objects.all():  # bring the ends near: within three hours around now
        due = now + dt.timedelta(minutes=random.randint(-180, 180))
        for job in Job.objects.filter(payload__clock=clock.pk):
            job.payload = {"clock": clock.pk, "due": due.isoformat()}
            ahead = dt.timedelta(hours=15 if job.kind == "procedure.remind" else 0)
            job.run_at = due - ahead
            job.save()
        clock.due_at = due
        clock.save()


def be_worker(seed, mutant):
    """Work with a clock that is wrong, slowly enough to be killed in the middle."""
    from django.utils import timezone

    from hedun.base.jobs.work import Worker, load
    from hedun.base.procedure import actions, tasks

    chance = random.Random(seed)
    true_now, jump = timezone.now, dt.timedelta(seconds=chance.randint(-JUMP, JUMP))
    timezone.now = lambda: true_now() + jump
    load()

    def slow(act):
        def acted(**given):
            time.sleep(chance.uniform(0, 0.05))
            if mutant:
                actions.Clock.objects.filter(pk=given["clock_id"]).update(fired_at=None)
            done = act(**given)
            time.sleep(chance.uniform(0, 0.05))
            return done

        return acted

    tasks.actions.expire = slow(actions.expire)
    tasks.actions.remind = slow(actions.remind)
    if mutant:
        do_again()
    Worker().loop()


def do_again():
    """A job that was done is done again: only the row's own mark could stop it."""
    from hedun.base.jobs.models import Job

    Job.objects.filter(kind="procedure.expire", state="done").update(state="waiting", cursor={})


def fork(seed, mutant):
    """Start a worker as a real process that can be killed."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        be_worker(seed, mutant)
    finally:
        os._exit(0)


def chase(args):
    """Two workers at a time; each is killed after a moment, until enough have died."""
    alive, kills = [], 0
    while kills < args.kills:
        while len(alive) < 2:
            alive.append(fork(random.random(), args.mutant))
        time.sleep(random.uniform(0.1, 0.8))
        victim = alive.pop(0)
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        kills += 1
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def settle(mutant):
    """Let one worker whose clock is far ahead do what is left; a mutant does all of it again."""
    from django.utils import timezone

    from hedun.base.jobs.models import Job
    from hedun.base.jobs.work import Worker, load
    from hedun.base.procedure.models import Clock

    true_now = timezone.now
    timezone.now = lambda: true_now() + dt.timedelta(days=6)
    load()
    for _ in range(50):
        Worker().drain()
        left = Job.objects.filter(kind__startswith="procedure.expire")
        if not left.filter(state__in=["waiting", "running"]).exists():
            break
        time.sleep(0.2)
    if mutant:  # the killed may never have come so far
        Clock.objects.update(fired_at=None)
        do_again()
        Worker().drain()
    timezone.now = true_now


def problems():
    """Count what each clock has said."""
    from hedun.base.procedure.models import Clock, Passage

    wrong = []
    for step, least in (("expire", 1), ("remind", 0)):
        said = collections.Counter(
            Passage.objects.filter(step=step).values_list("matter", flat=True)
        )
        for matter in Clock.objects.values_list("matter", flat=True):
            if not least <= said[matter] <= 1:
                wrong.append(f"matter {matter}: {step} {said[matter]} times")
        print(f"{step}: {sum(said.values())} said by {len(said)} of {CLOCKS} clocks")
    return wrong


def main():
    """Prepare a database of its own and run there."""
    args = arguments()
    random.seed(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        address, drop = make_database(args.database, folder)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hedun.settings",
            "HEDUN_DATABASE": address,
            "HEDUN_DATA": folder,
            "HEDUN_BUILD": "1",
            "HEDUN_SECRET_KEY": "chaos-only-" + "x" * 40,
            "HEDUN_JOB_LEASE": "2",
            "HEDUN_JOB_POLL_MS": "50",
        }
        import django
        from django.db import connections

        django.setup()
        try:
            lay_out()
            chase(args)
            settle(args.mutant)
            wrong = problems()
        finally:
            connections.close_all()
            drop()
    print(*wrong, sep="\n")
    print(
        f"{args.kills} kills, clocks up to 48 h off, seed {args.seed}: {'WRONG' if wrong else 'ok'}"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
