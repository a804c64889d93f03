"""Every legal basis that the source names stands in the lawbook."""

from pathlib import Path

from tools import basis, law

ROOT = Path(__file__).parents[2]


def test_every_basis_resolves():
    assert law.unresolved(ROOT) == []


def test_the_page_of_law_is_what_rows_and_docstrings_say():
    page = (ROOT / "docs/law.md").read_text(encoding="utf-8")
    assert page == law.page(ROOT), "run: PYTHONPATH=src:. python -m tools.law"


def seeded(root, line):
    path = root / "src/hedun/seeded.py"
    path.parent.mkdir(parents=True)
    path.write_text(f'def f():\n    """Claim.\n\n    {line}\n    """\n', encoding="utf-8")
    return root


def test_a_basis_that_does_not_exist_is_seen(tmp_path):
    root = seeded(tmp_path, "Basis: chufa_chengxu art. 999")
    assert law.unresolved(root) == ["src/hedun/seeded.py:1 f: chufa_chengxu art. 999"]


def test_an_ill_formed_basis_is_seen(tmp_path):
    assert len(law.unresolved(seeded(tmp_path, "Basis: the law"))) == 1


def test_an_alias_is_understood(tmp_path):
    assert law.unresolved(seeded(tmp_path, "Basis: wljy-sjbs art. 9")) == []


def test_several_bases_of_one_function_are_found(tmp_path):
    root = seeded(tmp_path, "Basis: heguishuju art. 8\n    Basis: heguishuju art. 9")
    assert [one.number for one in basis.found(root)] == ["8", "9"]
