import pytest
from django.urls import reverse

from hedun.base.accounts.terms import Role
from hedun.base.jobs import actions
from hedun.base.jobs.models import Job
from hedun.base.jobs.terms import JobState


@pytest.fixture
def person(officer, client):
    row = officer("甲", Role.INSPECTOR)
    client.force_login(row)
    return row


@pytest.fixture
def job(ask, person):
    return ask(by=person.viewer, title="导入名册")


def test_the_list_shows_own_jobs_only(client, job, ask):
    ask(title="别人的")
    page = client.get(reverse("jobs:list")).content.decode()
    assert "导入名册" in page
    assert "别人的" not in page


def test_a_live_job_is_polled_without_extending_the_session(client, job):
    page = client.get(reverse("jobs:progress", args=[job.pk])).content.decode()
    assert "every 2s" in page
    assert "X-Hedun-Poll" in page


def test_an_ended_job_is_not_polled(client, job):
    Job.objects.update(state=JobState.DONE, done=3, total=3)
    response = client.get(reverse("jobs:progress", args=[job.pk]))
    assert "every" not in response.content.decode()
    assert response.headers["HX-Trigger"] == "job-ended"


@pytest.mark.parametrize("name", ["detail", "progress"])
def test_a_foreign_job_is_404(client, person, ask, name):
    assert client.get(reverse(f"jobs:{name}", args=[ask().pk])).status_code == 404


@pytest.mark.parametrize("name", ["retry", "cancel"])
def test_a_foreign_job_cannot_be_steered(client, person, ask, name):
    assert client.post(reverse(f"jobs:{name}", args=[ask().pk])).status_code == 404


def test_a_dead_letter_is_retried_from_its_page(client, job, now):
    actions.claim(worker="w", lease=now - now, by=None, at=now)
    actions.fail(job_id=job.pk, attempt=1, error="断网", is_final=True, by=None, at=now)
    assert "断网" in client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    client.post(reverse("jobs:retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_a_trace_of_the_program_is_for_administrators(client, job, now):
    actions.claim(worker="w", lease=now - now, by=None, at=now)
    text = "Traceback: inside.py\nValueError: 坏行"
    actions.fail(job_id=job.pk, attempt=1, error=text, is_final=True, by=None, at=now)
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert "坏行" in page
    assert "inside.py" not in page


def test_a_job_is_cancelled_from_its_page(client, job):
    client.post(reverse("jobs:cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
