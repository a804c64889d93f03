"""The system administrator's page: what waits, why, and what may be done."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Role
from hedun.base.exchange import actions, work
from hedun.base.exchange.models import Outgoing
from hedun.base.exchange.terms import Result, Verdict
from tests import factories as make


@pytest.fixture
def technician(db):
    client = Client()
    client.force_login(make.admin(Role.SYSTEM_ADMIN))
    return client


@pytest.fixture
def refused(db):
    """A message that the other side will not take."""
    given = {"by": make.SYSTEM, "at": timezone.now()}
    me = actions.add_node(name="a", is_local=True, **given)
    other = actions.add_node(name="b", address="https://b.example", **given)
    actions.new_key(node=me, **given)
    actions.put(sender=me, receiver=other, kind="x", subject="甲函", data={"t": "秘密"}, **given)
    no = Result(Verdict.REFUSED, reason="不受理此类消息")
    work.dispatch(lambda *_, **__: no, clock=timezone.now)
    return Outgoing.objects.get()


def decide(client, row, **form):
    return client.post(reverse("exchange:decide", args=[row.pk]), form, follow=True).text


def test_what_was_refused_is_shown_with_its_reason_and_without_its_content(technician, refused):
    page = technician.get(reverse("exchange:outbox")).text
    for part in ("甲函", "不受理此类消息", "https://b.example", "重新发送"):
        assert part in page
    assert "秘密" not in page


def test_it_is_sent_again_or_given_up_with_a_reason(technician, refused):
    decide(technician, refused, decision="resend")
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == ("waiting", 0)
    Outgoing.objects.update(state="dead")
    assert "须写明理由" in decide(technician, refused, decision="give_up")
    decide(technician, refused, decision="give_up", reason="对方已停用")
    refused.refresh_from_db()
    assert refused.state == "withdrawn"
    assert AuditEntry.objects.filter(action="exchange:message:decide").count() == 2


def test_what_is_not_waiting_cannot_be_decided(technician, refused):
    Outgoing.objects.update(state="withdrawn")
    assert "不在待人工处理" in decide(technician, refused, decision="resend")
    assert "没有选择" in decide(technician, refused, decision="burn")


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDITOR])
def test_nobody_else_sees_it(db, role):
    client = Client()
    client.force_login(make.admin(role))
    assert client.get(reverse("exchange:outbox")).status_code == 403
