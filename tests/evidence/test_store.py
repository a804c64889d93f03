"""Bytes that were fixed are the bytes that are read, or the capture is named as damaged."""

import hashlib
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from hedun.base.accounts.models import AuditEntry
from hedun.base.accounts.terms import Refused, Viewer
from hedun.base.evidence import actions, queries
from hedun.base.evidence.models import Blob, Capture
from hedun.base.evidence.terms import LIMIT_BYTES, CaptureKind, Tampered, Unfit
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "商品页面：纯天然、根治三高".encode()


def fix(content=PAGE, by=None, **changes):
    given = {
        "media_type": "text/plain",
        "title": "商品页",
        "kind": CaptureKind.LISTING,
        "subject": ("note", 1),
        "at": make.NOW,
        **changes,
    }
    return actions.fix(content=content, by=by or make.inspector().viewer, **given)


def files(store):
    return sorted(p for p in store.rglob("*") if p.is_file()) if store.exists() else []


def test_fixed_bytes_lie_under_their_hash(store):
    capture = fix()
    sha = hashlib.sha256(PAGE).hexdigest()
    assert capture.blob.sha256 == sha
    assert (store / sha[:2] / sha).read_bytes() == PAGE
    assert queries.read(make.SYSTEM, capture) == PAGE


def test_the_same_bytes_are_stored_once(store):
    one, other = fix(), fix(title="同一页面")
    assert one.pk != other.pk
    assert one.blob_id == other.blob_id
    assert len(files(store)) == 1


def test_fixing_stands_on_the_trail():
    capture = fix()
    entry = AuditEntry.objects.get(action="evidence:capture:fix")
    assert entry.subject_id == str(capture.pk)
    assert entry.detail["sha256"] == capture.blob.sha256


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"content": b""}, "0 字节"),
        ({"content": bytes(LIMIT_BYTES + 1)}, "上限"),
        ({"title": "  "}, "没有名称"),
        ({"media_type": "text/html\r\nX-Evil: 1"}, "无法识别"),
    ],
)
def test_what_is_refused_leaves_no_row_and_no_bytes(store, changes, told):
    with pytest.raises(Unfit, match=told):
        fix(**changes)
    assert not Blob.objects.exists()
    assert not Capture.objects.exists()
    assert files(store) == []


def test_a_visitor_fixes_nothing(store):
    with pytest.raises(Refused):
        fix(by=Viewer.anonymous())
    assert files(store) == []


def test_any_flipped_bit_is_found(store):
    capture = fix()
    path = files(store)[0]
    path.chmod(0o600)
    for place in random.Random(7).sample(range(len(PAGE) * 8), 64):
        broken = bytearray(PAGE)
        broken[place // 8] ^= 1 << place % 8
        path.write_bytes(broken)
        with pytest.raises(Tampered, match="商品页"):
            queries.read(make.SYSTEM, capture)


@pytest.mark.parametrize("damage", [lambda p: p.unlink(), lambda p: p.write_bytes(PAGE + b"x")])
def test_missing_and_longer_files_are_found(store, damage):
    capture = fix()
    files(store)[0].chmod(0o600)
    damage(files(store)[0])
    with pytest.raises(Tampered):
        queries.read(make.SYSTEM, capture)


def test_fixing_again_heals_a_damaged_file(store):
    capture = fix()
    files(store)[0].chmod(0o600)
    files(store)[0].write_bytes(b"broken")
    fix()
    assert queries.read(make.SYSTEM, capture) == PAGE


def test_the_verifier_names_the_damaged_capture(store, capsys):
    fix(b"intact"), fix(title="直播截图")
    path = store / hashlib.sha256(PAGE).hexdigest()[:2] / hashlib.sha256(PAGE).hexdigest()
    path.chmod(0o600)
    path.write_bytes(PAGE[::-1])
    with pytest.raises(CommandError):
        call_command("verify_evidence")
    assert "直播截图" in capsys.readouterr().out


def test_the_sweep_removes_only_what_no_row_vouches_for(store):
    fix()
    orphan = store / "ab" / "orphan"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left behind")
    assert actions.sweep(by=make.SYSTEM, at=make.NOW.replace(year=2036)) == 1
    assert len(files(store)) == 1


def test_the_sweep_spares_what_is_young(store):
    (store / "ab").mkdir(parents=True)
    (store / "ab" / "young").write_bytes(b"being fixed")
    assert actions.sweep(by=make.SYSTEM, at=make.NOW.replace(year=2020)) == 0


def test_two_rows_never_share_a_hash():
    blob = fix().blob
    with pytest.raises(IntegrityError):
        Blob.objects.create(sha256=blob.sha256, size=1, media_type="a/b", stored_at=make.NOW)
