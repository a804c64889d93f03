"""Each statutory timer speaks once, though workers are killed and their clocks stand days off."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]


def run(*arguments, patience, **env):
    """Run the harness in a database of its own; gives its exit code and what it printed."""
    command = [sys.executable, "-m", "tests.chaos.kill_timers", *arguments]
    if connection.vendor == "postgresql":
        command += ["--database", os.environ["HEDUN_TEST_POSTGRES"]]
    told = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"} | env,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    return told.returncode, told.stdout + told.stderr[-2000:]


def test_killed_workers_with_wrong_clocks_fire_each_timer_once():
    code, told = run("--kills", "4", patience=600, CHAOS_CLOCKS="12")
    assert code == 0, told


def test_a_timer_that_does_not_look_whether_it_has_fired_is_seen():
    code, told = run("--kills", "6", "--mutant", patience=600, CHAOS_CLOCKS="12")
    assert code == 1, told
    assert "expire" in told


@pytest.mark.slow
def test_fifty_kills_and_clock_jumps_fire_each_timer_once(capsys):
    code, told = run("--kills", "50", patience=3600)
    with capsys.disabled():
        print(told)
    assert code == 0, told
