"""Admitting a call: what must be there, whose key, when, signed, how often, in that order."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from hedun.base.accounts.terms import Viewer
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.decide.clock import BEIJING
from hedun.desks.bridge.models import AppKey
from hedun.desks.bridge.partners.top import faults, sign
from hedun.desks.bridge.partners.top.faults import Fault
from hedun.desks.bridge.partners.top.wire import Given

TOLERANCE = dt.timedelta(minutes=10)
VERSION = "2.0"
MACHINE = Viewer.system("云桥网关")
MISSING = (
    ("method", faults.NO_METHOD, "缺少参数 method（接口名称）。"),
    ("app_key", faults.NO_KEY, "缺少参数 app_key（应用编号）。"),
    ("sign", faults.NO_SIGN, "缺少参数 sign（签名）。"),
    ("timestamp", faults.NO_TIME, "缺少参数 timestamp（时间戳）。"),
    ("v", faults.NO_VERSION, "缺少参数 v（协议版本），应为 2.0。"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was admitted: the method, by whose key, in whose name, with what."""

    method: str
    key: AppKey
    by: Viewer
    given: Given
    at: dt.datetime

    def argument(self, name: str) -> str:
        """A parameter that the method cannot do without."""
        value = self.given.values.get(name, "").strip()
        if not value:
            raise Fault(faults.NO_ARGUMENT, f"缺少必填参数 {name}。", argument=name)
        return value


def full_name(method: str) -> str:
    """The method as the protocol spells it: some clients leave the first word away."""
    return method if method.startswith("taobao.") else f"taobao.{method}"


def admit(given: Given, methods: frozenset[str], *, at: dt.datetime) -> Call:
    """Check the system parameters; Fault with the protocol's own code where one is wrong."""
    values = given.values
    for name, kind, message in MISSING:
        if not values.get(name, "").strip():
            raise Fault(kind, message)
    _check_version(values["v"])
    key = queries.key_named(MACHINE, values["app_key"])
    if key is None or not key.is_active:
        raise Fault(faults.BAD_KEY, "app_key 不存在或已停用；请向安全管理员核对密钥。")
    sent_at = moment(values["timestamp"])
    _check_signature(given, key, at=at)
    if abs(at - sent_at) > TOLERANCE:
        raise Fault(
            faults.BAD_TIME,
            f"时间戳与服务器时间相差超过 10 分钟；服务器时间 {at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}（GMT+8）。",
        )
    method = full_name(values["method"])
    if method not in methods:
        raise Fault(
            faults.BAD_METHOD, f"没有接口 {method[:80]}；可用接口：{'、'.join(sorted(methods))}。"
        )
    by = queries.caller(MACHINE, key)
    if by is None:
        raise Fault(
            faults.NOT_PERMITTED, "密钥的责任人或所属单位已停用；请安全管理员改派责任人后重新签发。"
        )
    _check_rate(key, at=at)
    return Call(method, key, by, given, at)


def _check_version(given: str) -> None:
    if given == VERSION:
        return
    kind = faults.OLD_VERSION if given in {"1.0", "3.0"} else faults.BAD_VERSION
    raise Fault(kind, "协议版本 v 应为 2.0。")


def moment(text: str) -> dt.datetime:
    """When a call was made: yyyy-MM-dd HH:mm:ss in Beijing time, or milliseconds since 1970."""
    text = text.strip()
    try:
        if text.isascii() and text.isdecimal() and len(text) <= 14:
            return dt.datetime.fromtimestamp(int(text) / 1000, dt.UTC)
        return dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except (ValueError, OverflowError, OSError):
        raise Fault(faults.BAD_TIME, "时间戳应为 yyyy-MM-dd HH:mm:ss（GMT+8）或毫秒数。") from None


def _check_signature(given: Given, key: AppKey, *, at: dt.datetime) -> None:
    method = given.values.get("sign_method", "").strip().lower() or "md5"
    if method not in sign.METHODS:
        raise Fault(faults.BAD_SIGN, f"签名方法 sign_method 应为 {'、'.join(sign.METHODS)} 之一。")
    secrets = queries.live_secrets(MACHINE, key, at)
    signed = {name: value for name, value in given.values.items() if name != "sign"}
    if not sign.is_signed(signed, given.values["sign"], secrets=secrets, method=method):
        raise Fault(
            faults.BAD_SIGN,
            "签名不符：请核对密钥、参数排序与 UTF-8 编码；文件内容不参与签名。",
        )


def _check_rate(key: AppKey, *, at: dt.datetime) -> None:
    calls = actions.count_call(key_id=key.pk, by=MACHINE, at=at)
    if calls > settings.PARTNER_CALLS:
        raise Fault(faults.LIMITED, f"This ban will last for {60 - at.second} more seconds")
