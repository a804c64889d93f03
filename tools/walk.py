"""Anybody tries anything: what passes stands in a declaration, what stands in it passes.

`python -m tools.walk 1000000 [SEED]` takes that many steps on each declared procedure, on the pure
decisions alone, and prints what it did. Every state must be reached, so half of the tries are
drawn from what is open now and half from everything there is.
"""

import os
import random
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hedun.base.procedure.terms import Procedure


@dataclass(slots=True)
class Walked:
    """What a walk came to."""

    tried: int = 0
    passed: int = 0
    refused: int = 0
    reached: set[str] = field(default_factory=set)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)


def walk(procedure: "Procedure", steps: int, seed: int) -> Walked:
    """Try so many steps at random; `wrong` names what was allowed or refused against the table."""
    from hedun.base.procedure import decide
    from hedun.base.procedure.terms import Hat, Matter

    chance, found = random.Random(seed), Walked()  # noqa: S311 - no secret depends on it
    table = {
        (str(origin), step.code.value, hat.value)
        for step in procedure.steps
        for origin in (step.origins or ("",))
        for hat in step.who
    }
    open_to: dict[str, list[tuple[str, Hat]]] = {}
    for step in procedure.steps:
        for origin in step.origins or ("",):
            open_to.setdefault(str(origin), []).extend((step.code.value, hat) for hat in step.who)
    codes, hats, state = [step.code.value for step in procedure.steps], list(Hat), ""
    for _ in range(steps):
        found.tried += 1
        if chance.random() < 0.5:
            code, hat = chance.choice(open_to[state])
        else:
            code, hat = chance.choice(codes), chance.choice(hats)
        step, at = procedure.step(code), Matter(procedure, 1, "D-1", state)
        refusal = decide.refusal(step, {hat})
        may = not refusal and not decide.hindrance(at, step, {hat})
        if may != ((str(state), code, hat.value) in table) or may != (
            step in decide.next_steps(procedure, state, {hat})
        ):
            found.wrong.append((state, code, hat))
        if not may:
            found.refused += 1
            continue
        found.passed += 1
        state = step.goal or state
        found.reached.add(state)
        state = "" if procedure.is_final(state) else state
    return found


def main() -> int:
    """Walk every procedure and tell."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hedun.settings")
    os.environ.setdefault("HEDUN_BUILD", "1")
    import django

    django.setup()
    from hedun.base.procedure.terms import registered

    steps, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 121
    bad = 0
    for procedure in registered():
        began = time.process_time()
        found = walk(procedure, steps, seed)
        missing = set(procedure.states) - found.reached
        bad += len(found.wrong) + len(missing)
        print(
            f"{procedure.code}: {found.tried:,} tried, {found.passed:,} passed, "
            f"{found.refused:,} refused, {len(found.reached)}/{len(procedure.states)} states, "
            f"{len(found.wrong)} wrong, {time.process_time() - began:.1f} CPU s",
            flush=True,
        )
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
