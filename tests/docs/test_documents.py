"""The documents say what the code says."""

import re
from pathlib import Path

import pytest

from tools import glossary, house

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("rule", [house.rooms_are_on_the_map, house.terms_are_in_the_glossary])
def test_the_documents_name_everything(rule):
    assert rule(ROOT) == []


def test_the_glossary_is_what_the_terms_say():
    assert (ROOT / "docs/glossary.md").read_text(encoding="utf-8") == glossary.page(ROOT)


def test_the_makefile_has_few_targets_and_each_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(.*)$", text, re.MULTILINE)
    assert {"demo", "test", "check", "bench"} <= {name for name, _ in targets}
    assert len(targets) <= 12
    assert all("##" in rest for _, rest in targets)


def test_each_dependency_says_what_it_is_for():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert len(lines) > 20
    assert [line for line in lines if "#" not in line] == []


def test_decisions_are_short_and_numbered():
    pages = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all(page.read_text(encoding="utf-8").count("\n") <= 60 for page in pages)


@pytest.mark.parametrize(
    "document", ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
)
def test_links_inside_the_repository_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []
