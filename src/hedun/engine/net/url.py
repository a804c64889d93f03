"""One reading of a URL, and a strict one: what two readers could take differently is refused."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin

LONGEST: Final = 2000
PORTS: Final = {"http": 80, "https": 443}
SHAPE = re.compile(r"(https?)://([^/?#]*)([^#]*)(#.*)?", re.IGNORECASE)
NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?"
)
SIX = re.compile(r"\[([0-9a-f:.]{2,45})\]")
# what urllib quotes again must stay what it was
SAFE: Final = "/?=&%:;,@!$'()*+~-._[]|"


class BadUrl(ValueError):
    """The address is not one that may be fetched; the message says which rule it breaks."""


@dataclass(frozen=True, slots=True)
class Url:
    """Scheme, host, port and what stands behind, all as they go on the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What credentials would be bound to."""
        return self.scheme, self.host, self.port


def parse(told: str) -> Url:
    """Read an address, or say which rule it breaks."""
    if len(told) > LONGEST:
        raise BadUrl(f"网址超过 {LONGEST} 个字符。")
    if any(c.isspace() or ord(c) < 33 or ord(c) == 127 or c == "\\" for c in told):
        raise BadUrl("网址中有空格、控制字符或反斜杠；请从浏览器地址栏重新复制。")
    matched = SHAPE.fullmatch(told)
    if matched is None:
        raise BadUrl("只能固定以 http:// 或 https:// 开头的网址。")
    scheme, authority = matched[1].lower(), matched[2]
    if "@" in authority:
        raise BadUrl("网址中带有用户名或口令；请去掉“@”及其前面的部分。")
    host, port = _place(authority, PORTS[scheme])
    target = quote(matched[3], safe=SAFE)
    return Url(scheme, host, port, target if target.startswith("/") else f"/{target}")


def _place(authority: str, usual: int) -> tuple[str, int]:
    six = re.fullmatch(r"(\[[^\]]*\])(?::(\d{1,5}))?", authority)
    four = re.fullmatch(r"([^:\[\]]+)(?::(\d{1,5}))?", authority)
    matched = six or four
    if matched is None:
        raise BadUrl("网址的主机或端口不合格式。")
    port = int(matched[2]) if matched[2] else usual
    if not 0 < port < 65536:
        raise BadUrl("网址的端口不合格式。")
    if six:
        inner = SIX.fullmatch(matched[1].lower())
        if inner is None:
            raise BadUrl("网址中的 IPv6 地址不合格式（不得带网卡标识）。")
        return inner[1], port
    return _name(matched[1]), port


def _name(told: str) -> str:
    """A host name in its ASCII form; full-width digits and dots become what they are read as."""
    try:
        host = told.encode("idna").decode().lower() if not told.isascii() else told.lower()
    except UnicodeError:
        raise BadUrl(f"主机名“{told[:60]}”不合格式。") from None
    if not NAME.fullmatch(host):
        raise BadUrl(f"主机名“{told[:60]}”不合格式。")
    return host.rstrip(".")


def follow(base: Url, told: str) -> Url:
    """Where a reference on a page or a redirect leads."""
    if any(ord(c) < 33 or c == "\\" for c in told.strip()):
        raise BadUrl("跳转目标中有控制字符或反斜杠。")
    return parse(urljoin(base.text, told.strip()).partition("#")[0])
