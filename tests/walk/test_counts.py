"""B03, B13: numbers leak too. Every list, workbook and badge counts what the hand-written tables say."""

import json
import re

import pytest
from django.core.cache import cache
from django.test.signals import template_rendered

from hedun.base.accounts.terms import BodyKind, Role
from tests.walk.cast import BODIES, PEOPLE
from tests.walk.walker import Walker

pytestmark = pytest.mark.django_db
DESKS = {BodyKind.BUREAU, BodyKind.PLATFORM}
WORKERS = [who for who in PEOPLE if BODIES[who.partition(".")[0]].kind in DESKS]
OFFICERS = [who for who in WORKERS if BODIES[who.partition(".")[0]].kind is BodyKind.BUREAU]
HANDLERS = [who for who in OFFICERS if PEOPLE[who] in {Role.INSPECTOR, Role.LEADER}]

LISTS = {
    "/market/shops/": ("market_shop", WORKERS),
    "/market/subjects/": ("market_subject", WORKERS),
    "/market/imports/": ("market_importbatch", WORKERS),
    "/letters/": ("bridge_letter", WORKERS),
    "/jobs/": ("jobs_job", WORKERS),
    "/screening/findings/": ("screening_finding", OFFICERS),
    "/screening/runs/": ("screening_screeningrun", OFFICERS),
    "/roster/": ("roster_filing", WORKERS),
    "/roster/problems/": ("roster_problem", OFFICERS),
    "/roster/compare/changes/": ("roster_transition", OFFICERS),
    "/roster/compare/pairs/": ("roster_pair", OFFICERS),
    "/roster/compare/leads/": ("roster_lead", OFFICERS),
    "/roster/limits/": ("roster_overlimit", OFFICERS),
    "/roster/pushes/": ("roster_push", WORKERS),
    "/clues/?scope=area&show=all": ("clues_clue", OFFICERS),
    "/sampling/": ("sampling_samplingorder", HANDLERS),
    "/complaints/?scope=area": ("complaints_submission", HANDLERS),
    "/cases/?scope=area": ("cases_case", HANDLERS),
}


def seen(world, who, table):
    """How many rows of a table the person may see."""
    return sum(who in seers for (name, _), seers in world.ledger.rows.items() if name == table)


def ask(world, who, url):
    cache.clear()
    return Walker(world, who).call("GET", url)


@pytest.mark.parametrize("url", LISTS)
def test_a_list_counts_what_its_reader_may_see(world, url):
    table, people = LISTS[url]
    for who in people:
        page = ask(world, who, url).text
        found = re.search(r"共 ([\d,]+) 条", page)
        assert int(found[1].replace(",", "") if found else 0) == seen(world, who, table), who


@pytest.mark.parametrize("url", LISTS)
def test_a_workbook_holds_what_its_reader_may_see(world, url):
    table, people = LISTS[url]
    export = f"{url}{'&' if '?' in url else '?'}export=xlsx"
    for who in people:
        rows = re.search(r"行数：([\d,]+)", ask(world, who, export).text)
        assert rows, who
        assert int(rows[1].replace(",", "")) == seen(world, who, table), who


def test_the_interface_gives_the_letters_of_the_list(world):
    for who in WORKERS:
        body = ask(world, who, "/api/v1/letters").text.partition("\n\n")[2]
        assert len(json.loads(body)["items"]) == seen(world, who, "bridge_letter"), who


# What waits for a person: clues, findings, letters, records to publish, pairs, push-backs. Which of the badges a
# role gets is the menu's matter; one that is shown counts no row of anybody else.
WAITING = {
    "west.inspector": {
        "clues": "0",
        "screening": "2",
        "letters": "2",
        "disclosure": "3",
        "pairs": "2",
    },
    "west.leader": {
        "clues": "4",
        "screening": "2",
        "letters": "2",
        "disclosure": "3",
        "pairs": "2",
    },
    "west.editor": {"letters": "2"},
    "west.publisher": {"letters": "2", "disclosure": "3"},
    "city.inspector": {
        "clues": "0",
        "screening": "5",
        "letters": "1",
        "disclosure": "1",
        "pairs": "5",
    },
    "city.publisher": {"letters": "1", "disclosure": "1"},
    "province.leader": {"clues": "0", "screening": "5", "pairs": "5"},
    "province.editor": {},
    "east.leader": {
        "clues": "2",
        "screening": "1",
        "letters": "1",
        "disclosure": "1",
        "pairs": "1",
    },
    "seat.inspector": {"clues": "0", "screening": "4", "pairs": "4"},
    "far.leader": {"clues": "2", "screening": "1", "letters": "1", "disclosure": "1", "pairs": "1"},
    "a.compliance": {"letters": "4", "pushes": "4"},
    "b.compliance": {"letters": "1", "pushes": "1"},
    "mediation.mediator": {},
    "operation.auditor": {},
}


def badges(world, who):
    trigger = re.search(r"HX-Trigger: (.*)", ask(world, who, "/counts/").text)
    found = json.loads(trigger[1])["hedun:counts"]
    return {name: badge["text"] for name, badge in found.items() if badge["text"]}


@pytest.mark.parametrize("who", WAITING)
def test_a_badge_counts_what_waits_for_this_person(world, who):
    assert badges(world, who).items() <= WAITING[who].items()


def test_a_leader_gets_every_badge(world):
    assert badges(world, "west.leader") == WAITING["west.leader"]


@pytest.mark.parametrize("who", OFFICERS)
def test_the_statistics_count_what_their_reader_may_see(world, who):
    pictures = []

    def note(context, **_):
        pictures.extend([context["picture"]] if "picture" in context else [])

    template_rendered.connect(note)
    ask(world, who, "/statistics/?from=2020-01-01&to=2099-12-31")
    template_rendered.disconnect(note)
    for bars in (pictures[0].states, pictures[0].sources, pictures[0].platforms):
        assert sum(bar.value for bar in bars) == seen(world, who, "clues_clue")
