"""WARC 1.1 (ISO 28500): what went over the wire, record by record, each with its digests."""

import base64
import datetime as dt
import gzip
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

VERSION: Final = "WARC/1.1"
HTTP: Final = {"response": "application/http; msgtype=response", "request": "application/http; msgtype=request"}  # fmt: skip
SPACE = uuid.UUID("6f3fdc0e-5cbb-5a0a-9c27-8c1d5f1f0f3a")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies in its file; what an index says of it."""

    kind: str
    uri: str
    at: dt.datetime
    offset: int
    length: int
    digest: str
    media_type: str = ""
    status: int = 0


def digest(content: bytes, name: str = "sha256") -> str:
    """A digest as WARC writes it: sha256 in Base32, as the tools that check it expect."""
    return f"{name}:" + base64.b32encode(hashlib.new(name, content).digest()).decode()


@dataclass(slots=True)
class Writer:
    """Writes records one after the other, each compressed alone so that it can be read alone."""

    seed: str  # record identifiers follow from it, so that the same capture gives the same bytes
    body: bytearray = field(default_factory=bytearray)
    places: list[Place] = field(default_factory=list)

    def info(self, fields: Mapping[str, str], at: dt.datetime) -> str:
        """The record that says which program wrote the file, for whom."""
        text = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        kind = "application/warc-fields"
        return self.add("warcinfo", "", text.encode(), at=at, media_type=kind)

    def add(
        self,
        kind: str,
        uri: str,
        content: bytes,
        *,
        at: dt.datetime,
        media_type: str = "",
        more: Mapping[str, str] | None = None,
        told: tuple[str, int] = ("", 0),
    ) -> str:
        """Append a record and give its identifier; `told` is what a page said of itself."""
        name = f"<urn:uuid:{uuid.uuid5(SPACE, f'{self.seed}:{len(self.places)}')}>"
        payload = content.partition(b"\r\n\r\n")[2] if kind in HTTP else content
        head = {
            "WARC-Type": kind,
            "WARC-Record-ID": name,
            "WARC-Date": at.astimezone(dt.UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            **({"WARC-Target-URI": uri} if uri else {}),
            "Content-Type": HTTP.get(kind, media_type),
            "WARC-Block-Digest": digest(content),
            **({"WARC-Payload-Digest": digest(payload)} if uri else {}),
            **(more or {}),
            "Content-Length": str(len(content)),
        }
        lines = "".join(f"{key}: {_line(value)}\r\n" for key, value in head.items())
        raw = f"{VERSION}\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"
        packed = gzip.compress(raw, mtime=0)
        place = Place(kind, uri, at, len(self.body), len(packed), digest(payload), *(told if told[0] else (media_type, told[1])))  # fmt: skip
        self.places.append(place)
        self.body += packed
        return name


def _line(value: str) -> str:
    return "".join(c if c.isprintable() else " " for c in value)
