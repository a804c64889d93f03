"""Who sees which letter."""

import pytest

from hedun.base.accounts.terms import Level, Role
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.terms import Attachment
from tests import factories as make

NOW = make.NOW


def sees(viewer):
    return queries.visible_letters(viewer).count()


def test_a_platform_never_sees_a_draft(desk):
    desk.draft()
    assert (sees(desk.by), sees(desk.at_platform)) == (1, 0)


def test_a_platform_never_sees_a_rivals_letter(desk):
    desk.sent()
    rival = make.person(make.platform().body, Role.COMPLIANCE).viewer
    assert (sees(desk.at_platform), sees(rival)) == (1, 0)


def test_a_draft_that_was_withdrawn_stays_unseen(desk):
    letter = desk.draft()
    actions.withdraw(letter_id=letter.pk, reason="不发了", by=desk.by, at=NOW)
    assert sees(desk.at_platform) == 0


@pytest.mark.parametrize(
    ("level", "region", "count"),
    [
        (Level.CITY, "330100", 1),
        (Level.PROVINCE, "330000", 1),
        (Level.COUNTY, "330108", 0),
        (Level.CITY, "330200", 0),
        (Level.PROVINCE, "320000", 0),
    ],
)
def test_bureaux_above_see_sent_letters_others_none(desk, level, region, count):
    desk.sent()
    assert sees(make.inspector(make.bureau(level, region)).viewer) == count


def test_drafts_are_the_drafting_bureaus_own(desk):
    desk.draft()
    assert sees(make.inspector(make.bureau(Level.CITY, "330100")).viewer) == 0


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_see_none(desk, role):
    desk.sent()
    assert sees(make.admin(role).viewer) == 0


def test_a_foreign_letter_looks_absent_to_actions(desk):
    letter = desk.sent()
    rival = make.person(make.platform().body, Role.COMPLIANCE).viewer
    with pytest.raises(Letter.DoesNotExist):
        actions.accept(letter_id=letter.pk, by=rival, at=NOW)


def test_files_of_an_unfinished_answer_are_the_platforms_own(desk, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    letter = desk.accepted()
    file = Attachment("回执.pdf", "application/pdf", b"%PDF-1.7 x")
    given = {"letter_id": letter.pk, "by": desk.at_platform, "at": NOW}
    reply = actions.add_attachment(attachment=file, **given)
    assert not queries.sees_reply(desk.by, str(reply.pk))
    actions.answer(text="见附件", **given)
    assert queries.sees_reply(desk.by, str(reply.pk))


@pytest.mark.parametrize(
    ("level", "region"),
    [
        (Level.COUNTY, "330106"),
        (Level.CITY, "330100"),
        (Level.PROVINCE, "330000"),
        (Level.PROVINCE, "320000"),
    ],
)
def test_the_newest_letters_are_the_visible_ones(desk, level, region):
    desk.sent()
    desk.draft(desk.new_clue())
    desk.sent(desk.new_clue())
    viewer = make.inspector(make.bureau(level, region)).viewer
    keys = queries.visible_letters(viewer).order_by("-pk").values_list("pk", flat=True)
    assert list(queries.newest_letters(viewer).values_list("pk", flat=True)) == list(keys)


def test_the_feed_is_that_of_the_two_ends(desk):
    letter = desk.accepted()
    foreign = make.person(make.platform().body, Role.COMPLIANCE).viewer
    steps = [event.step for event in queries.recent_events(desk.by)]
    assert steps == ["accept", "send", "draft"]
    assert [e.step for e in queries.recent_events(desk.at_platform)] == ["accept", "send"]
    assert {e.letter for e in queries.recent_events(desk.by)} == {letter}
    assert not queries.recent_events(foreign)
    assert not queries.recent_events(make.admin().viewer)
