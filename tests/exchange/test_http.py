"""Messages over HTTP: our own client and our own endpoint, and what neither falls for."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from hedun.base.exchange import actions, work
from hedun.base.exchange.decide import http as signed_http
from hedun.base.exchange.models import Incoming, Node, NodeKey, Outgoing
from hedun.base.exchange.terms import SendState, Signed, Verdict, effect
from hedun.base.exchange.work import http
from tests import factories as make

SYSTEM = make.SYSTEM


@effect("test.note")
def nothing(_arrived):
    """A message that wants nothing done."""


class Wire:
    """The client's requests, handed to the endpoint; the last one is kept to be changed."""

    def __init__(self):
        self.calls = []

    def __call__(self, address, body, headers):
        self.calls.append((address, body, headers))
        return self.send(body, headers)

    def send(self, body, headers, method="POST"):
        given = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()}
        kind = given.pop("HTTP_CONTENT_TYPE", "")
        answer = Client().generic(method, http.PATH, body, content_type=kind, **given)
        return answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content


@pytest.fixture
def wire(db):
    at = timezone.now() - dt.timedelta(minutes=1)
    for name in "ab":
        given = {"name": name, "is_local": True, "address": f"https://{name}.example"}
        node = actions.add_node(**given, by=SYSTEM, at=at)
        actions.new_key(node=node, by=SYSTEM, at=at)
    return Wire()


def put(**changes):
    a, b = Node.objects.get(name="a"), Node.objects.get(name="b")
    given = {"kind": "test.note", "subject": "甲", "data": {"n": 1}} | changes
    return actions.put(sender=a, receiver=b, **given, by=SYSTEM, at=timezone.now())


def sent(wire):
    work.dispatch(http.HttpTransport(wire), clock=timezone.now)
    return Outgoing.objects.latest("pk")


@pytest.mark.parametrize("algorithm", ["ed25519", "sm2-sm3"])
def test_a_message_arrives_and_its_receipt_comes_back(wire, algorithm):
    for node in Node.objects.all():
        actions.new_key(
            node=node, algorithm=algorithm, by=SYSTEM, at=timezone.now() - dt.timedelta(seconds=1)
        )
    put()
    row = sent(wire)
    assert (row.state, row.number) == ("stored", 1)
    assert bytes(row.receipt) == bytes(Incoming.objects.get().receipt)


def test_the_same_call_again_gets_the_same_bytes(wire):
    put()
    sent(wire)
    _, body, headers = wire.calls[0]
    answers = [wire.send(body, headers) for _ in range(3)]
    assert {status for status, _, _ in answers} == {200}
    assert {text for _, _, text in answers} == {bytes(Incoming.objects.get().receipt)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("content-digest", "sha-256=:AAAA:"),
        ("content-type", "application/json"),
        ("hedun-sender", "b"),
        ("hedun-receiver", "a"),
        ("hedun-key-id", "ed25519:00"),
        ("hedun-signature", "AAAA"),
        ("Signature", "hedun=:AAAA:"),
        ("Signature", "other=:AAAA:"),
        ("Signature-Input", "hedun=()"),
        ("Signature-Input", None),
        ("hedun-sender", None),
        ("hedun-sender", "nobody"),
    ],
)
def test_a_changed_header_is_not_admitted(wire, name, value):
    put()
    sent(wire)
    _, body, headers = wire.calls[0]
    changed = {k: v for k, v in (headers | {name: value}).items() if v is not None}
    status, answered, _ = wire.send(body, changed)
    assert status == 401
    assert answered["content-type"] == "application/problem+json"
    assert Incoming.objects.count() == 1


@pytest.mark.parametrize(("seconds", "status"), [(-290, 200), (-310, 401), (310, 401)])
def test_a_call_is_good_for_five_minutes(wire, seconds, status):
    put()
    sent(wire)
    row, at = Outgoing.objects.get(), timezone.now() + dt.timedelta(seconds=seconds)
    NodeKey.objects.update(valid_from=at - dt.timedelta(days=1))
    signed = Signed(bytes(row.raw), row.key_id, bytes(row.signature))
    headers = http.headers_of(signed, sender=row.sender, receiver="b", path=http.PATH, at=at)
    answer = wire.send(bytes(row.raw), headers)
    assert answer[0] == status
    assert status == 200 or "本机时间".encode() in answer[2]


def test_what_is_refused_waits_for_a_person(wire):
    put(kind="test.unknown")
    row = sent(wire)
    assert (row.state, row.verdict) == ("dead", "refused")
    assert "不受理" in row.reason


@pytest.mark.parametrize(
    ("status", "kind", "verdict"),
    [
        (409, "application/problem+json", Verdict.CONFLICT),
        (409, "text/html", Verdict.LATER),
        (404, "application/problem+json", Verdict.LATER),
        (301, "", Verdict.LATER),
        (502, "text/html", Verdict.LATER),
        (503, "application/problem+json", Verdict.NOT_NOW),
        (503, "text/html", Verdict.LATER),
    ],
)
def test_only_a_node_may_refuse(status, kind, verdict):
    assert http.judge(status, {"content-type": kind}, b"x").verdict is verdict


@pytest.mark.parametrize("body", [b"<html>login</html>", b"", b"{}", b"x" * 70000])
def test_a_200_without_the_receipt_is_no_success(wire, body):
    put()
    work.dispatch(http.HttpTransport(lambda *_: (200, {}, body)), clock=timezone.now)
    row = Outgoing.objects.get()
    assert (row.state, row.attempts, row.verdict) == ("waiting", 1, "later")


def test_a_lie_about_what_is_missing_costs_nothing(wire):
    assert http.missing_of("3, x, -1, " + "9" * 40 + ", 7") == (3, 7)
    put()
    assert sent(wire).state == "stored"
    a, b = Node.objects.get(name="a"), Node.objects.get(name="b")
    given = {"sender": a, "receiver": b, "by": SYSTEM, "at": timezone.now()}
    assert actions.resend_missing(numbers=[1, 99], **given) == 1
    assert sent(wire).state == "stored"
    assert Incoming.objects.count() == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused(wire, method):
    assert wire.send(b"", {}, method)[0] == 405


def test_a_scheme_that_is_none_is_not_called():
    with pytest.raises(OSError, match="http"):
        http.post("file:///etc/hosts", b"", {})


def test_the_signature_base_is_that_of_the_standard():
    call = signed_http.Call("POST", "/foo", {"content-type": "a", "date": "b"})
    base = signed_http.base_of(call, '("@method" "date");created=1', ("@method", "date"))
    assert base == b'"@method": POST\n"date": b\n"@signature-params": ("@method" "date");created=1'


def test_a_persons_receipt_may_come_before_the_machines(wire):
    row = put()
    given = {"by": SYSTEM, "at": timezone.now()}
    node_id, step = row.receiver_id, SendState.ACCEPTED
    assert actions.note_step(message_id=row.message_id, node_id=node_id, step=step, **given)
    assert sent(wire).state == "accepted"
    other = Node.objects.get(name="a").pk
    assert not actions.note_step(message_id=row.message_id, node_id=other, step=step, **given)
