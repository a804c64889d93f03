"""Anybody tries anything, a million times: what passes is declared, what is declared passes.

    PYTHONPATH=src:. python -m tools.walk_procedures --steps 1000000

Every registered procedure is walked. At each step a random person (kind of body, roles, at the
matter's own body or elsewhere) tries a random step. Where the room decides for itself (clues,
letters), the room's own decision is asked; the declaration is read here a second time, as a plain
set of (state, step, hat). Prints what was tried, what passed and what differed.
"""

import argparse
import datetime as dt
import itertools
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hedun.base.accounts.terms import Viewer
    from hedun.base.procedure.terms import Hat, Procedure, Step

AT = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
OWN, OTHER, INTAKE = 1, 2, 3
HANDLER, COLLEAGUE = 7, 8  # of a case, and somebody else
Wears = Callable[["Viewer"], frozenset["Hat"]]
Passes = Callable[[str, "Step", "Viewer"], bool]


@dataclass
class Walk:
    """What came of one procedure."""

    label: str
    tried: int = 0
    passed: int = 0
    differed: int = 0
    missed: tuple[str, ...] = ()
    first: str = ""


def people() -> list["Viewer"]:
    """Everybody there is: each kind of body with each role, at home and elsewhere; and nobody."""
    from hedun.base.accounts.terms import BodyKind, Role, Viewer

    found = [Viewer.anonymous(), Viewer.system()]
    bodies, persons = (OWN, OTHER, INTAKE), (HANDLER, COLLEAGUE)
    for kind, role, body, person in itertools.product(BodyKind, Role, bodies, persons):
        roles = frozenset({role})
        found.append(Viewer(person, "试验", body, kind, region_prefix="330106", roles=roles))
    found += [Viewer(HANDLER, "试验", OWN, kind) for kind in BodyKind]
    return found


def hands(code: str) -> Wears:
    """Give who wears which hat of a procedure, as the room says it."""
    from hedun.clues import decide as clues
    from hedun.clues.terms import ClueState
    from hedun.desks.bridge.decide import steps as letters
    from hedun.desks.cases import decide as cases
    from hedun.desks.complaints import decide as complaints
    from hedun.desks.sampling import decide as sampling

    def of_submission(viewer: "Viewer") -> frozenset["Hat"]:
        from hedun.base.procedure.terms import Hat

        if viewer.is_anonymous:
            return frozenset({Hat.CITIZEN})
        return complaints.hats(viewer, body_id=OWN, intake_body_id=INTAKE)

    def of_clue(viewer: "Viewer") -> frozenset["Hat"]:
        standing = clues.Standing("XS-1", ClueState.RAISED, "330106", OWN, INTAKE, AT)
        return clues.hats(standing, viewer)

    def of_case(viewer: "Viewer") -> frozenset["Hat"]:
        found = cases.hats(viewer, body_id=OWN, handlers=(HANDLER,))
        return cases.assistant_hats(viewer, found, target_body_id=OTHER)

    def of_sampling(viewer: "Viewer") -> frozenset["Hat"]:
        return sampling.hats(viewer, OWN)

    def of_letter(viewer: "Viewer") -> frozenset["Hat"]:
        from hedun.base.accounts.terms import Role
        from hedun.base.procedure.terms import Hat

        worker = viewer.has(Role.INSPECTOR, Role.LEADER)
        ends = {
            Hat.SYSTEM: viewer.is_system,
            Hat.SENDER: viewer.is_bureau and viewer.body_id == OWN and worker,
            Hat.RECEIVER: viewer.body_kind in letters.RECEIVERS
            and viewer.body_id == OTHER
            and viewer.has(*letters.ANSWERERS),
        }
        return frozenset(hat for hat, is_so in ends.items() if is_so)

    rooms: dict[str, Wears] = {
        "clue": of_clue,
        "letter": of_letter,
        "case": of_case,
        "sampling": of_sampling,
    }
    return rooms.get(code.partition("_")[0], of_submission)


