"""The lexicon: two people, editions that stay as approved, words that make sense."""

import pyarrow as pa
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from hedun.base.accounts.terms import Refused, Role
from hedun.desks.screening import actions, decide, queries
from hedun.desks.screening.management.commands import load_lexicon
from hedun.desks.screening.models import Edition
from hedun.desks.screening.terms import Change, EditionState, Row
from hedun.engine.text import Scanner, Word
from tests import factories as f
from tests.screening.stock import words


@pytest.fixture
def submitted(desk):
    return actions.import_edition(
        title="词库", rows=words(desk.ground), by=desk.editor.viewer, at=f.NOW
    )


def test_an_edition_is_used_only_after_another_person_approved_it(desk, submitted):
    assert queries.active_edition(desk.editor.viewer) is None
    with pytest.raises(Refused, match="不同的两人"):
        actions.approve(edition_id=submitted.pk, by=desk.editor.viewer, at=f.NOW)
    actions.approve(edition_id=submitted.pk, by=desk.leader.viewer, at=f.NOW)
    assert queries.active_edition(desk.editor.viewer) == submitted


@pytest.mark.parametrize("by_maker", [True, False])
def test_the_database_itself_refuses_an_edition_without_two_people(desk, by_maker):
    approval = {"approved_by": desk.editor, "approved_at": f.NOW} if by_maker else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            number=9,
            title="x",
            made_by=desk.editor,
            made_at=f.NOW,
            state=EditionState.ACTIVE,
            **approval,
        )


def test_the_same_content_is_stored_once(desk, active):
    again = actions.import_edition(
        title="另一名", rows=words(desk.ground)[::-1], by=desk.leader.viewer, at=f.NOW
    )
    assert again == active


def test_an_approved_edition_cannot_be_edited(desk, active):
    row = Row("香烟", "TOB", "烟草", "grave")
    with pytest.raises(Refused, match="不能改动"):
        actions.save_word(edition_id=active.pk, row=row, by=desk.editor.viewer, at=f.NOW)


def test_an_edit_makes_the_next_edition_and_retires_the_last(desk, active):
    by = desk.editor.viewer
    draft = actions.draft(by=by, at=f.NOW)
    row = Row("香烟", "TOB", "烟草", "grave")
    actions.save_word(edition_id=draft.pk, row=row, by=by, at=f.NOW)
    actions.submit(edition_id=draft.pk, title="加一词", by=by, at=f.NOW)
    actions.approve(edition_id=draft.pk, by=desk.leader.viewer, at=f.NOW)
    active.refresh_from_db()
    assert (active.state, active.entries.count()) == (EditionState.RETIRED, 3)
    assert queries.active_edition(by).entries.count() == 4


def test_a_draft_is_its_makers_alone(desk, active):
    draft = actions.draft(by=desk.editor.viewer, at=f.NOW)
    with pytest.raises(Refused, match="只能由编制人修改"):
        actions.submit(edition_id=draft.pk, title="", by=desk.leader.viewer, at=f.NOW)


def test_a_draft_without_a_change_is_not_submitted(desk, active):
    draft = actions.draft(by=desk.editor.viewer, at=f.NOW)
    with pytest.raises(Refused, match="内容相同"):
        actions.submit(edition_id=draft.pk, title="", by=desk.editor.viewer, at=f.NOW)


def test_sending_back_needs_a_reason_and_reopens_the_draft(desk, submitted):
    pk, by = submitted.pk, desk.leader.viewer
    with pytest.raises(Refused, match="写明理由"):
        actions.send_back(edition_id=pk, reason=" ", by=by, at=f.NOW)
    back = actions.send_back(edition_id=pk, reason="太宽", by=by, at=f.NOW)
    assert (back.state, back.reason) == (EditionState.DRAFT, "太宽")


def test_inspectors_do_not_edit(desk, active):
    with pytest.raises(Refused, match="词库维护员"):
        actions.draft(by=desk.officer.viewer, at=f.NOW)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (Row("烟", "TOB", "c", "grave"), "只有一个字"),
        (Row("大麻", "TOB", "c", "grave", ("麻烦",)), "包含它"),
        (Row("大麻", "TOB", "c", "grave", ("大麻",)), "长并且包含"),
        (Row("大麻 ", "TOB", "c", "grave"), "空白"),
        (Row("大" * 61, "TOB", "c", "grave"), "超过"),
    ],
)
def test_a_faulty_word_is_refused_with_the_way_out(row, told):
    assert told in decide.word_problem(row)


def test_an_unknown_ground_is_named(desk):
    rows = [Row("香烟", "NOPE", "烟草", "grave")]
    with pytest.raises(Refused, match="NOPE"):
        actions.import_edition(title="x", rows=rows, by=desk.editor.viewer, at=f.NOW)


def test_differences_name_each_word():
    before = [Row("甲甲", "A", "c", "grave"), Row("乙乙", "A", "c", "grave")]
    after = [Row("乙乙", "A", "c", "slight"), Row("丙丙", "A", "c", "grave")]
    found = {d.word: d for d in decide.differences(before, after)}
    assert {word: d.change for word, d in found.items()} == {
        "丙丙": Change.ADDED,
        "乙乙": Change.CHANGED,
        "甲甲": Change.REMOVED,
    }
    assert found["乙乙"].fields == (("程度", "严重", "轻微"),)


def test_the_products_own_words_are_many_and_sound():
    rows = load_lexicon.read()
    assert len({row.word for row in rows}) == len(rows) >= 1000
    assert [p for p in map(decide.word_problem, rows) if p] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "保健食品不是药物，不能代替药物治疗疾病。",
        "本品不能代替药物",
        "本品不能替代药物",
        "不得替代药物",
    ],
)
def test_what_the_law_makes_sellers_write_is_no_hit(sentence):
    rows = load_lexicon.read()
    scanner = Scanner([Word(row.word, row.ground, row.severity, row.allow) for row in rows])
    found = scanner.scan(pa.array([sentence])).to_pylist()
    assert [rows[hit["entry"]].word for hit in found] == []


@pytest.mark.django_db
def test_the_products_own_words_load_once_and_await_approval():
    call_command("load_law", verbosity=0)
    call_command("load_lexicon", verbosity=0)
    call_command("load_lexicon", verbosity=0)
    assert Edition.objects.get().state == EditionState.SUBMITTED


@pytest.mark.django_db
def test_two_named_people_put_the_products_words_into_use():
    call_command("load_law", verbosity=0)
    one, other = f.person(None, Role.EDITOR), f.person(None, Role.LEADER)
    call_command("load_lexicon", made_by=one.username, approved_by=other.username)
    assert Edition.objects.get().state == EditionState.ACTIVE
    with pytest.raises(CommandError, match="没有在用账号"):
        call_command("load_lexicon", made_by="nobody")
