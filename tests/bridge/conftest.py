"""A sent letter is one step away for every test of the room."""

import datetime as dt

import pytest

from hedun.base.accounts.terms import Role
from hedun.clues.terms import ClueState
from hedun.desks.bridge import actions
from hedun.desks.bridge.models import Letter
from tests import factories as make
from tests.bridge.gateway import Caller

NOW = make.NOW


class Desk:
    """A bureau with two officers, a platform with one, and a confirmed clue between them."""

    def __init__(self):
        self.bureau = make.bureau()
        self.inspector = make.inspector(self.bureau)
        self.second = make.leader(self.bureau)
        self.inspector.phone = "0571-80000000"
        self.inspector.save()
        self.by = self.inspector.viewer
        make.deadline("letter.reply", extension=0)
        make.deadline("letter.target", 24, "hour", extension=0)
        make.deadline()
        self.platform = make.platform()
        self.answerer = make.person(self.platform.body, Role.COMPLIANCE)
        self.at_platform = self.answerer.viewer
        self.clue = self.new_clue()

    def new_clue(self):
        shop = make.shop(self.platform, region=self.bureau.region_code)
        return make.clue(self.bureau, on=shop, state=ClueState.CONFIRMED, officer=self.inspector)

    def draft(self, clue=None, at=NOW):
        clue = clue or self.clue
        return actions.draft_from_clue(clue_id=clue.pk, by=self.by, at=at)

    def sent(self, clue=None, at=NOW):
        letter = self.draft(clue, at)
        return actions.send(letter_id=letter.pk, by=self.by, at=at)

    def accepted(self, at=NOW):
        letter = self.sent(at=at)
        return actions.accept(letter_id=letter.pk, by=self.at_platform, at=at)

    def answered(self, at=NOW + dt.timedelta(hours=3)):
        letter = self.accepted()
        actions.answer(letter_id=letter.pk, text="见附件。", by=self.at_platform, at=at)
        return Letter.objects.get(pk=letter.pk)


@pytest.fixture
def desk(db):
    return Desk()


@pytest.fixture
def bureau_system(desk, client):
    """A bureau's own system with a key at the platform."""
    make.article(make.instrument("heguishuju"), "9")
    given = {"platform_id": desk.platform.body_id, "by": make.SYSTEM, "at": NOW}
    key = actions.issue_key(person_id=desk.inspector.pk, **given)
    return Caller(client, key.app_key, key.secret)


@pytest.fixture
def platform_system(desk, bureau_system):
    """The platform's own system with a key of its own."""
    given = {"platform_id": desk.platform.body_id, "by": make.SYSTEM, "at": NOW}
    key = actions.issue_key(person_id=desk.answerer.pk, **given)
    return Caller(bureau_system.client, key.app_key, key.secret)
