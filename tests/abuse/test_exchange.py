"""Abuse group D: what a partner, a rival or the line does to messages. Each test is one case."""

import contextlib
import dataclasses
import datetime as dt
import gzip
import json
import socket
import subprocess
import threading
import time
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hedun.base.accounts.terms import Invalid, Role
from hedun.base.exchange import actions, queries, work
from hedun.base.exchange.decide import address, keys, receipts, webhook
from hedun.base.exchange.decide import envelope as wire
from hedun.base.exchange.models import Incident, Incoming, NodeKey, Outgoing
from hedun.base.exchange.terms import MOST_BYTES, NotYet, Result, Signed, Unsigned, Verdict
from hedun.base.exchange.work import calling, http
from hedun.base.jobs import actions as jobs
from hedun.base.jobs.models import Job
from hedun.desks.bridge import actions as letters
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.terms import Reminder
from hedun.engine.seal import signing
from tests import factories as make
from tests.abuse.houses import DAY, MINUTE, SYSTEM, Houses, call
from tests.bridge.conftest import Desk
from tests.bridge.test_nodes import Houses as Ends
from tests.bridge.test_nodes import answered_over_there


@pytest.fixture
def houses(db):
    return Houses()


@pytest.fixture
def stored(houses):
    """A message that b has taken in."""
    row = houses.put()
    houses.go()
    row.refresh_from_db()
    assert row.state == "stored"
    return row


def lost(_houses):
    """A link on which nothing arrives."""
    return lambda *_, **__: Result(Verdict.LATER, reason="gone")


def test_D01_a_thousand_deliveries_are_one_effect_and_one_receipt(houses):
    row = houses.put()
    actions.prepare(sender=houses.a, receiver=houses.b, by=SYSTEM, at=houses.now)
    signed = houses.signed(row)
    answers = {work.receive("b", "a", signed, at=houses.now).body for _ in range(1000)}
    assert len(answers) == Incoming.objects.count() == 1
    assert houses.effects() == {"甲": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads need a real server")
def test_D01_also_where_they_come_at_the_same_moment():
    houses = Houses()
    row = houses.put()
    actions.prepare(sender=houses.a, receiver=houses.b, by=SYSTEM, at=houses.now)
    signed, found = houses.signed(row), []

    def bring():
        found.extend(work.receive("b", "a", signed, at=houses.now) for _ in range(25))
        connection.close()

    threads = [threading.Thread(target=bring) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 200
    assert len({each.body for each in found if each.verdict is not Verdict.NOT_NOW}) == 1
    assert houses.effects() == {"甲": 1}


def test_D02_the_same_id_with_another_body_is_a_conflict_and_noted(houses, stored):
    said = wire.read(bytes(stored.raw))
    other = houses.forged(message_id=said.message_id, number=said.number, data={"n": 2})
    status, problem, _ = call(other, sender=houses.a)
    assert (status, problem["type"]) == (409, "urn:hedun:exchange:conflict")
    assert Incident.objects.get().verdict == "conflict"


def test_D03_a_hole_is_told_to_the_sender_who_fills_it(houses):
    rows = [houses.put(subject) for subject in ("一", "二", "三")]
    actions.prepare(sender=houses.a, receiver=houses.b, by=SYSTEM, at=houses.now)
    for row in (rows[2], rows[0]):
        status, _, headers = call(houses.signed(row), sender=houses.a)
        assert status == 200
    assert headers["Hedun-Missing"] == "2"
    Outgoing.objects.filter(pk=rows[1].pk).update(next_at=houses.now + DAY)
    houses.go()
    houses.go()
    assert houses.effects() == {"一": 1, "二": 1, "三": 1}
    assert queries.holes(SYSTEM, houses.a, houses.b) == []


def test_D04_an_answer_lost_after_the_commit_doubles_nothing(houses):
    houses.put()

    def deaf(*given, **more):
        houses.carry(*given, **more)
        return Result(Verdict.LATER, reason="answer lost")

    houses.go(deaf)
    houses.go()
    assert (houses.states(), houses.effects()) == (["stored"], {"甲": 1})
    assert bytes(Outgoing.objects.get().receipt) == bytes(Incoming.objects.get().receipt)


def test_D05_an_error_that_was_stored_and_a_success_that_was_not(houses):
    houses.put("存了")
    houses.put("没存", to="c")

    def liar(receiver, *given, **more):
        if receiver.name == "b":
            houses.carry(receiver, *given, **more)
            return Result(Verdict.LATER, reason="500")
        return Result(Verdict.STORED, b'{"ok":true}')

    houses.go(liar)
    assert houses.states() == ["waiting", "waiting"]
    houses.go()
    assert houses.states() == ["stored", "stored"]
    assert houses.effects() == {"存了": 1, "没存": 1}


def test_D06_a_recorded_call_is_worth_nothing_later_nor_elsewhere(houses, stored):
    signed = houses.signed(stored)
    for age in (6 * MINUTE, DAY, 365 * DAY):
        NodeKey.objects.update(valid_from=timezone.now() - 400 * DAY)
        assert call(signed, sender=houses.a, at=timezone.now() - age)[0] == 401
    assert call(signed, sender=houses.a, receiver="c")[0] == 403
    again = call(signed, sender=houses.a)
    assert (again[0], again[1]) == (200, json.loads(bytes(stored.receipt)))
    assert houses.effects() == {"甲": 1}


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (1, 200), (-86400, 401), (86400, 401)])
def test_D07_a_clock_that_is_off_is_told_our_time(houses, stored, seconds, status):
    at = timezone.now() + dt.timedelta(seconds=seconds)
    NodeKey.objects.update(valid_from=at - DAY)
    found, said, _ = call(houses.signed(stored), sender=houses.a, at=at)
    assert found == status
    assert status == 200 or f"{timezone.now():%Y-%m-%dT}"[:8] in said["detail"]


