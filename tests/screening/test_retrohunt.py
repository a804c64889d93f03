"""A draft of the lexicon is tried on all that is stored before anybody approves it."""

import pytest

from hedun.base.accounts.terms import Refused
from hedun.desks.screening import actions
from hedun.desks.screening.models import Finding, Hunt
from hedun.desks.screening.terms import HuntKind, Row, RunState, Verdict
from tests import factories as f
from tests.screening.stock import drain, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(desk, active, handlers):
    """A draft with one new word, beside listings that hold it."""
    store(desk.platform, ["茶具套装", "电子烟套装", "毛巾", "杯子套装"])
    made = actions.draft(by=desk.editor.viewer, at=f.NOW)
    add(desk, made, "套装")
    return made


def add(desk, draft, word):
    row = Row(word, "TOB", "测试", "slight")
    actions.save_word(edition_id=draft.pk, row=row, by=desk.editor.viewer, at=f.NOW)


def submit(desk, draft):
    actions.submit(edition_id=draft.pk, title="", by=desk.editor.viewer, at=f.NOW)


def approve(desk, draft):
    return actions.approve(edition_id=draft.pk, by=desk.leader.viewer, at=f.NOW)


def test_the_new_words_are_counted_and_no_others(desk, draft):
    hunt = actions.retrohunt(edition_id=draft.pk, by=desk.editor.viewer, at=f.NOW)
    drain()
    hunt.refresh_from_db()
    assert (hunt.kind, hunt.state, hunt.scanned) == (HuntKind.EDITION, RunState.DONE, 4)
    assert hunt.tally["words"] == {"套装": 3}
    assert (hunt.tally["hit"], hunt.tally["every"], hunt.tally["shops"]) == (3, 3, 1)
    assert {sample["title"] for sample in hunt.tally["samples"]} >= {"茶具套装", "杯子套装"}


def test_what_people_said_of_the_listings_before_is_counted(desk, draft):
    actions.start(platform_id=desk.platform.pk, by=desk.officer.viewer, at=f.NOW)
    drain()
    actions.judge(
        finding_id=Finding.objects.get().pk,
        version=1,
        verdict=Verdict.REJECT,
        by=desk.officer.viewer,
        at=f.NOW,
    )
    hunt = actions.retrohunt(edition_id=draft.pk, by=desk.editor.viewer, at=f.NOW)
    drain()
    hunt.refresh_from_db()
    assert hunt.tally["known"] == {"rejected": 1}


def test_handing_in_starts_the_trial_and_approval_waits_for_it(desk, draft):
    submit(desk, draft)
    assert Hunt.objects.count() == 1
    with pytest.raises(Refused, match="还没有在已存的商品信息上回溯"):
        approve(desk, draft)
    drain()
    assert approve(desk, draft).state == "active"


def test_a_draft_that_was_changed_after_its_trial_is_untried(desk, draft):
    actions.retrohunt(edition_id=draft.pk, by=desk.editor.viewer, at=f.NOW)
    drain()
    add(desk, draft, "毛巾")
    submit(desk, draft)
    with pytest.raises(Refused, match="内容有变"):
        approve(desk, draft)
    drain()
    approve(desk, draft)


def test_a_trial_that_runs_is_not_started_twice(desk, draft):
    first = actions.retrohunt(edition_id=draft.pk, by=desk.editor.viewer, at=f.NOW)
    again = actions.retrohunt(edition_id=draft.pk, by=desk.editor.viewer, at=f.NOW)
    assert first == again


def test_without_listings_there_is_nothing_to_try(desk, active):
    draft = actions.draft(by=desk.editor.viewer, at=f.NOW)
    with pytest.raises(Refused, match="先导入商品信息"):
        actions.retrohunt(edition_id=draft.pk, by=desk.editor.viewer, at=f.NOW)
