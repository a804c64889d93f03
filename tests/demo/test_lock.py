"""The lock files name everything that pyproject.toml asks for."""

import pathlib
import re
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def name(requirement: str) -> str:
    return re.split(r"[\[<>=;!~ ]", requirement)[0].replace("_", "-").lower()


def pinned(lock: str) -> set[str]:
    text = (ROOT / lock).read_text()
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def wanted(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    return {name(requirement) for one in lists for requirement in one}


def test_every_dependency_is_pinned():
    assert wanted("build") <= pinned("requirements.lock"), "run make lock"


def test_every_development_dependency_is_pinned():
    assert wanted("build", "dev") <= pinned("requirements-dev.lock"), "run make lock"


def test_every_pin_carries_its_hashes():
    for lock in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"^(?=[a-z0-9-]+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)
        assert all("--hash=sha256:" in block for block in blocks if "==" in block)