def gate(procedure: "Procedure", wears: Wears) -> Passes:
    """Give what decides in the product whether somebody may take a step now."""
    from hedun.base.procedure import decide
    from hedun.base.procedure.terms import Matter
    from hedun.clues import decide as clues
    from hedun.clues.terms import ClueState, ClueStep
    from hedun.desks.bridge.decide import steps as letters
    from hedun.desks.bridge.terms import LetterState, LetterStep

    def by_declaration(state: str, step: "Step", viewer: "Viewer") -> bool:
        held, matter = wears(viewer), Matter(procedure, 1, "S-1", state)
        return not (decide.refusal(step, held) or decide.hindrance(matter, step, held))

    def by_clues(state: str, step: "Step", viewer: "Viewer") -> bool:
        if step.is_first or not state:
            return by_declaration(state, step, viewer)
        due = AT + dt.timedelta(days=9)
        standing = clues.Standing("XS-1", ClueState(state), "330106", OWN, INTAKE, due)
        code = ClueStep(step.code)
        return not (clues.refusal(standing, code, viewer) or clues.hindrance(standing, code, AT))

    def by_letters(state: str, step: "Step", viewer: "Viewer") -> bool:
        if step.is_first or not state:
            return by_declaration(state, step, viewer)
        open_now = letters.steps(LetterState(state), viewer, from_body_id=OWN, to_body_id=OTHER)
        return LetterStep(step.code) in open_now

    return {"clue": by_clues, "letter": by_letters}.get(procedure.code, by_declaration)


def walk(procedure: "Procedure", count: int, seed: int) -> Walk:
    """Walk one procedure from its beginning, again and again, by anybody."""
    chance = random.Random(seed)  # noqa: S311 - a walk that can be repeated
    everybody, wears = people(), hands(procedure.code)
    passes, found = gate(procedure, wears), Walk(procedure.label)
    table = {
        (str(origin), str(step.code), hat)
        for step in procedure.steps
        for origin in (step.origins or ("",))
        for hat in step.who
    }
    held = [(viewer, wears(viewer)) for viewer in everybody]
    tries = [(viewer, worn, step) for viewer, worn in held for step in procedure.steps]
    # every fifth try is one that the table allows, or nothing would ever move
    allowed: dict[str, list[tuple[Viewer, frozenset[Hat], Step]]] = {
        origin: [t for t in tries if any((origin, str(t[2].code), hat) in table for hat in t[1])]
        for origin in ("", *(str(one) for one in procedure.states))
    }
    state, reached = "", set()
    for _ in range(count):
        pool = allowed[state] if chance.random() < 0.2 else tries
        viewer, worn, step = chance.choice(pool or tries)
        may = passes(state, step, viewer)
        found.tried += 1
        if may != any((state, str(step.code), hat) in table for hat in worn):
            found.differed += 1
            found.first = found.first or f"{state}/{step.code}/{viewer.body_kind}"
        if may:
            found.passed += 1
            state = str(step.goal or state)
            reached.add(state)
        # a state that nobody leaves is tried for a while: every step on it must be refused
        if (procedure.is_final(state) and chance.random() < 0.05) or chance.random() < 0.001:
            state = ""
    found.missed = tuple(sorted({str(one) for one in procedure.states} - reached))
    return found


def walk_all(count: int, seed: int) -> Iterator[Walk]:
    """Divide the steps among all procedures."""
    from hedun.base.procedure.terms import registered

    procedures = registered()
    share = -(-count // len(procedures))
    for procedure in procedures:
        yield walk(procedure, share, seed)


def main() -> int:
    """Walk and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=121)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hedun.settings")
    os.environ.setdefault("HEDUN_BUILD", "1")
    import django

    django.setup()
    began, wrong, tried = time.process_time(), 0, 0
    for one in walk_all(args.steps, args.seed):
        tried += one.tried
        wrong += one.differed + len(one.missed)
        print(
            f"{one.label}: {one.tried:,} tried, {one.passed:,} passed, {one.differed} differed"
            f"{' ' + one.first if one.first else ''}; states not reached: {one.missed or 'none'}"
        )
    print(f"{tried:,} steps, {wrong} wrong, {time.process_time() - began:.1f} CPU s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
