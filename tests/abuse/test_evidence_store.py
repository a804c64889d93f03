"""Abuse group E, as far as the store of captures answers: E01, E09 to E13."""

import datetime as dt
import hashlib
import json
import os
import random
import subprocess
import sys
import uuid

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Invalid, Refused, Role
from hedun.base.evidence import actions, queries
from hedun.base.evidence.models import Blob, Capture, Hold, Leaf, Tombstone
from hedun.base.evidence.terms import LIMIT_BYTES, CaptureKind, Erased, Tampered, Unfit
from hedun.base.lawbook.models import Reason
from hedun.base.lawbook.terms import Confidence, ReasonKind
from hedun.clues.terms import ClueState
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.terms import LetterKind
from hedun.desks.cases.models import Case, Exhibit
from hedun.desks.cases.terms import CaseSource, CaseState, PartyKind
from hedun.engine.seal import verify
from tests import factories as make
from tests.evidence.authority import needs_openssl

FLIPS = 500


@pytest.fixture
def store(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "evidence"


def fix(content=b"x" * 300, *, by=make.SYSTEM, subject=("note", 1)):
    return actions.fix(
        content=content, media_type="text/plain", title="页面", kind=next(iter(CaptureKind)),
        subject=subject, by=by, at=make.NOW,
    )  # fmt: skip


def file_of(store, capture):
    (found,) = store.glob(f"*/{capture.blob.sha256}")
    return found


def test_E01_every_flipped_bit_is_seen_and_the_object_named(store):
    chance = random.Random(1)
    capture = fix(chance.randbytes(300))
    path = file_of(store, capture)
    good = path.read_bytes()
    path.chmod(0o600)
    for _ in range(FLIPS):
        bad = bytearray(good)
        place = chance.randrange(len(bad) * 8)
        bad[place // 8] ^= 1 << place % 8
        path.write_bytes(bad)
        with pytest.raises(Tampered, match=f"编号 {capture.pk}"):
            queries.read(make.SYSTEM, capture)
    path.write_bytes(good)
    assert queries.read(make.SYSTEM, capture) == good


@pytest.mark.parametrize("harm", ["cut", "grown", "gone", "turned"])
def test_E01_other_changes_are_seen_too(store, harm):
    capture = fix(b"abc" * 100)
    path = file_of(store, capture)
    content = path.read_bytes()
    path.chmod(0o600)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": content[:-1], "grown": content + b"x"}.get(harm, content[::-1]))
    with pytest.raises(Tampered):
        queries.read(make.SYSTEM, capture)


def test_E09_a_capture_that_breaks_off_leaves_nothing_that_counts(store, monkeypatch):
    def broken(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", broken)
        with pytest.raises(OSError, match="disk full"), transaction.atomic():
            fix()
    assert (Capture.objects.count(), Blob.objects.count()) == (0, 0)
    assert [path for path in store.glob("*/*") if path.is_file()] == []


def test_E10_a_copy_has_the_hash_of_the_original_and_stands_on_the_trail(store):
    capture = fix()
    content = actions.hand_out(capture=capture, by=make.SYSTEM, at=make.NOW)
    assert hashlib.sha256(content).hexdigest() == capture.blob.sha256
    line = AuditEntry.objects.get(action="evidence:capture:hand_out")
    assert line.detail["sha256"] == capture.blob.sha256


def test_E11_the_evidence_of_one_case_is_not_that_of_another(store):
    mine = make.inspector(make.bureau()).viewer
    other = make.inspector(make.bureau(region="330110")).viewer
    capture = fix(by=mine)
    assert queries.capture(other, capture.pk) is None
    with pytest.raises(PermissionError):
        queries.read(other, capture)
    assert not queries.captures(other, "note", 1).exists()


def test_E13_nothing_too_much_and_many(store):
    with pytest.raises(Unfit, match="0 字节"):
        fix(b"")
    with pytest.raises(Unfit, match="上限"):
        fix(bytes(LIMIT_BYTES + 1))
    for number in range(50):
        fix(str(number).encode())
    assert (Capture.objects.count(), Blob.objects.count()) == (50, 50)


@pytest.fixture
def keeper():
    return make.admin(Role.SECURITY_ADMIN)


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


LONG_AGO = make.NOW - dt.timedelta(days=4000)
ENDED = (make.NOW - dt.timedelta(days=1)).date()


def old(by, *, content=b"old page", subject=("note", 1)):
    return actions.fix(
        content=content, media_type="text/plain", title="旧页面", kind=CaptureKind.UPLOAD,
        subject=subject, by=by.viewer, at=LONG_AGO,
    )  # fmt: skip


def erase(capture, by, *, reason="档案鉴定意见 2026-3", kept_until=ENDED):
    given = {"reason": reason, "kept_until": kept_until}
    return actions.erase(capture_id=capture.pk, by=by.viewer, at=make.NOW, **given)


def sealed():
    actions.extend(by=make.SYSTEM, at=make.NOW)
    return actions.sign_head(by=make.SYSTEM, at=make.NOW)


def bundle(capture, by):
    content = actions.export_bundle(
        kind="capture", subject_id=str(capture.pk), by=by.viewer, at=make.NOW
    )[1]
    vouch = verify.stamps_by_openssl(None)
    found, told = verify.examine(content, check=verify.by_openssl, vouch=vouch)
    return content, [f"{each.where} {each.told}" for each in found], told


def test_E12_deletion_leaves_row_hash_and_tombstone_and_the_chain_verifies(
    store, keeper, commits, capsys
):
    officer = make.inspector()
    capture = old(officer)
    path = file_of(store, capture)
    sealed()
    with commits():
        erase(capture, keeper)
    assert not path.exists()
    sealed()
    call_command("verify_evidence", "--log")
    assert "按保存期限删除 1 份" in capsys.readouterr().out
    assert Capture.objects.get(pk=capture.pk).blob.sha256 == capture.blob.sha256
    line = AuditEntry.objects.get(action="evidence:capture:erase")
    assert line.detail["sha256"] == capture.blob.sha256
    leaf = Leaf.objects.get(kind="erased", subject_kind="capture", subject_id=str(capture.pk))
    assert capture.blob.sha256 in leaf.content
    assert leaf.place is not None
    with pytest.raises(Erased, match=f"编号 {capture.pk}.*按保存期限删除.*{capture.blob.sha256}"):
        queries.read(officer.viewer, capture)


@needs_openssl
def test_E12_a_bundle_says_what_is_gone_and_verifies(store, keeper, commits, tmp_path):
    officer = make.inspector()
    capture = old(officer)
    sealed()
    with commits():
        erase(capture, keeper)
    content, faults, told = bundle(capture, officer)
    assert faults == []
    (tmp_path / "b.zip").write_bytes(content)
    members = verify.unpack(content)[0]
    (tmp_path / "verify.py").write_bytes(members["verify.py"])
    said = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "b.zip"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout
    assert f"按保存期限删除，SHA-256 {capture.blob.sha256}" in said.stdout
    assert b"old page" not in content
    gone = told["captures"][0]["deleted"]["leaf"]
    assert json.loads(members[gone])["kind"] == "erased"


@needs_openssl
@pytest.mark.parametrize("lie", ["no leaf", "other leaf", "other hash"])
def test_E12_a_bundle_cannot_pass_off_as_deleted_what_was_not(store, keeper, commits, lie):
    """Whoever holds the keys of the house signs a list that says so; the log does not."""
    officer = make.inspector()
    capture, other = old(officer), old(officer, content=b"other")
    sealed()
    with commits():
        erase(capture, keeper)
    content = bundle(capture, officer)[0]
    members = verify.unpack(content)[0]
    told = json.loads(members["bundle.json"])
    row = told["captures"][0]
    if lie == "no leaf":
        told["leaves"] = [x for x in told["leaves"] if x["path"] != row["deleted"]["leaf"]]
    if lie == "other leaf":
        row["deleted"]["leaf"] = row["leaf"]
    if lie == "other hash":
        row["deleted"]["sha256"] = other.blob.sha256
    members["bundle.json"] = json.dumps(told, ensure_ascii=False, indent=1).encode()
    vouch = verify.stamps_by_openssl(None)
    found, _ = verify.examine(verify.pack(members), check=lambda *_: True, vouch=vouch)
    assert "固定或删除没有日志叶证明" in [each.told for each in found]


def test_E12_only_a_security_administrator_deletes_and_only_with_a_reason(store, keeper):
    officer = make.inspector()
    capture = old(officer)
    for stranger in (officer, make.admin(), make.admin(Role.AUDITOR)):
        with pytest.raises(Refused, match="安全管理员"):
            erase(capture, stranger)
    with pytest.raises(Invalid, match="理由"):
        erase(capture, keeper, reason=" ")
    with pytest.raises(Invalid, match="届满前不得删除"):
        erase(capture, keeper, kept_until=make.NOW.date() + dt.timedelta(days=1))
    with pytest.raises(Invalid, match="晚于固定日"):
        erase(capture, keeper, kept_until=LONG_AGO.date())
    assert not Tombstone.objects.exists()
    assert queries.read(officer.viewer, capture) == b"old page"


def test_E12_a_hold_keeps_it_until_it_is_lifted(store, keeper, commits):
    capture = old(make.inspector())
    made = actions.hold(capture_id=capture.pk, reason="法院调取", by=keeper.viewer, at=make.NOW)
    with pytest.raises(Invalid, match="法院调取"):
        erase(capture, keeper)
    actions.lift(hold_id=made.pk, reason="已结案", by=keeper.viewer, at=make.NOW)
    with commits():
        erase(capture, keeper)
    acts = AuditEntry.objects.filter(subject_kind="capture").values_list("action", flat=True)
    assert [act.rpartition(":")[2] for act in acts.order_by("pk")] == [
        "fix", "hold", "lift", "erase",
    ]  # fmt: skip


@pytest.mark.parametrize("matter", ["own clue", "held by clue", "letter", "case", "exhibit"])
def test_E12_an_open_matter_keeps_it(store, keeper, matter):
    officer = make.inspector()
    clue = make.clue(of=officer.body)
    capture = old(officer, subject=("clue", clue.pk) if matter == "own clue" else ("finding", 1))
    told = f"线索 {clue.number} 尚未办结"
    if matter != "own clue":
        clue.capture = capture
        clue.save()
    if matter in {"letter", "case", "exhibit"}:
        close(clue)
        told = opened(matter, clue, capture, officer)
    with pytest.raises(Invalid, match=told):
        erase(capture, keeper)
    if matter in {"own clue", "held by clue"}:
        close(clue)
        erase(capture, keeper)


def close(clue):
    type(clue).objects.filter(pk=clue.pk).update(
        state=ClueState.DISPOSED, is_open=False, disposed_at=make.NOW
    )


def opened(matter, clue, capture, officer):
    """An open letter or case that needs the capture; how it is named."""
    if matter == "letter":
        Letter.objects.create(
            kind=LetterKind.CO_INVESTIGATION, message_id=uuid.uuid4(), clue=clue, title="协查",
            from_body=officer.body, to_body=make.bureau(region="330108"), text="请协查",
            article=make.article(), contact_name="甲", contact_phone="1", due_at=make.NOW,
            drafted_at=make.NOW,
        )  # fmt: skip
        return "函件 （未编号） 尚未办结"
    case = Case.objects.create(
        number="A-1", token="t", state=CaseState.VERIFYING, title="案件", source=CaseSource.CLUE,
        clue=clue if matter == "case" else None, ground=clue.ground, party_name="某店",
        party_kind=PartyKind.INDIVIDUAL, body=officer.body, found_at=make.NOW,
        sourced_at=make.NOW,
    )  # fmt: skip
    if matter == "exhibit":
        kind = Reason.objects.create(
            code="e", kind=next(iter(ReasonKind)), name="电子数据", article=make.article(),
            valid_from=LONG_AGO, confidence=next(iter(Confidence)),
        )  # fmt: skip
        Exhibit.objects.create(
            case=case, number=1, kind=kind, title="网页", source="网页", taken_on=make.NOW,
            is_original=True, proves="事实", capture=capture, at=make.NOW,
        )  # fmt: skip
    return "案件 A-1 尚未结案"


def test_E12_bytes_that_another_capture_rests_on_stay_for_it(store, keeper, commits):
    officer = make.inspector()
    first, second = old(officer), old(officer, subject=("note", 2))
    path = file_of(store, first)
    with commits():
        erase(first, keeper)
    assert path.exists()
    with pytest.raises(Erased):
        queries.read(officer.viewer, first)
    assert queries.read(officer.viewer, second) == b"old page"
    with commits():
        erase(second, keeper)
    assert not path.exists()
    third = old(officer, subject=("note", 3))
    assert queries.read(officer.viewer, third) == b"old page"


def test_E12_a_process_that_dies_before_the_file_is_gone_is_caught_up_with(store, keeper):
    capture = old(make.inspector())
    path = file_of(store, capture)
    erase(capture, keeper)  # the transaction of the test never commits: the file stays
    assert path.exists()
    assert actions.sweep(by=make.SYSTEM, at=make.NOW) == 1
    assert not path.exists()


@pytest.mark.parametrize(
    "verb", ["UPDATE evidence_tombstone SET reason = 'x'", "DELETE FROM evidence_tombstone"]
)
def test_E12_the_database_keeps_the_tombstone(store, keeper, verb):
    erase(old(make.inspector()), keeper)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_E12_the_pages(store, client, keeper, commits):
    officer = make.inspector()
    capture = old(officer)
    client.force_login(keeper)
    shown = client.get(reverse("evidence:kept")).content.decode()
    assert capture.blob.sha256[:12] in shown
    assert "旧页面" not in shown  # the words of a matter stay in its room
    here = reverse("evidence:keeping", args=[capture.pk])
    client.post(reverse("evidence:hold", args=[capture.pk]), {"reason": "法院调取"})
    assert "法院调取" in client.get(here).content.decode()
    given = {"reason": "鉴定 3", "kept_until": "2020-01-01"}
    refused = client.post(reverse("evidence:erase", args=[capture.pk]), given, follow=True)
    assert "不得删除" in refused.content.decode()
    made = Hold.objects.get()
    client.post(reverse("evidence:lift", args=[capture.pk, made.pk]), {"reason": "结案"})
    assert client.post(reverse("evidence:erase", args=[capture.pk]), {}).status_code == 422
    with commits():
        client.post(reverse("evidence:erase", args=[capture.pk]), given)
    assert "按保存期限删除" in client.get(here).content.decode()
    client.force_login(officer)
    gone = client.get(reverse("evidence:download", args=[capture.pk]))
    assert gone.status_code == 410
    assert capture.blob.sha256 in gone.content.decode()
    assert client.get(here).status_code == 403
