"""WACZ 1.1.1: a WARC file, its index and its pages in one ZIP whose list names every digest."""

import datetime as dt
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from hedun.engine.archive.warc import Place

VERSION: Final = "1.1.1"
ARCHIVE: Final = "archive/data.warc.gz"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
SPARE: Final = {80, 443, None}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a viewer of the archive offers to open."""

    uri: str
    title: str
    at: dt.datetime


def surt(uri: str) -> str:
    """The key by which an index is sorted: cn,example,www)/path."""
    parts = urlsplit(uri)
    host = ",".join(reversed((parts.hostname or parts.scheme).split(".")))
    port = "" if parts.port in SPARE else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){parts.path or '/'}{query}".lower()


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def index(places: Sequence[Place]) -> bytes:
    """The CDXJ lines of what can be replayed."""
    lines = []
    for place in places:
        if place.kind not in {"response", "resource"}:
            continue
        said = {
            "url": place.uri,
            "mime": place.media_type.partition(";")[0] or "application/octet-stream",
            "status": str(place.status or 200),
            "digest": place.digest,
            "length": str(place.length),
            "offset": str(place.offset),
            "filename": ARCHIVE.partition("/")[2],
        }
        at = place.at.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S%f")[:17]
        lines.append(f"{surt(place.uri)} {at} {json.dumps(said)}\n")
    return "".join(sorted(lines)).encode()


def _pages(pages: Sequence[Page]) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    rows = [head]
    for number, page in enumerate(pages, 1):
        row = {"id": f"p{number}", "url": page.uri, "title": page.title, "ts": _moment(page.at)}
        rows.append(row)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def package(
    archive: bytes,
    places: Sequence[Place],
    pages: Sequence[Page],
    *,
    software: str,
    title: str,
    at: dt.datetime,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """The whole package; the same content gives the same bytes."""
    lines = index(places)
    packed = gzip.compress(lines, mtime=0)
    head = {
        "offset": 0,
        "length": len(packed),
        "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}",
        "filename": "index.cdx.gz",
    }
    first = lines.decode().partition(" {")[0]
    meta = '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n'
    members = {
        ARCHIVE: archive,
        "indexes/index.cdx.gz": packed,
        "indexes/index.idx": (meta + f"{first} {json.dumps(head)}\n").encode(),
        "pages/pages.jsonl": _pages(pages),
        **(extra or {}),
    }
    listed = json.dumps(_datapackage(members, pages, software=software, title=title, at=at), ensure_ascii=False, indent=1).encode()  # fmt: skip
    sealed = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(listed).hexdigest()}"}
    members["datapackage.json"] = listed
    members["datapackage-digest.json"] = json.dumps(sealed).encode()
    return zipped(members)


def _datapackage(
    members: Mapping[str, bytes],
    pages: Sequence[Page],
    *,
    software: str,
    title: str,
    at: dt.datetime,
) -> dict[str, Any]:
    main = pages[0]
    return {
        "profile": "data-package",
        "resources": [
            {
                "name": path.rpartition("/")[2].lower(),
                "path": path,
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "bytes": len(content),
            }
            for path, content in members.items()
        ],
        "wacz_version": VERSION,
        "title": title,
        "software": software,
        "created": _moment(at),
        "mainPageUrl": main.uri,
        "mainPageDate": _moment(main.at),
    }


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP without compression and without times: what can be rewritten byte for byte."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, content in members.items():
            info = zipfile.ZipInfo(path, EPOCH)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()
