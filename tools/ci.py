"""The phases of CI, timed: each must pass. Standard library only; reads nothing from stdin."""

import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
POSTGRES = "postgresql://root@127.0.0.1:5432/hedun_ci"
ENV = {**os.environ, "CI": "true", "PYTHONUNBUFFERED": "1", "DEBIAN_FRONTEND": "noninteractive"}


def run(*command: str, **env: str) -> bool:
    """Run a command in the checkout and tell whether it succeeded."""
    print(f"$ {' '.join(command)}", flush=True)
    done = subprocess.run(command, cwd=ROOT, env={**ENV, **env}, check=False)
    return done.returncode == 0


def quiet(*command: str) -> bool:
    """Run a command whose output nobody needs."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def start_postgres() -> bool:
    """Start the server where it is not up, and make the database where it is missing."""
    ready = ("pg_isready", "-q", "-h", "127.0.0.1", "-p", "5432")
    if not quiet(*ready):
        versions = sorted(path.name for path in pathlib.Path("/etc/postgresql").iterdir())
        quiet("pg_ctlcluster", "--skip-systemctl-redirect", versions[-1], "main", "start")
        deadline = time.monotonic() + 60
        while not quiet(*ready) and time.monotonic() < deadline:
            time.sleep(0.5)
    quiet("createdb", "-h", "127.0.0.1", "-U", "root", "hedun_ci")
    return quiet(*ready)


PHASES = {
    "make test": lambda: run("make", "test"),
    "tests on PostgreSQL": lambda: (
        start_postgres() and run("make", "test", HEDUN_TEST_POSTGRES=POSTGRES)
    ),
}


def main(wanted: list[str]) -> int:
    """Run every phase, or those whose name contains one of the words given."""
    failed = []
    timings = []
    for name, phase in PHASES.items():
        if wanted and not any(word in name for word in wanted):
            continue
        print(f"\n=== {name}", flush=True)
        began = time.monotonic()
        passed = phase()
        timings.append(
            f"{name:<26}{time.monotonic() - began:7.1f} s  {'ok' if passed else 'FAILED'}"
        )
        if not passed:
            failed.append(name)
    print("\n=== timings\n" + "\n".join(timings), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
