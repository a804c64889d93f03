"""A web server on loopback that behaves as badly as a test asks, and a net that may reach it."""

import contextlib
import datetime as dt
import gzip
import socket
import threading

from hedun.base.evidence.work.net import Net
from hedun.engine.net.addresses import networks

CLOCK = lambda: dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)  # noqa: E731
PAGE = (
    "<html><head><title>纯天然 保健茶</title><meta http-equiv=refresh content='0;url=/next'>"
    "<link rel=stylesheet href=/a.css></head><body><img src=/a.png><img src=/a.png>"
    "<img src='http://10.0.0.1/x.png'><img src='data:image/png;base64,AA'>"
    "<a href=/calendar/2>明天</a></body></html>"
).encode()


def answer(body=b"", kind="text/html; charset=utf-8", status="200 OK", **headers):
    lines = {"Content-Type": kind, "Content-Length": len(body), **headers}
    head = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in lines.items() if v is not None)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def moved(goal):
    return answer(status="302 Found", Location=goal)


class Site:
    """Answers by path: bytes, or a function of the connection; remembers what was asked."""

    def __init__(self, pages):
        self.pages, self.asked = pages, []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def url(self, path="/"):
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(client,), daemon=True).start()

    def one(self, client):
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(65536)
            self.asked.append(head)
            path = head.split(b" ")[1].decode()
            found = self.pages.get(path, answer(status="404 Not Found"))
            if callable(found):
                found(client)
            else:
                client.sendall(found)

    def close(self):
        self.server.close()


@contextlib.contextmanager
def site(**pages):
    """Serve pages: `index` is /, `a_css` is /a.css; more by `pages`."""
    named = {"/" + k.replace("_", ".").replace("index", ""): v for k, v in pages.items()}
    made = Site(named)
    try:
        yield made
    finally:
        made.close()


def net(port, **given):
    given.setdefault("seconds", 5.0)
    made = Net(allowed=networks(f"127.0.0.1/32:{port}"), patience=2.0, **given)
    made.begin()
    return made


def shop():
    return {
        "index": answer(PAGE),
        "a_css": answer(gzip.compress(b"b{}"), "text/css", Content_Encoding="gzip"),
        "a_png": answer(b"\x89PNG", "image/png"),
    }
