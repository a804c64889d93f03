"""A link between two houses that does to messages what networks and partners do.

Every call is, with a small chance each: refused, delayed, brought twice, brought late (after the
caller was told that nobody answers, and behind those that came after it), brought with its answer
lost, or answered with somebody's login page. For stretches nobody answers at all.
"""

import contextlib
import http.client
import random
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RATE = 0.05
PAGE = [("Content-Type", "text/html")]
HOP = {"connection", "keep-alive", "transfer-encoding", "host", "server", "date"}


class Relay:
    """One direction of the link: listens on its own port, brings to the other house's."""

    def __init__(self, target, *, seed, rate=RATE):
        self.target, self.rate = target, rate
        self.chance, self.lock = random.Random(seed), threading.Lock()
        self.is_offline, self.done = False, Counter()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def is_bad(self, name):
        """Throw the dice for one kind of trouble, and count it."""
        with self.lock:
            hit = self.chance.random() < self.rate
            self.done[name] += hit
        return hit

    def calm(self):
        """Bring everything from now on, once and at once."""
        self.rate, self.is_offline = 0, False

    def stop(self):
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()

    def bring(self, call):
        """Carry a call to the other house and give its answer."""
        method, path, headers, body = call
        link = http.client.HTTPConnection("127.0.0.1", self.target, timeout=20)
        with contextlib.closing(link):
            link.request(method, path, body=body, headers=headers)
            answer = link.getresponse()
            kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP]
            return answer.status, kept, answer.read()

    def _later(self, call):
        time.sleep(self.chance.uniform(0.1, 3))
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.bring(call)

    def carry(self, call):
        """Say what the caller sees: an answer, or None where the line goes dead."""
        if self.is_offline:
            self.done["offline"] += 1
            return None
        if self.is_bad("error"):
            return 502, PAGE, b"<html>Bad Gateway</html>"
        if self.is_bad("late"):
            threading.Thread(target=self._later, args=(call,), daemon=True).start()
            return None
        if self.is_bad("delay"):
            time.sleep(self.chance.uniform(0.05, 0.5))
        answer = self._brought(call)
        if answer is not None and self.is_bad("garbage"):
            return 200, PAGE, b"<html>login</html>"
        return answer

    def _brought(self, call):
        """Bring a call, perhaps twice; give the answer where it finds its way back."""
        try:
            answer = self.bring(call)
            if self.is_bad("twice"):
                self.bring(call)
        except (OSError, http.client.HTTPException):
            self.done["down"] += 1
            return None
        if self.is_bad("answer lost"):
            return None
        self.done["brought"] += 1
        return answer

    def _handler(self):
        relay = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers.get("content-length", 0))
                call = ("POST", self.path, dict(self.headers.items()), self.rfile.read(length))
                answer = relay.carry(call)
                self.close_connection = True
                if answer is None:
                    return
                status, headers, body = answer
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    for name, value in headers:
                        if name.lower() != "content-length":
                            self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
