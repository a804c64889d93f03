"""docs/settings.md names every variable of the environment, and no other."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
NAME = re.compile(r"HEDUN_[A-Z][A-Z_]*")
READ = re.compile(r'env_(?:text|flag|number)\(\s*"(HEDUN_\w+)"(?:, "?(?:default=)?([^",)]*))?')
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(HEDUN_\w+)` \| (.*?) \|", re.MULTILINE)


def used() -> set[str]:
    files = [*ROOT.glob("src/**/*.py"), *ROOT.glob("tools/**/*.py"), ROOT / "Makefile"]
    return {name for path in files for name in NAME.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_is_documented_and_none_is_invented():
    assert set(dict(ROW.findall(PAGE))) == used()


def test_the_defaults_are_those_of_the_code():
    shown = dict(ROW.findall(PAGE))
    settings = (ROOT / "src" / "hedun" / "settings.py").read_text(encoding="utf-8")
    read = READ.findall(settings)
    numbers = [(name, default) for name, default in read if default.isdecimal()]
    assert {"HEDUN_JOB_LEASE", "HEDUN_JOB_POLL_MS"} <= {name for name, _ in numbers}
    for name, default in numbers:
        assert shown[name] == f"`{default}`"
    hosts = re.search(r'"HEDUN_HOSTS", "(.*?)"', settings)
    assert hosts
    assert shown["HEDUN_HOSTS"] == f"`{hosts[1]}`"
