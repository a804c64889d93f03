"""The walk can fail: each planted fault is reported, by the person who would profit from it."""

from typing import Any

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver, path

from hedun.base.jobs import queries as jobs
from hedun.base.jobs.models import Job
from hedun.clues import queries as clues
from hedun.clues.models import Clue, ClueEvent
from hedun.desks.bridge import queries as bridge
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.queries import letters
from hedun.market import queries as market
from hedun.market.queries import register
from tests.walk.walker import Walker, endpoints, gaps

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_memory():
    """What was counted before, or under a planted fault, is forgotten."""
    cache.clear()
    yield
    cache.clear()


def faults(world, who, *names):
    walker = Walker(world, who)
    walker.walk([e for e in endpoints() if e.name in names])
    return walker.wrong


def pattern_of(name, patterns=None, space="") -> Any:
    for each in get_resolver().url_patterns if patterns is None else patterns:
        inner = f"{space}{each.namespace}:" if getattr(each, "namespace", None) else space
        if isinstance(each, URLResolver) and (got := pattern_of(name, each.url_patterns, inner)):
            return got
        if isinstance(each, URLPattern) and f"{space}{each.name}" == name:
            return each
    return None


def everything(model):
    return lambda _viewer: model.objects.select_related()


@pytest.mark.parametrize(
    "name", ["bridge:list", "bridge:detail", "bridge:letter_paper", "api:letters", "front:search"]
)
def test_a_query_that_gives_every_letter_is_caught(world, monkeypatch, name):
    for module in (bridge, letters):
        for query in ("visible_letters", "sent_letters"):
            monkeypatch.setattr(module, query, everything(Letter))
    assert any(
        "leaks bridge.letter.title" in fault for fault in faults(world, "b.compliance", name)
    )


@pytest.mark.parametrize("name", ["clues:list", "clues:detail", "front:search"])
def test_a_query_that_gives_every_clue_is_caught(world, monkeypatch, name):
    monkeypatch.setattr(clues, "visible_clues", everything(Clue))
    monkeypatch.setattr(clues, "scoped_clues", lambda *_: Clue.objects.all())
    found = faults(world, "east.leader", name)
    assert any("leaks clues.clue" in fault for fault in found)


def test_a_leak_into_the_workbench_is_caught(world, monkeypatch):
    events = ClueEvent.objects.select_related("clue")
    monkeypatch.setattr(clues, "recent_events", lambda *_, limit: list(events[:limit]))
    found = faults(world, "east.leader", "front:home")
    assert any("leaks clues.clue.title" in fault for fault in found)
    assert any("points at a foreign row, /clues/" in fault for fault in found)


def test_a_foreign_page_that_opens_is_caught_even_without_a_word(world, monkeypatch):
    monkeypatch.setattr(jobs, "visible_jobs", everything(Job))
    assert any("200 instead of [404]" in f for f in faults(world, "b.compliance", "jobs:progress"))


def test_a_write_to_a_foreign_row_is_caught(world, monkeypatch):
    monkeypatch.setattr(jobs, "visible_jobs", everything(Job))
    monkeypatch.setattr(jobs, "may_steer", lambda *_: True)
    found = faults(world, "b.compliance", "jobs:retry")
    assert any("changed a foreign row, jobs_job" in fault for fault in found)


def test_a_leak_in_a_workbook_is_caught(world, monkeypatch):
    monkeypatch.setattr(market, "visible_shops", everything(register.Shop))
    found = faults(world, "b.compliance", "market:shops")
    assert any("export=xlsx" in fault and "points" not in fault for fault in found)


def test_a_view_without_its_guard_is_caught(world, monkeypatch):
    pattern = pattern_of("market:shops")
    monkeypatch.setattr(pattern, "callback", pattern.callback.__wrapped__)
    assert "market:shops: no guard" in gaps(list(endpoints()))


def test_a_guard_that_does_not_guard_is_caught(world, monkeypatch):
    pattern = pattern_of("jobs:switch")
    guarded = pattern.callback

    def open_to_all(*given, **named):
        return guarded.__wrapped__(*given, **named)

    open_to_all.mark = guarded.mark
    monkeypatch.setattr(pattern, "callback", open_to_all)
    found = faults(world, "b.compliance", "jobs:switch")
    assert any("404 instead of [403]" in fault for fault in found)


def test_a_crash_is_caught(world, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(jobs, "visible_jobs", broken)
    assert any(
        "ZeroDivisionError: planted" in f for f in faults(world, "a.compliance", "jobs:list")
    )


def test_an_address_that_the_table_does_not_know_is_caught():
    forgotten = path("forgotten/<int:pk>/", pattern_of("market:shop").callback, name="forgotten")
    found = gaps(list(endpoints([*get_resolver().url_patterns, forgotten])))
    assert found == ["forgotten: unclassified, add it to ways.py"]
