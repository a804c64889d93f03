"""Which questions are asked on which legal basis (问题目录)."""

import functools
import tomllib
from importlib import resources

from hedun.base.accounts.terms import Viewer
from hedun.desks.bridge.terms import FieldGroup, Questions


@functools.cache
def _rows() -> tuple[Questions, ...]:
    source = resources.files("hedun.desks.bridge") / "rows" / "questions.toml"
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["questions"]
    return tuple(
        Questions(
            code=row["code"],
            title=row["title"],
            basis=row["basis"],
            grounds=tuple(row["grounds"]),
            groups=tuple(FieldGroup(name) for name in row["groups"]),
            prompts=tuple(row["prompts"]),
        )
        for row in rows
    )


def catalogue(viewer: Viewer, ground_code: str = "") -> tuple[Questions, ...]:
    """Every set of questions that fits a ground, those made for it first."""
    del viewer  # the same for everybody
    fitting = [row for row in _rows() if not row.grounds or ground_code.startswith(row.grounds)]
    return tuple(sorted(fitting, key=lambda row: not row.grounds))


def questions(viewer: Viewer, code: str) -> Questions | None:
    """One set of questions by its code."""
    del viewer
    return next((row for row in _rows() if row.code == code), None)
