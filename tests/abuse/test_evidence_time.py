"""Abuse group E, as far as time is proven: E05, E06, E07."""

import contextlib
import datetime as dt
import hashlib
import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from hedun import settings
from hedun.base.accounts.actions import record
from hedun.base.accounts.terms import Invalid
from hedun.base.evidence import actions, tasks
from hedun.base.evidence.models import Leaf, PageCapture, Stamp
from hedun.base.evidence.terms import CaptureKind, PageState, Uncatchable
from hedun.base.evidence.work import stamps
from hedun.base.jobs import work
from hedun.engine.net.addresses import networks
from hedun.engine.seal import tsp, verify
from tests import factories as make
from tests.evidence.authority import Authority, needs_openssl
from tests.evidence.web import answer, net, site

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def store(settings, tmp_path_factory):
    settings.DATA_DIR = tmp_path_factory.mktemp("data")


@pytest.fixture
def pair():
    office = make.bureau()
    return make.inspector(office), make.inspector(office)


def happens(at):
    """Something happens in the house and the log is signed; the checkpoint."""
    record(by=make.SYSTEM, at=at, action="test:note:write", subject=("note", 1))
    actions.extend(by=make.SYSTEM, at=at)
    return actions.sign_head(by=make.SYSTEM, at=at)


def stamped(head, at):
    """The authority has stamped that checkpoint; what it said is of no account here."""
    said = tsp.Said("sha256", bytes(32), at, 1, None)
    actions.keep_stamp(
        checkpoint_id=head.pk, authority="http://tsa/", token=b"x", said=said, by=make.SYSTEM, at=at
    )


def ask(pair):
    return actions.ask_page(
        url="http://shop.example/", title="商品页", note="", second_officer_id=pair[1].pk,
        by=pair[0].viewer, at=timezone.now(),
    )  # fmt: skip


def log_page(client):
    client.force_login(make.admin())
    return client.get(reverse("evidence:log")).content.decode()


@pytest.fixture
def silent(settings):
    """The authority fell silent five hours ago, just after a stamp; then something happened."""
    settings.TSA, now = "http://tsa.example/", timezone.now()
    stamped(happens(now - 6 * HOUR), now - 5 * HOUR)
    happens(now - 5 * HOUR)
    return now


def test_E05_by_default_capturing_goes_on_and_the_log_page_warns(client, pair, silent):
    assert ask(pair).state == PageState.WAITING
    shown = log_page(client)
    assert "时间戳中断" in shown
    assert "5 小时 0 分没有取得时间戳（上限 4 小时）" in shown
    assert "固证照常进行" in shown


def test_E05_a_strict_house_queues_for_four_hours_and_then_stops(client, pair, silent, settings):
    settings.STAMP_STRICT = True
    settings.STAMP_HOURS = 6
    waiting = ask(pair)
    assert "时间戳中断" not in log_page(client)
    settings.STAMP_HOURS = 4
    client.force_login(pair[0])
    given = {"url": "http://shop.example/2", "second_officer": pair[1].pk}
    refused = client.post(reverse("evidence:ask"), given)
    assert refused.status_code == 422
    assert "暂停新的网页固证" in refused.content.decode()
    assert "恢复盖戳后即可重新提交" in refused.content.decode()
    assert list(PageCapture.objects.all()) == [waiting]
    assert "新的网页固证已暂停" in log_page(client)
    actions.fail_page(page_id=waiting.pk, reason="x", by=make.SYSTEM, at=timezone.now())
    with pytest.raises(Invalid, match="暂停新的网页固证"):
        actions.ask_again(page_id=waiting.pk, by=pair[0].viewer, at=timezone.now())


def test_E05_when_the_authority_is_back_capturing_goes_on_and_the_gap_stays_shown(
    client, pair, silent, settings
):
    settings.STAMP_STRICT = True
    with pytest.raises(Invalid):
        ask(pair)
    stamped(happens(silent), silent)
    assert ask(pair).state == PageState.WAITING
    shown = log_page(client)
    assert "时间戳中断" not in shown
    assert "时间戳空档" in shown
    assert "5 小时 0 分" in shown


def test_E05_a_quiet_night_is_no_gap(client, settings):
    settings.TSA, now = "http://tsa.example/", timezone.now()
    stamped(happens(now - 9 * HOUR), now - 9 * HOUR)
    assert "时间戳中断" not in log_page(client)
    stamped(happens(now), now)
    assert "时间戳空档" not in log_page(client)


