"""Abuse case E14: the audit trail has no gap, no edit, and no act goes without it."""

import pytest
from django.db import DatabaseError, connection, transaction

from hedun.base.accounts.actions import trail
from hedun.base.accounts.models import AuditEntry
from hedun.base.exchange.models import Outgoing
from tests.abuse.houses import Houses


@pytest.fixture
def houses(db):
    made = Houses()
    made.put()
    return made


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET action = 'x'",
        "DELETE FROM accounts_auditentry",
        "UPDATE accounts_auditentry SET detail = '{}'",
    ],
)
def test_E14_nobody_edits_or_deletes_a_line(houses, statement):
    before = list(AuditEntry.objects.values_list("pk", "action"))
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert list(AuditEntry.objects.values_list("pk", "action")) == before


@pytest.mark.parametrize("trouble", [OSError("disk full"), DatabaseError("disk is full")])
def test_E14_an_act_that_cannot_be_audited_does_not_happen(houses, monkeypatch, trouble):
    def full(**_):
        raise trouble

    monkeypatch.setattr(trail.AuditEntry.objects, "create", full)
    with pytest.raises(type(trouble)), transaction.atomic():
        houses.put("乙")
    assert list(Outgoing.objects.values_list("subject", flat=True)) == ["甲"]
