"""Every contract and house rule catches a violation that is planted for it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import house

ROOT = Path(__file__).parents[2]

# (contract, file, line to add): one import that must not be
IMPORTS = [
    ("Imports point down", "engine/codes/seeded.py", "import hedun.base.accounts.terms"),
    ("Imports point down", "base/jobs/queries.py", "import hedun.market.queries"),
    ("Imports point down", "market/queries.py", "import hedun.clues.queries"),
    ("Imports point down", "clues/queries.py", "import hedun.desks.bridge.queries"),
    ("Imports point down", "desks/bridge/queries.py", "import hedun.front.views"),
    ("Desks stand", "desks/bridge/queries.py", "import hedun.desks.screening.queries"),
    ("Desks stand", "desks/screening/queries.py", "import hedun.desks.disclosure.queries"),
    ("Foundations stand", "base/accounts/queries.py", "import hedun.base.jobs.queries"),
    ("Foundations stand", "base/lawbook/queries.py", "import hedun.base.evidence.queries"),
    ("Inside a room", "market/queries.py", "import hedun.market.actions"),
    ("Inside a room", "clues/models.py", "import hedun.clues.queries"),
    ("Inside a room", "clues/terms.py", "import hedun.clues.decide"),
    ("Inside a room", "clues/seeded.py", "import hedun.clues.views"),
    ("A room is entered", "clues/actions.py", "import hedun.market.models"),
    ("A room is entered", "desks/bridge/views.py", "import hedun.clues.decide"),
    ("A room is entered", "front/views.py", "import hedun.base.jobs.models"),
    ("Decisions and algorithms", "clues/decide.py", "import django.utils.timezone"),
    ("Decisions and algorithms", "engine/text/seeded.py", "import django.db"),
    ("Decisions and algorithms", "market/terms.py", "import django.db"),
]  # fmt: skip

# (rule, file, text to add): one line that must not be
LINES = [
    ("actions_say_who_and_when", "clues/actions.py", "@transaction.atomic\ndef seeded(*, at: object) -> None: ..."),
    ("actions_say_who_and_when", "clues/actions.py", "def seeded(*, by: object, at: object) -> None: ..."),
    ("queries_start_from_the_viewer", "market/queries.py", "def seeded(number: str) -> None: ..."),
    ("queries_compare_with_keys", "clues/queries.py", "A = Clue.objects.filter(body_id=viewer.body_id)"),
    ("files_stay_short", "market/queries.py", "#\n" * 501),
    ("functions_stay_short", "market/queries.py", "def _seeded() -> None:\n" + "    print()\n" * 60),
    ("functions_stay_short", "market/queries.py", "def _seeded(a: int, b: int, c: int, d: int) -> None: ..."),
    ("nesting_stays_flat", "market/queries.py", "def _seeded(a):\n if a:\n  for b in a:\n   while b:\n    with b:\n     print()"),
    ("names_say_what", "market/utils.py", ""),
    ("decisions_never_read_the_clock", "clues/decide.py", "import datetime\nNOW = datetime.datetime.now()"),
    ("decisions_never_read_the_clock", "engine/text/seeded.py", "import time\nNOW = time.time()"),
    ("models_are_not_fetched_by_name", "front/views.py", "MODEL = apps.get_model('clues', 'Clue')"),
    ("foreign_keys_point_down", "market/models.py", "CLUE = models.ForeignKey('clues.Clue', models.PROTECT)"),
    ("foreign_keys_point_down", "base/accounts/models.py", "A = models.OneToOneField(to='lawbook.Article')"),
    ("rooms_are_on_the_map", "desks/seeded/actions.py", ""),
    ("terms_are_in_the_glossary", "clues/terms.py", "class Seeded(Term):\n    ONE = 'one', '词汇表里没有的词'"),
    ("broad_excepts_say_why", "market/queries.py", "try:\n    X = 1\nexcept Exception:\n    X = 2"),
    ("broad_excepts_say_why", "market/queries.py", "try:\n    X = 1\nexcept Exception:  # reason\n    pass"),
    ("user_patterns_never_reach_re", "market/queries.py", "import re\nX = re.compile(rule.pattern)"),
    ("templates_obey_the_policy", "front/templates/front/seeded.html", "<p style='color:red'>"),
    ("templates_obey_the_policy", "front/templates/front/seeded.html", '<a onclick="go()">'),
    ("templates_obey_the_policy", "front/templates/front/seeded.html", '<script src="https://cdn.example/a.js">'),
]  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the product that may be spoilt."""
    for name in ("src", "tools", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("ARCHITECTURE.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def plant(tree: Path, file: str, text: str) -> None:
    path = tree / "src/hedun" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{old}\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize(("contract", "file", "line"), IMPORTS)
def test_the_contract_catches(tree, contract, file, line):
    plant(tree, file, line)
    run = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": f"{tree / 'src'}:{tree}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    broken = [row for row in run.stdout.splitlines() if row.strip().endswith("BROKEN")]
    assert run.returncode == 1, run.stdout + run.stderr
    assert (
        any(row.startswith(contract) for row in broken)
        or contract in run.stdout.split("Broken contracts")[1]
    )


@pytest.mark.parametrize(("rule", "file", "text"), LINES)
def test_the_rule_catches(tree, rule, file, text):
    check = getattr(house, rule)
    before = check(tree)
    plant(tree, file, text)
    assert len(check(tree)) > len(before)


def test_every_rule_has_a_seeded_violation():
    assert {rule for rule, _, _ in LINES} == {rule.__name__ for rule in house.RULES}
