"""Calling another platform's gateway: ours as the honest one, and one that misbehaves."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.partners.top import connector
from hedun.desks.bridge.partners.top.connector import Declined, Gateway, NotDelivered
from tests.bridge.gateway import INFO, PATH

TASK = {name: str(value) for name, value in INFO.items()}


@pytest.fixture
def ours(bureau_system):
    """Our own gateway behind the connector, without a socket between them."""
    kind = "application/x-www-form-urlencoded;charset=UTF-8"

    def post(address, body):
        return bureau_system.client.post(PATH, body, content_type=kind).content

    return Gateway("http://x", bureau_system.app_key, bureau_system.secret, post=post)


def test_a_task_handed_in_twice_has_one_identifier(ours):
    keys = [ours.submit(TASK, at=timezone.now()) for _ in range(2)]
    assert keys[0] == keys[1]
    assert [row["status"] for row in ours.results(keys, at=timezone.now())] == ["待签收"]
    assert Letter.objects.count() == 1


def test_a_refused_task_says_why(ours):
    with pytest.raises(Declined, match="处置对象类型"):
        ours.submit(TASK | {"dispose_type": "9"}, at=timezone.now())


def test_a_wrong_secret_is_no_use_to_repeat(ours):
    wrong = Gateway("http://x", ours.app_key, "wrong", post=ours.post)
    with pytest.raises(Declined) as refused:
        wrong.submit(TASK, at=timezone.now())
    assert (refused.value.code, refused.value.sub_code) == (25, "isv.invalid-signature")


def test_too_many_calls_are_for_later(ours, settings):
    settings.PARTNER_CALLS = 0
    with pytest.raises(NotDelivered, match="7"):
        ours.submit(TASK, at=timezone.now())


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"<html>login</html>", b"[]", b"3", b"{", b'{"request_id":"1"}', b"\xff\xfe", b"[" * 9999,
        b'{"sungari_dispose_submit_response":3}',
        b'{"sungari_dispose_submit_response":{"resule_code":1,"data":""}}',
        b'{"error_response":{"code":"15","sub_code":"isp.top-remote-connection-timeout"}}',
    ],
)  # fmt: skip
def test_what_proves_nothing_is_not_delivered(answer):
    gateway = Gateway("http://x", "1", "s", post=lambda *_: answer)
    with pytest.raises(NotDelivered):
        gateway.submit(TASK, at=timezone.now())


@pytest.mark.parametrize("code", ["zehn", None, -1, 2**70, {"a": 1}])
def test_a_code_that_is_none_is_a_refusal_not_a_crash(code):
    text = json.dumps({"sungari_dispose_submit_response": {"resule_code": code, "data": "1"}})
    gateway = Gateway("http://x", "1", "s", post=lambda *_: text.encode())
    with pytest.raises(Declined):
        gateway.submit(TASK, at=timezone.now())


class Rude(BaseHTTPRequestHandler):
    """Answers as the test says."""

    mood = ""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.mood == "hang up":
            return
        self.send_response({"moved": 301, "broken": 502}.get(self.mood, 200))
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            for _ in range(80 if self.mood == "endless" else 0):
                self.wfile.write(b"x" * 65536)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def rude():
    server = HTTPServer(("127.0.0.1", 0), Rude)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/router/rest"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("mood", ["hang up", "moved", "broken", "endless"])
def test_a_rude_server_is_survived(rude, mood, monkeypatch):
    monkeypatch.setattr(Rude, "mood", mood)
    with pytest.raises(NotDelivered):
        connector.post(rude, b"a=b")


@pytest.mark.parametrize("address", ["file:///etc/hosts", "ftp://x/", "http://127.0.0.1:1/"])
def test_no_other_scheme_and_nobody_there(address):
    with pytest.raises(NotDelivered):
        connector.post(address, b"a=b")
