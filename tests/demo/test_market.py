"""The whole market, small: the same twice, and believable."""

import datetime as dt
import json
import pathlib

import polars as pl
import pytest
from django.core.management import call_command, get_commands
from django.db import transaction

from hedun.base.accounts import queries as accounts
from hedun.base.accounts.terms import Level, Role
from hedun.base.lawbook import queries as lawbook
from hedun.clues import queries as clues
from hedun.clues.terms import ClueState
from hedun.demo.fingerprint import fingerprint
from hedun.demo.management.commands.demo_prepare import LOADS
from hedun.demo.market import LISTINGS, OPERATORS, REVIEWS, SHOP_CLUES, make
from hedun.demo.simulation import MACHINE
from hedun.demo.vocabulary import words
from hedun.desks.bridge import queries as bridge
from hedun.desks.bridge.terms import WAITING_STATES, LetterState
from hedun.desks.cases import queries as cases
from hedun.desks.cases.terms import BranchKind, CaseState
from hedun.desks.complaints import queries as complaints
from hedun.desks.disclosure import queries as disclosure
from hedun.desks.roster import queries as roster
from hedun.desks.screening import queries as screening
from hedun.desks.screening.queries import catalogue, contracts, papers, rules
from hedun.desks.screening.terms import FindingState
from hedun.engine.rules import Stage
from hedun.market import queries as market
from hedun.market.terms import RegistryState

NOW = dt.datetime(2026, 11, 23, 15, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def generate(folder: pathlib.Path, scale: float):
    for name in (name for name in LOADS if name in get_commands()):
        call_command(name, verbosity=0)
    return make(seed=20261123, scale=scale, now=NOW, folder=folder, say=lambda _: None)


def assert_full_of_work(world, folder: pathlib.Path) -> None:
    assert len(world.platforms) == 6
    levels = set(accounts.bodies(MACHINE).values_list("level", flat=True))
    assert levels >= set(Level)
    assert set(clues.visible_clues(MACHINE).values_list("state", flat=True)) == set(ClueState)
    letters = bridge.visible_letters(MACHINE)
    assert set(letters.values_list("state", flat=True)) == set(LetterState)
    assert letters.filter(state__in=WAITING_STATES, due_at__lt=NOW).count() >= 2
    assert clues.visible_clues(MACHINE).filter(is_open=True, due_at__lt=NOW).exists()
    assert screening.visible_findings(MACHINE).filter(state=FindingState.PENDING).exists()
    assert disclosure.visible_publications(MACHINE).exists()
    assert set(cases.visible_cases(MACHINE).values_list("state", flat=True)) == set(CaseState)
    kinds = set(cases.visible_branches(MACHINE).values_list("kind", flat=True))
    assert kinds == set(BranchKind)
    assert market.facts(MACHINE).exists()
    filed = roster.visible_filings(MACHINE).filter(state="filed")
    assert filed.values("platform", "window").distinct().count() == 12
    assert {"abnormal", "revoked"} <= set(roster.newest(MACHINE, NOW.date()))
    assert roster.visible_problems(MACHINE).filter(is_listed=True).count() > 5
    marks = set(market.visible_subjects(MACHINE).values_list("registry_state", flat=True))
    assert marks >= {RegistryState.REVOKED, RegistryState.ABNORMAL, RegistryState.DISHONEST}
    assert screening.active_edition(MACHINE).approved_by_id is not None
    stages = set(rules.versions(MACHINE).values_list("stage", flat=True))
    assert stages >= {Stage.DRAFT, Stage.SHADOW, Stage.ACTIVE, Stage.QUARANTINED}
    assert screening.visible_findings(MACHINE).exclude(rules_key="").exists()
    assert screening.editions(MACHINE).filter(state="submitted", hunts__state="done").exists()
    assert pl.read_parquet(folder / "reviews" / "*.parquet").height == 300
    truth = pl.read_parquet(folder / "demo" / "truth.parquet")
    assert set(truth["kind"]) == {"listing", "review", "shop"}
    assert truth["number"].null_count() == truth["how"].null_count() == 0


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_market_full_of_work(tmp_path, settings):
    marks = []
    for name in ("first", "second"):
        settings.DATA_DIR = tmp_path / name
        with transaction.atomic():
            world = generate(settings.DATA_DIR, 0.01)
            marks.append(fingerprint(settings.DATA_DIR))
            assert_full_of_work(world, settings.DATA_DIR)
            transaction.set_rollback(True)
    assert marks[0] == marks[1]


@pytest.mark.django_db
def test_every_role_has_an_account_that_logs_in(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    world = generate(tmp_path, 0)
    roles = {role for viewer in world.viewers.values() for role in viewer.roles}
    assert roles == set(Role)
    shown = json.loads((tmp_path / "demo" / "accounts.json").read_text())
    printed = {role for row in shown for role in world.viewers[row["username"]].roles}
    assert printed == set(Role)


@pytest.mark.django_db
def test_every_ground_of_the_content_rules_is_planted_somewhere():
    call_command("load_law", verbosity=0)
    planted = {plant["code"] for plant in words("plants")["plant"]} | set(SHOP_CLUES)
    grounds = lawbook.grounds(MACHINE, NOW.date())
    assert planted == set(grounds.values_list("code", flat=True))


def test_the_sizes_are_those_of_the_full_market():
    assert OPERATORS * (1 - 1 / 300) > 20_000
    assert (LISTINGS, REVIEWS) == (200_000, 30_000)
    assert len(words("trade")["platform"]) == 6


@pytest.mark.django_db
def test_the_checks_find_what_was_planted_and_the_pages_have_something_to_show(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    generate(tmp_path, 0.02)
    assert_papers_are_found(tmp_path)
    assert_pages_are_full()


def assert_papers_are_found(folder: pathlib.Path) -> None:
    truth = pl.read_parquet(folder / "demo" / "truth.parquet")
    wrong = truth.filter(pl.col("place") == "certificate")
    found = {
        finding.listing_no: {check["reason"] for check in finding.checks}
        for finding in screening.visible_findings(MACHINE).exclude(checks_key="")
    }
    assert set(wrong["how"]) >= {"none", "malformed", "suspended", "revoked", "holder", "model"}
    for number, how in wrong.select("number", "how").rows():
        assert f"ccc_{how}" in found.get(number, set())
    told = {
        number for number, reasons in found.items() if any(r.startswith("ccc") for r in reasons)
    }
    assert told == set(wrong["number"])


def assert_pages_are_full() -> None:
    assert catalogue.active_catalogue(MACHINE).items.count() > 20
    standings = catalogue.with_standing(MACHINE, catalogue.visible_campaigns(MACHINE), NOW.date())
    assert set(standings.values_list("standing", flat=True)) >= {"now", "ending", "over", "unused"}
    assert [t.state for t in papers.visible_snapshots(MACHINE)] == ["done", "done"]
    assert papers.visible_snapshots(MACHINE).filter(bad=1).count() == 2
    texts = list(contracts.visible_contracts(MACHINE))
    assert sorted(text.clue_id is not None for text in texts) == [False, False, True]
    assert all(text.passages.count() >= 3 for text in texts)
    pleas = complaints.visible_submissions(MACHINE)
    states = set(pleas.filter(kind="complaint").values_list("state", flat=True))
    wanted = {"received", "accepted", "mediating", "testing", "agreed", "refused", "closed"}
    assert states >= wanted
    assert pleas.filter(is_open=True, due_at__lt=NOW).exists()
    assert pleas.filter(kind="report", is_secret=True).count() == 3
