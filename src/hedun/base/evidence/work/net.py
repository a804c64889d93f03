"""The one way out: a name is resolved once, every answer judged, and the judged address dialled."""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography import x509
from django.conf import settings

from hedun.base.evidence.terms import Uncatchable
from hedun.engine.net.addresses import Network, refusal
from hedun.engine.net.url import Url

Resolve = Callable[[str, int], list[str]]
Dial = Callable[[str, int, float], socket.socket]
WEB_PORTS: Final = {80, 443}


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, in the order of the system's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Uncatchable(f"主机名 {host} 无法解析（{error}）；请核对网址。") from None
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def dial(address: str, port: int, patience: float) -> socket.socket:
    """Connect to a numeric address."""
    return socket.create_connection((address, port), timeout=patience)


@dataclass(slots=True)
class Connection:
    """An open connection, and what it proves: the answers, the address, the certificates."""

    sock: socket.socket
    answers: list[str]
    address: str
    port: int
    tls: dict[str, Any] | None = None
    chain: tuple[bytes, ...] = ()


@dataclass(slots=True)
class Net:
    """Connections to public addresses, and to what the administrator has opened.

    `deadline` ends everything that this object does; a slow host cannot hold a worker.
    """

    allowed: Sequence[tuple[Network, int | None]] = field(
        default_factory=lambda: settings.OPEN_NETWORKS
    )
    resolve: Resolve = resolve
    dial: Dial = dial
    clock: Callable[[], float] = time.monotonic
    seconds: float = 60.0
    patience: float = 10.0
    until: float = 0.0

    def begin(self) -> None:
        """Start the clock."""
        self.until = self.clock() + self.seconds

    def left(self) -> float:
        """How long the next step may take; Uncatchable when the time is over."""
        rest = self.until - self.clock()
        if rest <= 0:
            raise Uncatchable(f"超过 {self.seconds:.0f} 秒未完成，已中止。")
        return min(rest, self.patience)

    def connect(self, url: Url) -> Connection:
        """Connect to where a URL leads, if every address of it may be reached."""
        if url.port not in WEB_PORTS and url.port < 1024:
            raise Uncatchable(f"端口 {url.port} 不是网页端口，不予连接。")
        answers = self.resolve(url.host, url.port)
        for answer in answers:
            self._judge(answer, url)
        sock, address = self._dialled(answers, url)
        try:
            # what the socket says it is connected to, whatever the name said before
            self._judge(str(sock.getpeername()[0]), url)
        except Uncatchable:
            sock.close()
            raise
        made = Connection(sock, answers, address, url.port)
        return self._secured(made, url) if url.scheme == "https" else made

    def _judge(self, address: str, url: Url) -> None:
        if why := refusal(address, url.port, allowed=self.allowed):
            raise Uncatchable(f"{url.host} 指向的 {why}，采集器不予连接。")

    def _dialled(self, answers: list[str], url: Url) -> tuple[socket.socket, str]:
        last: OSError | None = None
        for address in answers[:4]:
            try:
                return self.dial(address, url.port, self.left()), address
            except OSError as error:
                last = error
        raise Uncatchable(f"无法连接 {url.host}:{url.port}（{last}）。")

    def _secured(self, made: Connection, url: Url) -> Connection:
        """Speak TLS; a certificate that is not good is evidence too, and is told as such."""
        try:
            return _wrap(made, url.host, ssl.create_default_context(), said="")
        except ssl.SSLCertVerificationError as error:
            said = error.verify_message
        except OSError as error:
            raise Uncatchable(f"与 {url.host} 的 TLS 握手失败（{error}）。") from None
        again = self.dial(made.address, url.port, self.left())
        self._judge(str(again.getpeername()[0]), url)
        made.sock = again
        loose = ssl.create_default_context()
        loose.check_hostname, loose.verify_mode = False, ssl.CERT_NONE
        try:
            return _wrap(made, url.host, loose, said=said)
        except OSError as error:
            raise Uncatchable(f"与 {url.host} 的 TLS 握手失败（{error}）。") from None


def _wrap(made: Connection, host: str, context: ssl.SSLContext, *, said: str) -> Connection:
    sock = context.wrap_socket(made.sock, server_hostname=host)
    made.sock, made.chain = sock, _chain(sock)
    made.tls = {
        "version": sock.version(),
        "cipher": (sock.cipher() or ("",))[0],
        "verified": not said,
        "fault": said,
        "chain": [_told(raw) for raw in made.chain],
    }
    return made


def _chain(sock: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates as the server sent them; Python opens this door publicly in 3.13."""
    inner: Any = getattr(sock, "_sslobj", None)
    try:
        return tuple(each.public_bytes(2) for each in inner.get_unverified_chain())
    except AttributeError:
        return tuple(raw for raw in [sock.getpeercert(binary_form=True)] if raw)


def _told(raw: bytes) -> dict[str, str]:
    import hashlib

    told = {"sha256": hashlib.sha256(raw).hexdigest()}
    try:
        made = x509.load_der_x509_certificate(raw)
    except ValueError:
        return told | {"subject": "（无法识别的证书）"}
    return told | {
        "subject": made.subject.rfc4514_string(),
        "issuer": made.issuer.rfc4514_string(),
        "serial": f"{made.serial_number:x}",
        "not_before": made.not_valid_before_utc.isoformat(),
        "not_after": made.not_valid_after_utc.isoformat(),
    }
