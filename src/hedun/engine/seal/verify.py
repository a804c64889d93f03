"""Check an evidence bundle or a dump of a log offline: `python verify.py bundle.zip`.

One file, Python's standard library and the `openssl` program; nothing of Hedun is needed. It
says in Chinese what is right, or which file, leaf, signature or stamp is wrong, and where.
"""

import argparse
import base64
import calendar
import functools
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

FORM, LOG_FORM = "hedun-bundle/1", "hedun-log/1"
LIST, SIGNATURES, KEYS, HEAD = "bundle.json", "bundle.sig", "keys.json", "log/checkpoint.txt"
UNLISTED, BOUND = {LIST, SIGNATURES}, ("SHA-256", "SM3", "固证清单", "编号", "删除编号")
SPKI = {
    "ed25519": bytes.fromhex("302a300506032b6570032100"),
    "sm2-sm3": bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200"),
}
TYPES = {"ed25519": b"\x01", "sm2-sm3": b"\xffsm2-sm3"}
MOST, SKEW = 2 << 30, 600
Check = Callable[["Key", bytes, bytes], bool]
Vouch = Callable[[bytes, bytes, int], tuple[str, int]]  # token, content, good until: fault, time


class Finding(NamedTuple):
    """What is wrong: the file or leaf, and how."""

    where: str
    told: str


class Unsound(ValueError):
    """A part is not in its form; the message says how."""


def pack(members: dict[str, bytes]) -> bytes:
    """Write a ZIP of these files; the same files always give the same bytes."""
    body, listed = bytearray(), bytearray()
    for name, content in members.items():
        raw, crc, at = name.encode(), zlib.crc32(content), len(body)
        shared = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 33, crc, len(content), len(content), len(raw), 0)  # fmt: skip
        body += b"PK\x03\x04" + shared + raw + content
        listed += b"PK\x01\x02" + struct.pack("<H", 0x314) + shared
        listed += struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, at) + raw
    count = len(members)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(body), 0)
    return bytes(body + listed + b"PK\x05\x06" + end)


def unpack(data: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """Read the files in the order in which they lie; every byte that is not as written is told."""
    members: dict[str, bytes] = {}
    at, name = 0, "开头"
    while data[at : at + 4] == b"PK\x03\x04" and at + 30 <= len(data):
        size, length = struct.unpack_from("<I", data, at + 22)[0], struct.unpack_from("<H", data, at + 26)[0]  # fmt: skip
        start = at + 30 + length
        try:
            name = data[at + 30 : start].decode()
        except UnicodeDecodeError:
            return members, [Finding("容器", f"第 {at} 字节处（{name} 之后）的文件名不是 UTF-8")]
        if start + size > len(data) or name in members:
            return members, [Finding("容器", f"第 {at} 字节处的条目（{name}）不完整或重复")]
        members[name] = data[start : start + size]
        at = start + size
    made = pack(members)
    if made == data:
        return members, []
    spot = next((n for n, (a, b) in enumerate(zip(made, data, strict=False)) if a != b), min(len(made), len(data)))  # fmt: skip
    return members, [Finding("容器", f"从第 {spot} 字节（{_near(members, spot)}）起不是原样写成的")]


def _near(members: dict[str, bytes], spot: int) -> str:
    at = 0
    for name, content in members.items():
        at += 30 + len(name.encode()) + len(content)
        if spot < at:
            return f"{name} 的条目"
    return "文件目录"


def digest(name: str, content: bytes) -> bytes:
    """SHA-256 or SM3, by openssl where this Python has no SM3."""
    try:
        return hashlib.new(name, content).digest()
    except ValueError:
        return subprocess.run(["openssl", "dgst", f"-{name}", "-binary"], input=content, capture_output=True, check=True).stdout  # noqa: S603, S607  # fmt: skip


class Key(NamedTuple):
    """A public key of the log."""

    name: str
    algorithm: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.algorithm.encode() + b"\n" + self.public).hexdigest()

    @property
    def mark(self) -> bytes:
        return digest("sha256", self.name.encode() + b"\n" + TYPES[self.algorithm] + self.public)[
            :4
        ]


