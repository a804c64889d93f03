"""The bench fills a database, serves it and prints its table; how fast is `make bench`'s matter."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"\| ([^|]*) \| ([^|]*) \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \|")


def test_a_small_bench_of_the_workbench_times_every_page():
    env = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "HEDUN_BENCH_POSTGRES": os.environ.get("HEDUN_TEST_POSTGRES", ""),
    }
    command = [sys.executable, "-m", "tools.bench", "workbench", "--on", connection.vendor]
    command += ["--clues", "5000", "--requests", "1"]
    run = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=170, check=False
    )
    assert "5,000 open clues" in run.stdout, run.stdout + run.stderr[-2000:]
    assert "bar: p95 of the workbench" in run.stdout, run.stdout + run.stderr[-2000:]
    lines = LINE.findall(run.stdout)
    assert {who for _, who in lines} == {"", "inspector", "leader", "quiet", "province"}
    assert len(lines) == 1 + 4 * 18  # no page is missing, none went wrong
