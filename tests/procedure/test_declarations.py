"""A declaration that contradicts itself, or the law, is refused."""

from pathlib import Path

import pytest

from hedun.base.lawbook import rows
from hedun.base.lawbook.terms import ReasonKind
from hedun.base.procedure import decide
from hedun.base.procedure.terms import (
    Given,
    Hat,
    Matter,
    Need,
    Procedure,
    Step,
    registered,
)
from hedun.clues import decide as clue_decisions
from hedun.clues.terms import CLUE
from hedun.desks.bridge.decide import steps as letter_decisions
from hedun.desks.bridge.terms import LETTER
from hedun.engine.term import Term
from tools import law, procedures, walk_procedures


class Light(Term):
    RED = "red", "红"
    GREEN = "green", "绿"


class Turn(Term):
    START = "start", "开始"
    GO = "go", "放行"


START = Step(Turn.START, (), Light.RED, (Hat.SYSTEM,), "penalty_law 36")
GO = Step(Turn.GO, (Light.RED,), Light.GREEN, (Hat.OFFICER,), "penalty_law 36", (Need.NOTE,))
LIGHTS = Procedure("light", "灯", Light, (START, GO))


class Other(Term):
    BLUE = "blue", "蓝"


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((START, GO, GO), "declared twice"),
        ((Step(Turn.GO, (Other.BLUE,), None, (Hat.OFFICER,), "x 1"),), "foreign state"),
        ((Step(Turn.GO, (Light.RED,), Other.BLUE, (Hat.OFFICER,), "x 1"),), "foreign state"),
        ((Step(Turn.GO, (), None, (Hat.OFFICER,), "x 1"),), "leads nowhere"),
        (
            (Step(Turn.GO, (Light.RED,), None, (Hat.OFFICER,), "x 1", reasons=ReasonKind.REFUSE),),
            "list of reasons",
        ),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(steps, message):
    with pytest.raises(ValueError, match=message):
        Procedure("bad", "坏", Light, steps)


def matter(state):
    return Matter(LIGHTS, 1, "D-1", state)


def test_who_may_not_is_told_who_may():
    assert "只能由承办单位的办案人员或负责人办理" in decide.refusal(GO, {Hat.CITIZEN})
    assert decide.refusal(GO, {Hat.OFFICER}) == ""


def test_what_does_not_fit_names_the_state_and_what_can_be_done():
    problem = decide.hindrance(matter(Light.GREEN), GO, {Hat.OFFICER})
    assert problem == "D-1 现为“绿”，不能“放行”；现在可以办理：无。"
    assert "未登记" in decide.hindrance(matter(""), GO, {Hat.OFFICER})


def test_a_matter_does_not_begin_twice():
    assert decide.hindrance(matter(Light.RED), START, {Hat.SYSTEM})


def test_what_is_missing_is_named():
    assert "说明" in decide.lack(GO, Given(frozenset({Hat.OFFICER}), note="  "))
    assert decide.lack(GO, Given(frozenset({Hat.OFFICER}), note="好")) == ""


def test_the_diagram_has_every_state_and_step():
    assert decide.diagram(LIGHTS).splitlines() == [
        "stateDiagram-v2",
        "    red: 红",
        "    green: 绿",
        "    [*] --> red: 开始",
        "    red --> green: 放行",
        "    green --> [*]",
    ]


def everything():
    return [pytest.param(p, id=p.code) for p in registered()]


@pytest.mark.parametrize("procedure", everything())
def test_every_article_deadline_and_form_stands_in_the_lawbook(procedure):
    book = rows.read()
    articles = {f"{r['instrument']} {r['number']}" for r in book.articles}
    deadlines = {r["code"]: r for r in book.deadlines if r["valid_to"] is None}
    forms = {r["code"] for r in book.forms}
    for step in procedure.steps:
        assert not step.basis or step.basis in articles, step.code
        named = {*step.starts, *step.ends, *step.drops, *step.extends, *step.resumes}
        assert named <= set(deadlines), step.code
        assert not step.document or step.document in forms, step.code
        for rule, cause in step.pauses:
            assert cause in deadlines[rule]["pauses"], step.code
        for rule in step.extends:
            assert deadlines[rule]["extension_by"], step.code


@pytest.mark.parametrize("procedure", everything())
def test_every_state_is_reached_and_every_clock_is_ended(procedure):
    reached = {step.goal for step in procedure.steps}
    assert reached >= set(procedure.states)
    started = {rule for step in procedure.steps for rule in step.starts}
    ended = {rule for step in procedure.steps for rule in (*step.ends, *step.drops)}
    assert started == ended
    paused = {rule for step in procedure.steps for rule, _ in step.pauses}
    assert paused == {rule for step in procedure.steps for rule in step.resumes}


@pytest.mark.parametrize("procedure", everything())
def test_every_end_has_stopped_every_clock(procedure):
    """Walk every way to every end: nothing is left running."""
    seen = set()
    ways = [("", frozenset())]
    while ways:
        state, running = ways.pop()
        if (state, running) in seen:
            continue
        seen.add((state, running))
        if state and procedure.is_final(state):
            assert not running, (state, running)
        for step in procedure.steps:
            if state in step.origins or (step.is_first and not state):
                left = (running | set(step.starts)) - set(step.ends) - set(step.drops)
                ways.append((step.goal or state, frozenset(left)))


@pytest.mark.parametrize("procedure", everything())
def test_anybody_tries_anything_and_only_what_is_declared_passes(procedure):
    """The short form; `python -m tools.walk_procedures` tries a million."""
    found = walk_procedures.walk(procedure, 60_000, 121)
    assert (found.differed, found.missed) == (0, ()), found
    assert 1_000 < found.passed < found.tried / 3


@pytest.mark.slow
def test_a_million_steps_by_anybody_pass_only_as_declared():
    walks = list(walk_procedures.walk_all(1_000_000, 2026))
    assert sum(one.tried for one in walks) >= 1_000_000
    assert not [one for one in walks if one.differed or one.missed]


def test_a_gate_that_lets_something_more_pass_is_seen(monkeypatch):
    """The walk can fail: a room that forgets who may is found out."""
    monkeypatch.setattr(clue_decisions, "refusal", lambda *_: "")
    assert walk_procedures.walk(CLUE, 2_000, 1).differed


def test_what_clues_and_letters_allow_is_read_from_their_declarations():
    assert {step.code for step in CLUE.steps[1:]} == set(clue_decisions.TABLE)
    rules = letter_decisions.RULES
    declared = {step.code: (set(step.origins), step.goal) for step in LETTER.steps[1:]}
    assert {code: (set(r.starts), r.ends) for code, r in rules.items()} == declared


def test_the_timeline_cites_the_articles_of_the_clue_declaration():
    titles = {row["code"]: row for row in rows.read().instruments}
    cited = {b: law.cite(b, titles) for b in CLUE.bases() if b and not b.startswith("heguishuju")}
    assert cited == {b: clue_decisions.CITED[b] for b in cited}


def test_the_page_of_procedures_is_what_the_declarations_say():
    page = (Path(__file__).parents[2] / "docs/procedures.md").read_text(encoding="utf-8")
    assert page == procedures.page(), "run: PYTHONPATH=src:. python -m tools.procedures"