def read_keys(content: bytes) -> list[Key]:
    """The keys that the bundle says its log signs with."""
    try:
        found = [Key(str(k["name"]), str(k["algorithm"]), bytes.fromhex(k["public"])) for k in json.loads(content)]  # fmt: skip
    except (ValueError, TypeError, KeyError):
        raise Unsound(f"{KEYS}：公钥文件不合格式") from None
    if not found or any(key.algorithm not in TYPES for key in found):
        raise Unsound(f"{KEYS}：没有公钥，或公钥算法不受支持")
    return found


class Note(NamedTuple):
    """A checkpoint and its signatures by the marks of their keys."""

    origin: str
    size: int
    root: bytes
    digest: str
    told: bytes
    signatures: dict[bytes, bytes]


LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raw = b""
    if base64.b64encode(raw).decode() != text:
        raise Unsound("Base64 不是标准写法")
    return raw


def read_note(content: bytes) -> Note:
    """What a checkpoint says; Unsound where it is none."""
    try:
        told, gap, rest = content.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise Unsound("检查点不是 UTF-8") from None
    lines = told.split("\n")
    if not gap or len(lines) != 5 or not rest.endswith("\n") or not lines[1].isdecimal():
        raise Unsound("检查点不合格式")
    signatures = {}
    for line in rest[:-1].split("\n"):
        matched = LINE.fullmatch(line)
        raw = _base64(matched[2]) if matched else b""
        if matched is None or matched[1] != lines[0] or raw[:4] in signatures:
            raise Unsound("检查点的签名行不合格式")
        signatures[raw[:4]] = raw[4:]
    named = lines[3].removeprefix("digest ")
    if named not in {"sha256", "sm3"}:
        raise Unsound("检查点的摘要算法不受支持")
    return Note(lines[0], int(lines[1]), _base64(lines[2]), named, (told + "\n").encode(), signatures)  # fmt: skip


def note_faults(note: Note, keys: list[Key], check: Check) -> Iterator[str]:
    """Say which signature is missing, wrong or unknown."""
    for key in keys:
        made = note.signatures.get(key.mark, b"")
        if key.name != note.origin or not check(key, note.told, made):
            yield f"没有密钥 {key.fingerprint[:16]}（{key.algorithm}）的有效签名"
    if set(note.signatures) != {key.mark for key in keys}:
        yield "签名与公钥文件不一一对应"


def leaf_hash(name: str, content: bytes) -> bytes:
    """The hash of a leaf."""
    return digest(name, b"\x00" + content)


