"""Strangers' libraries accept what the product makes, where they are there (tools/conform)."""

import os
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PLACE = os.environ.get("HEDUN_CONFORM", "/tmp/hedun-conform")
IS_THERE = (pathlib.Path(PLACE) / "bin" / "schemathesis").exists()


@pytest.mark.slow
@pytest.mark.skipif(not IS_THERE, reason="run python -m tools.conform once, or name HEDUN_CONFORM")
@pytest.mark.parametrize("only", ["libraries", "schemathesis"])
def test_strangers_find_nothing(only):
    command = [sys.executable, "-m", "tools.conform", "--venv", PLACE, "--only", only]
    told = subprocess.run(
        [*command, "--examples", "20"], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]
