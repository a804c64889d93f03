"""One exchange on SQLite, killed at every system call that writes; then finished and counted.

python -m tests.chaos.syscalls [--step 1] [--mutant]

The exchange is: an act with its message, numbering and signing, sending, taking in with effect
and receipt, settling. strace kills the process at the n-th call of each kind, for every n that
the exchange makes. Then a fresh process goes on from what is on the disk, and the act must have
had its effect exactly once, or neither act nor message may exist. `--mutant` writes the message
after the act's transaction, which must come to light.
"""

import argparse
import contextlib
import datetime as dt
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

CALLS = ("pwrite64", "fdatasync", "ftruncate", "unlink", "write", "fcntl")
START = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
KIND = "chaos.note"
PATIENCE_S = 30.0


class Lab:
    """A database that is put back before each run, and processes that work on it."""

    def __init__(self, folder, *, is_mutant=False):
        self.base, self.template = folder / "hedun.sqlite3", folder / "template.sqlite3"
        self.is_mutant = is_mutant

    def prepare(self):
        """Make the tables and two nodes once."""
        assert self._child(_settle) == 0
        with contextlib.closing(sqlite3.connect(self.base)) as base:
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.base, self.template)

    def reset(self):
        for end in ("-wal", "-shm", "-journal"):
            self.base.with_name(self.base.name + end).unlink(missing_ok=True)
        shutil.copy(self.template, self.base)

    def count(self):
        """How often the exchange makes each of the calls."""
        self.reset()
        log = self.base.with_name("strace.log")
        self._traced("-e", f"trace={','.join(CALLS)}", "-o", str(log))
        names = re.findall(r"^(?:\d+ +)?(\w+)\(", log.read_text(), re.MULTILINE)
        return {call: names.count(call) for call in CALLS}

    def crash(self, call, number):
        """Kill the exchange at this call, go on from there, and give what is wrong."""
        self.reset()
        self._traced(
            "-e",
            f"trace={call}",
            "-e",
            f"inject={call}:signal=SIGKILL:when={number}",
            "-o",
            "/dev/null",
        )
        assert self._child(_finish) == 0
        return self.problems()

    def _traced(self, *options):
        ready, go = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(go)
            os.read(ready, 1)
            _end(_exchange, self.is_mutant)
        os.close(ready)
        tracer = subprocess.Popen(
            ["strace", "-q", *options, "-p", str(pid)], stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE_S
        status = pathlib.Path(f"/proc/{pid}/status")
        while "TracerPid:\t0\n" in status.read_text():
            assert tracer.poll() is None, "strace may not trace here"
            assert time.monotonic() < until
            time.sleep(0.002)
        os.write(go, b"x")
        os.close(go)
        os.waitpid(pid, 0)
        tracer.wait(PATIENCE_S)

    def _child(self, work):
        pid = os.fork()
        if pid == 0:
            _end(work)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def problems(self):
        """Everything on the disk that is not as it must be."""
        with contextlib.closing(sqlite3.connect(self.base)) as base:
            return list(_problems(base))


def _problems(base):
    if base.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        yield "the database is corrupt"
    marks = dict(base.execute("SELECT key, last FROM bridge_counter").fetchall())
    sent = base.execute(
        "SELECT subject, number, state, receipt FROM exchange_outgoing ORDER BY id"
    ).fetchall()
    taken = base.execute(
        "SELECT subject, number, receipt FROM exchange_incoming ORDER BY id"
    ).fetchall()
    acts = sorted(key for key in marks if key.startswith("act:"))
    for key in acts:
        subject = key.removeprefix("act:")
        if marks.get(f"effect:{subject}", 0) != 1:
            yield f"{subject} took effect {marks.get(f'effect:{subject}', 0)} times"
    if sorted(f"act:{row[0]}" for row in sent) != acts:
        yield f"{len(sent)} messages of {len(acts)} acts"
    if [row[1] for row in sent] != list(range(1, len(sent) + 1)):
        yield "numbers have a hole"
    if [(row[0], row[1], row[3]) for row in sent] != taken or any(
        row[2] != "stored" for row in sent
    ):
        yield "what was sent is not what was taken and signed for"
    audited = base.execute(
        "SELECT COUNT(*) FROM accounts_auditentry WHERE action = 'exchange:message:put'"
    )
    if audited.fetchone()[0] != len(sent):
        yield "a message without its line of the audit trail, or the line without the message"


def _end(work, *given):
    """Do something in this process and end it, whatever comes."""
    try:
        work(*given)
    except BaseException as error:  # noqa: BLE001 - a fork must not go on as its parent
        sys.stderr.write(f"{work.__name__}: {error!r}\n")
        os._exit(1)
    os._exit(0)


def _machine():
    from hedun.base.accounts.terms import Viewer

    return Viewer.system("模拟")


def _settle():
    from django.core.management import call_command
    from django.db import connections

    from hedun.base.exchange import actions

    call_command("migrate", verbosity=0)
    for name in "ab":
        node = actions.add_node(name=name, is_local=True, by=_machine(), at=START)
        actions.new_key(node=node, by=_machine(), at=START)
    connections.close_all()


def _exchange(is_mutant):
    """The act with its message, and its way to the other side; twice, so that numbers follow."""
    from django.db import connections, transaction

    from hedun.base.exchange import actions
    from hedun.base.exchange.models import Node
    from hedun.desks.bridge.models import Counter as Mark

    a, b = (Node.objects.get(name=name) for name in "ab")
    for number in (1, 2):
        told = {"sender": a, "receiver": b, "kind": KIND, "data": {"n": number}}
        told |= {"subject": f"m{number}", "by": _machine(), "at": START}
        with transaction.atomic():
            Mark.objects.create(key=f"act:m{number}", last=1)
            if not is_mutant:
                actions.put(**told)
        if is_mutant:
            actions.put(**told)
    _dispatch(START + dt.timedelta(seconds=1))
    connections.close_all()


def _finish():
    """Go on after the crash, as a dispatcher that was started again."""
    from django.db import connections

    for minutes in (5, 30, 60):
        _dispatch(START + dt.timedelta(minutes=minutes))
    connections.close_all()


def _dispatch(at):
    from hedun.base.exchange import work
    from hedun.base.exchange.terms import Result

    def carry(receiver, sender, signed, *, at):
        answer = work.receive(receiver.name, sender, signed, at=at)
        return Result(answer.verdict, answer.body, answer.reason)

    work.dispatch(carry, clock=lambda: at, chance=lambda: 0.5)


def _note(arrived):
    """The effect of a message: a mark that counts how often it happened."""
    from django.db.models import F

    from hedun.desks.bridge.models import Counter as Mark

    row, _ = Mark.objects.get_or_create(key=f"effect:{arrived.envelope.subject}")
    Mark.objects.filter(pk=row.pk).update(last=F("last") + 1)


def run(*, step=1, is_mutant=False, calls=CALLS):
    """Crash at every `step`-th point of each call; give points, violations and the counts."""
    with tempfile.TemporaryDirectory(prefix="hedun-syscalls-") as name:
        folder = pathlib.Path(name)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hedun.settings", "HEDUN_BUILD": "1", "HEDUN_DATA": name,
            "HEDUN_DATABASE": f"sqlite:///{folder}/hedun.sqlite3",
        }  # fmt: skip
        import django

        django.setup()
        import hedun.base.exchange.work  # noqa: F401 - loaded once, for every fork
        from hedun.base.exchange.terms import effect

        effect(KIND)(_note)
        lab = Lab(folder, is_mutant=is_mutant)
        lab.prepare()
        counts, wrong, points = lab.count(), [], 0
        for call in calls:
            for number in range(1, counts[call] + 1, step):
                points += 1
                wrong += [f"{call} {number}: {each}" for each in lab.crash(call, number)]
        return {"counts": counts, "points": points, "violations": len(wrong), "wrong": wrong[:20]}


def may_trace():
    """Tell whether strace is here and may trace."""
    if shutil.which("strace") is None:
        return False
    command = ["strace", "-q", "-e", "trace=none", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def elsewhere(*words):
    """Run the lab in a process of its own; give its status and what it printed."""
    root = pathlib.Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-m", "tests.chaos.syscalls", *words],
        cwd=root, env=os.environ | {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.returncode, told.stdout + told.stderr[-2000:]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="only every so many-th point")
    parser.add_argument("--mutant", action="store_true", help="a seeded bug that must be seen")
    given = parser.parse_args()
    found = run(step=given.step, is_mutant=given.mutant)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.write(f"{found['points']} crash points, {found['violations']} violations\n")
    return int(bool(found["violations"]) != given.mutant)


if __name__ == "__main__":
    sys.exit(main())