def is_included(name: str, leaf: bytes, *, index: int, size: int, path: list[bytes], root: bytes) -> bool:  # fmt: skip
    """Follow an audit path from the leaf to the root (RFC 9162 2.1.3.2)."""
    place, last, found = index, size - 1, leaf
    if not 0 <= index < size:
        return False
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = digest(name, b"\x01" + step + found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = digest(name, b"\x01" + found + step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


class Growing:
    """A tree that only remembers the roots of its complete subtrees."""

    def __init__(self, name: str) -> None:
        self.name, self.size, self.signed = name, 0, 0
        self.stack: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        self.size += 1
        rest = self.size
        while not rest & 1:
            leaf, rest = digest(self.name, b"\x01" + self.stack.pop() + leaf), rest >> 1
        self.stack.append(leaf)

    def root(self) -> bytes:
        if not self.stack:
            return digest(self.name, b"")
        return functools.reduce(lambda right, left: digest(self.name, b"\x01" + left + right), reversed(self.stack))  # fmt: skip


def _integer(raw: bytes) -> bytes:
    raw = raw.lstrip(b"\x00") or b"\x00"
    raw = b"\x00" + raw if raw[0] & 0x80 else raw
    return bytes([2, len(raw)]) + raw


def _openssl(files: dict[str, bytes], *words: str) -> "subprocess.CompletedProcess[str]":
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (pathlib.Path(folder) / name).write_bytes(content)
        return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603, S607  # fmt: skip


def by_openssl(key: Key, message: bytes, signature: bytes) -> bool:
    """Let openssl check a signature over raw bytes."""
    if len(signature) != 64:
        return False
    options: list[str] = []
    if key.algorithm == "sm2-sm3":
        body = _integer(signature[:32]) + _integer(signature[32:])
        signature = bytes([0x30, len(body)]) + body
        options = ["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    spki = base64.b64encode(SPKI[key.algorithm] + key.public).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{spki}\n-----END PUBLIC KEY-----\n"
    files = {"key": pem.encode(), "message": message, "sig": signature}
    run = _openssl(files, "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "message", "-sigfile", "sig", *options)  # fmt: skip
    return run.returncode == 0


def stamps_by_openssl(roots: pathlib.Path | None, now: int = 0) -> Vouch:
    """Let openssl check stamps under these roots; without roots only that the stamp fits."""

    def vouch(token: bytes, content: bytes, until: int) -> tuple[str, int]:
        files = {"token": token, "data": content}
        said = _openssl(files, "ts", "-reply", "-in", "token", "-text").stdout
        raw = bytes.fromhex("".join(re.findall(r"^    [0-9a-f]{4} - ((?:[0-9a-f]{2}[ -])+)", said, re.MULTILINE)).replace("-", "").replace(" ", ""))  # fmt: skip
        at = re.findall(r"^Time stamp: (\w+ +\d+ \d+:\d+:\d+)\S* (\d+) GMT", said, re.MULTILINE)
        if "Granted" not in said or digest("sha256", content) not in raw or not at:
            return "不是这个检查点的时间戳", 0
        moment = calendar.timegm(time.strptime(" ".join(at[-1]), "%b %d %H:%M:%S %Y"))
        if roots is None:
            return "", moment
        then = ("-attime", str(until or now)) if until or now else ()
        run = _openssl(files, "ts", "-verify", "-in", "token", "-data", "data", "-CAfile", str(roots.resolve()), *then)  # fmt: skip
        over = "（证书已到期且没有在到期前续盖）" if "expired" in run.stdout + run.stderr else ""
        return f"时间戳机构的签名未通过核验{over}" if run.returncode else "", moment

    return vouch


def examine(data: bytes, *, check: Check, vouch: Vouch, pins: Iterable[str] = ()) -> tuple[list[Finding], dict[str, Any]]:  # fmt: skip
    """Give everything that is wrong with a bundle, and what it says; right where nothing is."""
    members, found = unpack(data)
    try:
        keys = read_keys(members.get(KEYS, b""))
        told = _told(members, keys, check=check, found=found)
    except Unsound as error:
        return [*found, Finding(str(error).partition("：")[0], str(error))], {}
    known = {key.fingerprint for key in keys}
    found += [Finding(KEYS, f"公钥不是您指定的 {pin[:16]}…") for pin in pins if pin not in known]
    found += _file_findings(members, told)
    try:
        note = read_note(members.get(HEAD, b""))
    except Unsound as error:
        return [*found, Finding(HEAD, str(error))], told
    found += [Finding(HEAD, fault) for fault in note_faults(note, keys, check)]
    found += [*_leaf_findings(members, told, note), *_capture_findings(members, told)]
    found += _stamp_findings(members, told, vouch)
    return found, told


def _told(members: dict[str, bytes], keys: list[Key], *, check: Check, found: list[Finding]) -> dict[str, Any]:  # fmt: skip
    """The list of the bundle, once its signatures are good."""
    try:
        made = {s["key"]: bytes.fromhex(s["signature"]) for s in json.loads(members[SIGNATURES])}
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Unsound(f"{SIGNATURES}：缺失或不合格式") from None
    listed = members.get(LIST, b"")
    for key in keys:
        if not check(key, listed, made.get(key.fingerprint, b"")):
            found.append(Finding(LIST, f"清单没有密钥 {key.fingerprint[:16]}（{key.algorithm}）的有效签名（清单、签名或公钥被改）"))  # fmt: skip
    spelled = json.dumps([{"key": k, "signature": s.hex()} for k, s in made.items()], indent=1)
    if set(made) != {key.fingerprint for key in keys} or members[SIGNATURES] != spelled.encode():
        found.append(Finding(SIGNATURES, "签名与公钥文件不一一对应，或不是原样写成的"))
    try:
        told = json.loads(listed)
        if told["form"] != FORM or not all(isinstance(told[k], list) for k in ("files", "leaves", "stamps", "captures")):  # fmt: skip
            raise Unsound(f"{LIST}：不是证据包清单")
        [(f["path"], f["size"], f["sha256"], f["sm3"]) for f in told["files"]]
        [(x["path"], x["index"] + 0, list(map(bytes.fromhex, x["proof"]))) for x in told["leaves"]]
        [(c["id"], c["path"], c["manifest"], c["leaf"]) for c in told["captures"]]
        [r["path"] + r["head"] for s in told["stamps"] for r in (s | {"head": HEAD}, *s.get("renewals", []))]  # fmt: skip
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unsound(f"{LIST}：清单不合格式") from None
    return dict(told)


def _file_findings(members: dict[str, bytes], told: dict[str, Any]) -> Iterator[Finding]:
    named = {row["path"]: row for row in told["files"]}
    for path in members:
        if path not in named and path not in UNLISTED:
            yield Finding(path, "清单中没有这个文件")
    for path, row in named.items():
        content = members.get(path)
        if content is None:
            yield Finding(path, "文件缺失")
        elif len(content) != row["size"]:
            yield Finding(path, f"应有 {row['size']} 字节，实有 {len(content)} 字节")
        elif wrong := [k for k in ("sha256", "sm3") if digest(k, content).hex() != row[k]]:
            yield Finding(path, f"{wrong[0].upper()} 摘要不符，内容被改")


def _leaf_findings(members: dict[str, bytes], told: dict[str, Any], note: Note) -> Iterator[Finding]:  # fmt: skip
    for row in told["leaves"]:
        hashed = leaf_hash(note.digest, members.get(row["path"], b""))
        path = [bytes.fromhex(step) for step in row["proof"]]
        given = {"index": row["index"], "size": note.size, "path": path, "root": note.root}
        if not is_included(note.digest, hashed, **given):
            yield Finding(row["path"], f"不是日志的第 {row['index']} 叶，或证明与检查点不符")


def _capture_findings(members: dict[str, bytes], told: dict[str, Any]) -> Iterator[Finding]:
    """A capture is the one of its leaf: the bytes (or the leaf of their deletion), the manifest."""
    proven = {row["path"] for row in told["leaves"]}
    for row in told["captures"]:
        content, manifest = members.get(row["path"], b""), members.get(row["manifest"], b"")
        try:
            leaf, gone = json.loads(members.get(row["leaf"], b"")), row.get("deleted")
            end = json.loads(members.get(gone["leaf"], b"")) if gone else {}
            spelled = json.dumps(json.loads(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # fmt: skip
        except (ValueError, TypeError, KeyError):
            yield Finding(row["path"], "日志叶或清单不合格式")
            continue
        if row["leaf"] not in proven or (gone and (gone["leaf"] not in proven or end.get("kind") != "erased" or any(end.get(k) != gone.get(k) for k in ("id", "at", "sha256")))):  # fmt: skip
            yield Finding(row["path"], "固定或删除没有日志叶证明")
        both = [end.get(k) if gone else digest(k, content).hex() for k in ("sha256", "sm3")]
        wanted = (leaf.get("sha256"), leaf.get("sm3"), leaf.get("manifest_sha256"), leaf.get("id"), row["id"])  # fmt: skip
        has = (*both, hashlib.sha256(spelled.encode()).hexdigest(), row["id"], end.get("id", row["id"]))  # fmt: skip
        for name in (n for n, one, other in zip(BOUND, wanted, has, strict=True) if one != other):
            yield Finding(row["path"], f"{name}与固定时写入日志的不符")


def _stamp_findings(members: dict[str, bytes], told: dict[str, Any], vouch: Vouch) -> Iterator[Finding]:  # fmt: skip
    """A stamp is good now, or was when its token became a leaf under the next stamp; and in time."""
    newest = max(re.findall(rb'"at":"([0-9T:-]{19})', b"".join(members.get(row["path"], b"") for row in told["leaves"])), default=b"")  # fmt: skip
    for stamp in told["stamps"]:
        until, chain = 0, [{"path": stamp["path"], "head": HEAD}, *stamp.get("renewals", [])]
        for row, later in zip(reversed(chain), [None, *reversed(chain)], strict=False):
            fault, moment = vouch(members.get(row["path"], b""), members.get(row["head"], b""), until)  # fmt: skip
            if fault or (later and (fault := _renewal_fault(members, row, later))):
                yield Finding(row["path"], fault)
            until = moment
        if until and time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(until + SKEW)).encode() < newest:  # fmt: skip
            yield Finding(stamp["path"], "时间戳的时间早于其证明的内容")


def _renewal_fault(members: dict[str, bytes], row: dict[str, Any], later: dict[str, Any]) -> str:
    """Say how a later stamp does not cover the bytes of an earlier one."""
    try:
        note, leaf = read_note(members.get(later["head"], b"")), members.get(later["leaf"], b"")
        path = [bytes.fromhex(step) for step in later["proof"]]
        named = json.loads(leaf).get("sha256") == digest("sha256", members[row["path"]]).hex()
        good = is_included(note.digest, leaf_hash(note.digest, leaf), index=later["index"], size=note.size, path=path, root=note.root)  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError):
        return "续盖的时间戳不合格式"
    return "" if named and good else "续盖的时间戳没有覆盖这个时间戳"


def examine_log(lines: Iterable[bytes], *, check: Check, pins: Iterable[str] = (), witness: bytes = b"") -> tuple[list[Finding], dict[str, Any]]:  # fmt: skip
    """Read a log from its first leaf: every leaf, every signed head, nothing missing."""
    rows, found = iter(lines), list[Finding]()
    try:
        head = json.loads(next(rows, b""))
        keys, tree = read_keys(json.dumps(head["keys"]).encode()), Growing(str(head["digest"]))
        told = [{**key._asdict(), "public": key.public.hex(), "fingerprint": key.fingerprint} for key in keys]  # fmt: skip
        seen = read_note(witness) if witness else None
        digest(tree.name, b"")
    except (ValueError, TypeError, KeyError, subprocess.CalledProcessError):
        return [Finding("首行", "不是存证日志")], {}
    is_sound = head["keys"] == told and all(key.name == head.get("origin") for key in keys)
    if head.get("form") != LOG_FORM or not is_sound or len(head) != 5:
        found.append(Finding("首行", "不是存证日志"))
    known = {key.fingerprint: key for key in keys}
    found += [Finding("首行", f"公钥不是您指定的 {pin[:16]}…") for pin in pins if pin not in known]
    for number, line in enumerate(rows, start=2):
        try:
            row = json.loads(line)
            if json.dumps(row, ensure_ascii=False).encode() + b"\n" != line:
                found.append(Finding(f"第 {number} 行", "不是原样写成的"))
            found += _added(row, tree, number) if "leaf" in row else _headed(row, tree, known=known, number=number, check=check)  # fmt: skip
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            found.append(Finding(f"第 {number} 行", f"不合格式（{error}）"))
        if seen is not None and seen.size == tree.size and seen.root != tree.root():
            found.append(Finding(f"第 {seen.size} 叶", "与另存的检查点不符：日志被改写过"))
            seen = None
    if tree.size != head.get("size") or tree.signed != tree.size:
        found.append(Finding("末尾", f"首行称有 {head.get('size')} 叶，检查点签署到 {tree.signed} 叶，实有 {tree.size} 叶"))  # fmt: skip
    if seen is not None and seen.size > tree.size:
        found.append(Finding("末尾", f"另存的检查点有 {seen.size} 叶，日志只有 {tree.size} 叶：日志被回退"))  # fmt: skip
    return found, {"title": f"存证日志 {head.get('origin')}", "keys": sorted(known), "leaves": tree.size}  # fmt: skip


def _added(row: dict[str, Any], tree: Growing, number: int) -> Iterator[Finding]:
    made = leaf_hash(tree.name, row["leaf"].encode())
    if set(row) != {"place", "hash", "leaf"} or row["place"] != tree.size:
        yield Finding(f"第 {number} 行", f"应为第 {tree.size} 叶")
    if made.hex() != row["hash"]:
        yield Finding(f"第 {number} 行", f"第 {tree.size} 叶的内容与摘要不符")
    tree.add(made)


def _headed(row: dict[str, Any], tree: Growing, *, known: dict[str, Key], number: int, check: Check) -> Iterator[Finding]:  # fmt: skip
    note, where = read_note(row["checkpoint"].encode()), f"第 {number} 行"
    for fault in note_faults(note, [known[k] for k in row["keys"]], check):
        yield Finding(where, fault)
    is_kept = row["keys"] and row["keys"] == [k for k in known if k in row["keys"]]
    if set(row) != {"checkpoint", "keys", "after"} or not is_kept or note.digest != tree.name:
        yield Finding(where, "检查点不合格式")
    if row["after"] != tree.signed:
        yield Finding(where, f"前一个检查点应为 {row['after']} 叶，缺失或多出")
    if (note.size, note.root) != (tree.size, tree.root()):
        yield Finding(where, f"检查点（{note.size} 叶）与其前的 {tree.size} 叶不符：上一检查点之后有叶被改、删、增")  # fmt: skip
    tree.signed = note.size


def main(words: list[str] | None = None) -> int:
    """Check a file and say what came of it; 0 where all is right, 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="verify", description="离线核验合盾证据包或存证日志")
    parser.add_argument("file", type=pathlib.Path, help="证据包 .zip 或存证日志 .jsonl")
    parser.add_argument("--key", action="append", default=[], help="另行获知的公钥指纹，可重复")
    parser.add_argument("--roots", type=pathlib.Path, help="时间戳机构根证书（PEM）")
    parser.add_argument("--witness", type=pathlib.Path, help="另存的检查点，用以发现日志回退")
    given = parser.parse_args(words)
    if not given.file.is_file() or given.file.stat().st_size > MOST:
        sys.stdout.write(f"没有文件 {given.file}，或文件超过 2 GB。\n")
        return 2
    try:
        if given.file.suffix == ".jsonl":
            witness = given.witness.read_bytes() if given.witness else b""
            with given.file.open("rb") as lines:
                found, told = examine_log(lines, check=by_openssl, pins=given.key, witness=witness)
        else:
            found, told = examine(given.file.read_bytes(), check=by_openssl, vouch=stamps_by_openssl(given.roots), pins=given.key)  # fmt: skip
    except OSError as error:
        sys.stdout.write(f"无法核验：{error}。核验签名需要 openssl 程序，请安装后重试。\n")
        return 2
    sys.stdout.write("\n".join(_lines(found, told, given)) + "\n")
    return 1 if found else 0


def _lines(found: list[Finding], told: dict[str, Any], given: argparse.Namespace) -> Iterator[str]:
    yield f"核验对象：{told.get('title', given.file.name)}"
    for name, label in (("files", "文件"), ("leaves", "日志叶"), ("captures", "固证材料"), ("stamps", "时间戳")):  # fmt: skip
        if rows := told.get(name):
            yield f"  {label} {rows if isinstance(rows, int) else len(rows)} 项"
    for key in told.get("keys", []):
        pinned = "与您指定的一致" if key in given.key else "请向出具单位核对"
        yield f"  公钥指纹 {key}（{pinned}）"
    if told.get("stamps") and not given.roots:
        yield "  未指定时间戳机构根证书（--roots），时间戳只核对了对象，未核对机构签名"
    for row in told.get("captures", []):
        if gone := row.get("deleted"):
            yield f"  固证材料 {row['id']} 已于 {gone['at'][:10]} 按保存期限删除，SHA-256 {gone['sha256']}"  # fmt: skip
    for finding in found:
        yield f"  ✗ {finding.where}：{finding.told}"
    yield f"结论：未通过，{len(found)} 处不符。" if found else "结论：通过，全部内容与签署时一致。"


if __name__ == "__main__":
    sys.exit(main())
