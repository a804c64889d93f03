"""An officer fixes a page, and all that proves it stands on its page, in its record, in a bundle."""

import contextlib
import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Invalid, Refused
from hedun.base.evidence import actions, documents, queries, tasks
from hedun.base.evidence.models import Alarm, Capture, PageCapture
from hedun.base.evidence.terms import PageState, Uncatchable
from hedun.base.evidence.work import page as pages
from hedun.base.jobs import work
from hedun.base.jobs.models import Job
from hedun.engine.net.addresses import networks
from tests import factories as make
from tests.evidence.web import answer, shop, site

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    office = make.bureau()
    return make.inspector(office), make.inspector(office)


def asked(pair, url="http://shop.example/", **given):
    first, second = pair
    given = {"title": "商品页", "note": "核查", "second_officer_id": second.pk, **given}
    return actions.ask_page(url=url, by=first.viewer, at=timezone.now(), **given)


class Fenced:
    """A run of one job, as the worker gives it."""

    def __init__(self, job, viewer):
        self.payload, self.viewer, self.attempt, self.steps = job.payload, viewer, 1, 0

    def at(self):
        return timezone.now()

    def step(self, **_):
        self.steps += 1
        return contextlib.nullcontext(self)


def fetch(row, viewer):
    tasks.fetch_page(Fenced(Job.objects.get(kind="evidence.page"), viewer))
    row.refresh_from_db()
    return row


def done(pair, settings, **web):
    with site(**(web or shop())) as shop_:
        settings.OPEN_NETWORKS = networks(f"127.0.0.1:{shop_.port}")
        return fetch(asked(pair, shop_.url()), pair[0].viewer)


def test_a_page_is_fixed_with_its_officers(pair, settings):
    row = done(pair, settings)
    assert row.state == PageState.DONE
    names = [each["name"] for each in row.capture.manifest["officers"]]
    assert names == [pair[0].name, pair[1].name]
    assert queries.read(pair[0].viewer, row.capture).startswith(b"PK")


def test_what_cannot_be_fetched_leaves_nothing_but_the_reason(pair, settings):
    settings.OPEN_NETWORKS = []
    row = fetch(asked(pair, "http://127.0.0.1/"), pair[0].viewer)
    assert row.state == PageState.FAILED
    assert "本机地址" in row.reason
    assert not Capture.objects.exists()
    again = actions.ask_again(page_id=row.pk, by=pair[0].viewer, at=timezone.now())
    assert again.state == PageState.WAITING
    assert Job.objects.filter(kind="evidence.page").count() == 2


def test_E09_a_capture_that_dies_half_way_leaves_no_half_evidence(pair, settings, monkeypatch):
    def dies(*_, **__):
        raise Uncatchable("中断")

    monkeypatch.setattr(pages.Collector, "_parts", dies)
    assert done(pair, settings).state == PageState.FAILED
    assert not Capture.objects.exists()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://u:p@x/", "shop.example", ""])
def test_an_address_that_is_none_is_refused_at_once(pair, url):
    with pytest.raises(Invalid):
        asked(pair, url)


def test_two_officers_of_one_bureau(pair):
    stranger = make.inspector(make.bureau(region="330102"))
    for wrong in (pair[0].pk, stranger.pk, 0):
        with pytest.raises(Invalid, match="两名执法人员"):
            asked(pair, second_officer_id=wrong)
    with pytest.raises(Refused):
        actions.ask_page(
            url="http://x.cn/", title="", note="", second_officer_id=pair[1].pk,
            by=make.compliance().viewer, at=timezone.now(),
        )  # fmt: skip


