"""The first pages of everybody, and what machines ask."""

import datetime as dt
import json
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.terms import BodyKind, Role
from hedun.clues import actions
from hedun.clues.terms import ClueState, Outcome
from hedun.desks.bridge.models import Letter
from hedun.front import numbers, statistics
from tests import factories as make


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def desk(db):
    make.deadline()
    return make.bureau()


def home(client, person):
    client.force_login(person)
    return client.get("/").content.decode()


def soon(hours):
    return timezone.now() + dt.timedelta(hours=hours)


def test_the_workbench_shows_three_numbers_and_one_button(client, desk):
    make.clue(desk, due_at=soon(-3))
    make.clue(desk, due_at=soon(24 * 30))
    page = home(client, make.inspector(desk))
    assert "我的待办" in page
    assert page.count('class="number ') == 3
    assert f'href="{reverse("clues:queue")}" data-key="s Enter"' in page
    assert "已超期" in page
    assert "style=" not in page


def test_the_workbench_does_not_wait_for_the_last_month(client, desk):
    page, ask = home(client, make.inspector(desk)), reverse("front:month")
    assert f'hx-get="{ask}"' in page
    assert "平台响应" in client.get(ask).content.decode()
    page = client.get("/").content.decode()
    assert "平台响应" in page
    assert ask not in page


def test_an_empty_workbench_says_what_to_do(client, desk):
    page = home(client, make.inspector(desk))
    assert "没有待办事项" in page
    assert reverse("market:imports") in page


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_see_no_business(client, desk, role):
    clue = make.clue(desk)
    page = home(client, make.admin(role))
    assert clue.title not in page
    assert reverse("clues:list") not in page


def test_a_platform_sees_its_letters(client, desk):
    page = home(client, make.compliance())
    assert "函件" in page
    assert "线索" not in page.split("<main", 1)[1]


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (BodyKind.AGENCY, Role.LIAISON),
        (BodyKind.MEDIATION, Role.MEDIATOR),
        (BodyKind.COURT, Role.JUDGE),
        (BodyKind.PUBLIC, Role.CITIZEN),
    ],
)
def test_others_have_a_first_page_too(client, desk, kind, role):
    assert reverse("disclosure:search") in home(client, make.person(make.body(kind), role))


def test_counts_come_as_an_event(client, desk):
    make.clue(desk, due_at=soon(-1))
    client.force_login(make.inspector(desk))
    answer = client.get(reverse("front:counts"))
    told = json.loads(answer.headers["HX-Trigger"])["hedun:counts"]
    assert told["clues"] == {"text": "1", "hot": True}


def test_a_number_in_the_box_opens_the_thing(client, desk):
    clue = make.clue(desk)
    clue.number = "XS-2026-000009"
    clue.save()
    client.force_login(make.inspector(desk))
    answer = client.get(reverse("front:search"), {"q": clue.number})
    assert answer.headers["Location"] == reverse("clues:detail", args=[clue.pk])
    assert clue.title in client.get(reverse("front:palette"), {"q": clue.number}).content.decode()


def test_the_feed_and_the_compliance_count_the_own_body(desk):
    officer = make.inspector(desk)
    clue = make.clue(desk, due_at=soon(-1), state=ClueState.CONFIRMED)
    make.clue(desk, due_at=soon(-2))
    actions.dispose(clue_id=clue.pk, outcome=Outcome.REMOVED, by=officer.viewer, at=soon(-2))
    first = numbers.compliance(officer.viewer, timezone.now())[0]
    assert first.share == 50.0
    assert [event["title"] for event in numbers.events(officer.viewer)] == ["处置"]


def test_the_pace_of_a_platform_is_its_mean_time_to_answer(desk):
    sent, platform = timezone.now() - dt.timedelta(days=2), make.platform_body()
    for number, hours in enumerate((3, 6, None)):
        Letter.objects.create(
            from_body=desk,
            to_body=platform,
            article=make.article(),
            message_id=uuid.uuid4(),
            channel_no=number,
            due_at=sent + dt.timedelta(hours=5),
            drafted_at=sent,
            sent_at=sent,
            answered_at=hours and sent + dt.timedelta(hours=hours),
        )
    (found,) = numbers.responses(make.inspector(desk).viewer, timezone.now())
    assert (found.letters, found.share) == (3, 33.3)
    assert found.hours == pytest.approx(4.5, abs=1e-4)


def test_statistics_count_a_period_and_every_bar_opens_its_rows(client, desk):
    officer = make.inspector(desk)
    make.clue(desk)
    days = statistics.period("2026-11-01", "2026-11-30", dt.date(2026, 11, 30))
    found = statistics.picture(officer.viewer, days, make.NOW)
    assert [(bar.label, bar.value) for bar in found.states] == [("待核查", 1)]
    client.force_login(officer)
    assert client.get(found.states[0].url).status_code == 200
    page = client.get(reverse("front:statistics"), {"from": "2026-11-01", "to": "2026-11-30"})
    assert "漏斗" in page.content.decode() or "办结" in page.content.decode()


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        ("", "", (dt.date(2026, 9, 1), dt.date(2026, 11, 29))),
        ("2026-11-20", "2026-11-01", (dt.date(2026, 11, 1), dt.date(2026, 11, 20))),
        ("x", "9999-99-99", (dt.date(2026, 9, 1), dt.date(2026, 11, 29))),
    ],
)
def test_days_that_make_no_sense_become_the_last_ninety(first, last, wanted):
    found = statistics.period(first, last, dt.date(2026, 11, 29))
    assert (found.first, found.last) == wanted


def test_machines_get_their_answers(client, db):
    assert client.get("/healthz").content == b"ok\n"
    assert b"Disallow: /\n" in client.get("/robots.txt").content
    assert client.get("/favicon.ico").status_code == 302


def dispose(desk):
    """Let an inspector of the bureau end a clue on a shop, so that a record waits."""
    clue = make.clue(desk, on=make.shop(), state=ClueState.CONFIRMED)
    actions.dispose(
        clue_id=clue.pk,
        outcome=Outcome.REMOVED,
        by=make.inspector(desk).viewer,
        at=timezone.now(),
    )


def test_a_publisher_is_sent_to_the_records_and_to_nothing_else(client, desk):
    make.clue(desk, state=ClueState.RAISED)
    dispose(desk)
    publisher = make.person(desk, Role.PUBLISHER)
    page = home(client, publisher)
    assert f'href="{reverse("disclosure:queue")}" data-key="p"' in page
    assert "去分派" not in page
    told = json.loads(client.get(reverse("front:counts")).headers["HX-Trigger"])["hedun:counts"]
    assert told == {"disclosure": {"text": "1"}}


def test_an_editor_finds_no_work_of_others(client, desk):
    page = home(client, make.person(desk, Role.EDITOR))
    assert reverse("screening:lexicon") in page
    assert "没有待办事项" in page


def test_what_was_not_scanned_is_no_empty_bar(desk):
    days = statistics.period("", "", timezone.localdate())
    bars = statistics.funnel(make.inspector(desk).viewer, days, done=0)
    assert [bar.label for bar in bars] == ["人工确认", "发函平台", "办结"]
    assert bars[-1].note == "占人工确认 —"
