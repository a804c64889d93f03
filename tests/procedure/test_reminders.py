"""Reminders come once, to people at work, and only while there is something left to do."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from hedun.base.accounts.terms import BodyKind, Level, Refused, Viewer
from hedun.base.jobs.models import Job
from hedun.base.lawbook import queries as law
from hedun.base.procedure import actions, queries
from hedun.base.procedure.models import Passage
from hedun.desks.complaints import actions as complaints
from hedun.desks.complaints import queries as pleas
from tests import factories
from tests.complaints.conftest import AT, filing

SYSTEM = Viewer.system()


@pytest.fixture
def plea(db):
    call_command("load_law", verbosity=0)
    factories.bureau(Level.COUNTY, "330106")
    given = filing(factories.shop(region="330106"))
    return complaints.file(filing=given, by=Viewer.anonymous(), at=AT)[0].submission


def clock_of(plea):
    return queries.clocks(SYSTEM, pleas.matter(SYSTEM, plea)).last()


def remind(clock, at, *, due=None, by=SYSTEM):
    return actions.remind(clock_id=clock.pk, due_at=due or clock.due_at, by=by, at=at)


def test_a_reminder_is_planned_for_the_morning_of_the_last_working_day_before(plea):
    # filed on 28 September, due on 13 October: the 12th is a Monday, after a holiday
    planned = timezone.localtime(Job.objects.get(kind="procedure.remind").run_at)
    assert planned == dt.datetime(2026, 10, 12, 9, 0, tzinfo=planned.tzinfo)


@pytest.mark.parametrize("day", range(0, 365, 9))
def test_no_reminder_falls_on_a_day_off_or_outside_working_hours(plea, day):
    start = dt.datetime(2026, 1, 5, 23, 40, tzinfo=factories.SHANGHAI) + dt.timedelta(days=day)
    given = filing(plea.shop, token=f"r{day}")
    if start.date() < dt.date(2026, 4, 15):
        pytest.skip("the rules of the complaint are in force from then on")
    Job.objects.all().delete()
    complaints.file(filing=given, by=Viewer.anonymous(), at=start)
    for job in Job.objects.filter(kind="procedure.remind"):
        local = timezone.localtime(job.run_at)
        assert local.hour == 9
        assert law.calendar(SYSTEM).is_workday(local.date())


def test_it_comes_once_and_outsiders_do_not_see_it(plea):
    clock = clock_of(plea)
    morning = clock.due_at - dt.timedelta(hours=15)
    assert [remind(clock, morning) for _ in range(3)] == [True, False, False]
    row = Passage.objects.get(step="remind")
    assert "10-13 届满" in row.title
    matter = pleas.matter(SYSTEM, plea)
    assert row not in queries.timeline(Viewer.anonymous(), matter)
    assert row in queries.timeline(SYSTEM, matter)


def test_what_is_done_moved_or_past_is_not_reminded_of(plea):
    clock = clock_of(plea)
    before = clock.due_at - dt.timedelta(hours=15)
    assert not remind(clock, before, due=clock.due_at - dt.timedelta(days=1))
    assert not remind(clock, clock.due_at)
    clock.state = "met"
    clock.save()
    assert not remind(clock, before)


def test_people_do_not_play_the_reminder(plea):
    somebody = Viewer(1, "某", None, BodyKind.BUREAU)
    with pytest.raises(Refused, match="系统"):
        remind(clock_of(plea), AT, by=somebody)
