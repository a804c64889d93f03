"""What is printed of a captured page: plain text only, from its manifest."""

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hedun.base.evidence.models import PageCapture

BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
MOST_ROWS: Final = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the record."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """Everything on a record of extraction."""

    bureau: str
    title: str
    facts: list[Fact]
    process: list[str]
    headings: list[str]
    rows: list[list[str]]
    seals: list[Fact]
    officers: list[str]
    day: str


def clean(text: object) -> str:
    """Drop what XML and PDF cannot hold, and the marks that turn text around."""
    return "".join(c for c in str(text) if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})


def _moment(told: str) -> str:
    at = dt.datetime.fromisoformat(told).astimezone(BEIJING)
    return f"{at.year}年{at.month}月{at.day}日{at:%H时%M分%S秒}"


def record_sheet(page: "PageCapture") -> RecordSheet:
    """Give what is printed of a page that has been fixed.

    Basis: chufa_chengxu art. 26
    """
    assert page.capture is not None
    told = page.capture.manifest
    officers = [_officer(each) for each in told.get("officers", [])]
    at = dt.datetime.fromisoformat(told["ended_at"]).astimezone(BEIJING)
    return RecordSheet(
        bureau=clean(page.body.name),
        title=clean(page.title),
        facts=[Fact(label, clean(value)) for label, value in _facts(told, officers)],
        process=[clean(line) for line in _process(told)],
        headings=["网址", "访问方式", "状态", "服务器地址", "SHA-256"],
        rows=[_row(each) for each in told.get("taken", [])[:MOST_ROWS]],
        seals=_seals(page),
        officers=officers,
        day=f"{at.year}年{at.month}月{at.day}日",
    )


def _officer(each: dict[str, str]) -> str:
    number = each.get("officer_no", "")
    return clean(f"{each.get('name', '')}（执法证号 {number or '＿＿＿＿'}）")


def _facts(told: dict[str, Any], officers: list[str]) -> Iterator[tuple[str, str]]:
    environment = told.get("environment", {})
    yield "提取对象", told["url"]
    if told.get("final_url") != told["url"]:
        yield "最终网址", told["final_url"]
    yield "网页标题", told.get("title") or "（无标题）"
    if told.get("purpose"):
        yield "案由与目的", told["purpose"]
    yield "提取时间", f"{_moment(told['began_at'])}至{_moment(told['ended_at'])}"
    yield "时间校准", told["clock"]["told"]
    yield "提取人员", "、".join(officers)
    yield "提取方法", told["method"]
    yield (
        "提取工具",
        f"{told['tool']}（{environment.get('python', '')}，{environment.get('openssl', '')}）",
    )
    yield (
        "提取设备",
        f"{environment.get('system', '')}，域名服务器 {environment.get('name_servers') or '系统默认'}",
    )


def _process(told: dict[str, Any]) -> Iterator[str]:
    taken = told.get("taken", [])
    yield f"访问上述网址，共保存请求与应答 {len(taken)} 组，逐字节存入网页固证包（WACZ）。"
    if told.get("views_differ"):
        yield "以电脑浏览器与手机浏览器两种方式访问，所得网页内容不同，两份均已保存。"
    for each in taken:
        tls = each.get("tls")
        if tls and not tls["verified"]:
            yield f"{each['url']} 的网站证书未通过验证（{tls['fault']}），证书链已保存。"
        if each.get("cut"):
            yield f"{each['url']} 的应答不完整：{each['cut']}。"
    for each in told.get("left_out", [])[:20]:
        yield f"未采集 {each['url'][:120]}：{each['why']}"
    shot = told.get("screenshot", {})
    yield "已生成网页截图。" if shot.get("has") else f"没有网页截图：{shot.get('why_not', '')}。"


def _row(each: dict[str, Any]) -> list[str]:
    address = f"{each['address']}:{each['port']}"
    return [clean(v) for v in (each["url"], each["view"], each["status"], address, each["sha256"])]


def _seals(page: "PageCapture") -> list[Fact]:
    assert page.capture is not None
    found = [
        Fact("网页固证包 SHA-256", page.capture.blob.sha256),
        Fact("网页固证包 SM3", page.capture.blob.sm3),
    ]
    if page.screenshot is not None:
        found.append(Fact("截图 SHA-256", page.screenshot.blob.sha256))
        found.append(Fact("截图 SM3", page.screenshot.blob.sm3))
    return [*found, Fact("固证编号", str(page.capture.pk))]
