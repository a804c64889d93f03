"""taobao.sungari.inspection.submit: an order to sample goods, and whose goods they are."""

from typing import Any

from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.decide import numbers
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.partners.top import dispose, fields
from hedun.desks.bridge.partners.top.gate import Call
from hedun.desks.bridge.partners.top.outcome import AGAIN, DONE, FAILED, REFUSALS, Unfit
from hedun.desks.bridge.partners.top.states import STATUS
from hedun.desks.bridge.terms import Incoming, LetterKind, LetterState

SUBMIT = "taobao.sungari.inspection.submit"
REQUIRED = {"doc_name": "抽检文号", "link_man": "联系人", "phone": "联系电话"}
OBJECTS = {
    "item_id": "商品ID",
    "shop_no": "店铺编号",
    "seller_nick": "卖家账号",
    "licence_no": "证照编号",
    "order_no": "订单号",
}


def submit(call: Call) -> dict[str, Any]:
    """Take an order in as a sampling letter; a name that asks (…query) gives how it stands."""
    name = call.argument("method_name")
    info = fields.texts(fields.loads(call.argument("data"), argument="data"))
    try:
        if name.lower().endswith(("query", "get")):
            return _asked(info, call)
        dispose.check(info, REQUIRED)
        letter, is_new = actions.lodge(
            incoming=_incoming(info, call), key=call.key, by=call.by, at=call.at
        )
    except REFUSALS as error:
        return {"return_code": FAILED, "message": str(error), "data": {}}
    said = (
        f"已收函，编号 {letter.number}。" if is_new else f"重复提交：已收函，编号 {letter.number}。"
    )
    return {
        "return_code": DONE if is_new else AGAIN,
        "message": said,
        "data": _whose(letter),
    }


def _incoming(info: dict[str, str], call: Call) -> Incoming:
    about = [f"{label}：{info[name]}" for name, label in OBJECTS.items() if name in info]
    if not about:
        offered = "、".join(f"{label}（{name}）" for name, label in OBJECTS.items())
        raise Unfit(f"没有指明抽检对象；请填写下列之一：{offered}。")
    identity = [info.get(name, "") for name in ("doc_name", *OBJECTS)]
    whose = info.get("company_name", call.key.holder.name)
    lines = [
        f"{whose}以“{info['doc_name']}”开展抽检，请你单位协助提供下列商品的经营者与发货信息。",
        "；".join(about),
        *([f"事由：{info['reason']}"] if "reason" in info else []),
        *dispose.extra_lines({k: v for k, v in info.items() if k not in OBJECTS}),
    ]
    return Incoming(
        kind=LetterKind.SAMPLING,
        document_no=info["doc_name"],
        title=f"关于协助抽检（{about[0][:40]}）的函",
        text="\n".join(lines),
        contact_name=info["link_man"],
        contact_phone=info["phone"],
        token=numbers.token(SUBMIT, str(call.key.platform_id), *identity),
        credit_code=info.get("licence_no", ""),
        shop_no=info.get("shop_no") or info.get("seller_nick", ""),
        wire=info,
    )


def _whose(letter: Letter) -> dict[str, str]:
    """What the roster knows of the seller; the platform's answer brings the rest."""
    shop, subject = letter.shop, letter.subject
    return {
        "seller_nick": shop.name if shop else "",
        "send_address": shop.address if shop else "",
        "register_address": subject.address if subject else "",
        "licence_no": (subject.credit_code or "") if subject else "",
        "seller_tel": subject.phone if subject else "",
        "certification_name": subject.name if subject else "",
        "dispose_result": f"{letter.message_id.hex} {STATUS[LetterState(letter.state)]}",
    }


def _asked(info: dict[str, str], call: Call) -> dict[str, Any]:
    name = info.get("id") or info.get("doc_name", "")
    letter = queries.named_letters(call.by, call.key, [name]).get(name)
    if letter is None:
        raise Unfit("没有这份抽检函，或该密钥无权查看；请核对 id 或 doc_name。")
    actions.note_reading(key=call.key, letter_ids=[letter.pk], by=call.by, at=call.at)
    return {"return_code": DONE, "message": "查询成功。", "data": _whose(letter)}
