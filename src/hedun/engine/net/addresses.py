"""Addresses that no fetch on behalf of a person may reach, judged on what is connected to.

Python's own `is_global` lets through NAT64, 6to4 and IPv4-compatible forms of loopback
(measured); so the list is our own, and an IPv4 address inside an IPv6 one is judged as well.
"""

import ipaddress
import re
from collections.abc import Sequence
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REFUSED_4: Final = {
    "0.0.0.0/8": "本网地址",
    "10.0.0.0/8": "内网地址",
    "100.64.0.0/10": "运营商内网地址（含云主机元数据 100.100.100.200）",
    "127.0.0.0/8": "本机地址",
    "169.254.0.0/16": "链路本地地址（含云主机元数据 169.254.169.254）",
    "172.16.0.0/12": "内网地址",
    "192.0.0.0/24": "协议保留地址",
    "192.0.2.0/24": "文档用地址",
    "192.88.99.0/24": "6to4 中继地址",
    "192.168.0.0/16": "内网地址",
    "198.18.0.0/15": "测试用地址",
    "198.51.100.0/24": "文档用地址",
    "203.0.113.0/24": "文档用地址",
    "224.0.0.0/4": "组播地址",
    "240.0.0.0/4": "保留地址（含广播）",
}
REFUSED_6: Final = {
    "::/8": "保留地址（含本机与 IPv4 兼容写法）",
    "64:ff9b::/96": "NAT64 地址",
    "64:ff9b:1::/48": "NAT64 地址",
    "100::/64": "丢弃地址",
    "2001::/23": "协议保留地址（含 Teredo）",
    "2001:db8::/32": "文档用地址",
    "2002::/16": "6to4 地址",
    "3fff::/20": "文档用地址",
    "5f00::/16": "分段路由地址",
    "fc00::/7": "内网地址",
    "fe80::/10": "链路本地地址",
    "fec0::/10": "站点本地地址",
    "ff00::/8": "组播地址",
}
LIST: Final = tuple((ipaddress.ip_network(n), why) for n, why in {**REFUSED_4, **REFUSED_6}.items())
# never let through, whatever an administrator allows: the keys of a cloud machine lie there
NEVER: Final = tuple(
    ipaddress.ip_network(n)
    for n in ("169.254.0.0/16", "100.100.100.200/32", "fd00:ec2::254/128", "fe80::/10")
)

ENTRY = re.compile(
    r"(?:\[([0-9a-f:./]+)\]|([0-9./]+)|([0-9a-f]*:[0-9a-f:]*:[0-9a-f:./]*))(?::(\d{1,5}))?"
)


def refusal(told: str, port: int, *, allowed: Sequence[tuple[Network, int | None]] = ()) -> str:
    """Say in Chinese why this address may not be connected to; empty where it may.

    `told` is what the socket says it is connected to, in any form; `allowed` are networks
    (and ports) of the house that its administrator has opened on purpose.
    """
    try:
        address = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return f"“{told[:60]}”不是网络地址"
    if "%" in told:
        return f"{told[:60]} 带有网卡标识，只在本地链路有效"
    is_never = any(address in network for network in NEVER if network.version == address.version)
    if not is_never and any(
        network.version == address.version and address in network and door in {None, port}
        for network, door in allowed
    ):
        return ""
    for network, why in LIST:
        if network.version == address.version and address in network:
            return f"{address} 是{why}"
    return ""


def networks(text: str) -> list[tuple[Network, int | None]]:
    """Read what an administrator has opened: "10.1.2.0/24 127.0.0.1:8000 [fd12::/16]:443"; ValueError."""
    found: list[tuple[Network, int | None]] = []
    for word in text.replace(",", " ").split():
        matched = ENTRY.fullmatch(word)
        if matched is None:
            raise ValueError(f"{word!r} is no network")
        network = ipaddress.ip_network(matched[1] or matched[2] or matched[3])
        if any(network.overlaps(never) for never in NEVER if never.version == network.version):
            raise ValueError(f"{network} must stay closed")
        found.append((network, int(matched[4]) if matched[4] else None))
    return found