def test_E05_a_log_that_nobody_signs_is_a_gap_as_well(client, settings):
    settings.TSA = "http://tsa.example/"
    at = timezone.now() - 7 * HOUR
    record(by=make.SYSTEM, at=at, action="test:note:write", subject=("note", 1))
    assert "7 小时 0 分没有取得时间戳" in log_page(client)


def test_E05_a_house_without_an_authority_waits_for_none(client, pair, settings):
    settings.TSA = ""
    happens(timezone.now() - 9 * HOUR)
    ask(pair)
    assert "时间戳中断" not in log_page(client)


def test_E05_a_strict_house_without_an_authority_does_not_start(monkeypatch):
    monkeypatch.setenv("HEDUN_STAMP_STRICT", "1")
    monkeypatch.delenv("HEDUN_TSA", raising=False)
    with pytest.raises(ImproperlyConfigured, match="HEDUN_TSA"):
        runpy.run_path(settings.__file__)


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def offered(authority, settings, token, *, roots):
    """Let the authority answer with this token; whether the house keeps it, and why not."""
    settings.TSA_ROOTS = str(authority.roots) if roots else ""
    with site(index=lambda client: client.sendall(reply(token()))) as served:
        settings.TSA = served.url()
        with pytest.raises(Uncatchable) as refused:
            stamps.stamp_due(clock=timezone.now, net=net(served.port))
    assert not Stamp.objects.exists()
    return str(refused.value)


def reply(token):
    return answer(token, "application/timestamp-reply")


@pytest.fixture
def asked(monkeypatch):
    """The request that the house sends next, so that an answer can be made for it."""
    sent = []
    plain = tsp.request
    monkeypatch.setattr(tsp, "request", lambda *a, **k: sent.append(plain(*a, **k)) or sent[-1])
    return sent


@needs_openssl
@pytest.mark.parametrize("roots", [True, False])
@pytest.mark.parametrize("life", [(-400, -30), (10, 400)])
def test_E06_a_certificate_that_is_over_or_not_yet_good(authority, settings, asked, roots, life):
    authority.certify(*life)
    happens(timezone.now())
    told = offered(authority, settings, lambda: authority.stamp(asked[-1]), roots=roots)
    assert "有效期" in told


@needs_openssl
def test_E06_an_imprint_of_sha1(authority, settings, asked, monkeypatch):
    monkeypatch.setitem(tsp.OIDS, "sha1", bytes.fromhex("2b0e03021a"))
    old = tsp.request("sha1", bytes(20), nonce=1)
    monkeypatch.delitem(tsp.OIDS, "sha1")
    happens(timezone.now())
    told = offered(authority, settings, lambda: authority.stamp(old), roots=False)
    assert "只接受 SHA-256 与 SM3" in told


@needs_openssl
def test_E06_a_signature_over_sha1(authority, settings, asked):
    authority.configure(signs="sha1")
    happens(timezone.now())
    told = offered(authority, settings, lambda: authority.stamp(asked[-1]), roots=False)
    assert "SHA-1" in told


@needs_openssl
def test_E06_a_stamp_for_something_else(authority, settings):
    happens(timezone.now())
    other = tsp.request("sha256", bytes(32), nonce=5)
    told = offered(authority, settings, lambda: authority.stamp(other), roots=True)
    assert "不是这个摘要的时间戳" in told


@needs_openssl
def test_E06_a_time_before_the_capture(authority, settings, asked):
    happens(timezone.now() + HOUR)  # the house's clock is an hour ahead of the authority's
    told = offered(authority, settings, lambda: authority.stamp(asked[-1]), roots=True)
    assert "早于被证明的内容" in told


@pytest.fixture
def house(authority, settings):
    """A house with an authority that stamps what it is asked for."""
    served = authority.serve()
    settings.TSA, settings.TSA_ROOTS = served.url(), str(authority.roots)
    yield served
    authority.close()


def stamp_now(served):
    """The house signs its log and has it stamped."""
    happens(timezone.now())
    assert stamps.stamp_due(clock=timezone.now, net=net(served.port)) == 1


def days(count):
    return timezone.now() + dt.timedelta(days=count)


def bundled(at):
    """A bundle as it is exported then, of a capture that the first stamp covers."""
    by = make.inspector()
    capture = actions.fix(
        content=b"page", media_type="text/plain", title="商品页", kind=CaptureKind.UPLOAD,
        subject=("note", 1), by=by.viewer, at=timezone.now(),
    )  # fmt: skip

    def export():
        key = str(capture.pk)
        return actions.export_bundle(kind="capture", subject_id=key, by=by.viewer, at=at)[1]

    return export


