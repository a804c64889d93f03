"""The calendar of what is due, and the feed that leaves the house."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry, CalendarKey, Person
from hedun.base.accounts.terms import Level, Viewer
from hedun.desks.cases import actions as cases
from hedun.desks.complaints import actions
from hedun.desks.complaints.terms import SubmissionKind
from tests import factories
from tests.cases.conftest import sourced, viewer
from tests.complaints.conftest import filing
from tests.ics import parse

PERSON = ("李举报", "13911112222", "某某路九号")


@pytest.fixture
def desk(db, client):
    call_command("load_law", verbosity=0)
    bureau = factories.bureau(Level.COUNTY, "330106", "西湖区市场监督管理局")
    client.force_login(factories.inspector(bureau))
    return client


@pytest.fixture
def report(desk):
    name, phone, address = PERSON
    given = filing(
        factories.shop(region="330106", name="测试网店甲"),
        kind=SubmissionKind.REPORT, name=name, phone=phone, address=address,
    )  # fmt: skip
    return actions.file(filing=given, by=Viewer.anonymous(), at=timezone.now())[0].submission


def page(client, **query):
    return client.get(reverse("front:calendar"), query).content.decode()


def fresh_feed(client):
    told = client.post(reverse("front:open_feed")).content.decode()
    return re.search(r'value="[^"]*(/calendar/[^"]+\.ics)"', told)[1]


@pytest.mark.parametrize("view", ["month", "week"])
def test_what_is_due_stands_on_its_day(desk, report, view):
    on = timezone.localtime(report.due_at).date()
    shown = page(desk, view=view, on=on.isoformat())
    cell = re.search(rf'<time datetime="{on}".*?</td>', shown, re.DOTALL)[0]
    assert report.number in cell
    assert not any(word in shown for word in PERSON)


def test_a_case_stands_on_its_day_too(desk):
    at = timezone.now()
    given = sourced(found_on=timezone.localdate(at))
    case = cases.source(sourced=given, by=viewer(Person.objects.get()), at=at)
    on = timezone.localtime(case.due_at).date()
    shown = page(desk, on=on.isoformat())
    cell = re.search(rf'<time datetime="{on}".*?</td>', shown, re.DOTALL)[0]
    assert f"案件 {case.number}" in cell


def test_the_holidays_of_the_state_council_are_marked(desk):
    shown = page(desk, on="2026-10-05")
    assert re.search(r'datetime="2026-10-10".*?班', shown, re.DOTALL)
    assert "2026年10月" in shown


@pytest.mark.parametrize("on", ["", "x", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_any_day_that_is_asked_for_shows_some_page(desk, on):
    assert desk.get(reverse("front:calendar"), {"on": on, "view": "week"}).status_code == 200


def test_an_empty_month_says_what_to_do(desk):
    assert "回工作台" in page(desk, on="2027-05-01")


def test_the_workbench_puts_complaints_and_reports_in_due_order(desk, report):
    home = desk.get("/").content.decode()
    assert reverse("complaints:detail", args=[report.pk]) in home
    assert "举报" in home


def test_the_feed_is_a_calendar_without_a_persons_name(desk, report, client):
    answer = client.get(fresh_feed(desk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = parse(answer.content)
    assert event["SUMMARY"] == f"举报 {report.number} 待核查"
    assert event["DTSTART"] == f"{timezone.localtime(report.due_at):%Y%m%d}"
    assert "第三十五条" in event["DESCRIPTION"]
    text = answer.content.decode().replace("\r\n ", "")
    assert not any(word in text for word in (*PERSON, report.respondent))


def test_the_alarm_rings_in_working_hours_of_the_last_working_day_before(desk, report, client):
    from hedun.base.lawbook import queries as law

    [event] = parse(client.get(fresh_feed(desk)).content)
    rings = dt.datetime.strptime(event["ALARM"], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
    local = timezone.localtime(rings)
    assert local.hour == 9
    assert law.calendar(Viewer.system()).is_workday(local.date())
    assert local.date() < timezone.localtime(report.due_at).date()


def test_the_secret_is_kept_nowhere_and_a_new_one_ends_the_old(desk, client):
    first = fresh_feed(desk)
    secret = first.split("/")[-1][:-4]
    assert secret not in str(list(CalendarKey.objects.values()))
    assert secret not in str(list(AuditEntry.objects.values()))
    client.logout()
    assert client.get(first).status_code == 200
    client.force_login(CalendarKey.objects.get().person)
    fresh_feed(client)
    assert client.get(first).status_code == 404


def test_a_revoked_secret_and_a_stranger_read_nothing(desk, client):
    url = fresh_feed(desk)
    desk.post(reverse("front:close_feed"))
    assert client.get(url).status_code == 404
    assert client.get("/calendar/abc.ics").status_code == 404


def test_who_has_left_reads_nothing_any_more(desk, client):
    url = fresh_feed(desk)
    person = CalendarKey.objects.get().person
    person.is_active = False
    person.save()
    assert client.get(url).status_code == 404
