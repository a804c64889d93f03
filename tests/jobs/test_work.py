"""What a handler may rely on."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from hedun.base.jobs import actions
from hedun.base.jobs.models import Job, Schedule
from hedun.base.jobs.terms import JobState, LostLease, Unworkable


@pytest.fixture
def mark(db, now):
    """Leave a trace that a test can count."""
    return lambda name: Schedule.objects.create(
        kind=name, title=name, every_seconds=60, next_at=now, is_active=False
    )


def marks():
    return sorted(Schedule.objects.values_list("kind", flat=True))


def test_the_command_drains_and_exits(ask, kind, capsys):
    kind("test.work")(lambda _: None)
    ask(), ask()
    call_command("worker", once=True)
    assert {job.state for job in Job.objects.all()} == {JobState.DONE}
    assert "2" in capsys.readouterr().out


def test_a_step_stores_progress_with_its_writes(ask, kind, worker, mark):
    @kind("test.work")
    def work(run):
        with run.step(cursor={"n": 1}, done=1, total=2, note="一半"):
            mark("a")
        assert run.cursor == {"n": 1}

    job = ask()
    worker.drain()
    job.refresh_from_db()
    assert (job.done, job.total, job.note, job.percent, marks()) == (1, 2, "一半", 50, ["a"])


def test_the_body_of_a_step_may_set_the_cursor(ask, kind, worker):
    @kind("test.work")
    def work(run):
        with run.step() as step:
            step.cursor, step.done = {"last": 7}, 7

    job = ask()
    worker.drain()
    job.refresh_from_db()
    assert (job.cursor, job.done) == ({"last": 7}, 7)


def test_an_error_rolls_its_step_back_and_the_next_attempt_goes_on(ask, kind, worker, mark):
    @kind("test.work")
    def work(run):
        for n in range(run.cursor.get("n", 0), 3):
            with run.step(cursor={"n": n + 1}):
                mark(f"{n}")
                if n == 1 and run.attempt == 1:
                    raise OSError("断网")

    job = ask()
    worker.drain()
    assert marks() == ["0"]
    Job.objects.update(run_at=timezone.now())
    worker.drain()
    job.refresh_from_db()
    assert (marks(), job.state, job.attempt) == (["0", "1", "2"], JobState.DONE, 2)


def test_a_stalled_worker_loses_its_step(ask, kind, worker, mark, system):
    @kind("test.work")
    def work(run):
        Job.objects.filter(pk=run.job_id).update(attempt=2)  # another worker took over
        with run.step(cursor={"n": 1}):
            mark("stale")

    ask()
    worker.drain()
    assert marks() == []
    assert Job.objects.get().state == JobState.RUNNING


def test_a_lost_heartbeat_stops_the_run(ask, kind, worker, mark):
    @kind("test.work")
    def work(run):
        Job.objects.filter(pk=run.job_id).update(attempt=2)
        worker._beat_once()
        with pytest.raises(LostLease, match="收回"), run.step():
            mark("stale")
        raise LostLease

    ask()
    worker.drain()
    assert marks() == []


def test_sigterm_hands_the_job_back_between_steps(ask, kind, worker):
    @kind("test.work")
    def work(run):
        for n in range(run.cursor.get("n", 0), 9):
            with run.step(cursor={"n": n + 1}):
                worker.stop()

    job = ask()
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.cursor, job.failures) == (JobState.WAITING, {"n": 1}, 0)


def test_work_that_cannot_succeed_goes_to_a_person_at_once(ask, kind, worker):
    @kind("test.work")
    def work(_):
        raise Unworkable("文件不是表格；请另存为 .xlsx 后重新上传。")

    job = ask()
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "文件不是表格；请另存为 .xlsx 后重新上传。")


def test_an_unknown_kind_goes_to_a_person(ask, kind, worker):
    job = ask("test.unknown")
    worker.drain()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "test.unknown" in job.error


def test_the_viewer_is_who_the_person_is_now(ask, kind, worker, officer):
    seen = []
    kind("test.work")(lambda run: seen.append(run.viewer))
    person = officer()
    ask(by=person.viewer)
    person.body = officer("乙").body
    person.save()
    worker.drain()
    assert seen[0].body_name == "乙局"


def test_who_has_left_gets_nothing_done(ask, kind, worker, officer):
    kind("test.work")(lambda _: pytest.fail("must not run"))
    person = officer()
    job = ask(by=person.viewer)
    person.is_active = False
    person.save()
    worker.drain()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "停用" in job.error


def test_a_kind_has_one_handler(kind):
    kind("test.work")(test_a_kind_has_one_handler)
    with pytest.raises(ValueError, match=r"test\.work already has"):
        kind("test.work")(lambda _: None)


def test_a_cancelled_run_leaves_no_failure(ask, kind, worker, mark, officer):
    person = officer()

    @kind("test.work")
    def work(run):
        actions.cancel(job_id=run.job_id, by=person.viewer, at=run.at())
        with run.step():
            mark("late")

    job = ask(by=person.viewer)
    worker.drain()
    job.refresh_from_db()
    assert (job.state, marks()) == (JobState.CANCELLED, [])
