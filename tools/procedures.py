"""Write docs/procedures.md from the declared procedures: a diagram and a table of each."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = """# The procedures

Written by `python -m tools.procedures` from the declarations that the product acts on; a test
compares the page. ⏱ marks a step that starts a statutory clock.
"""


def page() -> str:
    """The whole page as text."""
    from hedun.base.procedure.terms import registered

    return HEAD + "".join(_one(procedure) for procedure in registered())


def _one(procedure: object) -> str:
    from hedun.base.lawbook import rows
    from hedun.base.procedure.decide import diagram
    from hedun.base.procedure.terms import Procedure
    from tools.law import cite

    assert isinstance(procedure, Procedure)
    titles = {row["code"]: row for row in rows.read().instruments}
    text = f"\n## {procedure.label}\n\n```mermaid\n{diagram(procedure)}\n```\n\n"
    text += "| 步骤 | from | to | who | needs | clocks | told | basis |\n|---|---|---|---|---|---|---|---|\n"
    for step in procedure.steps:
        origins = "、".join(state.label for state in step.origins) or "—"
        clocks = [f"starts {rule}" for rule in step.starts]
        clocks += [f"ends {rule}" for rule in (*step.ends, *step.drops)]
        clocks += [f"pauses {rule}（{cause}）" for rule, cause in step.pauses]
        clocks += [f"resumes {rule}" for rule in step.resumes]
        clocks += [f"extends {rule}" for rule in step.extends]
        clocks += [f"restarts {rule}" for rule in step.restarts]
        text += (
            f"| {step.label} | {origins} | {step.goal.label if step.goal else '='} "
            f"| {'、'.join(hat.label for hat in step.who)} "
            f"| {'、'.join(need.label for need in step.needs)} | {'<br>'.join(clocks)} "
            f"| {'、'.join(party.label for party in step.tells)} | {cite(step.basis, titles) if step.basis else ''} |\n"
        )
    return text


def main() -> int:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hedun.settings")
    os.environ.setdefault("HEDUN_BUILD", "1")
    import django

    django.setup()
    (ROOT / "docs/procedures.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
