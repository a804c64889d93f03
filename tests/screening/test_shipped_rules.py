"""The product's own rules: readable, proved by their examples, each on a ground of the lawbook."""

import pytest
from django.core.management import CommandError, call_command

from hedun.base.accounts.terms import Role, Viewer
from hedun.base.lawbook import queries as lawbook
from hedun.desks.screening.decide import rules as decide
from hedun.desks.screening.management.commands.load_rules import read
from hedun.desks.screening.queries import rules as reading
from hedun.engine.rules import LISTING, Stage, parse
from tests import factories as f

RULES = read()


@pytest.mark.parametrize("text", RULES, ids=lambda text: text.code)
def test_every_rule_can_be_read_and_keeps_its_examples(text):
    assert decide.text_problem(text) == ""
    assert decide.examples_problem(parse(text.expression, LISTING), text.examples) == ""


def test_codes_are_given_once():
    assert len({text.code for text in RULES}) == len(RULES) >= 20


def test_no_rule_waits_for_data_that_nobody_has():
    assert {t.code for t in RULES if decide.lacking(parse(t.expression, LISTING))} == set()


@pytest.mark.django_db
def test_every_rule_stands_on_a_ground_and_is_loaded_once():
    call_command("load_law", verbosity=0)
    maker = f.person(None, Role.EDITOR)
    call_command("load_rules", made_by=maker.username)
    call_command("load_rules", made_by=maker.username)
    rows = list(reading.versions(Viewer.system()))
    assert len(rows) == len(RULES)
    assert {row.stage for row in rows} == {Stage.TESTED}
    grounds = set(lawbook.grounds(Viewer.system()).values_list("code", flat=True))
    assert {text.ground for text in RULES} <= grounds
    with pytest.raises(CommandError, match="没有在用账号"):
        call_command("load_rules", made_by="nobody")
