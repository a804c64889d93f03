"""Finds the legal basis that docstrings name, for docs/law.md and for the texts that are kept."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.house import sources

LINE = re.compile(r"^\s*Basis:\s*(?P<all>.+)$", re.MULTILINE)
ONE = re.compile(
    r"(?P<name>\S.*?)\s+(?:art\.\s*(?P<article>\d+|全文)|(?P<section>\d+(?:\.\d+)+))\S*"
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
    for line in LINE.finditer(text):
        for match in filter(None, map(ONE.match, _parts(line["all"]))):
            yield Basis(
                path=path,
                line=getattr(node, "lineno", 1),
                owner=getattr(node, "name", Path(path).stem),
                claim=text.splitlines()[0],
                instrument=match["name"],
                number=match["article"] or match["section"],
            )


def _parts(text: str) -> list[str]:
    """Split `one art. 1; other art. 2`."""
    return [part.strip().rstrip('."') for part in text.split(";") if part.strip()]


def unread(root: Path) -> list[str]:
    """Lines that begin with `Basis:` but that nobody can resolve, because they are ill-formed."""
    return [
        f"{path.relative_to(root)}:{number} {line.strip()}"
        for path in sources(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := LINE.match(line.replace('"""', "")))
        and not all(ONE.match(part) for part in _parts(match["all"]))
    ]
