"""The tree keeps the house rules and the import contracts."""

import subprocess
from pathlib import Path

import pytest

from tools import house

ROOT = Path(__file__).parents[2]
DOCUMENTS = {house.rooms_are_on_the_map, house.terms_are_in_the_glossary}


@pytest.mark.parametrize(
    "rule", [r for r in house.RULES if r not in DOCUMENTS], ids=lambda r: r.__name__
)
def test_the_tree_keeps_the_rule(rule):
    assert rule(ROOT) == []


def test_the_tree_keeps_the_import_contracts():
    run = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:]
