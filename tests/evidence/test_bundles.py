"""A matter leaves as one file that a stranger checks alone; whatever was altered is named."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.utils import timezone

from hedun.base.accounts.models import AuditEntry
from hedun.base.evidence import actions, terms
from hedun.base.evidence.models import Leaf
from hedun.base.evidence.terms import BundleError, CaptureKind, Tampered
from hedun.engine.seal import verify
from tests import factories as make
from tests.evidence.authority import Authority, needs_openssl
from tests.evidence.test_stamps import stamp

pytestmark = pytest.mark.django_db


def fixed(by, title="商品页", content=b"page"):
    return actions.fix(
        content=content,
        media_type="text/plain",
        title=title,
        kind=CaptureKind.UPLOAD,
        subject=("note", 1),
        by=by.viewer,
        at=timezone.now(),
    )


def export(capture, by):
    key = str(capture.pk)
    return actions.export_bundle(kind="capture", subject_id=key, by=by.viewer, at=timezone.now())


def run(folder, *words):
    """Run the verifier as a stranger does: that one file, in an empty folder, by itself."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *words],
        cwd=folder, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.fixture
def abroad(tmp_path):
    """A bundle on another machine, with the verifier taken out of it."""
    by = make.inspector()
    name, content = export(fixed(by), by)
    (tmp_path / "b.zip").write_bytes(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))
        (tmp_path / "keys.json").write_bytes(archive.read("keys.json"))
    assert name.endswith(".zip")
    return tmp_path


def test_the_verifier_is_one_short_file_of_the_standard_library():
    from pathlib import Path

    text = Path(verify.__file__).read_text(encoding="utf-8")
    assert text.count("\n") < 500
    assert "hedun." not in text.replace("hedun-", "")
    assert "import django" not in text


@needs_openssl
def test_E04_a_stranger_checks_a_bundle_alone(abroad):
    said = run(abroad, "b.zip")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "结论：通过" in said.stdout
    told = json.loads((abroad / "keys.json").read_text(encoding="utf-8"))
    pins = [word for key in told for word in ("--key", key["fingerprint"])]
    assert "与您指定的一致" in run(abroad, "b.zip", *pins).stdout
    assert run(abroad, "b.zip", "--key", "0" * 64).returncode == 1


@needs_openssl
@pytest.mark.parametrize("name", ["captures", "leaves", "log/checkpoint.txt", "bundle.json"])
def test_E01_what_was_altered_is_named(abroad, name):
    members, _ = verify.unpack((abroad / "b.zip").read_bytes())
    path = next(each for each in members if each.startswith(name))
    members[path] = members[path][:-1] + bytes([members[path][-1] ^ 1])
    (abroad / "b.zip").write_bytes(verify.pack(members))
    said = run(abroad, "b.zip")
    assert said.returncode == 1
    assert path in said.stdout


def test_a_bundle_is_an_ordinary_zip(abroad):
    with zipfile.ZipFile(abroad / "b.zip") as archive:
        assert archive.testzip() is None
        assert "说明.txt" in archive.namelist()


@needs_openssl
def test_a_stamped_checkpoint_goes_along_and_is_checked(tmp_path, settings):
    authority = Authority(tmp_path)
    served = authority.serve()
    settings.TSA, settings.TSA_ROOTS = served.url(), str(authority.roots)
    by = make.inspector()
    capture = fixed(by)
    actions.extend(by=make.SYSTEM, at=timezone.now())
    actions.sign_head(by=make.SYSTEM, at=timezone.now())
    assert stamp(served.port) == 1
    authority.close()
    _, content = export(capture, by)
    for roots, told in ((authority.roots, ""), (None, "")):
        vouch = verify.stamps_by_openssl(roots)
        found, said = verify.examine(content, check=verify.by_openssl, vouch=vouch)
        assert [each.told for each in found] == ([told] if told else [])
        assert len(said["stamps"]) == 1
    other = tmp_path / "other"
    other.mkdir()
    strange = verify.stamps_by_openssl(Authority(other).roots)
    found, _ = verify.examine(content, check=verify.by_openssl, vouch=strange)
    assert [each.where for each in found] == ["log/stamps/1.tsr"]


def test_nobody_exports_what_he_may_not_see(monkeypatch):
    monkeypatch.setattr(terms, "_HOLDERS", [])
    capture = fixed(make.inspector())
    with pytest.raises(BundleError):
        export(capture, make.compliance())


def test_damaged_bytes_make_no_bundle(store):
    by = make.inspector()
    capture = fixed(by)
    path = next(p for p in store.rglob("*") if p.is_file())
    path.chmod(0o600)
    path.write_bytes(b"PAGE")
    with pytest.raises(Tampered):
        export(capture, by)
    assert not AuditEntry.objects.filter(action="evidence:bundle:export").exists()


def test_an_export_stands_on_the_trail_and_in_the_log():
    by = make.inspector()
    export(fixed(by), by)
    assert AuditEntry.objects.filter(action="evidence:bundle:export").count() == 1
    assert Leaf.objects.filter(content__contains="evidence:bundle:export").count() == 1


@needs_openssl
def test_a_dump_of_the_log_is_checked_and_a_rollback_is_seen(tmp_path):
    by = make.admin().viewer
    for number in range(3):
        fixed(make.inspector(), content=b"%d" % number)
        actions.extend(by=make.SYSTEM, at=timezone.now())
        head = actions.sign_head(by=make.SYSTEM, at=timezone.now())
    lines = actions.export_log(by=by, at=timezone.now())
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    (tmp_path / "seen").write_text(head.note, encoding="utf-8")
    assert verify.main([str(tmp_path / "log.jsonl"), "--witness", str(tmp_path / "seen")]) == 0
    altered = [line.replace("张", "李") if n == 2 else line for n, line in enumerate(lines)]
    altered[2] = altered[2].replace("capture", "Capture")
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in altered), encoding="utf-8")
    assert verify.main([str(tmp_path / "log.jsonl")]) == 1
