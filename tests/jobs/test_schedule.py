import datetime as dt

import pytest

from hedun.base.jobs import actions
from hedun.base.jobs.models import Job, Schedule
from hedun.base.jobs.work import recurring
from hedun.base.jobs.work.registry import plan_all

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def hourly(db, system, now):
    return actions.plan(
        kind="test.hourly", title="每小时", every=HOUR, first=now, by=system, at=now
    )


def test_a_planned_time_fires_once(hourly, system, now):
    assert len(actions.fire_schedules(by=system, at=now)) == 1
    assert actions.fire_schedules(by=system, at=now) == []
    assert len(actions.fire_schedules(by=system, at=now + HOUR)) == 1


def test_it_fires_once_after_an_outage(hourly, system, now):
    late = now + HOUR * 7.5
    assert len(actions.fire_schedules(by=system, at=late)) == 1
    assert actions.fire_schedules(by=system, at=late) == []
    hourly.refresh_from_db()
    assert hourly.next_at == now + HOUR * 8


def test_a_restored_database_does_not_fire_a_planned_time_again(hourly, system, now):
    actions.fire_schedules(by=system, at=now)
    Schedule.objects.update(next_at=now)
    actions.fire_schedules(by=system, at=now)
    assert Job.objects.count() == 1


def test_what_is_switched_off_stays_silent(hourly, system, now):
    actions.switch(schedule_id=hourly.pk, is_active=False, by=system, at=now)
    actions.plan(kind="test.hourly", title="改名", every=HOUR, first=now, by=system, at=now)
    assert actions.fire_schedules(by=system, at=now) == []


def test_recurring_work_is_planned_on_its_daytime(db, kind):
    recurring("test.nightly", title="夜间", every=HOUR * 24, daytime=dt.time(2, 30))(lambda _: None)
    plan_all()
    row = Schedule.objects.get(kind="test.nightly")
    local = row.next_at.astimezone(dt.timezone(HOUR * 8))
    assert (local.hour, local.minute, row.every_seconds) == (2, 30, 86_400)