def test_D07_a_receivers_clock_that_jumps_back_hinders_nothing(houses, stored):
    houses.put("乙")
    houses.now -= dt.timedelta(hours=1)
    Outgoing.objects.update(next_at=houses.now)
    houses.go()
    assert houses.effects() == {"甲": 1, "乙": 1}


def changed(signed, **given):
    return dataclasses.replace(signed, **given)


def test_D08_forgeries_are_refused_whatever_is_forged(houses, stored):
    fresh = houses.forged(number=9)
    other, raw = houses.forged(number=9, by="c"), fresh.raw
    wrong = {
        "another's key": other,
        "another's signature": changed(fresh, signature=other.signature),
        "truncated": changed(fresh, signature=fresh.signature[:-1]),
        "empty": changed(fresh, signature=b""),
        "unknown key": changed(fresh, key_id="ed25519:" + "0" * 32),
        "a path as key": changed(fresh, key_id="../../etc/passwd"),
        "another algorithm": changed(fresh, key_id=fresh.key_id.replace("ed25519", "sm2-sm3")),
        "whitespace": changed(fresh, raw=raw.replace(b'":', b'": ', 1)),
        "unicode escapes": changed(fresh, raw=raw.replace("假".encode(), b"\\u5047")),
        "order of keys": changed(fresh, raw=b'{"subject":"x",' + raw[1:]),
    }
    for name, signed in wrong.items():
        answer = work.receive("b", "a", signed, at=houses.now)
        assert answer.verdict in {Verdict.UNSIGNED, Verdict.UNREADABLE}, name
    assert houses.effects() == {"甲": 1}


def test_D08_a_name_that_stands_twice_is_unreadable(houses):
    raw = houses.forged().raw
    twice = raw.replace(b'"subject":"', b'"subject":"\xe7\x94\xb2","subject":"', 1)
    key, private = queries.signing_key(SYSTEM, houses.a, houses.now)
    signed = Signed(twice, key.key_id, signing.sign(key.algorithm, private, twice))
    assert work.receive("b", "a", signed, at=houses.now).verdict is Verdict.UNREADABLE


def test_D08_a_key_of_one_algorithm_verifies_nothing_of_another(houses):
    signed = houses.forged()
    for known in queries.keys(SYSTEM, houses.a):
        confused = dataclasses.replace(known, algorithm="sm2-sm3")
        with pytest.raises(Unsigned):
            keys.check(signed, [confused], at=houses.now)


