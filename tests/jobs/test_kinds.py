"""Actions ask for work by name and never import tasks; every name has its worker."""

import ast
from pathlib import Path

from hedun.base.jobs.work import handlers, load

SOURCE = Path(__file__).parents[2] / "src/hedun"


def asked_for():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("enqueue"):
                continue
            for word in node.keywords:
                if word.arg == "kind":
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", word.value


def test_every_kind_that_is_asked_for_has_a_handler():
    load()
    missing = [
        f"{where} {kind.value}"
        for where, kind in asked_for()
        if isinstance(kind, ast.Constant) and kind.value not in handlers()
    ]
    assert missing == []


def test_kinds_are_written_out_so_that_they_can_be_checked():
    unclear = [w for w, kind in asked_for() if not isinstance(kind, ast.Constant)]
    assert [w for w in unclear if not w.startswith("base/jobs/actions.py")] == []
