"""Reading a web archive back as a stranger would: what is cut, altered, doubled or missing is told."""

import base64
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hedun.engine.archive.wacz import ARCHIVE

MOST_BYTES: Final = 256 << 20
MOST_INDEX: Final = 16 << 20
VERSIONS: Final = {"WARC/1.0", "WARC/1.1"}
NEEDED: Final = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
DIGESTS: Final = ("sha1", "sha256", "sha512", "sm3")
LISTS: Final = {"datapackage.json", "datapackage-digest.json"}
UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, OSError, EOFError),
    RuntimeError,  # zipfile's word for a member that says it is encrypted or of an unknown kind
)
REFERRING: Final = ("WARC-Refers-To", "WARC-Concurrent-To")


class BadArchive(ValueError):
    """The bytes end too early or are no archive; the message says where."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields, its block as it was stored, and where it lies."""

    fields: dict[str, str]
    block: bytes
    offset: int
    length: int

    @property
    def name(self) -> str:
        return self.fields.get("WARC-Record-ID", "")

    @property
    def uri(self) -> str:
        return self.fields.get("WARC-Target-URI", "")

    @property
    def payload(self) -> bytes:
        """What the HTTP message carries, or the whole block."""
        is_http = self.fields.get("Content-Type", "").startswith("application/http")
        return self.block.partition(b"\r\n\r\n")[2] if is_http else self.block


def records(raw: bytes) -> Iterator[Record]:
    """Every record of a compressed file, each compressed alone; BadArchive where one is cut."""
    at, left = 0, MOST_BYTES
    while at < len(raw):
        inflate = zlib.decompressobj(31)
        try:
            content = inflate.decompress(raw[at:], left)
        except zlib.error:
            raise BadArchive(f"第 {at} 字节处的记录无法解压。") from None
        if not inflate.eof:
            told = "过长" if len(content) >= left else "不完整，被截断"
            raise BadArchive(f"第 {at} 字节处的记录{told}。")
        left -= len(content)
        length = len(raw) - at - len(inflate.unused_data)
        yield _record(content, at, length)
        at += length


def _record(content: bytes, offset: int, length: int) -> Record:
    head, gap, rest = content.partition(b"\r\n\r\n")
    version, *lines = head.decode("utf-8", "replace").split("\r\n")
    fields = dict(line.partition(": ")[::2] for line in lines)
    missing = [name for name in NEEDED if not fields.get(name)]
    if version not in VERSIONS or not gap or missing or len(fields) != len(lines):
        raise BadArchive(f"第 {offset} 字节处不是完整的 WARC 记录。")
    size = fields["Content-Length"]
    if not size.isdecimal() or len(rest) != int(size) + 4 or not rest.endswith(b"\r\n\r\n"):
        raise BadArchive(
            f"第 {offset} 字节处的记录应有 {size[:12]} 字节，与实际不符，被截断或加长。"
        )
    return Record(fields, rest[:-4], offset, length)


def is_digest_of(told: str, content: bytes) -> bool:
    """Tell whether a digest as archives write it, in Base32 or in hexadecimal, is that of bytes."""
    name, _, value = told.partition(":")
    if name not in DIGESTS:
        return False
    made = hashlib.new(name, content).digest()
    return value in {base64.b32encode(made).decode().rstrip("="), base64.b32encode(made).decode(), made.hex()}  # fmt: skip


def warc_faults(raw: bytes) -> list[str]:
    """Say in Chinese what is wrong with the records of an archive; nothing where all is right."""
    try:
        found = list(records(raw))
    except BadArchive as error:
        return [str(error)]
    known = {record.name: record for record in found}
    faults = [each for record in found for each in _record_faults(record, known)]
    if len(known) != len(found):
        faults.append("有两条记录使用同一编号。")
    return faults if found else ["没有任何记录。"]


def _record_faults(record: Record, known: dict[str, Record]) -> Iterator[str]:
    where = f"第 {record.offset} 字节处的记录（{record.fields['WARC-Type']} {record.uri[:80]}）"
    is_revisit = record.fields["WARC-Type"] == "revisit"
    if not is_digest_of(record.fields.get("WARC-Block-Digest", ""), record.block):
        yield f"{where}没有正确的内容摘要（WARC-Block-Digest）。"
    told = record.fields.get("WARC-Payload-Digest")
    if told and not is_revisit and not is_digest_of(told, record.payload):
        yield f"{where}的载荷与摘要（WARC-Payload-Digest）不符。"
    for field in REFERRING:
        if field in record.fields and record.fields[field] not in known:
            yield f"{where}引用了包外的记录，内容不在包内。"
    if is_revisit:
        yield from _revisit_faults(record, known, where)


def _revisit_faults(record: Record, known: dict[str, Record], where: str) -> Iterator[str]:
    """A record that stands for an earlier one must name it, and have the same payload."""
    name = record.fields.get("WARC-Refers-To", "")
    if not name:
        yield f"{where}没有指明重复的是哪条记录，内容不在包内。"
    elif name in known:
        same = known[name].fields.get("WARC-Payload-Digest")
        if same is None or same != record.fields.get("WARC-Payload-Digest"):
            yield f"{where}与其所指的记录载荷不同。"


def wacz_faults(package: bytes) -> list[str]:
    """Say in Chinese what is wrong with a package: its list, its files, its records, its index."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                return [f"展开后超过 {MOST_BYTES >> 20} MB。"]
            if len(archive.namelist()) != len(set(archive.namelist())):
                return ["有两个同名文件。"]
            members = {name: archive.read(name) for name in archive.namelist()}
        listed = members["datapackage.json"]
        sealed = json.loads(members["datapackage-digest.json"])["hash"]
        named = {
            row["path"]: (row["bytes"], row["hash"]) for row in json.loads(listed)["resources"]
        }
        places = _index(members["indexes/index.cdx.gz"])
    except UNREADABLE:
        return ["不是完整的 WACZ 包。"]
    faults = list(_list_faults(members, named))
    if not is_digest_of(str(sealed), listed):
        faults.append("datapackage.json 与其摘要不符。")
    raw = members.get(ARCHIVE, b"")
    wrong = warc_faults(raw)
    return faults + (wrong or list(_index_faults(places, raw)))


def _list_faults(members: dict[str, bytes], named: dict[str, tuple[Any, Any]]) -> Iterator[str]:
    for path in sorted({*members, *named} - LISTS):
        content, row = members.get(path), named.get(path)
        if content is None or row is None:
            yield f"{path}：{'文件缺失' if content is None else '清单中没有这个文件'}。"
        elif len(content) != row[0] or not is_digest_of(str(row[1]), content):
            yield f"{path}：与清单中的摘要不符。"


def _index(packed: bytes) -> list[dict[str, str]]:
    inflate = zlib.decompressobj(31)
    lines = inflate.decompress(packed, MOST_INDEX).decode().splitlines()
    if not inflate.eof:
        raise BadArchive("索引不完整或过长。")
    return [json.loads(line[line.index("{") :]) for line in lines]


def _index_faults(places: list[dict[str, str]], raw: bytes) -> Iterator[str]:
    """Whatever can be replayed stands in the index, at its place, under its address."""
    kept = {
        (str(record.offset), str(record.length), record.uri)
        for record in records(raw)
        if record.fields["WARC-Type"] in {"response", "resource", "revisit"}
    }
    told = {(row.get("offset", ""), row.get("length", ""), row.get("url", "")) for row in places}
    if kept != told or len(told) != len(places):
        yield "索引与记录不一一对应。"