def test_D09_messages_on_their_way_outlive_a_rotation_but_not_a_revocation(houses):
    old = houses.put("旧")
    actions.prepare(sender=houses.a, receiver=houses.b, by=SYSTEM, at=houses.now)
    actions.new_key(node=houses.a, by=SYSTEM, at=houses.now)
    new = houses.put("新")
    houses.go()
    assert houses.effects() == {"旧": 1, "新": 1}
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.key_id != new.key_id
    late = houses.signed(old)
    actions.revoke_key(node=houses.a, name=old.key_id, by=SYSTEM, at=houses.now)
    assert work.receive("b", "a", late, at=houses.now).verdict is Verdict.UNSIGNED
    assert Incoming.objects.filter(key_id=old.key_id).count() == 1


def test_D10_a_partner_offline_for_days_holds_up_nobody_and_keeps_its_order(houses):
    for number in range(120):
        houses.put(f"b{number}")
    for number in range(5):
        houses.put(f"c{number}", to="c")
    seen = []

    def half(receiver, sender, signed, *, at):
        if receiver.name == "b":
            return Result(Verdict.LATER, reason="offline")
        return houses.carry(receiver, sender, signed, at=at)

    tried = sum(houses.go(half, later=DAY / 4, most=50) for _ in range(20))
    assert len(houses.effects()) == 5
    assert tried <= 5 + 20  # one call a round for who is silent

    def noted(receiver, sender, signed, *, at):
        seen.append(wire.read(signed.raw).number)
        return houses.carry(receiver, sender, signed, at=at)

    rounds = [houses.go(noted, later=DAY, most=50) for _ in range(5)]
    assert max(rounds) == 50  # catching up has its measure
    assert seen == sorted(seen)
    assert len(houses.effects()) == 125


def test_D11_a_reminder_fires_once_however_often_it_is_planned_and_worked(db):
    desk = Desk()
    letter = desk.sent()
    planned = Job.objects.filter(kind="bridge.remind").count()
    for job in Job.objects.filter(kind="bridge.remind"):
        again = jobs.enqueue(
            kind=job.kind, title=job.title, payload=job.payload, unique_key=job.unique_key,
            by=SYSTEM, at=make.NOW,
        )  # fmt: skip
        assert again.pk == job.pk
        for _ in range(3):
            letters.remind(
                letter_id=letter.pk, reminder=Reminder(job.payload["reminder"]),
                moment=dt.datetime.fromisoformat(job.payload["moment"]), by=SYSTEM, at=make.NOW,
            )  # fmt: skip
    assert planned >= 2
    assert letter.events.filter(step="remind").count() == planned


def test_D12_too_much_too_little_and_packed_bodies_are_refused(houses, stored):
    signed = houses.signed(stored)
    huge = changed(signed, raw=b"x" * (MOST_BYTES + 1))
    assert call(huge, sender=houses.a)[0] == 413
    packed = changed(signed, raw=gzip.compress(b"0" * 10_000_000))
    found = call(packed, sender=houses.a, **{"content-encoding": "gzip"})
    assert found[0] == 400
    assert call(signed, sender=houses.a, **{"content-digest": "sha-256=:AAAA:"})[0] == 401
    assert Incoming.objects.count() == 1


