"""Publishing, withholding, withdrawing, expiring."""

import datetime as dt

import pytest

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused, Role, Viewer
from hedun.base.jobs.models import Job
from hedun.clues.terms import Outcome
from hedun.desks.disclosure import actions, queries
from hedun.desks.disclosure.models import Publication
from hedun.desks.disclosure.terms import (
    GravityClass,
    NotPublishable,
    PublicationState,
    Stale,
)
from hedun.market.terms import SubjectKind
from tests import factories as make

NOW = make.NOW
MACHINE = Viewer.system()
PUBLIC = Viewer.anonymous()
TODAY = NOW.date()


def publish(office, **more):
    return actions.publish(fact_id=office.fact.pk, by=office.by, at=NOW, **more)


def shown(office, on=TODAY):
    return queries.records(PUBLIC, office.shop.pk, on).count()


def test_one_key_publishes_and_the_public_sees_it_at_once(office):
    assert queries.waiting(office.by).count() == 1
    publish(office)
    assert (shown(office), queries.waiting(office.by).count()) == (1, 0)


def test_publishing_twice_changes_nothing(office):
    assert publish(office).version == publish(office).version
    assert AuditEntry.objects.filter(action="disclosure:publication:publish").count() == 1


@pytest.mark.parametrize(
    ("gravity", "until"),
    [
        (GravityClass.SLIGHT, dt.date(2027, 2, 23)),
        (GravityClass.NORMAL, dt.date(2027, 11, 23)),
        (GravityClass.GRAVE, dt.date(2029, 11, 23)),
    ],
)
def test_the_class_sets_the_term(office, gravity, until):
    row = publish(office, gravity=gravity, reason="涉及多数消费者")
    assert row.display_until == until
    assert row.confidence == "secondary"


def test_a_slight_dishonesty_is_not_shown_without_a_reason(office):
    with pytest.raises(NotPublishable, match="理由"):
        publish(office, gravity=GravityClass.SLIGHT)


@pytest.mark.parametrize("outcome", [Outcome.FILED, Outcome.TRANSFERRED, Outcome.UNFOUNDED])
def test_what_is_not_decided_is_not_shown(office, outcome):
    fact = office.new_fact(outcome.label)
    with pytest.raises(NotPublishable):
        actions.publish(fact_id=fact.pk, by=office.by, at=NOW)
    assert fact.pk not in queries.waiting(office.by).values_list("pk", flat=True)


def test_withdrawing_hides_it_at_once_with_the_reason(office):
    row = publish(office)
    actions.withdraw(publication_id=row.pk, reason="决定已变更", by=office.by, at=NOW)
    assert shown(office) == 0
    assert Publication.objects.get().reason == "决定已变更"


def test_withdrawing_needs_a_reason_and_the_newest_version(office):
    row = publish(office)
    with pytest.raises(NotPublishable):
        actions.withdraw(publication_id=row.pk, reason=" ", by=office.by, at=NOW)
    with pytest.raises(Stale):
        actions.withdraw(
            publication_id=row.pk, reason="变更", expected_version=9, by=office.by, at=NOW
        )


def test_withholding_takes_it_from_the_queue(office):
    actions.withhold(fact_id=office.fact.pk, reason="涉及未成年人", by=office.by, at=NOW)
    assert (shown(office), queries.waiting(office.by).count()) == (0, 0)


def test_a_publication_ends_by_itself(office):
    row = publish(office)
    job = Job.objects.get(kind="disclosure.expire")
    assert job.run_at.astimezone(make.SHANGHAI).date() == row.display_until + dt.timedelta(days=1)
    assert not actions.expire(publication_id=row.pk, by=MACHINE, at=NOW)
    assert actions.expire(publication_id=row.pk, by=MACHINE, at=job.run_at)
    assert Publication.objects.get().state == PublicationState.EXPIRED


def test_a_late_worker_shows_nothing_too_long(office):
    row = publish(office)
    assert shown(office, row.display_until) == 1
    assert shown(office, row.display_until + dt.timedelta(days=1)) == 0


def test_a_natural_persons_name_is_masked(office):
    office.shop.subject.kind, office.shop.subject.name = SubjectKind.NATURAL, "测试员某"
    office.shop.subject.save()
    snapshot = publish(office).snapshot
    assert (snapshot["operator"], snapshot["credit_code"]) == ("测***", "")


def test_a_business_shows_its_name_and_code_and_no_telephone(office):
    office.shop.name = "好店13812345678"
    office.shop.save()
    snapshot = publish(office).snapshot
    assert snapshot["credit_code"] == office.shop.subject.credit_code
    assert snapshot["shop"] == "好店138****5678"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.COMPLIANCE, Role.AUDITOR])
def test_only_officers_of_the_bureau_publish(office, role):
    who = make.person(office.bureau, role).viewer
    with pytest.raises(Refused):
        actions.publish(fact_id=office.fact.pk, by=who, at=NOW)


def test_another_bureau_does_not_publish_it(office):
    stranger = make.person(make.bureau(region="330108"), Role.PUBLISHER).viewer
    with pytest.raises(Refused):
        actions.publish(fact_id=office.fact.pk, by=stranger, at=NOW)
    assert queries.waiting(stranger).count() == 0
