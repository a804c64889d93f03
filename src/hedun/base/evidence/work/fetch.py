"""One request over a guarded connection, kept byte for byte, bounded in every direction."""

import datetime as dt
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from hedun.base.evidence.terms import Uncatchable
from hedun.base.evidence.work.net import Connection, Net
from hedun.engine.net.url import Url

HEAD_BYTES: Final = 64 << 10
VIEW_BYTES: Final = 32 << 20
CHUNK: Final = 64 << 10
LENGTH = re.compile(rb"[0-9]{1,12}")
CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})(?:;.*)?")


@dataclass(slots=True)
class Taken:
    """One request and its answer as they went over the wire, and over which connection."""

    url: Url
    view: str
    at: dt.datetime
    request: bytes
    response: bytes = b""
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    cut: str = ""
    connection: Connection | None = None

    def header(self, name: str) -> str:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def media_type(self) -> str:
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(slots=True)
class Budget:
    """How many bytes may still be taken altogether, and at most of one answer."""

    left: int = 64 << 20
    single: int = 20 << 20

    def most(self) -> int:
        return min(self.left, self.single)


class _Wire:
    """Reads an answer piece by piece and keeps all of it."""

    def __init__(self, connection: Connection, net: Net, most: int) -> None:
        self.sock, self.net, self.most = connection.sock, net, most
        self.raw, self.at, self.is_closed = bytearray(), 0, False

    def more(self) -> bool:
        """Take in what comes next; false at the end."""
        if self.is_closed:
            return False
        self.sock.settimeout(self.net.left())
        try:
            part = self.sock.recv(CHUNK)
        except TimeoutError:
            raise Uncatchable("对方停止发送数据，已中止。") from None
        except OSError as error:
            raise Uncatchable(f"连接中断（{error}）。") from None
        self.is_closed = not part
        self.raw += part
        if len(self.raw) > self.most:
            raise _TooMuch
        return not self.is_closed

    def line(self, most: int) -> bytes:
        """The next line without its end."""
        while (end := self.raw.find(b"\n", self.at)) < 0:
            if len(self.raw) - self.at > most or not self.more():
                raise Uncatchable("应答头不合格式或过长。")
        if end - self.at > most:
            raise Uncatchable("应答头不合格式或过长。")
        found = bytes(self.raw[self.at : end]).rstrip(b"\r")
        self.at = end + 1
        return found

    def bytes(self, count: int) -> bytes:
        """So many bytes; fewer where the other side closed."""
        while len(self.raw) - self.at < count and self.more():
            pass
        found = bytes(self.raw[self.at : self.at + count])
        self.at += len(found)
        return found


class _TooMuch(Exception):
    """The answer is longer than may be taken; what came is kept and marked as cut."""


def fetch(
    url: Url, net: Net, *, view: str, agent: str, budget: Budget, clock: Callable[[], dt.datetime]
) -> Taken:
    """Ask once, without cookies or credentials, and keep what comes back; Uncatchable."""
    head = (
        f"GET {url.target} HTTP/1.1\r\nHost: {url.authority}\r\nUser-Agent: {agent}\r\n"
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
        "Accept-Encoding: gzip, identity\r\nConnection: close\r\n\r\n"
    )
    return _asked(url, net, head.encode(), view=view, budget=budget, clock=clock)


def post(
    url: Url, net: Net, *, body: bytes, kind: str, budget: Budget, clock: Callable[[], dt.datetime]
) -> Taken:
    """Send a body and keep what comes back; Uncatchable."""
    head = (
        f"POST {url.target} HTTP/1.1\r\nHost: {url.authority}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    return _asked(url, net, head.encode() + body, view="post", budget=budget, clock=clock)


def _asked(
    url: Url,
    net: Net,
    request: bytes,
    *,
    view: str,
    budget: Budget,
    clock: Callable[[], dt.datetime],
) -> Taken:
    connection = net.connect(url)
    taken = Taken(url, view, clock(), request, connection=connection)
    wire = _Wire(connection, net, budget.most())
    try:
        connection.sock.settimeout(net.left())
        connection.sock.sendall(taken.request)
        _read(taken, wire)
    except _TooMuch:
        taken.cut = f"超过 {budget.most() >> 20} MB，只保留开头部分"
    except OSError as error:
        raise Uncatchable(f"{url.host} 连接中断（{error}）。") from None
    finally:
        connection.sock.close()
        budget.left -= len(wire.raw)
    taken.response = bytes(wire.raw[: budget.single])
    if not taken.status:
        raise Uncatchable(f"{url.host} 的应答不是 HTTP。")
    return taken


def _read(taken: Taken, wire: _Wire) -> None:
    status = re.fullmatch(rb"HTTP/1\.[01] (\d{3})(?: .*)?", wire.line(HEAD_BYTES))
    if status is None:
        raise Uncatchable(f"{taken.url.host} 的应答不是 HTTP。")
    taken.headers = _headers(wire)
    taken.status = int(status[1])
    if 100 <= taken.status < 200:
        del wire.raw[: wire.at]  # an interim answer is none
        wire.at = 0
        _read(taken, wire)
        return
    taken.body = _body(taken, wire)


def _headers(wire: _Wire) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    start = wire.at
    while line := wire.line(HEAD_BYTES):
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or wire.at - start > HEAD_BYTES or len(found) > 200:
            raise Uncatchable("应答头不合格式或过长。")
        found.append((name.strip(), value.strip()))
    return found


def _body(taken: Taken, wire: _Wire) -> bytes:
    if taken.status in {204, 304}:
        return b""
    if taken.header("transfer-encoding").lower() == "chunked":
        return _chunks(taken, wire)
    told = taken.header("content-length").encode()
    if told and not LENGTH.fullmatch(told):
        raise Uncatchable("应答长度不合格式。")
    if not told:
        while wire.more():
            pass
        return bytes(wire.raw[wire.at :])
    found = wire.bytes(int(told))
    if len(found) < int(told):
        taken.cut = f"应有 {int(told)} 字节，实收 {len(found)} 字节"
    return found


def _chunks(taken: Taken, wire: _Wire) -> bytes:
    parts = bytearray()
    while True:
        size = CHUNK_SIZE.fullmatch(wire.line(HEAD_BYTES))
        if size is None:
            raise Uncatchable("应答的分块长度不合格式。")
        count = int(size[1], 16)
        part = wire.bytes(count)
        parts += part
        if len(part) < count:
            taken.cut = "分块传输中断"
            return bytes(parts)
        if count == 0:
            while wire.line(HEAD_BYTES):
                pass
            return bytes(parts)
        wire.line(HEAD_BYTES)


def unpacked(taken: Taken) -> tuple[bytes, str]:
    """The content as a reader sees it, and what was left out: a bomb is cut, never swallowed."""
    coding = taken.header("content-encoding").lower().strip()
    if coding in {"", "identity"}:
        return taken.body, ""
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return b"", f"内容编码 {coding[:20]} 未解开，原始字节已保留"
    opener: Any = zlib.decompressobj(47 if "gzip" in coding else 15)
    try:
        found = opener.decompress(taken.body, VIEW_BYTES)
    except zlib.error:
        return b"", "压缩内容损坏，原始字节已保留"
    left = "解压后超过 32 MB，只解开开头部分" if opener.unconsumed_tail else ""
    return found, left