@contextlib.contextmanager
def answering(*pieces, pause=0.0):
    """A server that sends these pieces, slowly if asked to."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            link, _ = listener.accept()
            with link:
                while (part := link.recv(65536)) and not part.endswith(b"x"):
                    continue  # what is left unread would break the answer
                for piece in pieces:
                    link.sendall(piece)
                    time.sleep(pause)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()
        thread.join(5)


def test_D12_a_partner_that_answers_a_byte_at_a_time_is_cut_off(monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE_S", 0.6)
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    with answering(head, *[b"x"] * 60, pause=0.1) as url:
        before = time.monotonic()
        with pytest.raises(OSError, match="不完整"):
            calling.post(url, b"x", {})
        assert time.monotonic() - before < 4


def test_D13_garbage_is_no_answer_and_a_redirect_is_not_followed(houses):
    houses.put()
    for status, kind, body in (
        (200, "text/html", b"<html>login</html>"), (301, "", b""), (200, "", b"{}"), (204, "", b""),
    ):  # fmt: skip
        told = {"content-type": kind, "location": "http://127.0.0.1:1/"}
        transport = http.HttpTransport(lambda *_, s=status, t=told, b=body: (s, t, b))
        houses.go(transport, later=DAY)
    row = Outgoing.objects.get()
    assert (row.state, row.attempts, houses.effects()) == ("waiting", 4, {})


def test_D13_an_endless_answer_is_not_read(monkeypatch):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
    with answering(head, *[b"x" * 65536] * 4) as url, pytest.raises(OSError, match="过大"):
        calling.post(url, b"x", {})


def test_D13_a_redirect_to_ourselves_is_an_answer_like_any_other():
    moved = b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with answering(moved) as url:
        assert calling.post(url, b"x", {})[0] == 301


INSIDE = (
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0 ::1 "
    "fe80::1%eth0 fc00::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ::127.0.0.1 192.0.0.8 "
    "192.88.99.1 224.0.0.1 255.255.255.255 not-an-address"
)


def test_D14_events_are_confirmed_signed_and_never_sent_inside(houses):
    assert not any(address.is_public(each) for each in INSIDE.split())
    assert address.is_public("1.1.1.1")
    assert address.is_public("2606:4700::1111")
    with answering(b"") as url, pytest.raises(OSError, match="内部网络"):
        calling.post(url, b"x", {}, is_public_only=True)
    secret, at = webhook.secret_text(b"s" * 32), timezone.now()
    other = webhook.secret_text(b"t" * 32)
    made = {webhook.signature(each, "id", at=at, body=b"x") for each in (secret, other)}
    assert len(made) == 2
    assert webhook.signature(secret, "id2", at=at, body=b"x") not in made


def test_D15_fields_that_we_do_not_know_stay_in_what_was_signed(houses):
    plain = houses.forged()
    raw = plain.raw.replace(b'{"specversion"', b'{"newfield":{"a":1},"specversion"', 1)
    key, private = queries.signing_key(SYSTEM, houses.a, houses.now)
    signed = Signed(raw, key.key_id, signing.sign(key.algorithm, private, raw))
    assert work.receive("b", "a", signed, at=houses.now).verdict is Verdict.STORED
    assert bytes(Incoming.objects.get().raw) == raw


@pytest.fixture
def ends(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return Ends(Desk())


def test_D16_a_second_answer_is_refused_and_a_late_one_taken_and_marked(ends):
    letter = ends.desk.sent()
    out = answered_over_there(ends, letter)
    Letter.objects.update(due_at=make.NOW)
    ends.hear(*out)
    letter.refresh_from_db()
    assert (letter.state, letter.is_late, letter.replies.count()) == ("answered", True, 1)
    with pytest.raises(NotYet):
        ends.hear(out[1])
    assert letter.replies.count() == 1


def test_D16_a_withdrawal_stands_against_an_answer_on_its_way(ends):
    letter = ends.desk.sent()
    out = answered_over_there(ends, letter)
    letters.withdraw(letter_id=letter.pk, reason="有误", by=ends.desk.by, at=make.NOW)
    ends.hear(*out)
    letter.refresh_from_db()
    assert letter.state == "withdrawn"


def test_D17_a_poisoned_message_is_put_before_a_person_and_the_channel_goes_on(houses):
    houses.put("毒", kind="abuse.unknown")
    houses.put("好")
    houses.go()
    assert houses.states() == ["dead", "stored"]
    admin = make.admin(Role.SYSTEM_ADMIN).viewer
    assert [row.subject for row in queries.dead(admin)] == ["毒"]


def test_D18_a_receipt_names_its_bytes_and_is_checked_offline(houses, stored, tmp_path):
    other = houses.put("乙")
    houses.go()
    public = queries.keys(SYSTEM, houses.b)
    sent, wrong = houses.signed(stored), houses.signed(other)
    body = bytes(stored.receipt)
    assert receipts.check(body, sent, of=public, at=houses.now).sha256 == wire.digest(sent.raw)
    with pytest.raises(ValueError, match="不是这份消息"):
        receipts.check(body, wrong, of=public, at=houses.now)
    signed = receipts.unpack(body)
    der = bytes.fromhex("302a300506032b6570032100") + public[0].public
    for name, data in (("key.der", der), ("raw", signed.raw), ("sig", signed.signature)):
        (tmp_path / name).write_bytes(data)
    command = (
        "openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in raw -sigfile sig"
    )
    told = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, check=False)
    assert b"Successfully" in told.stdout


def test_D19_a_withdrawal_reaches_all_who_had_the_notice_and_is_proven(houses):
    for to in "bc":
        houses.put(f"列入 {to}", to=to)
    houses.go()
    told = set(Outgoing.objects.filter(state="stored").values_list("receiver__name", flat=True))
    for to in told:
        houses.put(f"撤销 {to}", to=to)
    houses.go(lost(houses), later=DAY)
    for _ in range(2):
        houses.go(later=DAY)
    rows = Outgoing.objects.filter(subject__startswith="撤销")
    for row in rows:
        known = queries.keys(SYSTEM, row.receiver)
        assert receipts.check(bytes(row.receipt), houses.signed(row), of=known, at=houses.now)
    assert {row.receiver.name for row in rows} == {"b", "c"}


def test_D20_one_partners_flood_leaves_the_others_their_turn(houses):
    for number in range(200):
        houses.put(f"b{number}")
    houses.put("c", to="c")
    houses.go(most=20)
    assert houses.effects().get("c") == 1


def test_D21_a_file_that_is_not_what_the_answer_seals_is_refused(ends):
    letter = ends.desk.sent()
    out = answered_over_there(ends, letter)
    ends.hear(out[0])
    for harm in (
        lambda r: r.update(text="改"), lambda r: r["rows"].clear(),
        lambda r: r["attachments"].append({"name": "a.pdf", "content": "JVBERi0="}),
        lambda r: r["attachments"].append({"name": "a.pdf", "content": "%%%"}),
        lambda r: r["attachments"].append({"name": "a.pdf"}),
    ):  # fmt: skip
        bad = json.loads(json.dumps(out[1]))
        harm(bad["reply"])
        with pytest.raises(Invalid):
            ends.hear(bad)
    assert not letter.replies.filter(answered_at__isnull=False).exists()


def test_D21_an_answer_that_comes_before_its_letter_waits(ends):
    ends.desk.sent()
    out = answered_over_there(ends, Letter.objects.get())
    early = out[1] | {"message_id": str(uuid.uuid4())}
    with pytest.raises(NotYet):
        ends.hear(early)


def test_D22_two_dispatchers_hold_different_messages_and_an_old_lease_settles_nothing(houses):
    for number in range(6):
        houses.put(f"n{number}")
    actions.prepare(sender=houses.a, receiver=houses.b, by=SYSTEM, at=houses.now)
    claims = [actions.claim(receiver=houses.b, by=SYSTEM, at=houses.now, most=4) for _ in range(2)]
    held = [{row.pk for row in rows} for _, rows in claims]
    assert (len(held[0]), len(held[1]), held[0] & held[1]) == (4, 2, set())
    later = houses.now + 2 * MINUTE
    _, taken = actions.claim(receiver=houses.b, by=SYSTEM, at=later, most=4)
    late = {"result": Result(Verdict.REFUSED), "by": SYSTEM, "at": later}
    assert actions.settle(row_id=taken[0].pk, lease=claims[0][0], **late) is None
    assert set(houses.states()) == {"waiting"}


def test_D23_a_dispatcher_that_is_gone_is_noticed_within_a_minute(houses):
    houses.put()
    admin = make.admin(Role.SYSTEM_ADMIN).viewer
    assert queries.silence(admin, houses.now + 30 * MINUTE / 60) == ""
    assert "hedun node run" in queries.silence(admin, houses.now + 1.1 * MINUTE)
    jobs.beat(worker=f"{queries.DISPATCHER}x", by=SYSTEM, at=houses.now + MINUTE)
    assert queries.silence(admin, houses.now + 1.1 * MINUTE) == ""


def test_D24_a_number_given_under_a_rollback_leaves_no_hole(houses):
    given = {"sender": houses.a, "receiver": houses.b, "by": SYSTEM, "at": houses.now}
    for number in range(6):
        with transaction.atomic():
            houses.put(f"n{number}")
            actions.prepare(**given)
            transaction.set_rollback(number % 2 == 1)
    houses.put("last")
    actions.prepare(**given)
    numbers = list(Outgoing.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]
