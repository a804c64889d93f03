"""Bodies, people and roles are written by actions, each with its audit row."""

import pytest
from django.db import DatabaseError, connection, transaction

from hedun.base.accounts import actions, queries
from hedun.base.accounts.models import AuditEntry, Person
from hedun.base.accounts.terms import BodyKind, Invalid, Level, Refused, Role
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


def record_something():
    actions.record(by=make.SYSTEM, at=NOW, action="test:row:add", subject=("row", 1))
    return AuditEntry.objects.get(action="test:row:add")


@pytest.mark.parametrize("sql", ["UPDATE {} SET action = 'x'", "DELETE FROM {}"])
def test_an_audit_row_can_be_neither_changed_nor_deleted(sql):
    record_something()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(AuditEntry._meta.db_table))
    assert AuditEntry.objects.filter(action="test:row:add").exists()


def test_an_action_that_fails_leaves_no_audit_row():
    with transaction.atomic():
        record_something()
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_a_new_body_is_audited():
    by = make.admin().viewer
    made = actions.add_body(
        kind=BodyKind.AGENCY, name="测试公安局", short_name="公安", by=by, at=NOW
    )
    entry = AuditEntry.objects.get(action="accounts:body:add")
    assert (entry.subject_id, entry.person_id) == (str(made.pk), by.person_id)


def test_a_region_has_one_bureau():
    make.bureau(Level.COUNTY, "330106")
    with pytest.raises(Invalid, match="330106"):
        actions.add_body(
            kind=BodyKind.BUREAU,
            name="另一局",
            short_name="另一局",
            level=Level.COUNTY,
            region_code="330106",
            by=make.SYSTEM,
            at=NOW,
        )


def test_a_new_person_gets_a_one_time_password_that_must_change():
    by = make.admin().viewer
    issued = actions.add_person(
        body_id=make.bureau().pk, username="xinren", name="新人", by=by, at=NOW
    )
    assert issued.person.check_password(issued.password)
    assert issued.person.must_change_password


def test_an_administrator_cannot_choose_somebody_elses_password():
    with pytest.raises(Refused, match="一次性密码"):
        actions.add_person(
            body_id=make.bureau().pk,
            username="xinren",
            name="新人",
            password="Zixuan-Mima-9",
            by=make.admin().viewer,
            at=NOW,
        )


def test_an_inspector_cannot_open_accounts():
    with pytest.raises(Refused, match="系统管理员"):
        actions.add_person(
            body_id=make.bureau().pk, username="a", name="a", by=make.inspector().viewer, at=NOW
        )


def test_nobody_holds_two_of_the_three_administrators_roles():
    by = make.admin(Role.SECURITY_ADMIN).viewer
    holder = make.admin(Role.SYSTEM_ADMIN)
    with pytest.raises(Invalid, match="三人分任"):
        actions.grant_role(person_id=holder.pk, role=Role.AUDITOR, by=by, at=NOW)


def test_an_administrators_role_never_goes_to_a_bureau():
    by = make.admin(Role.SECURITY_ADMIN).viewer
    with pytest.raises(Invalid, match="不适用于市场监管局"):
        actions.grant_role(person_id=make.inspector().pk, role=Role.AUDITOR, by=by, at=NOW)


def test_nobody_grants_to_himself():
    by = make.admin(Role.SECURITY_ADMIN).viewer
    with pytest.raises(Refused, match="给自己"):
        actions.grant_role(person_id=by.person_id, role=Role.AUDITOR, by=by, at=NOW)


def test_the_last_auditor_cannot_be_removed():
    auditor = make.admin(Role.AUDITOR)
    with pytest.raises(Invalid, match="唯一"):
        actions.deactivate_person(person_id=auditor.pk, reason="试", by=make.admin().viewer, at=NOW)


def test_a_system_administrator_cannot_become_another_administrator_by_a_reset():
    auditor = make.admin(Role.AUDITOR)
    with pytest.raises(Refused, match="服务器"):
        actions.reset_password(person_id=auditor.pk, by=make.admin().viewer, at=NOW)


def test_granting_twice_is_one_grant():
    by, who = make.admin(Role.SECURITY_ADMIN).viewer, make.person()
    for _ in range(2):
        actions.grant_role(person_id=who.pk, role=Role.INSPECTOR, by=by, at=NOW)
    assert AuditEntry.objects.filter(action="accounts:role:grant").count() == 1
    assert Person.objects.get(pk=who.pk).viewer.has(Role.INSPECTOR)


def test_a_place_belongs_to_the_nearest_bureau():
    province, city = make.bureau(Level.PROVINCE), make.bureau(Level.CITY)
    county = make.bureau(Level.COUNTY)
    found = [queries.body_for_region(make.SYSTEM, code) for code in ("330106", "330105", "330206")]
    assert found == [county, city, province]
    assert queries.body_for_region(make.SYSTEM, "110101") is None


def test_a_platform_does_not_know_its_rivals():
    mine, rival = make.platform_body(), make.platform_body()
    seen = queries.bodies(make.compliance(mine).viewer)
    assert mine in seen
    assert rival not in seen


def test_only_the_auditor_reads_the_trail():
    record_something()
    assert queries.visible_audit(make.admin(Role.AUDITOR).viewer).exists()
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        assert not queries.visible_audit(make.admin(role).viewer).exists()


def test_a_clue_can_be_made_for_other_tests():
    assert make.clue().shop.subject.credit_code


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_transactional_test_leaves_nothing_behind(turn):
    record_something()
    assert AuditEntry.objects.count() == 1