def faults(content, authority, *, at):
    vouch = verify.stamps_by_openssl(authority.roots, now=int(at.timestamp()))
    return [
        f"{each.where} {each.told}"
        for each in verify.examine(content, check=verify.by_openssl, vouch=vouch)[0]
    ]


@needs_openssl
def test_E06_a_bundle_with_a_stamp_that_was_over_or_early_is_not_good(house, authority):
    export = bundled(timezone.now())
    stamp_now(house)
    content = export()
    assert faults(content, authority, at=days(0)) == []
    assert "证书已到期且没有在到期前续盖" in faults(content, authority, at=days(4000))[0]
    told, moment = verify.stamps_by_openssl(None)(
        *[verify.unpack(content)[0][name] for name in ("log/stamps/1.tsr", "log/checkpoint.txt")], 0
    )
    assert told == ""

    def early(*_):
        return "", moment - 3600

    found, _ = verify.examine(content, check=verify.by_openssl, vouch=early)
    assert [each.told for each in found] == ["时间戳的时间早于其证明的内容"]


@needs_openssl
def test_E07_a_later_stamp_covers_the_earlier_one_beyond_its_certificate(house, authority):
    authority.certify(-10, 2)
    export = bundled(days(5))
    stamp_now(house)
    authority.certify(-1, 400)
    stamp_now(house)
    content = export()
    assert faults(content, authority, at=days(5)) == []
    members = verify.unpack(content)[0]
    assert hashlib.sha256(members["log/stamps/1.tsr"]).hexdigest() in (
        members["log/stamps/1.1.leaf.json"].decode()
    )
    for name in ("1.1.tsr", "1.1.checkpoint.txt", "1.1.leaf.json", "1.tsr"):
        path = f"log/stamps/{name}"
        bad = members | {
            path: members[path][:-9] + bytes([members[path][-9] ^ 1]) + members[path][-8:]
        }
        assert any(
            told.startswith(("log/stamps/1.1.tsr", "log/stamps/1.tsr"))
            for told in faults(verify.pack(bad), authority, at=days(5))
        ), name
    assert "没有在到期前续盖" in faults(content, authority, at=days(500))[0]


@needs_openssl
def test_E07_a_stamp_that_nobody_renewed_in_time_is_not_good(house, authority):
    authority.certify(-10, 2)
    export = bundled(days(5))
    stamp_now(house)
    assert "没有在到期前续盖" in faults(export(), authority, at=days(5))[0]


@needs_openssl
def test_E07_a_stamp_made_too_late_renews_nothing(house, authority):
    authority.certify(-10, 2)
    export = bundled(days(5))
    stamp_now(house)
    authority.certify(-1, 400)
    stamp_now(house)
    members, at = verify.unpack(export())[0], days(5)
    vouch = verify.stamps_by_openssl(authority.roots, now=int(at.timestamp()))

    def late(token, content, until):
        told, moment = vouch(token, content, until)
        return told, moment + (3 * 86400 if token == members["log/stamps/1.1.tsr"] else 0)

    found, _ = verify.examine(verify.pack(members), check=verify.by_openssl, vouch=late)
    assert [each.where for each in found] == ["log/stamps/1.tsr"]


@needs_openssl
def test_E07_the_log_page_warns_before_the_certificate_ends(client, house, authority):
    authority.certify(-300, 60)
    stamp_now(house)
    assert "到期前须由新证书" in log_page(client)
    authority.certify(-1, 400)
    stamp_now(house)
    assert "到期前须由新证书" not in log_page(client)


@needs_openssl
def test_E07_the_daily_job_covers_tokens_from_before_and_stamps_over_them(
    house, authority, settings
):
    settings.OPEN_NETWORKS = networks(f"127.0.0.1:{house.port}")
    head = happens(timezone.now())
    token = authority.stamp(
        tsp.request("sha256", hashlib.sha256(head.note.encode()).digest(), nonce=1)
    )
    old = Stamp.objects.create(
        checkpoint=head, authority=settings.TSA, token=token, digest="sha256", serial="1",
        stamped_at=timezone.now(), at=timezone.now(),
    )  # fmt: skip
    tasks.restamp(Run())
    leaf = Leaf.objects.get(kind="stamp", subject_id=str(old.pk))
    assert hashlib.sha256(token).hexdigest() in leaf.content
    newest = Stamp.objects.order_by("-checkpoint__size").first()
    assert newest.checkpoint.size > leaf.place
    assert work.load() is None
    assert work.registry._RECURRING["evidence.restamp"].every == dt.timedelta(days=1)


class Run:
    """A run of a job, as the worker gives it."""

    def at(self):
        return timezone.now()

    def step(self, **_):
        return contextlib.nullcontext(self)
