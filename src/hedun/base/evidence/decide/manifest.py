"""The manifest of a captured page: how, when, by whom, from where, and every digest."""

import datetime as dt
import json
from importlib.metadata import version
from typing import Any, Final

SOFTWARE: Final = f"Hedun {version('hedun')}"
FORM: Final = "hedun-capture/1"


def dump(content: Any) -> bytes:
    """JSON that a person can read as well."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()


def manifest(
    *,
    address: str,
    purpose: str,
    officers: list[dict[str, str]],
    began: dt.datetime,
    ended: dt.datetime,
    clock: dict[str, Any],
    taken: list[dict[str, Any]],
    left_out: list[tuple[str, str]],
    title: str,
    refresh: str,
    screenshot: dict[str, Any],
    environment: dict[str, str],
) -> dict[str, Any]:
    """Bind everything that was seen into one value.

    Basis: chufa_chengxu art. 26
    """
    views = [each for each in taken if each["view"] != "组成部分"]
    finals = {each["view"]: each for each in views}
    bodies = {each["body_sha256"] for each in finals.values()}
    return {
        "form": FORM,
        "url": address,
        "final_url": views[-1]["url"] if views else address,
        "title": title,
        "purpose": purpose,
        "officers": officers,
        "began_at": began.isoformat(),
        "ended_at": ended.isoformat(),
        "clock": clock,
        "tool": SOFTWARE,
        "environment": environment,
        "method": "经互联网直接访问，不带登录状态与浏览记录；原始请求与应答逐字节保存",
        "views_differ": len(bodies) > 1,
        "meta_refresh": refresh,
        "taken": taken,
        "left_out": [{"url": url, "why": why} for url, why in left_out],
        "screenshot": screenshot,
    }
