"""Events reach a subscriber's own system: signed, confirmed first, retried, stopped."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Role
from hedun.base.exchange import actions, work
from hedun.base.exchange.decide import webhook as signing
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import TEST_EVENT, event_kinds
from hedun.base.exchange.work import calling
from hedun.base.exchange.work.wires import Wires
from tests import factories as make
from tests.bridge.conftest import Desk

ADDRESS = "https://hooks.example/in"
SENT = "cn.hedun.letter.send.1"


class Subscriber:
    """Somebody's system: checks the signature by the standard, and gives a challenge back."""

    def __init__(self, secret):
        self.secrets, self.events, self.status, self.echo = [secret], [], 200, True

    def __call__(self, address, body, headers, *, is_public_only):
        assert (address, is_public_only) == (ADDRESS, True)
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        made = [self._sign(secret, signed) for secret in self.secrets]
        assert set(made) & set(headers["webhook-signature"].split(" "))
        event = json.loads(body)
        assert event["id"] == headers["webhook-id"]
        self.events.append(event)
        answer = {"challenge": event["data"].get("challenge")} if self.echo else {}
        return self.status, {}, json.dumps(answer).encode()

    @staticmethod
    def _sign(secret, signed):
        key = base64.b64decode(secret.removeprefix("whsec_"))
        return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


@pytest.fixture
def body(db):
    return make.platform().body


@pytest.fixture
def hook(body, monkeypatch):
    given = {"name": "甲", "body_id": body.pk, "address": ADDRESS, "events": [SENT]}
    node, secret = actions.subscribe(**given, by=make.SYSTEM, at=timezone.now())
    made = Subscriber(secret)
    made.node = node
    monkeypatch.setattr(calling, "post", made)
    return made


def dispatch():
    Node.objects.update(opens_at=None)
    Outgoing.objects.filter(state="waiting").update(next_at=timezone.now())
    work.dispatch(Wires(), clock=timezone.now)


def confirm(hook):
    actions.test_webhook(node_id=hook.node.pk, by=make.SYSTEM, at=timezone.now())
    dispatch()


def publish(hook, **changes):
    given = {"kind": SENT, "subject": "一号函 签发", "data": {"number": "一号"}}
    given |= {"body_ids": {hook.node.body_id}, "by": make.SYSTEM, "at": timezone.now()}
    return actions.publish(**given | changes)


def test_nothing_goes_to_an_address_that_has_not_answered_the_challenge(hook):
    assert publish(hook) == 0
    hook.echo = False
    confirm(hook)
    assert (publish(hook), Outgoing.objects.get().state) == (0, "dead")
    hook.echo = True
    confirm(hook)
    assert publish(hook) == 1


def test_an_event_arrives_as_a_cloud_event_with_a_good_signature(hook):
    confirm(hook)
    publish(hook)
    dispatch()
    test, event = hook.events
    assert test["type"] == TEST_EVENT
    assert (event["specversion"], event["type"], event["data"]) == ("1.0", SENT, {"number": "一号"})
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"stored"}


def test_others_and_events_that_nobody_asked_for_are_not_told(hook):
    confirm(hook)
    other = make.bureau()
    assert publish(hook, body_ids={other.pk}) == 0
    assert publish(hook, kind="cn.hedun.letter.close.1") == 0


@pytest.mark.parametrize("status", [301, 404, 500, 503])
def test_what_does_not_arrive_is_tried_again_until_five_days_are_over(hook, status):
    confirm(hook)
    publish(hook)
    hook.status = status
    dispatch()
    row = Outgoing.objects.latest("pk")
    assert (row.state, row.attempts) == ("waiting", 1)
    Outgoing.objects.filter(pk=row.pk).update(at=timezone.now() - dt.timedelta(days=6))
    dispatch()
    row.refresh_from_db()
    assert row.state == "dead"


def test_a_new_secret_and_the_old_one_are_both_good_for_a_day(hook):
    confirm(hook)
    fresh = actions.new_secret(node=hook.node, by=make.SYSTEM, at=timezone.now())
    hook.secrets = [*hook.secrets, fresh][-1:]
    publish(hook)
    dispatch()
    assert len(hook.events) == 2


def test_a_leaked_secret_signs_no_more(hook):
    confirm(hook)
    zero, at = dt.timedelta(0), timezone.now()
    actions.new_secret(node=hook.node, grace=zero, by=make.SYSTEM, at=at)
    publish(hook)
    with pytest.raises(AssertionError):
        dispatch()


def test_a_step_of_a_letter_is_told_to_its_ends(db, monkeypatch):
    desk = Desk()
    given = {"body_id": desk.platform.body_id, "address": ADDRESS, "events": [SENT]}
    node, secret = actions.subscribe(name="乙", **given, by=make.SYSTEM, at=timezone.now())
    hook = Subscriber(secret)
    hook.node = node
    monkeypatch.setattr(calling, "post", hook)
    confirm(hook)
    letter = desk.sent(at=timezone.now())
    dispatch()
    told = hook.events[-1]["data"]
    assert (told["number"], told["step"], told["state"]) == (letter.number, "send", "sent")
    assert "text" not in told


def test_bad_addresses_and_events_are_refused(body):
    good = {"name": "甲", "body_id": body.pk, "address": ADDRESS, "events": [SENT]}
    for wrong in (
        {"address": "http://hooks.example/"}, {"address": "https://a@b.example/"},
        {"address": "file:///etc/passwd"}, {"events": []}, {"events": ["x"]}, {"body_id": 0},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            actions.subscribe(**good | wrong, by=make.SYSTEM, at=timezone.now())


@pytest.fixture
def keeper(db):
    client = Client()
    client.force_login(make.admin(Role.SECURITY_ADMIN))
    return client


def test_the_pages_register_try_rotate_and_stop(keeper, body):
    assert "还没有事件订阅" in keeper.get(reverse("exchange:webhooks")).text
    form = {"name": "甲", "body_id": body.pk, "address": ADDRESS, "events": [SENT]}
    page = keeper.post(reverse("exchange:add_webhook"), form).text
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page)[0]
    node = Node.objects.get(wire="webhook")
    assert "尚未回显" in keeper.get(reverse("exchange:webhook", args=[node.pk])).text
    keeper.post(reverse("exchange:try_webhook", args=[node.pk]))
    assert Outgoing.objects.get().kind == TEST_EVENT
    page = keeper.post(reverse("exchange:rotate_webhook", args=[node.pk])).text
    assert secret not in page
    assert "whsec_" in page
    page = keeper.post(reverse("exchange:switch_webhook", args=[node.pk]), follow=True).text
    assert "已停用" in page
    assert Outgoing.objects.get().state == "withdrawn"
    assert secret not in keeper.get(reverse("exchange:webhooks")).text


def test_a_form_that_is_wrong_says_so(keeper, body):
    form = {"name": "甲", "body_id": body.pk, "address": "http://x.example/", "events": [SENT]}
    assert "https://" in keeper.post(reverse("exchange:add_webhook"), form).text


def test_every_step_of_a_letter_is_on_offer():
    assert ("cn.hedun.letter.answer.1", "函件：复函") in event_kinds()


def test_the_secret_is_long_enough_for_the_standard():
    assert len(base64.b64decode(signing.secret_text(b"x" * 32).removeprefix("whsec_"))) == 32
