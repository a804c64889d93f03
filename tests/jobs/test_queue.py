"""Asking, claiming, fencing, giving up: one process, the clock in the test's hand."""

import datetime as dt

import pytest
from django.db import transaction

from hedun.base.accounts.terms import Refused, Role
from hedun.base.jobs import actions, queries
from hedun.base.jobs.models import Job
from hedun.base.jobs.terms import JobState, LostLease

LEASE = dt.timedelta(seconds=30)


def claim(at, worker="w1"):
    return actions.claim(worker=worker, lease=LEASE, by=None, at=at)


def test_the_same_key_gives_the_same_job(ask):
    assert ask(unique_key="k").pk == ask(unique_key="k", title="又一次").pk
    assert Job.objects.get().title == "试验"


def test_a_rolled_back_caller_leaves_no_job(ask):
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_the_urgent_goes_first_and_the_future_waits(ask, now):
    ask(title="后", run_at=now + LEASE, priority=9)
    plain, urgent = ask(), ask(priority=5)
    assert [claim(now).pk, claim(now).pk, claim(now)] == [urgent.pk, plain.pk, None]


def test_a_live_lease_keeps_others_out(ask, now):
    ask()
    assert claim(now).attempt == 1
    assert claim(now + LEASE) is None


def test_a_dead_workers_job_is_taken_over_under_a_new_number(ask, now):
    job = ask()
    claim(now)
    again = claim(now + LEASE * 2, "w2")
    assert (again.pk, again.attempt, again.deaths) == (job.pk, 2, 1)


def test_a_stalled_worker_cannot_move_on_finish_or_fail(ask, now):
    job = ask()
    claim(now)
    claim(now + LEASE * 2, "w2")
    stale = {"job_id": job.pk, "attempt": 1, "by": None, "at": now}
    assert not actions.renew(lease=LEASE, **stale)
    for settle in (actions.hold, actions.finish, actions.hand_back):
        with pytest.raises(LostLease):
            settle(**stale)
    with pytest.raises(LostLease):
        actions.fail(error="x", is_final=False, **stale)


def test_renewing_keeps_the_lease(ask, now):
    job = ask()
    claim(now)
    assert actions.renew(job_id=job.pk, attempt=1, lease=LEASE, by=None, at=now + LEASE)
    assert claim(now + LEASE * 1.5, "w2") is None


def test_a_job_that_kills_its_workers_becomes_a_dead_letter(ask, now):
    job = ask()
    times = [now + LEASE * 2 * n for n in range(11)]
    assert [claim(at) is None for at in times] == [False] * 10 + [True]
    job.refresh_from_db()
    assert (job.state, job.deaths) == (JobState.FAILED, 10)
    assert "中断" in job.error


def test_a_job_that_moves_on_may_lose_any_number_of_workers(ask, now):
    ask()
    for n in range(20):
        job = claim(now + LEASE * 2 * n)
        progress = (n, 20, None)
        at = now + LEASE * 2 * n
        actions.advance(job, cursor={"n": n}, progress=progress, lease=LEASE, by=None, at=at)
    assert (job.attempt, job.deaths) == (20, 0)


def test_failures_wait_and_then_become_a_dead_letter(ask, now):
    job, at = ask(), now
    for _ in range(5):
        assert claim(at)
        job.refresh_from_db()
        actions.fail(job_id=job.pk, attempt=job.attempt, error="坏", is_final=False, by=None, at=at)
        assert claim(at) is None
        at += dt.timedelta(minutes=15)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.FAILED, 5)


@pytest.fixture
def dead(ask, now, officer):
    """A dead letter of an officer, who comes with it."""
    person = officer()
    job = ask(by=person.viewer)
    claim(now)
    actions.fail(job_id=job.pk, attempt=1, error="坏", is_final=True, by=None, at=now)
    return job, person


def test_a_person_retries_a_dead_letter(dead, now):
    job, person = dead
    actions.retry(job_id=job.pk, by=person.viewer, at=now)
    assert claim(now).attempt == 2


def test_a_stranger_may_not_steer(dead, now, officer):
    job, _ = dead
    stranger = officer("乙", Role.LEADER, Role.SYSTEM_ADMIN).viewer
    assert queries.job(stranger, job.pk) is None
    for steer in (actions.retry, actions.cancel):
        with pytest.raises(Refused, match="提交人"):
            steer(job_id=job.pk, by=stranger, at=now)


def test_a_cancelled_job_stops_its_worker(ask, now, officer):
    person = officer()
    job = ask(by=person.viewer)
    claim(now)
    actions.cancel(job_id=job.pk, by=person.viewer, at=now)
    with pytest.raises(LostLease):
        actions.hold(job_id=job.pk, attempt=1, by=None, at=now)


def test_what_is_done_cannot_be_cancelled_nor_retried(ask, now, officer):
    person = officer()
    job = ask(by=person.viewer)
    claim(now)
    actions.finish(job_id=job.pk, attempt=1, by=None, at=now)
    for steer in (actions.retry, actions.cancel):
        with pytest.raises(Refused, match="已完成"):
            steer(job_id=job.pk, by=person.viewer, at=now)


def test_a_body_sees_its_own_work_only(ask, officer):
    mine, other = officer("甲"), officer("乙")
    job = ask(by=mine.viewer)
    ask()
    assert list(queries.visible_jobs(mine.viewer)) == [job]
    assert not queries.visible_jobs(other.viewer).exists()


def test_system_administrators_see_the_timers_too(ask, officer):
    admin = officer("管", Role.SYSTEM_ADMIN).viewer
    timer = ask()
    assert list(queries.visible_jobs(admin)) == [timer]


def test_silence_of_the_workers_is_told(ask, now, system):
    ask()
    late = now + dt.timedelta(minutes=2)
    assert queries.silence(system, now) == ""
    assert "hedun worker" in queries.silence(system, late)
    actions.beat(worker="w", by=system, at=late)
    assert queries.silence(system, late) == ""
