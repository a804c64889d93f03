"""Signed checkpoints of a log, in the form of C2SP signed notes: text, empty line, signatures.

    hedun.example/log            who keeps the log
    1234                         how many leaves it has
    BASE64                       the root over them
    digest sha256                which digest the tree is of
    time 2026-11-23T09:00:00Z    when that was so
                                 (empty line)
    — hedun.example/log BASE64   four bytes that name the key, and its signature

A note is good when every key that is asked for has signed it: a signature that was taken away
is as wrong as one that was changed.
"""

import base64
import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hedun.engine.seal import signing
from hedun.engine.seal.merkle import DIGESTS

# the byte that C2SP gives to Ed25519; other algorithms stand behind 0xff by their name
TYPES: Final = {"ed25519": b"\x01", "sm2-sm3": b"\xffsm2-sm3"}
LONGEST: Final = 4096
LINE = re.compile(r"— ([\x21-\x7e]{1,120}) ([A-Za-z0-9+/=]{8,200})")
NAME = re.compile(r"[\x21-\x2a\x2c-\x7e]{1,100}")  # no space and no plus, as C2SP asks


class BadNote(ValueError):
    """The bytes are no checkpoint, or not signed by the keys that must have signed it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the keeper of a log says: so many leaves, this root, at that time."""

    origin: str
    size: int
    root: bytes
    digest: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Key:
    """A public key under the name of the log."""

    name: str
    algorithm: str
    public: bytes

    @property
    def mark(self) -> bytes:
        """Four bytes that follow from name, algorithm and key."""
        told = self.name.encode() + b"\n" + TYPES[self.algorithm] + self.public
        return hashlib.sha256(told).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """What two people read to each other over the telephone."""
        return hashlib.sha256(self.algorithm.encode() + b"\n" + self.public).hexdigest()


def text(checkpoint: Checkpoint) -> str:
    """The lines that are signed."""
    if not NAME.fullmatch(checkpoint.origin):
        raise BadNote(f"日志名称“{checkpoint.origin[:40]}”不合格式。")
    at = checkpoint.at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    lines = (
        checkpoint.origin,
        str(checkpoint.size),
        base64.b64encode(checkpoint.root).decode(),
        f"digest {checkpoint.digest}",
        f"time {at}",
    )
    return "\n".join(lines) + "\n"


def sign(checkpoint: Checkpoint, keys: Sequence[tuple[Key, bytes]]) -> str:
    """Write the note with a signature of each key (public, private)."""
    told = text(checkpoint)
    lines = [
        f"— {key.name} "
        + base64.b64encode(key.mark + signing.sign(key.algorithm, private, told.encode())).decode()
        for key, private in keys
    ]
    return told + "\n" + "\n".join(lines) + "\n"


def read(note: str) -> tuple[Checkpoint, dict[bytes, bytes]]:
    """What a note says, and its signatures by the marks of their keys; nothing is proven yet."""
    if len(note) > LONGEST:
        raise BadNote("检查点过长。")
    told, gap, signatures = note.partition("\n\n")
    lines = told.split("\n")
    if not gap or len(lines) != 5 or not note.endswith("\n"):
        raise BadNote("检查点的行数不对。")
    found: dict[bytes, bytes] = {}
    for line in signatures[:-1].split("\n"):
        matched = LINE.fullmatch(line)
        raw = _base64(matched[2]) if matched else b""
        if matched is None or matched[1] != lines[0] or len(raw) < 5 or raw[:4] in found:
            raise BadNote("检查点的签名行不合格式。")
        found[raw[:4]] = raw[4:]
    return _checkpoint(lines), found


def _checkpoint(lines: list[str]) -> Checkpoint:
    origin, size, root, digest, at = lines
    try:
        made = Checkpoint(
            origin,
            int(size) if size.isascii() and size.isdecimal() and len(size) < 19 else -1,
            _base64(root),
            digest.removeprefix("digest "),
            dt.datetime.fromisoformat(at.removeprefix("time ")),
        )
    except ValueError:
        raise BadNote("检查点的时间不合格式。") from None
    is_sound = made.size >= 0 and len(made.root) == 32 and made.digest in DIGESTS
    if not is_sound or made.at.tzinfo is None or text(made) != "\n".join(lines) + "\n":
        raise BadNote("检查点的内容不合格式。")
    return made


def _base64(told: str) -> bytes:
    try:
        raw = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("检查点中的 Base64 不合格式。") from None
    if base64.b64encode(raw).decode() != told:
        raise BadNote("检查点中的 Base64 不是标准写法。")
    return raw


def verify(note: str, keys: Sequence[Key]) -> Checkpoint:
    """Give what a note says where each of the keys has signed it; BadNote otherwise."""
    checkpoint, signatures = read(note)
    if not keys:
        raise BadNote("没有可用来核验检查点的公钥。")
    told = text(checkpoint).encode()
    for key in keys:
        made = signatures.get(key.mark, b"")
        good = key.name == checkpoint.origin and signing.verify(
            key.algorithm, key.public, message=told, signature=made
        )
        if not good:
            raise BadNote(f"检查点没有密钥 {key.fingerprint[:16]}（{key.algorithm}）的有效签名。")
    if len(signatures) != len(keys):
        raise BadNote("检查点上有来历不明的签名。")
    return checkpoint
