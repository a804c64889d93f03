"""Abuse case E08: an archive that was cut, altered or doubled is told; the manifest binds it all."""

import contextlib
import gzip
import hashlib
import json
import random
import ssl
import subprocess
import zlib

import pytest
from django.utils import timezone

from hedun.base.evidence import actions, queries
from hedun.base.evidence.models import Capture
from hedun.base.evidence.terms import CaptureKind, PageState, Uncatchable, Unfit
from hedun.base.evidence.work import clocks, page, screenshot
from hedun.base.evidence.work.net import Net
from hedun.engine.archive import reading, wacz, warc
from hedun.engine.net.addresses import networks
from hedun.engine.seal import verify
from tests import factories as make
from tests.evidence.authority import needs_openssl
from tests.evidence.test_archive import OFFICERS, captured, members
from tests.evidence.test_pages import asked, fetch
from tests.evidence.web import CLOCK, Site, answer, shop, site

AT = CLOCK()
PICTURE = b"\x89PNG\r\n\x1a\nscreen"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture(scope="module")
def good():
    from django.conf import settings

    assert not settings.BROWSER
    return captured()


def repacked(raw):
    """A package around these records, with a list and an index that fit them."""
    places = [
        warc.Place(
            record.fields["WARC-Type"], record.uri, AT, record.offset, record.length,
            record.fields.get("WARC-Payload-Digest", ""),
        )
        for record in safe(raw)
    ]  # fmt: skip
    made = wacz.Page("http://127.0.0.1/", "x", AT)
    return wacz.package(raw, places, [made], software="x", title="x", at=AT)


def safe(raw):
    """The records up to the first that cannot be read."""
    found = []
    with contextlib.suppress(reading.BadArchive):
        found.extend(reading.records(raw))
    return found


def raw_of(package):
    return members(package)[wacz.ARCHIVE]


def split(package):
    raw = raw_of(package)
    return [raw[each.offset : each.offset + each.length] for each in reading.records(raw)]


def altered(one, change):
    """A compressed record whose bytes were changed before they were compressed again."""
    return gzip.compress(change(gzip.decompress(one)), mtime=0)


def fix(package):
    return actions.fix(
        content=package, media_type="application/wacz", title="网页", kind=CaptureKind.PAGE,
        subject=("note", 1), by=make.inspector().viewer, at=timezone.now(),
    )  # fmt: skip


def test_E08_what_we_write_reads_back_whole(good):
    assert reading.wacz_faults(good.package) == []
    assert len(split(good.package)) == len(list(reading.records(raw_of(good.package))))


