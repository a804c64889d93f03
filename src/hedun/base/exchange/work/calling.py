"""One HTTP call to a partner: bounded in time and size, never sent elsewhere, never by a proxy."""

import contextlib
import http.client
import socket
import ssl
import threading
from urllib.parse import urlsplit

from hedun.base.exchange.decide.address import is_public

LONGEST, PATIENCE_S = 64 << 10, 20.0
Reply = tuple[int, dict[str, str], bytes]


def post(
    address: str, body: bytes, headers: dict[str, str], *, is_public_only: bool = False
) -> Reply:
    """Send bytes and give status, headers by lower-case name and a bounded body; OSError.

    A redirect is an answer like any other. The whole call ends after PATIENCE_S, also where the
    other side sends a byte now and then. With `is_public_only` the address that is connected to
    is the one that was checked, whatever the name resolves to a moment later.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise OSError("地址应以 http:// 或 https:// 开头，不含用户名")
    host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    sock = _connected(host, port, is_public_only=is_public_only)
    alarm = threading.Timer(PATIENCE_S, _cut, args=(sock,))
    alarm.daemon = True
    alarm.start()
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        link = http.client.HTTPConnection(host, port)
        link.sock = sock
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        link.request("POST", path, body=body, headers={"Host": parts.netloc, **headers})
        return _reply(link.getresponse())
    finally:
        alarm.cancel()
        sock.close()


def _connected(host: str, port: int, *, is_public_only: bool) -> socket.socket:
    """Connect to the first address of a name that answers, each checked before it is called."""
    problem: OSError = OSError("地址没有解析结果")
    for family, kind, proto, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if is_public_only and not is_public(str(place[0])):
            raise OSError("地址指向内部网络，事件不会发往那里")
        made = socket.socket(family, kind, proto)
        made.settimeout(PATIENCE_S)
        try:
            made.connect(place)
        except OSError as error:
            made.close()
            problem = error
        else:
            return made
    raise problem


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _reply(answer: http.client.HTTPResponse) -> Reply:
    body = answer.read(LONGEST + 1)
    if len(body) > LONGEST:
        raise OSError("应答过大")
    if answer.length:
        raise OSError("应答不完整")
    return answer.status, {name.lower(): value for name, value in answer.headers.items()}, body
