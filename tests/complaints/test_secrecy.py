"""Who reported stays secret: without a second officer nobody sees it, whatever is tried."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Level, Refused, Role, Viewer
from hedun.base.procedure.terms import NotPossible
from hedun.desks.complaints import actions
from hedun.desks.complaints.models import Identity, Unlock
from hedun.desks.complaints.terms import UNLOCKED_FOR, SubmissionKind
from tests import factories
from tests.complaints.conftest import AT, DAY, viewer


@pytest.fixture
def report(hand_in):
    return hand_in(kind=SubmissionKind.REPORT)[0].submission


def opened(row, by, at=AT):
    return actions.open_identity(submission_id=row.pk, by=by, at=at)


def test_a_complaint_is_open_to_the_officer_in_charge_and_leaves_a_trace(hand_in, officer):
    row = hand_in()[0].submission
    assert opened(row, officer).name == "张某"
    entry = AuditEntry.objects.filter(action="complaints:submission:open_identity").get()
    assert entry.person_id == officer.person_id


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_a_report_is_closed_to_everybody_alone(report, who, request):
    by = request.getfixturevalue(who)
    with pytest.raises(Refused, match="依法保密"):
        opened(report, by)
    unlock = actions.ask_unlock(submission_id=report.pk, why="需补充证据", by=by, at=AT)
    with pytest.raises(Refused, match="依法保密"):
        opened(report, by)
    with pytest.raises(Refused, match="不能批准自己"):
        actions.grant_unlock(unlock_id=unlock.pk, by=by, at=AT)
    with pytest.raises(Refused, match="依法保密"):
        opened(report, by)


def test_the_complaint_half_of_a_mixed_submission_is_closed_too(hand_in, officer):
    complaint, report = (one.submission for one in hand_in(also_report=True))
    for row in (complaint, report):
        with pytest.raises(Refused, match="依法保密"):
            opened(row, officer)


def test_with_a_second_officer_it_opens_for_the_one_who_asked_and_for_a_day(
    report, officer, second
):
    unlock = actions.ask_unlock(submission_id=report.pk, why="需补充证据", by=officer, at=AT)
    actions.grant_unlock(unlock_id=unlock.pk, by=second, at=AT)
    assert opened(report, officer).phone == "13900000000"
    with pytest.raises(Refused, match="依法保密"):
        opened(report, second)
    with pytest.raises(Refused, match="依法保密"):
        opened(report, officer, at=AT + UNLOCKED_FOR)
    acts = AuditEntry.objects.filter(action__startswith="complaints:submission:")
    assert sorted(acts.values_list("action", flat=True)) == [
        "complaints:submission:ask_unlock",
        "complaints:submission:grant_unlock",
        "complaints:submission:open_identity",
    ]


def test_the_table_itself_tells_nobody_anything(report):
    row = str(Identity.objects.values().get())
    for secret in ("张某", "13900000000", "西湖区某路"):
        assert secret not in row


def test_without_the_key_nobody_opens_anything(hand_in, officer, settings):
    row = hand_in()[0].submission
    settings.IDENTITY_KEY = b"another"
    with pytest.raises(NotPossible, match="密钥已更换"):
        opened(row, officer)


def test_the_database_refuses_leave_from_oneself(report, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Unlock.objects.create(
            submission=report,
            asked_by_id=officer.person_id,
            asked_at=AT,
            why="自批",
            granted_by_id=officer.person_id,
            granted_at=AT,
            until=AT + DAY,
        )


@pytest.fixture
def outsiders(bureau):
    return [
        Viewer.anonymous(),
        Viewer.system(),
        viewer(factories.inspector(factories.bureau(Level.CITY, "330100"))),
        viewer(factories.inspector(factories.bureau(region="440106"))),
        viewer(factories.compliance()),
        viewer(factories.admin()),
        viewer(factories.person(bureau, Role.EDITOR)),
    ]


def test_nobody_else_asks_grants_or_opens(report, officer, outsiders):
    unlock = actions.ask_unlock(submission_id=report.pk, why="需补充证据", by=officer, at=AT)
    for by in outsiders:
        with pytest.raises(Refused):
            actions.ask_unlock(submission_id=report.pk, why="想看", by=by, at=AT)
        with pytest.raises(Refused):
            actions.grant_unlock(unlock_id=unlock.pk, by=by, at=AT)
        with pytest.raises(Refused):
            opened(report, by)


def test_asking_needs_a_reason_and_something_secret(report, hand_in, officer):
    with pytest.raises(NotPossible, match="写明理由"):
        actions.ask_unlock(submission_id=report.pk, why=" ", by=officer, at=AT)
    with pytest.raises(NotPossible, match="可以直接查看"):
        actions.ask_unlock(submission_id=hand_in()[0].submission.pk, why="看", by=officer, at=AT)


def test_no_page_shows_a_secret_name_without_leave(client, report, bureau):
    person = factories.inspector(bureau)
    client.force_login(person)
    for name in ("detail", "list"):
        args = [report.pk] if name == "detail" else []
        page = client.get(reverse(f"complaints:{name}", args=args)).content.decode()
        assert report.number in page
        assert "张某" not in page
        assert "13900000000" not in page
    answer = client.post(reverse("complaints:identity", args=[report.pk]))
    assert answer.status_code == 403
    assert "张某" not in answer.content.decode()