HARMS = {
    "cut in the last record": (lambda parts: [*parts[:-1], parts[-1][:-20]], "被截断"),
    "block shorter than told": (
        lambda parts: [*parts[:-1], altered(parts[-1], lambda raw: raw[:-9] + b"\r\n\r\n")],
        "与实际不符，被截断",
    ),
    "block longer than told": (
        lambda parts: [*parts[:-1], altered(parts[-1], lambda raw: raw + b"x\r\n\r\n")],
        "被截断或加长",
    ),
    "wrong block digest": (
        lambda parts: [
            parts[0],
            altered(parts[1], lambda raw: raw.replace(b"WARC-Block-Digest: sha256:", b"WARC-Block-Digest: sha256:A", 1)),
            *parts[2:],
        ],
        "WARC-Block-Digest",
    ),
    "wrong payload digest": (
        lambda parts: [
            parts[0],
            altered(parts[1], lambda raw: raw.replace(b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha256:A", 1)),
            *parts[2:],
        ],
        "WARC-Payload-Digest",
    ),
    "altered page": (
        lambda parts: [
            parts[0],
            altered(parts[1], lambda raw: raw.replace("保健茶".encode(), "普通茶".encode(), 1)),
            *parts[2:],
        ],
        "WARC-Block-Digest",
    ),
    "a record twice": (lambda parts: [*parts, parts[1]], "同一编号"),
    "no digest at all": (
        lambda parts: [parts[0], altered(parts[1], without_digest), *parts[2:]],
        "WARC-Block-Digest",
    ),
    "the answer taken out, its request kept": (
        lambda parts: [parts[0], *parts[2:]],
        "引用了包外的记录",
    ),
    "nothing": (lambda _: [], "没有任何记录"),
    "no compression": (lambda parts: [gzip.decompress(parts[0])], "无法解压"),
}  # fmt: skip


def without_digest(raw):
    lines = raw.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith(b"WARC-Block-Digest"))


@pytest.mark.parametrize("harm", HARMS)
def test_E08_a_harmed_archive_is_told_and_not_kept(db, good, harm):
    change, told = HARMS[harm]
    package = repacked(b"".join(change(split(good.package))))
    faults = reading.wacz_faults(package)
    assert any(told in each for each in faults), faults
    with pytest.raises(Unfit, match="不是完好的网页固证包"):
        fix(package)
    assert not Capture.objects.exists()


@pytest.mark.parametrize(
    "name", ["indexes/index.cdx.gz", "pages/pages.jsonl", "hedun/manifest.json", "datapackage.json"]
)
def test_E08_every_member_of_the_package_is_bound(good, name):
    parts = members(good.package)
    harmed = parts | {name: parts[name][:-2] + b"x" + parts[name][-1:]}
    assert reading.wacz_faults(wacz.zipped(harmed))
    assert reading.wacz_faults(wacz.zipped({k: v for k, v in parts.items() if k != name}))
    assert reading.wacz_faults(wacz.zipped(parts | {"more.txt": b"x"}))


def test_E08_no_bytes_break_the_reader(good):
    chance = random.Random(8)
    for _ in range(300):
        torn = bytearray(good.package)
        for _ in range(chance.randrange(1, 4)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        reading.wacz_faults(bytes(torn[: chance.choice([len(torn), chance.randrange(len(torn))])]))


@pytest.mark.parametrize("flags", [0x01, 0x20, 0x40])
def test_E08_a_member_that_says_it_is_encrypted_is_no_package(good, flags):
    torn = bytearray(good.package)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        torn[torn.find(mark) + place] |= flags
    assert reading.wacz_faults(bytes(torn)) == ["不是完整的 WACZ 包。"]


def test_E08_a_bomb_is_not_unpacked():
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    raw = bomb.compress(bytes(reading.MOST_BYTES + 10)) + bomb.flush()
    assert reading.warc_faults(raw) == ["第 0 字节处的记录过长。"]


def test_E08_two_records_of_one_address_are_both_kept_and_found():
    served = {}

    def index(client):
        served.setdefault("n", 0)
        served["n"] += 1
        client.sendall(answer(b"<p>%d" % served["n"]))

    packed = captured(index=index)
    found = [
        each
        for each in reading.records(raw_of(packed.package))
        if each.fields["WARC-Type"] == "response"
    ]
    assert [each.payload for each in found] == [b"<p>1", b"<p>2"]
    assert len({each.uri for each in found}) == 1
    assert len({each.name for each in found}) == 2
    lines = gzip.decompress(members(packed.package)["indexes/index.cdx.gz"]).decode()
    assert lines.count(f'"url": "{found[0].uri}"') == 2
    assert packed.manifest["views_differ"]


def test_E08_the_same_answer_twice_is_stored_twice_never_as_a_revisit():
    packed = captured(index=answer(b"<p>same"))
    kinds = [each.fields["WARC-Type"] for each in reading.records(raw_of(packed.package))]
    assert kinds.count("response") == 2
    assert "revisit" not in kinds


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "没有指明重复的是哪条记录"),
        ({"WARC-Refers-To": "<urn:uuid:elsewhere>"}, "引用了包外的记录"),
        ({"WARC-Refers-To": "other"}, "载荷不同"),
        ({"WARC-Refers-To": "same"}, ""),
    ],
)
def test_E08_a_revisit_counts_only_where_what_it_stands_for_is_there(more, told):
    writer = warc.Writer("x")
    same = writer.add("response", "http://a/", answer(b"one"), at=AT)
    other = writer.add("response", "http://a/", answer(b"two"), at=AT)
    more = {key: {"same": same, "other": other}.get(value, value) for key, value in more.items()}
    more["WARC-Payload-Digest"] = warc.digest(b"one")
    writer.add("revisit", "http://a/", b"HTTP/1.1 200 OK\r\n\r\n", at=AT, more=more)
    faults = reading.warc_faults(bytes(writer.body))
    assert any(told in each for each in faults) if told else faults == []


@pytest.mark.parametrize(
    "sent",
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"4\r\n<p>a\r\n5;x=y\r\nbcdef\r\n0\r\n\r\n"
        ),
        answer(gzip.compress(b"<p>packed", mtime=0), Content_Encoding="gzip"),
    ],
)
def test_E08_chunks_and_compression_are_kept_byte_for_byte(sent):
    packed = captured(index=sent)
    found = next(
        each
        for each in reading.records(raw_of(packed.package))
        if each.fields["WARC-Type"] == "response"
    )
    assert found.block == sent
    assert packed.manifest["taken"][0]["sha256"] == hashlib.sha256(sent).hexdigest()


class Secure(Site):
    """A shop behind TLS with a certificate that nobody knows."""

    def __init__(self, pages, folder):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-keyout", "key", "-out", "crt", "-days", "9", "-subj", "/CN=shop.example"],
            cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "crt", folder / "key")
        self.der = ssl.PEM_cert_to_DER_cert((folder / "crt").read_text(encoding="ascii"))
        super().__init__(pages)

    def one(self, client):
        with (
            contextlib.suppress(OSError),
            self.context.wrap_socket(client, server_side=True) as made,
        ):
            super().one(made)


