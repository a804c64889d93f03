"""How far our clock is from a time server, and what machine and programs made a capture."""

import platform
import socket
import ssl
import struct
import time
from typing import Any, Final

from django.conf import settings

EPOCH: Final = 2_208_988_800  # seconds from 1900 to 1970
PATIENCE_S: Final = 3.0


def offset() -> dict[str, Any]:
    """Ask the time server once (SNTP, RFC 5905); say so where there is none."""
    server = settings.TIME_SERVER
    if not server:
        return {"source": "", "told": "未配置标准时间源，时间取自本机时钟"}
    host, _, port = server.partition(":")
    sent = time.time()
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(PATIENCE_S)
            sock.sendto(b"\x23" + bytes(39) + _stamp(sent), (host, int(port or 123)))
            answer, _ = sock.recvfrom(256)
    except (OSError, ValueError) as error:
        return {"source": server, "told": f"标准时间源没有应答（{error}），时间取自本机时钟"}
    return _judged(server, answer, sent=sent, came=time.time())


def _stamp(at: float) -> bytes:
    return struct.pack(">II", int(at) + EPOCH & 0xFFFFFFFF, int(at % 1 * 2**32))


def _judged(server: str, answer: bytes, *, sent: float, came: float) -> dict[str, Any]:
    if len(answer) < 48 or answer[0] & 7 != 4 or answer[24:32] != _stamp(sent) or not answer[1]:
        return {"source": server, "told": "标准时间源的应答不合格式，时间取自本机时钟"}
    taken, given = (_moment(answer[at : at + 8]) for at in (32, 40))
    found = ((taken - sent) + (given - came)) / 2
    return {
        "source": server,
        "offset_ms": round(found * 1000, 1),
        "round_trip_ms": round(((came - sent) - (given - taken)) * 1000, 1),
        "stratum": answer[1],
        "told": f"本机时钟比 {server} {'慢' if found > 0 else '快'} {abs(found) * 1000:.0f} 毫秒",
    }


def _moment(raw: bytes) -> float:
    seconds, part = struct.unpack(">II", raw)
    return float(seconds - EPOCH + part / 2**32)


def environment() -> dict[str, str]:
    """What a court asks of the machine: system, programs, where names were asked."""
    try:
        with open("/etc/resolv.conf", encoding="ascii", errors="replace") as file:  # noqa: PTH123 - one line
            servers = [line.split()[1] for line in file if line.startswith("nameserver ")]
    except (OSError, IndexError):
        servers = []
    return {
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION,
        "name_servers": " ".join(servers),
        "zone": time.strftime("%z"),
    }
