"""Calling out: the same protocol from the other end, for a platform that runs such a gateway.

What comes back is judged, never trusted: too long, no JSON, a login page, a redirect are all
"not delivered, try again"; the gateway's own refusals say themselves whether to try again.
"""

import datetime as dt
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from hedun.desks.bridge.decide.clock import BEIJING
from hedun.desks.bridge.partners.top import render, sign

LONGEST, PATIENCE_S = 4 << 20, 20.0
# the caller is too fast, or the other side is down: the protocol's own words for "later"
LATER = frozenset({4, 5, 6, 7, 8, 10, 15})
Post = Callable[[str, bytes], bytes]


class NotDelivered(RuntimeError):
    """Nobody knows whether the call arrived: it must be made again, with the same content."""


class Declined(RuntimeError):
    """The gateway has answered and refuses; to call again with the same content is no use."""

    def __init__(self, code: int, sub_code: str, message: str) -> None:
        self.code, self.sub_code = code, sub_code
        super().__init__(message)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway does not move: whoever says so is somebody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def post(address: str, body: bytes) -> bytes:
    """Send a form and give the answer's bytes; NotDelivered where there is none to rely on."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise NotDelivered("网关地址应以 http:// 或 https:// 开头。")
    kind = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
    request = urllib.request.Request(address, body, kind)  # noqa: S310 - checked above
    # no proxy of the environment either: the address in the row is the address called
    opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=PATIENCE_S) as answer:
            text: bytes = answer.read(LONGEST + 1)
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"网关没有应答：{type(error).__name__}") from error
    if len(text) > LONGEST:
        raise NotDelivered("网关的应答超过 4 MB。")
    return text


@dataclass(frozen=True, slots=True)
class Gateway:
    """Another platform's gateway, and the key that it has given us."""

    address: str
    app_key: str
    secret: str
    sign_method: str = "hmac-sha256"
    post: Post = post

    def call(self, method: str, given: Mapping[str, str], *, at: dt.datetime) -> dict[str, Any]:
        """Call a method and give what stands inside its answer.

        Raises Declined where the gateway refuses for good, NotDelivered for everything else.
        """
        params = {
            **given,
            "method": method,
            "app_key": self.app_key,
            "sign_method": self.sign_method,
            "timestamp": f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
            "format": "json",
            "v": "2.0",
        }
        params["sign"] = sign.sign(params, secret=self.secret, method=self.sign_method)
        return _opened(method, self.post(self.address, urlencode(params).encode()))

    def submit(self, info: Mapping[str, str], *, at: dt.datetime) -> str:
        """Hand in a task and give its identifier, also where it was handed in before."""
        text = json.dumps(dict(info), ensure_ascii=False)
        answer = self.call("taobao.sungari.dispose.submit", {"info": text}, at=at)
        code = _whole(answer.get("resule_code", answer.get("result_code")))
        if code not in {1, 11}:
            raise Declined(code, "", str(answer.get("message", ""))[:500])
        key = str(answer.get("data", ""))
        if not key:
            raise NotDelivered("网关称已收函，却没有给出编号。")
        return key

    def results(self, keys: list[str], *, at: dt.datetime) -> list[dict[str, str]]:
        """Ask how tasks stand, twenty at a time."""
        found: list[dict[str, str]] = []
        for start in range(0, len(keys), 20):
            given = {"param_list": ",".join(keys[start : start + 20])}
            answer = self.call("taobao.sungari.dispose.query", given, at=at)
            result = answer.get("result")
            if not isinstance(result, dict):
                raise NotDelivered("网关的应答没有结果。")
            found += [_texts(row) for row in _rows(result.get("list"))]
        return found


def _opened(method: str, raw: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotDelivered("网关的应答不是 JSON。") from None
    if not isinstance(answer, dict):
        raise NotDelivered("网关的应答不是对象。")
    error = answer.get("error_response")
    if isinstance(error, dict):
        _refuse(error)
    inner = answer.get(render.root_of(method), answer)
    if not isinstance(inner, dict) or inner.keys() <= {"request_id"}:
        raise NotDelivered("网关的应答没有结果。")
    return inner


def _refuse(error: dict[str, Any]) -> None:
    code, sub_code = _whole(error.get("code")), str(error.get("sub_code") or "")
    message = str(error.get("sub_msg") or error.get("msg") or "")[:500]
    if code in LATER or sub_code.startswith("isp."):
        raise NotDelivered(f"网关请稍后再试（{code}）：{message}")
    raise Declined(code, sub_code, message)


def _whole(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


def _rows(listed: Any) -> list[dict[str, Any]]:
    """The members of a list, wrapped once more or not."""
    if isinstance(listed, dict):
        listed = next(iter(listed.values()), [])
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in row.items() if value is not None}
