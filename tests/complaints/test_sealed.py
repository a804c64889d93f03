"""Whoever has everything but the second officer has no name: dump, exports, logs, search, feed."""

import datetime as dt
import logging

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from hedun.base.accounts.terms import Role
from hedun.desks.complaints import actions, queries
from hedun.desks.complaints.terms import Author, Living, SubmissionKind
from hedun.front import agenda
from tests import factories
from tests.complaints.conftest import AT

WHO = {
    "name": "金丝雀甲",
    "phone": "13812345678",
    "address": "金丝雀路一百零九号",
    "paper_number": "330106199001011234",
    "agent": "金丝雀代理",
    "agent_phone": "13887654321",
}


@pytest.fixture
def lived(hand_in, step, officer, caplog):
    """A mixed submission with everything that can happen to it while no second officer agrees."""
    with caplog.at_level(logging.DEBUG):
        both = hand_in(
            also_report=True, agent_powers="代为投诉", agent_until=dt.date(2027, 1, 1), **WHO
        )
        complaint, report = (one.submission for one in both)
        step(complaint, "accept")
        actions.judge(
            submission_id=complaint.pk, finding=Living.YES, why="一单自用", by=officer, at=AT
        )
        step(complaint, "clue", ground="FUC", note="页面不符")
        step(report, "r_clue", ground="FUC", note="转核查")
        actions.ask_unlock(submission_id=report.pk, why="核实", by=officer, at=AT)
        step(report, "r_close", note="已办结")
        step(report, "r_reply", note="已责令改正")
    return complaint, report


def found(text):
    return [word for word in WHO.values() if word in text]


def test_the_canary_is_seen_where_it_stands_open(hand_in, officer):
    """The test can fail: with the key the seal opens, and then the words are found."""
    row = hand_in(
        kind=SubmissionKind.COMPLAINT, **{k: WHO[k] for k in ("name", "phone", "address")}
    )
    author = actions.open_identity(submission_id=row[0].submission.pk, by=officer, at=AT)
    assert isinstance(author, Author)
    assert len(found(str(author))) == 3


def test_no_table_holds_a_word_of_it(lived):
    for model in apps.get_models():
        assert not found(str(list(model.objects.values()))), model


def test_no_dump_of_the_database_holds_a_word_of_it(lived):
    if connection.vendor != "sqlite":
        pytest.skip("the rows are compared above; the dump is SQLite's own")
    connection.ensure_connection()
    dump = "\n".join(connection.connection.iterdump())
    assert lived[0].number in dump
    assert not found(dump)


def test_no_log_says_a_word_of_it(lived, caplog):
    assert not found(caplog.text)


@pytest.mark.parametrize("role", ["inspector", "leader"])
def test_no_page_export_search_or_feed_says_a_word_of_it(lived, bureau, client, role):
    person = getattr(factories, role)(bureau)
    client.force_login(person)
    pages = [reverse("complaints:detail", args=[row.pk]) for row in lived]
    pages += [
        f"{reverse('complaints:list')}?scope=area",
        f"{reverse('complaints:list')}?export=csv",
    ]
    pages += [f"/search/?q={word}" for word in WHO.values()]
    pages += [f"/search/palette/?q={WHO['name']}", "/", reverse("front:calendar")]
    for url in pages:
        body = client.get(url)
        text = (b"".join(body.streaming_content) if body.streaming else body.content).decode()
        asked = text.replace(f'value="{url.rpartition("=")[2]}"', "")
        assert not [w for w in found(asked) if w not in url], url
    assert not found(agenda.feed(person.viewer, AT, "https://x").decode())


def test_the_words_are_not_found_by_their_digests_without_the_key(lived, settings, officer):
    right = queries.key(officer)
    settings.IDENTITY_KEY = b"another" * 8
    assert queries.key(officer) != right
    with pytest.raises(Exception, match="依法保密"):
        actions.open_identity(submission_id=lived[1].pk, by=officer, at=AT)


def test_an_auditor_reads_that_it_was_asked_and_not_who_reported(lived, client):
    client.force_login(factories.admin(Role.AUDITOR))
    page = client.get("/audit/").content.decode()
    assert not found(page)
