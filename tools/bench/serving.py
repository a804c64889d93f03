"""A real server on the database of this process, and one client that measures it."""

import http.client
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager

from tools.bench.databases import ROOT

PATIENCE_S = 60
ANSWERS = {200, 204, 302}


@contextmanager
def served() -> Iterator[int]:
    """Run granian with one process, so that one cache serves all requests; give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "tools.bench.site:application"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not come up")


class Client:
    """One browser that keeps its connection."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def get(self, url: str, *, session: str = "", is_cold: bool = False) -> float:
        """Ask once and give the milliseconds; what is no answer ends the measurement."""
        headers = {"Cookie": f"hedun={session}"} if session else {}
        if is_cold:
            headers["X-Cold"] = "1"
        path = urllib.parse.quote(url, safe="/?&=%")
        started = time.perf_counter()
        self.link.request("GET", path, headers=headers)
        answer = self.link.getresponse()
        body = answer.read()
        taken = time.perf_counter() - started
        moved = answer.headers.get("Location", "")
        if answer.status not in ANSWERS or moved.startswith("/login"):
            text = body.decode(errors="replace")[-2000:]
            raise SystemExit(f"{url}: {answer.status} {moved}\n{text}")
        return taken * 1000