@pytest.fixture
def fixed(db, settings, tmp_path_factory, monkeypatch):
    """A page that two officers had fixed, as it came: TLS, a picture, a compared clock."""
    office = make.bureau()
    pair = (make.inspector(office), make.inspector(office))
    shot = screenshot.Shot(content=PICTURE, browser="Chromium 140")
    monkeypatch.setattr(screenshot, "take", lambda *_: shot)
    offset = {"told": "比对 ntp.example，快 12 毫秒", "offset_ms": 12}
    monkeypatch.setattr(clocks, "offset", lambda: offset)
    made = Secure({"/": answer(b"<title>x</title>")}, tmp_path_factory.mktemp("tls"))
    settings.OPEN_NETWORKS = networks(f"127.0.0.1:{made.port}")
    row = fetch(asked(pair, f"https://127.0.0.1:{made.port}/"), pair[0].viewer)
    made.close()
    assert row.state == PageState.DONE, row.reason
    return row, pair, made


@needs_openssl
def test_E08_one_manifest_binds_page_picture_certificate_name_clock_tool_and_officers(fixed):
    row, pair, made = fixed
    told = row.capture.manifest
    first = told["taken"][0]
    assert [each["id"] for each in told["officers"]] == [str(each.pk) for each in pair]
    assert told["clock"]["offset_ms"] == 12
    assert told["tool"].startswith("Hedun ")
    assert first["dns"] == ["127.0.0.1"]
    assert ["Content-Type", "text/html; charset=utf-8"] in first["headers"]
    assert first["tls"]["chain"][0]["sha256"] == hashlib.sha256(made.der).hexdigest()
    assert not first["tls"]["verified"]
    assert told["screenshot"]["sha256"] == hashlib.sha256(PICTURE).hexdigest()
    assert told["screenshot"]["sha256"] == row.screenshot.blob.sha256
    package = queries.read(pair[0].viewer, row.capture)
    assert hashlib.sha256(package).hexdigest() == told["sha256"]
    found = list(reading.records(raw_of(package)))
    kept = {each.uri: each for each in found}
    assert first["sha256"] in {hashlib.sha256(each.block).hexdigest() for each in found}
    pem = next(each for uri, each in kept.items() if uri.startswith("urn:hedun:tls:"))
    assert ssl.PEM_cert_to_DER_cert(pem.block.decode()) == made.der
    assert b"127.0.0.1" in kept["dns:127.0.0.1"].block
    assert PICTURE in [each.block for each in found]
    leaf = queries.leaf_of(pair[0].viewer, row.capture_id)
    assert told["sha256"] in leaf.content


BOUND = {
    "officers": lambda told: told["officers"].pop(),
    "clock": lambda told: told["clock"].update(offset_ms=0),
    "tool": lambda told: told.update(tool="Hedun 9"),
    "headers": lambda told: told["taken"][0]["headers"].pop(),
    "certificate": lambda told: told["taken"][0]["tls"].update(verified=True),
    "name": lambda told: told["taken"][0].update(dns=["1.1.1.1"]),
    "page": lambda told: told["taken"][0].update(sha256="0" * 64),
    "picture": lambda told: told["screenshot"].update(sha256="0" * 64),
    "time": lambda told: told.update(began_at="2020-01-01T00:00:00+00:00"),
}


@needs_openssl
def test_E08_whatever_of_the_manifest_is_altered_the_log_says_so(fixed):
    row, pair, _ = fixed
    content = actions.export_bundle(
        kind="page", subject_id=str(row.pk), by=pair[0].viewer, at=timezone.now()
    )[1]
    parts = verify.unpack(content)[0]
    path = f"captures/{row.capture_id}/manifest.json"
    vouch = verify.stamps_by_openssl(None)
    assert verify.examine(content, check=verify.by_openssl, vouch=vouch)[0] == []
    for name, change in BOUND.items():
        told = json.loads(parts[path])
        change(told)
        bad = parts | {path: json.dumps(told, ensure_ascii=False, indent=1).encode()}
        found, _ = verify.examine(verify.pack(bad), check=lambda *_: True, vouch=vouch)
        assert any("固证清单与固定时写入日志的不符" in each.told for each in found), name


def test_E08_one_officer_is_not_enough():
    def no_dial(*_):
        raise AssertionError("a connection was tried")

    for officers in ([], OFFICERS[:1], [OFFICERS[0], dict(OFFICERS[0])]):
        with pytest.raises(Uncatchable, match="两名执法人员"):
            page.capture_page(
                "http://93.184.216.34/", officers=officers, purpose="", seed="s", clock=CLOCK,
                net=Net(allowed=[], dial=no_dial),
            )  # fmt: skip


def test_E08_a_package_that_does_not_read_back_is_no_capture(db, settings, monkeypatch):
    """The writer itself errs: the page is told as not fixed, and nothing of it is kept."""
    office = make.bureau()
    pair = (make.inspector(office), make.inspector(office))
    plain = warc.digest
    monkeypatch.setattr(warc, "digest", lambda content, name="sha256": plain(content + b"x", name))
    with site(**shop()) as served:
        settings.OPEN_NETWORKS = networks(f"127.0.0.1:{served.port}")
        row = fetch(asked(pair, served.url()), pair[0].viewer)
    assert row.state == PageState.FAILED
    assert "不是完好的网页固证包" in row.reason
    assert not Capture.objects.exists()
