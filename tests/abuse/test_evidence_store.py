"""Abuse group E, as far as the store of captures answers: E01, E09, E10, E11, E13."""

import hashlib
import os
import random

import pytest
from django.db import transaction

from hedun.base.accounts.models import AuditEntry
from hedun.base.evidence import actions, queries
from hedun.base.evidence.models import Blob, Capture
from hedun.base.evidence.terms import LIMIT_BYTES, CaptureKind, Tampered, Unfit
from tests import factories as make

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
