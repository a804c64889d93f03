"""Killed workers lose nothing, do nothing twice, and the harness would see it if they did.

The short form runs with all other tests; the long one, fifty kills of each job, by `make chaos`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
LOCAL = "postgresql://127.0.0.1:5432/"


def run(*arguments, server="", patience, **env):
    """Run the harness in a database of its own and give what it printed."""
    command = [sys.executable, "-m", "tests.chaos.kill_worker", *arguments]
    command += ["--database", server] if server else []
    told = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"} | env,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr[-2000:]
    return told.stdout


def server_of_the_tests():
    return os.environ["HEDUN_TEST_POSTGRES"] if connection.vendor == "postgresql" else ""


def test_killed_workers_lose_nothing_and_seeded_faults_are_seen():
    told = run(
        *("--kills", "2", "--stalls", "0", "--mutants"),
        server=server_of_the_tests(),
        patience=170,
        CHAOS_STEPS="60",
        CHAOS_LEASE="1",
    )
    assert told.count("caught: ") == 3


@pytest.mark.parametrize("job", ["import", "screening", "filing", "comparing"])
def test_killed_bulk_work_loses_nothing(job):
    told = run(
        *("--job", job, "--kills", "2", "--stalls", "0"),
        server=server_of_the_tests(),
        patience=170,
        CHAOS_ROWS="8000",
        CHAOS_GAP="1",
        CHAOS_LEASE="1",
    )
    assert "2 kills" in told
    assert "0 problems" in told


@pytest.mark.slow
@pytest.mark.parametrize("server", ["", LOCAL], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("job", ["plain", "import", "screening", "filing", "comparing"])
def test_fifty_kills_lose_nothing_and_seeded_faults_are_seen(job, server, capsys):
    server = server and os.environ.get("HEDUN_TEST_POSTGRES", server)
    told = run("--job", job, "--kills", "50", "--mutants", server=server, patience=3600)
    with capsys.disabled():
        print(f"\n{job}, {server or 'sqlite'}\n{told}")
    assert "50 kills" in told
    assert "NOT CAUGHT" not in told
