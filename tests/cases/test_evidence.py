"""Evidence of a case: files and fixed pages, who may use them, and the bundle for a court."""

import shutil
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hedun.base.accounts.models import Person
from hedun.base.evidence import actions as evidence
from hedun.base.evidence import queries as fixed
from hedun.base.evidence.models import Capture
from hedun.base.evidence.terms import CaptureKind
from hedun.base.procedure.terms import NotPossible
from hedun.desks.bridge.models import Letter
from hedun.desks.cases import queries
from hedun.desks.cases.models import Exhibit
from hedun.engine.seal import verify
from tests import factories
from tests.cases.conftest import AT, DAY, EXHIBIT

PDF = b"%PDF-1.7 order records"
TYPED = {
    "step": "evidence", "exhibit_kind": "E23-4", "exhibit_title": "订单后台截图",
    "exhibit_source": "平台后台", "exhibit_proves": "虚构交易", "exhibit_original": "1",
    "has_told_rights": "on",
}  # fmt: skip


@pytest.fixture
def hand(client, team):
    client.force_login(Person.objects.get(pk=team["handler"].person_id))
    return client


def send(client, row, name="订单.pdf", content=PDF, **more):
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    data = TYPED | {"version": row.version, "exhibit_file": file} | more
    return client.post(reverse("cases:step", args=[row.pk]), data, follow=True)


def with_capture(capture_id):
    return {
        **{name: getattr(EXHIBIT, name) for name in EXHIBIT.__slots__},
        "capture_id": capture_id,
    }


def test_a_file_is_fixed_with_its_exhibit(hand, opened, team):
    row = opened()
    page = hand.get(reverse("cases:detail", args=[row.pk])).content.decode()
    assert 'enctype="multipart/form-data"' in page
    answer = send(hand, row)
    assert answer.status_code == 200, answer.content.decode()
    capture = Exhibit.objects.get().capture
    assert fixed.read(team["handler"], capture) == PDF
    assert (capture.subject_kind, capture.subject_id) == ("case", str(row.pk))
    assert capture.blob.sha256 in answer.content.decode()
    assert reverse("evidence:download", args=[capture.pk]) in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("订单.exe", b"MZ", "类型不在允许范围"),
        ("订单.pdf", b"MZ", "内容与扩展名不符"),
        ("订单.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "超过20 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_changes_nothing(hand, opened, name, content, told):
    row = opened()
    answer = send(hand, row, name, content)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Exhibit.objects.exists()
    assert not Capture.objects.exists()
    assert row.version == type(row).objects.get(pk=row.pk).version


def captured(by, subject):
    return evidence.fix(
        content=PDF, media_type="application/pdf", title="网页", kind=CaptureKind.UPLOAD,
        subject=subject, by=by, at=AT,
    )  # fmt: skip


def test_what_was_fixed_for_the_case_can_be_named(hand, opened, team):
    row = opened()
    capture = captured(team["handler"], ("case", row.pk))
    page = hand.get(reverse("cases:detail", args=[row.pk])).content.decode()
    assert f'<option value="{capture.pk}">' in page
    data = TYPED | {"version": row.version, "exhibit_capture": capture.pk}
    assert hand.post(reverse("cases:step", args=[row.pk]), data).status_code == 302
    assert Exhibit.objects.get().capture_id == capture.pk


def test_evidence_of_another_case_is_refused(opened, take, team):
    """E11."""
    one, other = opened(), opened()
    capture = captured(team["handler"], ("case", other.pk))
    wrong = type(EXHIBIT)(**with_capture(capture.pk))
    with pytest.raises(NotPossible, match="不是本案"):
        take(one, ("evidence", "handler"), exhibit=wrong)
    assert not Exhibit.objects.exists()


def test_those_above_see_the_evidence_and_strangers_do_not(opened, team):
    row = opened()
    capture = captured(team["handler"], ("case", row.pk))
    above = factories.leader(factories.bureau("city", "330100", "杭州市局")).viewer
    assert fixed.capture(above, capture.pk) == capture
    assert fixed.capture(team["stranger"], capture.pk) is None
    assert fixed.capture(team["platform"], capture.pk) is None


def test_a_case_is_proven_alone(hand, opened, team, tmp_path):
    row = opened()
    send(hand, row)
    matter = fixed.matter(team["handler"], "case", str(row.pk))
    assert matter.title == f"案件 {row.number}"
    assert ("case", str(row.pk)) in matter.subjects
    system = factories.SYSTEM
    evidence.extend(by=system, at=AT + DAY)
    evidence.sign_head(by=system, at=AT + DAY)
    answer = hand.post(reverse("evidence:bundle", args=["case", row.pk]))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    check = verify.by_openssl if shutil.which("openssl") else lambda *_: True
    found, said = verify.examine(content, check=check, vouch=lambda *_: "")
    assert found == []
    assert said["title"] == f"案件 {row.number}"
    assert fixed.matter(team["stranger"], "case", str(row.pk)) is None


def test_clue_and_letters_go_into_the_bundle(source, team, bureau, shop):
    clue = factories.clue(bureau, on=shop)
    row = source(clue_id=clue.pk)
    letter = Letter.objects.create(
        from_body=bureau, to_body=shop.platform.body, article=factories.article(), clue=clue,
        message_id=uuid.uuid4(), channel_no=1, number="协查1号", state="sent", drafted_at=AT,
        sent_at=AT, due_at=AT + 5 * DAY,
    )  # fmt: skip
    assert {("clue", str(clue.pk)), ("letter", str(letter.pk))} <= set(
        queries.dossier(team["handler"], str(row.pk)).subjects
    )
