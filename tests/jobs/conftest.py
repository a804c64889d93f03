import datetime as dt

import pytest
from django.utils import timezone

from hedun.base.accounts.models import Body, Person, RoleGrant
from hedun.base.accounts.terms import BodyKind, Viewer
from hedun.base.jobs import actions
from hedun.base.jobs.work import Worker, registry

NOW = dt.datetime(2025, 6, 2, 2, tzinfo=dt.UTC)  # past, for workers read the real clock


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def system():
    return Viewer.system()


@pytest.fixture
def kind(monkeypatch):
    """Register handlers for one test only."""
    registry.load()  # modules are imported once: the real handlers must not land in the patch
    monkeypatch.setattr(registry, "_HANDLERS", {})
    monkeypatch.setattr(registry, "_RECURRING", {})
    return registry.handler


@pytest.fixture
def ask(db, system):
    """Put one job into the queue."""

    def enqueue(kind="test.work", **wanted):
        wanted = {"title": "试验", "payload": {}, "by": system, "at": NOW} | wanted
        return actions.enqueue(kind=kind, **wanted)

    return enqueue


@pytest.fixture
def worker():
    return Worker()


@pytest.fixture
def officer(db):
    """Make a person of a body of their own, with the given roles."""

    def make(name="甲", *roles):
        body = Body.objects.create(kind=BodyKind.BUREAU, name=f"{name}局", short_name=name)
        person = Person.objects.create(
            username=name,
            name=name,
            body=body,
            must_change_password=False,
            password_changed_at=timezone.now(),
        )
        for role in roles:
            RoleGrant.objects.create(person=person, role=role, granted_at=NOW)
        return person

    return make
