"""Exports of the national 12315 platform: which column is which, and a row as a filing says it.

The headings differ by province and by year; so each column answers to several names. A heading
that nobody knows is passed over, one that must be there and is not refuses the whole table.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from hedun.desks.complaints.terms import IdentityKind, RespondentKind, SubmissionKind
from hedun.engine.table.sheets import Column, Line, day

COLUMNS: Final = (
    Column("outside_no", "编号", "登记编号 投诉编号 举报编号 工单编号 投诉举报编号 业务编号",
           is_must=True, is_code=True),
    Column("kind", "类别", "业务类型 诉求类型 登记类型 信息类型 诉求性质", is_must=True),
    Column("respondent", "被投诉人", "被投诉举报人 被举报人 被反映单位 涉及主体 企业名称 被投诉单位",
           is_must=True),
    Column("facts", "内容", "诉求内容 投诉内容 举报内容 问题描述 具体问题 事实依据 主要内容",
           is_must=True),
    Column("received", "登记时间", "接收时间 收到时间 提交时间 登记日期 受理登记时间", is_must=True),
    Column("respondent_address", "被投诉人地址", "经营地址 主体地址 企业地址 被举报人地址"),
    Column("place", "所属区县", "区县 行政区划 处理地 事发地"),
    Column("platform", "平台", "所属平台 电商平台 网购平台 平台名称"),
    Column("request", "投诉请求", "诉求 具体诉求 请求事项"),
    Column("goods", "商品", "商品名称 商品或者服务 涉及客体 客体名称"),
    Column("amount", "金额", "涉及金额 争议金额 消费金额 金额元"),
    Column("known", "消费日期", "购买日期 知道受侵害日期 发生日期"),
    Column("name", "姓名", "投诉人 举报人 提供方姓名 消费者姓名 投诉人姓名 举报人姓名"),
    Column("phone", "电话", "联系电话 手机号码 投诉人电话 举报人电话 手机", is_code=True),
    Column("address", "地址", "投诉人地址 通讯地址 联系地址 举报人地址"),
    Column("paper_number", "证件号码", "身份证号 身份证号码 身份证件号码", is_code=True),
)  # fmt: skip
_MONEY: Final = re.compile(r"\d{1,10}(?:\.\d{1,2})?")
_MOMENT: Final = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Plea:
    """One row, read."""

    outside_no: str
    kind: SubmissionKind
    is_mixed: bool
    respondent_kind: RespondentKind
    respondent: str
    facts: str
    received: dt.datetime
    texts: dict[str, str]
    amount_fen: int | None = None
    known_on: dt.date | None = None
    paper: IdentityKind = IdentityKind.NONE


def judge(line: Line, now: dt.datetime) -> Plea | None:
    """Read a row; what is wrong with it is added to its reasons, and then there is nothing."""
    wanted = line.must("kind", "类别")
    is_report, is_complaint = "举报" in wanted, "投诉" in wanted
    if wanted and not (is_report or is_complaint):
        line.reasons.append(f"类别“{wanted[:20]}”既不是投诉也不是举报；咨询等请通过相应途径处理")
    number = line.must("outside_no", "编号")
    respondent, facts = line.must("respondent", "被投诉人"), line.must("facts", "内容")
    received = _received(line, now)
    amount, known = _amount(line), line.day("known", "消费日期")
    texts = {name: line.short(name, label, most=most) for name, label, most in _TEXTS}
    for text, label, most in ((number, "编号", 40), (respondent, "被投诉人", 120)):
        if len(text) > most:
            line.reasons.append(f"{label}有 {len(text)} 个字，最多 {most} 个，请删减")
    if line.reasons or received is None:
        return None
    return Plea(
        outside_no=number,
        kind=SubmissionKind.COMPLAINT if is_complaint else SubmissionKind.REPORT,
        is_mixed=is_complaint and is_report,
        respondent_kind=RespondentKind.IN_PLATFORM if texts["platform"] else RespondentKind.OFFLINE,
        respondent=respondent,
        facts=facts[:3000],
        received=received,
        texts=texts,
        amount_fen=amount,
        known_on=known,
        paper=IdentityKind.CITIZEN if texts["paper_number"] else IdentityKind.NONE,
    )


_TEXTS: Final = (
    ("respondent_address", "被投诉人地址", 200),
    ("place", "所属区县", 60),
    ("platform", "平台", 60),
    ("request", "投诉请求", 500),
    ("goods", "商品", 120),
    ("name", "姓名", 60),
    ("phone", "电话", 20),
    ("address", "地址", 200),
    ("paper_number", "证件号码", 30),
)


def _received(line: Line, now: dt.datetime) -> dt.datetime | None:
    """Read when it came in: from then on the clock runs, whenever the export is taken in."""
    text = line.must("received", "登记时间")
    if not text:
        return None
    try:
        on = day(text)
    except (ValueError, OverflowError):
        line.reasons.append(f"登记时间“{text[:20]}”无法识别，请写成 2026-01-31 09:30 这样的时间")
        return None
    found = _MOMENT.search(text)
    hour, minute = (int(found[1]), int(found[2])) if found else (0, 0)
    if hour > 23 or minute > 59:
        line.reasons.append(f"登记时间“{text[:20]}”不是一天中的时间")
        return None
    at = dt.datetime(on.year, on.month, on.day, hour, minute, tzinfo=now.tzinfo)
    if at > now:
        line.reasons.append(f"登记时间 {on} 晚于现在，请核对")
        return None
    return at


def _amount(line: Line) -> int | None:
    text = line.text("amount").replace(",", "").replace("，", "").removesuffix("元").strip("¥￥ ")
    if not text:
        return None
    if not _MONEY.fullmatch(text):
        line.reasons.append(f"金额“{text[:20]}”无法识别，请写成 99.90 这样的元数")
        return None
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])
