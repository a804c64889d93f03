"""One stamp vouches for a checkpoint and all below it; what is no such stamp is not kept."""

import contextlib
import datetime as dt
import hashlib
import random
import subprocess

import pytest
from django.utils import timezone

from hedun.base.accounts.actions import record
from hedun.base.evidence import actions, queries
from hedun.base.evidence.models import Stamp
from hedun.base.evidence.terms import Uncatchable
from hedun.base.evidence.work import stamps
from hedun.engine.seal import tsp
from tests import factories as make
from tests.evidence.authority import Authority, needs_openssl
from tests.evidence.web import answer, net, site

pytestmark = [needs_openssl, pytest.mark.django_db]
EARLY = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def tsa(authority, settings):
    served = authority.serve()
    settings.TSA, settings.TSA_ROOTS = served.url(), str(authority.roots)
    yield served
    authority.close()


def sealed():
    for number in range(5):
        record(by=make.SYSTEM, at=timezone.now(), action="test:x:y", subject=("note", number))
    actions.extend(by=make.SYSTEM, at=timezone.now())
    return actions.sign_head(by=make.SYSTEM, at=timezone.now())


def stamp(port):
    return stamps.stamp_due(clock=timezone.now, net=net(port))


def test_one_stamp_for_a_checkpoint_of_many_leaves(tsa, authority, tmp_path):
    head = sealed()
    assert stamp(tsa.port) == 1
    assert stamp(tsa.port) == 0
    row = Stamp.objects.get()
    assert row.checkpoint_id == head.pk
    (tmp_path / "note").write_text(head.note, encoding="utf-8")
    (tmp_path / "token").write_bytes(bytes(row.token))
    said = subprocess.run(
        ["openssl", "ts", "-verify", "-in", "token", "-data", "note", "-CAfile", "ca.pem"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification: OK" in said.stdout + said.stderr


def test_a_stamp_asks_for_no_other_until_something_happens(tsa):
    sealed()
    assert stamp(tsa.port) == 1
    size = queries.latest(make.SYSTEM).size
    for _ in range(3):  # what the stamp itself left behind is signed
        actions.extend(by=make.SYSTEM, at=timezone.now())
        actions.sign_head(by=make.SYSTEM, at=timezone.now())
        assert stamp(tsa.port) == 0
    assert queries.latest(make.SYSTEM).size == size + 2
    assert queries.open_gap(make.SYSTEM) is None
    record(by=make.SYSTEM, at=timezone.now(), action="test:x:y", subject=("log", 1))
    assert queries.open_gap(make.SYSTEM) is not None
    assert stamp(tsa.port) == 0  # not signed yet
    actions.extend(by=make.SYSTEM, at=timezone.now())
    actions.sign_head(by=make.SYSTEM, at=timezone.now())
    assert stamp(tsa.port) == 1
    assert queries.open_gap(make.SYSTEM) is None


def test_once_a_day_stamps_are_stamped_although_nothing_happened(tsa):
    sealed()
    assert stamp(tsa.port) == 1
    actions.extend(by=make.SYSTEM, at=timezone.now())
    actions.sign_head(by=make.SYSTEM, at=timezone.now())
    due = {"clock": timezone.now, "net": net(tsa.port)}
    assert stamps.stamp_due(**due, also_stamps=True) == 1


def test_nothing_is_asked_where_nothing_was_signed_or_no_authority_is_set(settings):
    assert stamp(1) == 0
    sealed()
    settings.TSA = ""
    assert stamp(1) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        lambda _: answer(b"", "text/html", status="500 No"),
        lambda _: answer(b"<html>", "text/html"),
        lambda _: answer(b"\x30\x05\x30\x03\x02\x01\x02", "application/timestamp-reply"),
        lambda a: answer(
            a.stamp(tsp.request("sha256", bytes(32), nonce=5)), "application/timestamp-reply"
        ),
    ],
)
def test_what_is_no_stamp_of_ours_is_not_kept(authority, settings, wrong):
    sealed()
    with site(index=wrong(authority)) as served:
        settings.TSA = served.url()
        with pytest.raises(Uncatchable):
            stamp(served.port)
    assert not Stamp.objects.exists()


def test_a_stamp_of_another_root_is_not_kept(tsa, settings, tmp_path_factory):
    other = Authority(tmp_path_factory.mktemp("other"))
    settings.TSA_ROOTS = str(other.roots)
    sealed()
    with pytest.raises(Uncatchable, match="核验"):
        stamp(tsa.port)


def test_what_is_read_is_what_openssl_reads(authority):
    imprint = hashlib.sha256(b"x").digest()
    answered = authority.stamp(tsp.request("sha256", imprint, nonce=77))
    said = tsp.check(answered, digest="sha256", imprint=imprint, nonce=77, not_before=EARLY)
    assert abs(said.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    for wrong in (
        {"imprint": bytes(32)},
        {"digest": "sm3"},
        {"nonce": 78},
        {"not_before": said.at + dt.timedelta(seconds=1)},
    ):
        given = {"digest": "sha256", "imprint": imprint, "nonce": 77, "not_before": EARLY} | wrong
        with pytest.raises(tsp.BadStamp):
            tsp.check(answered, **given)


def test_no_bytes_break_the_reader(authority):
    answered = authority.stamp(tsp.request("sha256", bytes(32), nonce=1))
    chance = random.Random(5)
    for _ in range(5000):
        torn = bytearray(
            answered[: chance.choice([len(answered), chance.randrange(len(answered))])]
        )
        for _ in range(chance.randrange(4) if torn else 0):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        with contextlib.suppress(tsp.BadStamp):
            tsp.read(bytes(torn))
