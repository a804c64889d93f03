"""Finds the legal basis that docstrings name, for docs/law.md and for the texts that are kept."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.house import sources

LINE = re.compile(
    r"^\s*Basis:\s*(?P<name>.+?)\s+(?:art\.\s*)?(?P<number>\d[\d.]*|全文)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Basis:
    """One `Basis:` line: which definition rests on which article."""

    path: str
    line: int
    owner: str
    claim: str
    instrument: str
    number: str


def found(root: Path) -> Iterator[Basis]:
    """Every basis named in a docstring of the product, file by file."""
    for path in sources(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                yield from _of(node, path.relative_to(root).as_posix())


def _of(node: ast.Module | ast.ClassDef | ast.FunctionDef, path: str) -> Iterator[Basis]:
    text = ast.get_docstring(node) or ""
    for match in LINE.finditer(text):
        yield Basis(
            path=path,
            line=getattr(node, "lineno", 1),
            owner=getattr(node, "name", Path(path).stem),
            claim=text.splitlines()[0],
            instrument=match["name"].strip("《》 "),
            number=match["number"].rstrip("."),
        )


def unread(root: Path) -> list[str]:
    """Lines that begin with `Basis:` but that nobody can resolve, because they are ill-formed."""
    return [
        f"{path.relative_to(root)}:{number} {line.strip()}"
        for path in sources(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.match(r"\s*(\"\"\")?Basis:", line) and not LINE.match(line.replace('"""', ""))
    ]
