"""What is written is what the tools of others accept: warcio, wacz; and it holds what was seen."""

import gzip
import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from hedun.base.evidence.work import page
from hedun.engine.archive import wacz, warc
from tests.evidence.web import CLOCK, answer, net, shop, site

TOOLS = Path("/tmp/evtools/bin")  # python -m venv /tmp/evtools; pip install warcio wacz
needs_tools = pytest.mark.skipif(
    not (TOOLS / "warcio").exists() or not (TOOLS / "wacz").exists(),
    reason="warcio and wacz are not installed in /tmp/evtools",
)
OFFICERS = [
    {"id": "1", "name": "甲", "officer_no": "1", "body": "局"},
    {"id": "2", "name": "乙", "officer_no": "2", "body": "局"},
]


def chunked(client):
    client.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"4\r\n<p>a\r\n5;x=y\r\nbcdef\r\n0\r\n\r\n"
    )


def captured(**pages):
    with site(**(pages or shop())) as shop_:
        return page.capture_page(
            shop_.url(),
            officers=OFFICERS,
            purpose="核查",
            seed="page:1",
            clock=CLOCK,
            net=net(shop_.port),
        )


def members(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def records(package):
    raw = gzip.decompress(members(package)[wacz.ARCHIVE])
    return raw.split(b"WARC/1.1\r\n")[1:]


@needs_tools
@pytest.mark.parametrize("pages", [{}, {"index": chunked}, {"index": answer(b"")}])
def test_others_accept_the_archive_and_the_package(pages, tmp_path):
    packed = captured(**pages)
    (tmp_path / "a.wacz").write_bytes(packed.package)
    (tmp_path / "a.warc.gz").write_bytes(members(packed.package)[wacz.ARCHIVE])
    for command in (["warcio", "check", "-v", "a.warc.gz"], ["wacz", "validate", "-f", "a.wacz"]):
        said = subprocess.run(
            [TOOLS / command[0], *command[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
        )  # fmt: skip
        told = said.stdout + said.stderr
        assert said.returncode == 0, told
        assert "digest failed" not in told
        assert "invalid" not in told.lower(), told


@needs_tools
def test_others_find_a_flipped_bit(tmp_path):
    raw = bytearray(gzip.decompress(members(captured().package)[wacz.ARCHIVE]))
    spot = raw.index("保健茶".encode())
    raw[spot] ^= 1
    (tmp_path / "a.warc").write_bytes(raw)
    said = subprocess.run(
        [TOOLS / "warcio", "check", "a.warc"], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert said.returncode == 1


def test_a_page_is_kept_with_all_that_proves_it():
    packed = captured()
    told, names = packed.manifest, members(packed.package)
    assert packed.title == "纯天然 保健茶"
    assert told["officers"] == OFFICERS
    assert told["left_out"][0]["url"] == "http://10.0.0.1/x.png"
    assert "未配置" in told["clock"]["told"]
    assert told["screenshot"]["has"] is False
    assert json.loads(names["hedun/manifest.json"]) == told
    kinds = [part.split(b"WARC-Type: ")[1].split(b"\r\n")[0] for part in records(packed.package)]
    assert kinds[0] == b"warcinfo"
    assert kinds.count(b"response") == kinds.count(b"request") == 4
    assert b"dns:127.0.0.1" in b"".join(records(packed.package))


def test_a_compressed_answer_is_kept_as_it_came():
    raw = b"".join(records(captured().package))
    assert gzip.compress(b"b{}")[10:] in raw  # its body, without the time that gzip notes


def test_the_same_capture_gives_the_same_bytes():
    pages = {"index": answer(b"x")}
    with site(**pages) as shop_:
        given = {"officers": OFFICERS, "purpose": "", "seed": "s", "clock": CLOCK}
        one, other = (
            page.capture_page(shop_.url(), net=net(shop_.port), **given).package for _ in range(2)
        )
    assert one == other


def test_header_values_cannot_forge_a_record():
    writer = warc.Writer("x")
    writer.add("resource", "http://a/", b"x", at=CLOCK(), media_type="a\r\nWARC-Type: response")
    raw = gzip.decompress(bytes(writer.body))
    assert raw.count(b"\r\nWARC-Type:") == 1
