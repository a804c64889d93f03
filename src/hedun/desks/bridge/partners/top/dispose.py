"""taobao.sungari.dispose.submit and .query: goods or traders to be dealt with, and the results."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.decide import numbers
from hedun.desks.bridge.decide.clock import BEIJING
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.partners.top import faults, fields
from hedun.desks.bridge.partners.top.faults import Fault
from hedun.desks.bridge.partners.top.gate import Call
from hedun.desks.bridge.partners.top.outcome import AGAIN, DONE, FAILED, REFUSALS, TIME, Unfit
from hedun.desks.bridge.partners.top.render import Items
from hedun.desks.bridge.partners.top.states import STATUS
from hedun.desks.bridge.terms import Incoming, LetterKind, LetterState

SUBMIT, QUERY = "taobao.sungari.dispose.submit", "taobao.sungari.dispose.query"
MOST_KEYS = 20
API_TYPES = {"1": "商品", "2": "经营者"}
DISPOSE_TYPES = {"1": "订单号", "2": "商品ID", "3": "会员账号", "4": "全网排查关键字"}
PLATFORM_TYPES = {"1": "淘宝", "2": "天猫", "3": "1688"}
CHOICES = {"api_type": API_TYPES, "dispose_type": DISPOSE_TYPES, "platform_type": PLATFORM_TYPES}
REQUIRED = {
    "api_type": "处置类型",
    "dispose_type": "处置对象类型",
    "dispose_content": "处置对象内容",
    "platform_type": "接收平台",
    "doc_name": "函件文号",
    "company_name": "单位名称",
    "link_man": "联系人",
    "phone": "联系电话",
    "create_time": "录入时间",
    "reason": "处置原因",
}
WIDTHS = {"doc_name": 120, "link_man": 40, "phone": 40}
EXTRA = {
    "licence_no": "证照编号",
    "check_number": "抽检报告编号",
    "remark": "备注",
    "oss_key": "函件附件",
    "oss_key_url": "函件链接",
    "source_company_name": "原始函单位",
    "source_address": "原始函单位地址",
    "source_post_code": "原始函单位邮编",
    "source_link_man": "原始函联系人",
    "source_phone": "原始函联系电话",
    "source_time": "原始函接收时间",
    "source_oss_key": "原始函附件",
    "source_oss_key_url": "原始函链接",
}


def submit(call: Call) -> dict[str, Any]:
    """Take a task in as a letter; the same task again gives 11 and the same identifier."""
    info = fields.texts(fields.loads(call.argument("info"), argument="info"))
    try:
        letter, is_new = actions.lodge(
            incoming=_incoming(info, call), key=call.key, by=call.by, at=call.at
        )
    except REFUSALS as error:
        return _flat(FAILED, "", str(error))
    if is_new:
        return _flat(DONE, letter.message_id.hex, f"已收函，编号 {letter.number}。")
    return _flat(AGAIN, letter.message_id.hex, f"重复提交：该任务已收函，编号 {letter.number}。")


def _flat(code: int, data: str, message: str) -> dict[str, Any]:
    # the wire's own misspelling, and the right spelling beside it
    return {"resule_code": code, "result_code": code, "data": data, "message": message}


def check(info: Mapping[str, str], required: Mapping[str, str]) -> None:
    """Refuse an object that lacks a field it cannot do without, naming every one."""
    missing = [f"{label}（{name}）" for name, label in required.items() if name not in info]
    if missing:
        raise Unfit(f"缺少必填字段：{'、'.join(missing)}；请补齐后重新提交。")
    for name, longest in WIDTHS.items():
        if len(info.get(name, "")) > longest:
            raise Unfit(f"{required[name]}（{name}）超过 {longest} 字；请精简后重新提交。")


def _incoming(info: dict[str, str], call: Call) -> Incoming:
    check(info, REQUIRED)
    for name, choices in CHOICES.items():
        if info[name] not in choices:
            offered = "、".join(f"{key} {label}" for key, label in choices.items())
            raise Unfit(f"{REQUIRED[name]}（{name}）“{info[name][:20]}”不在可选值内：{offered}。")
    kind, content = DISPOSE_TYPES[info["dispose_type"]], info["dispose_content"]
    identity = ("api_type", "dispose_type", "dispose_content", "platform_type", "doc_name")
    return Incoming(
        kind=LetterKind.DISPOSAL_NOTICE,
        document_no=info["doc_name"],
        title=f"关于处置{API_TYPES[info['api_type']]}（{kind} {content[:40]}）的函",
        text=_text(info),
        contact_name=info["link_man"],
        contact_phone=info["phone"],
        token=numbers.token(SUBMIT, str(call.key.platform_id), *(info[name] for name in identity)),
        credit_code=info.get("licence_no", ""),
        shop_no=content if info["dispose_type"] == "3" else "",
        wire=info,
    )


def _text(info: Mapping[str, str]) -> str:
    kind, what = DISPOSE_TYPES[info["dispose_type"]], API_TYPES[info["api_type"]]
    lines = [
        f"{info['company_name']}以“{info['doc_name']}”请你单位处置下列{what}，并反馈处置结果。",
        f"平台：{PLATFORM_TYPES[info['platform_type']]}；{kind}：{info['dispose_content']}",
        f"处置原因：{info['reason']}",
        *extra_lines(info),
    ]
    return "\n".join(lines)


def extra_lines(info: Mapping[str, str]) -> list[str]:
    """The fields that a letter may carry besides, each on its line."""
    return [f"{label}：{info[name]}" for name, label in EXTRA.items() if name in info]


def query(call: Call) -> dict[str, Any]:
    """Say how each task stands; keys that are unknown, or another body's, are left out."""
    names = fields.keys_of(call.argument("param_list"))
    if not names or len(names) > MOST_KEYS:
        raise Fault(
            faults.BAD_ARGUMENT,
            f"param_list 应为 1 至 {MOST_KEYS} 个编号，以英文逗号分隔。",
            argument="param_list",
        )
    found = queries.named_letters(call.by, call.key, names)
    letters = {letter.pk: letter for letter in found.values()}
    if letters:
        actions.note_reading(key=call.key, letter_ids=sorted(letters), by=call.by, at=call.at)
    rows = tuple(_row(letter, call) for letter in letters.values())
    lost = [name for name in names if name not in found]
    message = f"没有查到：{'、'.join(lost)}。" if lost else "查询成功。"
    return {
        "result": {
            "result_code": DONE,
            "message": message,
            "list": Items("dispose_result_vo", rows),
        }
    }


def _row(letter: Letter, call: Call) -> dict[str, Any]:
    given = queries.replies(call.by, letter.pk).filter(answered_at__isnull=False)
    last = given.last()
    ended = letter.closed_at or letter.answered_at
    row = {
        "id": letter.message_id.hex,
        "status": STATUS[LetterState(letter.state)],
        "result": "",
        "finish_time": f"{ended.astimezone(BEIJING):{TIME}}" if ended else "",
        "create_person": "",
        "reply_key": "",
        "reply_url": "",
    }
    if last is None:
        return row
    measures = [
        str(each.payload["measure"]) for each in last.rows.all() if "measure" in each.payload
    ]
    paper = reverse("bridge:reply_paper", args=[letter.pk, last.round, "pdf"])
    return row | {
        "result": last.text or "；".join(dict.fromkeys(measures)),
        "create_person": last.answered_name,
        "reply_key": last.sha256,
        "reply_url": call.given.origin + paper,
    }
