"""The phases of CI, timed: each must pass. Standard library only; reads nothing from stdin."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parents[1]
POSTGRES = "postgresql://root@127.0.0.1:5432/hedun_ci"
PATIENCE_S = 2100  # of one phase; all of them together take some 35 minutes of the 90 there are
# rooms that reach no database were tested by the first phase
WITHOUT_DATABASE = ("engine", "architecture", "docs", "seeded")
REST = " ".join(f"--ignore=tests/{room}" for room in WITHOUT_DATABASE)
ENV = {**os.environ, "CI": "true", "PYTHONUNBUFFERED": "1", "DEBIAN_FRONTEND": "noninteractive"}


def run(*command: str, **env: str) -> bool:
    """Run a command in the checkout and tell whether it succeeded, and in time."""
    print(f"$ {' '.join(command)}", flush=True)
    running = subprocess.Popen(command, cwd=ROOT, env={**ENV, **env}, start_new_session=True)
    try:
        return running.wait(PATIENCE_S) == 0
    except subprocess.TimeoutExpired:
        print(f"stopped after {PATIENCE_S} s: {' '.join(command)}", flush=True)
        return False
    finally:
        if running.returncode is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def quiet(*command: str) -> bool:
    """Run a command whose output nobody needs and tell whether it succeeded."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def start_postgres() -> bool:
    """Start the server where it is not up, and make the database where it is missing."""
    ready = ("pg_isready", "-q", "-h", "127.0.0.1", "-p", "5432")
    if not quiet(*ready):
        versions = sorted(path.name for path in pathlib.Path("/etc/postgresql").glob("*"))
        if not versions:
            print("PostgreSQL is not installed: apt-get install postgresql", flush=True)
            return False
        quiet("pg_ctlcluster", "--skip-systemctl-redirect", versions[-1], "main", "start")
        deadline = time.monotonic() + 60
        while not quiet(*ready) and time.monotonic() < deadline:
            time.sleep(0.5)
    quiet("createdb", "-h", "127.0.0.1", "-U", "root", "hedun_ci")
    return quiet(*ready)


def have_chromium() -> bool:
    """Install Debian's browser and Chinese letters where they are missing."""
    if shutil.which("chromium"):
        return True
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet(*prefix, "apt-get", "update", "-qq")
    run(*prefix, "apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk")
    return shutil.which("chromium") is not None


# the order is that of the time until a mistake is found
PHASES: dict[str, Callable[[], bool]] = {
    "make test": lambda: run("make", "test"),
    "make demo, used": lambda: run(sys.executable, "-m", "tools.smoke"),
    "tests on PostgreSQL": lambda: (
        start_postgres() and run("make", "test", f"ARGS={REST}", HEDUN_TEST_POSTGRES=POSTGRES)
    ),
    "make journey": lambda: have_chromium() and run("make", "journey"),
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