def test_the_pages_of_the_room(client, pair, settings):
    row = done(pair, settings)
    client.force_login(pair[0])
    listed = client.get(reverse("evidence:pages")).content.decode()
    assert row.title in listed
    shown = client.get(reverse("evidence:page", args=[row.pk])).content.decode()
    for told in (
        row.capture.blob.sha256,
        row.capture.blob.sm3,
        pair[1].name,
        "没有截图",
        "10.0.0.1",
    ):
        assert told in shown
    assert client.get(reverse("evidence:download", args=[row.capture_id])).status_code == 200
    assert client.get(reverse("evidence:picture", args=[row.pk])).status_code == 404
    made = client.post(reverse("evidence:bundle", args=["page", row.pk]))
    assert made.status_code == 200
    assert made.content.startswith(b"PK")
    assert AuditEntry.objects.filter(action="evidence:bundle:export").exists()


def test_the_form_tells_what_is_wrong_and_takes_what_is_right(client, pair):
    client.force_login(pair[0])
    url = reverse("evidence:ask")
    assert pair[1].name in client.get(url).content.decode()
    wrong = client.post(url, {"url": "ftp://x/", "second_officer": pair[1].pk})
    assert wrong.status_code == 422
    assert "http://" in wrong.content.decode()
    right = client.post(url, {"url": "https://shop.example/1", "second_officer": pair[1].pk})
    assert right.status_code == 302
    assert PageCapture.objects.get().url == "https://shop.example/1"
    assert "正在排队" in client.get(right["Location"]).content.decode()


def test_another_bureau_sees_nothing(client, pair, settings):
    row = done(pair, settings)
    client.force_login(make.inspector(make.bureau(region="330102")))
    for name, more in (("page", []), ("paper", ["docx"]), ("download", [])):
        key = row.capture_id if name == "download" else row.pk
        assert client.get(reverse(f"evidence:{name}", args=[key, *more])).status_code == 404


def test_a_page_of_a_clue_is_seen_with_the_clue(pair):
    clue = make.clue(of=pair[0].body)
    row = asked(pair, matter=("clue", str(clue.pk)))
    assert row.for_id == str(clue.pk)
    with pytest.raises(Invalid, match="所属事项"):
        asked(pair, matter=("clue", "999999"))


def test_the_record_is_made_from_the_manifest(client, pair, settings):
    hostile = "<html><title>{{ 7*7 }} {% raise %} \u202e<b>&amp;</title>".encode()
    row = done(pair, settings, index=answer(hostile))
    sheet = documents.record_sheet(row)
    facts = {fact.label: fact.value for fact in sheet.facts}
    assert "{{ 7*7 }}" in facts["网页标题"]
    assert "\u202e" not in facts["网页标题"]
    assert row.capture.blob.sha256 in [seal.value for seal in sheet.seals]
    client.force_login(pair[0])
    for form, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        made = client.get(reverse("evidence:paper", args=[row.pk, form]))
        assert made.content.startswith(head), form
    assert AuditEntry.objects.filter(action="evidence:page:print").count() == 2


def test_the_log_page_shows_heads_and_alarms(client, pair):
    asked(pair)
    actions.extend(by=make.SYSTEM, at=timezone.now())
    head = actions.sign_head(by=make.SYSTEM, at=timezone.now())
    actions.witness(partner="tongji", number=1, word="x", by=make.SYSTEM, at=timezone.now())
    client.force_login(make.admin())
    shown = client.get(reverse("evidence:log")).content.decode()
    for told in (head.root[:16], "tongji", "无法识别"):
        assert told in shown
    alarm = Alarm.objects.get()
    assert client.get(reverse("evidence:alarm_proof", args=[alarm.pk])).status_code == 200
    client.post(reverse("evidence:settle_alarm", args=[alarm.pk]), {"note": "对方升级"})
    alarm.refresh_from_db()
    assert alarm.settled_note == "对方升级"
    dump = client.post(reverse("evidence:export_log"))
    assert dump.status_code == 200
    assert dump.content.count(b"\n") > 2


def test_the_log_is_signed_every_minute():
    work.load()
    assert work.registry._RECURRING["evidence.seal"].every == dt.timedelta(minutes=1)
