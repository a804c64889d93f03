"""A capture leaves as a download, to those who may see its subject, and that is on the trail."""

import pytest
from django.urls import reverse

from hedun.base.accounts.models import AuditEntry
from hedun.base.evidence import actions, queries, terms
from hedun.base.evidence.decide.store import file_name
from hedun.base.evidence.terms import CaptureKind
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def gates(monkeypatch):
    monkeypatch.setattr(terms, "_GATES", {})
    monkeypatch.setattr(terms, "_HOLDERS", [])


def fix(by, title="附件", media_type="text/html", kind="note"):
    return actions.fix(
        content=b"<script>alert(1)</script>",
        media_type=media_type,
        title=title,
        kind=CaptureKind.ATTACHMENT,
        subject=(kind, 1),
        by=by.viewer,
        at=make.NOW,
    )


def get(client, person, capture):
    client.force_login(person)
    return client.get(reverse("evidence:download", args=[capture.pk]))


def test_a_page_leaves_as_harmless_bytes(client, gates):
    officer = make.inspector()
    answer = get(client, officer, fix(officer))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_handing_out_stands_on_the_trail(client, gates):
    officer = make.inspector()
    get(client, officer, fix(officer))
    assert AuditEntry.objects.filter(action="evidence:capture:hand_out").count() == 1


def test_another_body_finds_nothing(client, gates):
    capture = fix(make.inspector())
    assert get(client, make.compliance(), capture).status_code == 404
    assert not AuditEntry.objects.filter(action="evidence:capture:hand_out").exists()


def test_a_gate_decides_for_its_kind(client, gates):
    officer, rival = make.inspector(), make.compliance()
    capture = fix(officer)
    terms.register_gate("note", lambda viewer, _: viewer.is_platform)
    assert get(client, rival, capture).status_code == 200
    assert get(client, officer, capture).status_code == 404


def test_a_holder_opens_what_the_gate_keeps_shut(client, gates):
    officer, rival = make.inspector(), make.compliance()
    capture = fix(officer)
    terms.register_holder(lambda viewer, pk: viewer.is_platform and pk == capture.pk)
    assert get(client, rival, capture).status_code == 200


def test_captures_of_a_subject_follow_the_gate(gates):
    officer = make.inspector()
    capture = fix(officer)
    assert list(queries.captures(officer.viewer, "note", 1)) == [capture]
    terms.register_gate("note", lambda *_: False)
    assert list(queries.captures(officer.viewer, "note", 1)) == []


def test_damaged_bytes_are_not_handed_out(client, gates, store):
    officer = make.inspector()
    capture = fix(officer)
    path = next(p for p in store.rglob("*") if p.is_file())
    path.chmod(0o600)
    path.write_bytes(b"<script>alert(2)</script>")
    answer = get(client, officer, capture)
    assert answer.status_code == 409
    assert "校验失败" in answer.content.decode()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("复函.pdf", "复函.pdf"),
        ("../../etc/passwd", "etc_passwd.pdf"),
        ("a\r\nSet-Cookie: x", "a_Set-Cookie_x.pdf"),
        ("报告\u202efdp.exe", "报告_fdp.exe.pdf"),
        ("...", "capture.pdf"),
    ],
)
def test_file_names_are_safe(title, name):
    assert file_name(title, "application/pdf") == name
