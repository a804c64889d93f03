"""A screenshot by the configured browser, which reaches the net through our guard only."""

import contextlib
import hashlib
import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from django.conf import settings

from hedun.base.evidence.terms import Uncatchable
from hedun.base.evidence.work.net import Net
from hedun.engine.net.url import BadUrl, Url, parse

PATIENCE_S: Final = 45.0
MOST_BYTES: Final = 64 << 20
MOST_PICTURE: Final = 20 << 20
WINDOW: Final = "1280,2400"
PNG: Final = b"\x89PNG\r\n\x1a\n"
QUIET: Final = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-file-system",
    "--deny-permission-prompts",
    "--hide-scrollbars",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--virtual-time-budget=8000",
    "--timeout=20000",
    f"--window-size={WINDOW}",
)


@dataclass(frozen=True, slots=True)
class Shot:
    """The picture, or why there is none."""

    content: bytes = b""
    why_not: str = ""
    browser: str = ""
    refused: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """What the manifest says of it."""
        if not self.content:
            return {"has": False, "why_not": self.why_not, "refused": list(self.refused)}
        return {
            "has": True,
            "browser": self.browser,
            "window": WINDOW,
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "sm3": hashlib.new("sm3", self.content).hexdigest(),
            "refused": list(self.refused),
            "told": "由浏览器另行访问同一网址生成，与采集器保存的原始应答并存，互不替代",
        }


def take(address: str, net: Net) -> Shot:
    """Let the browser open the page through the guard; a failure is told, never hidden."""
    browser = settings.BROWSER
    if not browser:
        return Shot(why_not="未配置截图浏览器（HEDUN_BROWSER），本次没有截图")
    with Guard(net) as guard, tempfile.TemporaryDirectory(prefix="hedun-shot-") as folder:
        picture = Path(folder) / "shot.png"
        fault = _run(browser, address, folder=Path(folder), port=guard.port, picture=picture)
        refused = tuple(guard.refused[:20])
        if fault or not picture.is_file():
            return Shot(why_not=f"截图未成：{fault or '浏览器没有给出图片'}", refused=refused)
        content = picture.read_bytes()
        if not content.startswith(PNG) or len(content) > MOST_PICTURE:
            return Shot(why_not="截图未成：浏览器给出的不是图片或过大", refused=refused)
        return Shot(content, browser=_version(browser), refused=refused)


def _run(browser: str, address: str, *, folder: Path, port: int, picture: Path) -> str:
    """Run it in a folder of its own, and end it with all its children when the time is over."""
    command = [browser, *QUIET, f"--proxy-server=http://127.0.0.1:{port}"]
    command += [f"--user-data-dir={folder / 'profile'}", f"--screenshot={picture}", address]
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium refuses to run as root otherwise
    environment = {"HOME": str(folder), "PATH": os.environ.get("PATH", ""), "LANG": "zh_CN.UTF-8"}
    try:
        process = subprocess.Popen(  # noqa: S603 - the administrator's command, the URL was parsed
            command,
            env=environment,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"浏览器无法启动（{error}）"
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        return f"超过 {PATIENCE_S:.0f} 秒，已中止"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return ""


def _version(browser: str) -> str:
    try:
        found = subprocess.run(  # noqa: S603 - the administrator's command
            [browser, "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return browser
    return found.stdout.strip()[:80]


class Guard:
    """A proxy on a port of this machine that lets the browser go where the collector may go."""

    def __init__(self, net: Net) -> None:
        self.net, self.port = net, 0
        self._left, self._open = MOST_BYTES, True
        self._server = socket.socket()
        self.refused: list[str] = []

    def __enter__(self) -> Self:
        self._server.bind(("127.0.0.1", 0))
        self._server.listen(32)
        self.port = self._server.getsockname()[1]
        self.net.seconds = PATIENCE_S + 10
        self.net.begin()
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        while self._open:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(client,), daemon=True).start()

    def _one(self, client: socket.socket) -> None:
        with client:
            try:
                head = _head(client)
                self._carry(client, head)
            except (Uncatchable, BadUrl) as error:
                self.refused.append(str(error)[:200])
                with contextlib.suppress(OSError):
                    client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")  # fmt: skip
            except OSError:
                return

    def _carry(self, client: socket.socket, head: bytes) -> None:
        line, _, rest = head.partition(b"\r\n")
        method, target, *_ = [*line.decode("latin-1").split(" "), "", ""]
        if method == "CONNECT":
            far = self._dial(parse(f"http://{target}/"))
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            url = parse(target)
            if url.scheme != "http":
                raise BadUrl("代理只转发 http 与 CONNECT。")
            far = self._dial(url)
            kept = [
                each
                for each in rest.split(b"\r\n")
                if each and not each.lower().startswith((b"proxy-", b"connection:"))
            ]
            first = f"{method} {url.target} HTTP/1.1".encode("latin-1")
            far.sendall(b"\r\n".join([first, *kept, b"Connection: close", b"", b""]))
        with far:
            self._pump(client, far)

    def _dial(self, url: Url) -> socket.socket:
        """The same judgement as the collector's; TLS is the browser's own."""
        return self.net.connect(Url("http", url.host, url.port, "/")).sock

    def _pump(self, client: socket.socket, far: socket.socket) -> None:
        until = time.monotonic() + PATIENCE_S
        while self._open and self._left > 0 and time.monotonic() < until:
            ready, _, _ = select.select([client, far], [], [], 1.0)
            for side in ready:
                part = side.recv(64 << 10)
                if not part:
                    return
                self._left -= len(part)
                (far if side is client else client).sendall(part)


def _head(client: socket.socket) -> bytes:
    client.settimeout(10.0)
    found = b""
    while b"\r\n\r\n" not in found:
        part = client.recv(16 << 10)
        if not part or len(found) > 64 << 10:
            raise BadUrl("代理请求不合格式。")
        found += part
    return found
