"""The short form: a few kills, and every seeded fault caught, in a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]


def test_killed_workers_lose_nothing_and_seeded_faults_are_seen():
    server = os.environ.get("HEDUN_TEST_POSTGRES", "")
    command = [sys.executable, "-m", "tests.chaos.kill_worker", "--kills", "2", "--stalls", "0"]
    command += ["--mutants"] + (["--database", server] if connection.vendor == "postgresql" else [])
    env = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "CHAOS_STEPS": "60",
        "CHAOS_LEASE": "1",
    }
    run = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=170, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    assert run.stdout.count("caught: ") == 3
