"""Letters to a platform with a gateway of its own kind go out, come back, and are never lost."""

import json
import urllib.parse

import pytest
from django.utils import timezone

from hedun.base.exchange import actions as exchange
from hedun.base.exchange import queries as nodes
from hedun.base.exchange import work
from hedun.base.exchange.models import Node, Outgoing
from hedun.base.exchange.terms import Wire
from hedun.base.exchange.work.wires import Wires
from hedun.desks.bridge import actions
from hedun.desks.bridge.partners.top import connector, outgoing
from hedun.desks.bridge.partners.top.connector import NotDelivered
from tests import factories as make

SYSTEM = make.SYSTEM


class Elsewhere:
    """A platform's gateway that keeps what it is handed, and tells what its people did."""

    def __init__(self):
        self.letters, self.rows, self.trouble = {}, {}, []

    def __call__(self, address, body):
        assert address.endswith("/router/rest")
        if self.trouble:
            raise self.trouble.pop()
        given = dict(urllib.parse.parse_qsl(body.decode()))
        answer = getattr(self, given["method"].rsplit(".", 1)[1])(given)
        return json.dumps(answer, ensure_ascii=False).encode()

    def submit(self, given):
        info = json.loads(given["info"])
        return {"sungari_dispose_submit_response": self._kept(info["doc_name"], info)}

    def execute(self, given):
        data = json.loads(given["data"])
        kept = self._kept(data["doc_name"], data | {"api_name": given["api_name"]})
        found = {"code": kept["resule_code"], "data": json.dumps({"id": kept["data"]})}
        return {"cloudbridge_caseinvest_execute_response": {"result": found}}

    def _kept(self, number, info):
        is_new = number not in self.letters
        self.letters.setdefault(number, []).append(info)
        key = f"T{list(self.letters).index(number)}"
        self.rows.setdefault(key, {"id": key, "status": "待签收"})
        return {"resule_code": 1 if is_new else 11, "data": key, "message": ""}

    def query(self, given):
        asked = given["param_list"].split(",")
        found = [row for key, row in self.rows.items() if key in asked]
        return {"sungari_dispose_query_response": {"result": {"result_code": 1, "list": found}}}


@pytest.fixture
def partner(desk, monkeypatch):
    made = Elsewhere()
    monkeypatch.setattr(connector, "post", made)
    at = timezone.now()
    me = exchange.add_node(name="here", body_id=desk.bureau.pk, is_local=True, by=SYSTEM, at=at)
    exchange.new_key(node=me, by=SYSTEM, at=at)
    exchange.add_partner(
        name="there", body_id=desk.platform.body_id, address="https://gw.example/router/rest",
        wire=Wire.TOP, app_key="12345678", secret="s3cret", by=SYSTEM, at=at,
    )  # fmt: skip
    return made


def dispatch():
    Node.objects.update(opens_at=None)
    Outgoing.objects.update(next_at=timezone.now())
    work.dispatch(Wires(), clock=timezone.now)


def there():
    return nodes.partners(SYSTEM, Wire.TOP, timezone.now())[0]


def test_a_letter_goes_out_by_itself_and_is_proven_by_the_gateways_identifier(desk, partner):
    letter = desk.sent()
    dispatch()
    row = Outgoing.objects.get()
    assert (row.state, row.number) == ("stored", 1)
    assert json.loads(bytes(row.receipt))["id"] == "T0"
    assert partner.letters[letter.number][0]["title"] == letter.title


def test_what_the_gateways_people_did_is_followed(desk, partner):
    letter = desk.sent()
    dispatch()
    assert outgoing.ask(there(), at=timezone.now()) == 0
    partner.rows["T0"] |= {"status": "平台办理中"}
    assert outgoing.ask(there(), at=timezone.now()) == 1
    partner.rows["T0"] |= {"status": "已复函", "result": "已下架。", "create_person": "某甲"}
    assert [outgoing.ask(there(), at=timezone.now()) for _ in range(2)] == [1, 0]
    letter.refresh_from_db()
    assert (letter.state, letter.replies.get().text) == ("answered", "已下架。")
    row = Outgoing.objects.get()
    assert (row.state, row.accepted_at is None) == ("answered", False)


def test_a_gateway_that_is_down_gets_the_letter_later_and_once(desk, partner):
    letter = desk.sent()
    partner.trouble = [NotDelivered("502"), NotDelivered("timeout")]
    for _ in range(4):
        dispatch()
    row = Outgoing.objects.get()
    assert (row.state, row.attempts, len(partner.letters[letter.number])) == ("stored", 3, 1)


def test_a_lost_answer_is_asked_for_again_and_doubles_nothing(desk, partner):
    desk.sent()
    real = connector.post

    def lost(address, body):
        real(address, body)
        raise NotDelivered("gone")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connector, "post", lost)
        dispatch()
    dispatch()
    assert Outgoing.objects.get().state == "stored"
    assert len(partner.rows) == 1


def test_what_the_gateway_refuses_waits_for_a_person(desk, partner, monkeypatch):
    desk.sent()
    no = {"error_response": {"code": 25, "sub_code": "isv.invalid-signature", "msg": "签名不符"}}
    monkeypatch.setattr(connector, "post", lambda *_: json.dumps(no).encode())
    dispatch()
    row = Outgoing.objects.get()
    assert (row.state, row.verdict) == ("dead", "refused")
    assert "签名不符" in row.reason


def test_five_failures_leave_the_gateway_alone_and_hold_up_nobody(desk, partner, monkeypatch):
    desk.sent()
    monkeypatch.setattr(connector, "post", lambda *_: b"<html>login</html>")
    for _ in range(5):
        Outgoing.objects.update(next_at=timezone.now())
        work.dispatch(Wires(), clock=timezone.now)
    assert Node.objects.get(name="there").opens_at > timezone.now()
    assert Outgoing.objects.get().state == "waiting"


def test_a_withdrawal_is_told_by_the_protocols_own_verb(desk, partner):
    letter = desk.sent()
    actions.withdraw(letter_id=letter.pk, reason="有误", by=desk.by, at=timezone.now())
    dispatch()
    told = partner.letters[letter.number]
    assert [each.get("api_name") for each in told] == ["letter.submit", "letter.withdraw"]
    assert set(Outgoing.objects.values_list("state", flat=True)) == {"stored"}
