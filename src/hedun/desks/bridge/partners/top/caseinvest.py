"""taobao.cloudbridge.caseinvest.execute: an envelope around steps of letters.

The protocol publishes the envelope (`api_name`, `data`) and not the names inside; ours are
letter.submit, query, accept, propose, reply, return, close and withdraw. Of a name that another
system uses already, the verb counts: addCaseLetter hands in, caseLetter.list asks.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from hedun.base.accounts.terms import Invalid
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.decide import drafting, numbers
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.partners.top import dispose, fields, letters
from hedun.desks.bridge.partners.top.gate import Call
from hedun.desks.bridge.partners.top.outcome import AGAIN, DONE, FAILED, REFUSALS, Unfit
from hedun.desks.bridge.terms import BadRows, FieldGroup, Incoming, LetterKind, NotReady

EXECUTE = "taobao.cloudbridge.caseinvest.execute"
REQUIRED = {"doc_name": "函件文号", "link_man": "联系人", "phone": "联系电话"}
MOST_PAGE = 50
Done = tuple[int, Any, str]
VERBS = {
    "submit": ("submit", "add", "create", "save", "insert", "send", "record"),
    "query": ("query", "get", "list", "search", "find", "detail"),
    "accept": ("accept", "receive", "sign"),
    "propose": ("propose", "extend", "delay"),
    "reply": ("reply", "answer", "feedback"),
    "return": ("return", "supplement"),
    "close": ("close", "finish", "complete"),
    "withdraw": ("withdraw", "cancel", "revoke"),
}
_WORD = re.compile(r"[A-Z]?[a-z]+")


def execute(call: Call) -> dict[str, Any]:
    """Take the step that the envelope names; what the bridge refuses comes back as code 2."""
    name, raw = call.argument("api_name"), call.argument("data")
    data = fields.loads(raw, argument="data")
    try:
        step = STEPS[step_of(name)]
        code, content, message = step(data, call)
    except (NotReady, BadRows) as error:
        return _result(FAILED, _reasons(error), str(error))
    except REFUSALS as error:
        return _result(FAILED, {}, str(error))
    except Letter.DoesNotExist:
        return _result(FAILED, {}, "没有这份函件，或该密钥无权查看。")
    return _result(code, content, message)


def _result(code: int, content: Any, message: str) -> dict[str, Any]:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return {"result": {"code": code, "data": data, "message": message}}


def _reasons(error: NotReady | BadRows) -> dict[str, Any]:
    if isinstance(error, NotReady):
        return {"defects": [{"code": d.code, "message": d.message} for d in error.defects]}
    bad = [o for o in error.outcomes if not o.is_good]
    return {"rows": [{"place": o.row.place, "problems": list(o.problems)} for o in bad]}


def step_of(name: str) -> str:
    """The step behind a name, by its verb."""
    words = [word.lower() for word in _WORD.findall(name)]
    for step, verbs in VERBS.items():
        if any(word in verbs for word in words):
            return step
    raise Unfit(
        f"不认识的 api_name “{name[:60]}”；可用："
        + "、".join(f"letter.{step}" for step in STEPS)
        + "。"
    )


def _submit(data: dict[str, Any], call: Call) -> Done:
    info = fields.texts(data)
    dispose.check(info, REQUIRED)
    matter = info.get("text") or info.get("reason") or info.get("content") or ""
    if not matter:
        raise Unfit("缺少必填字段：正文（text）或事由（reason）；请写明请求协助的事项。")
    kind = info.get("kind", LetterKind.CO_INVESTIGATION.value)
    if kind not in set(LetterKind):
        raise Unfit(f"函件类别（kind）应为 {'、'.join(LetterKind)} 之一。")
    incoming = Incoming(
        kind=LetterKind(kind),
        document_no=info["doc_name"],
        title=info.get("title") or f"协助调查函（来文 {info['doc_name'][:60]}）",
        text="\n".join([matter, *dispose.extra_lines(info)]),
        contact_name=info["link_man"],
        contact_phone=info["phone"],
        token=numbers.token(EXECUTE, str(call.key.platform_id), kind, info["doc_name"], matter),
        questions=_questions(data),
        due_on=letters.day(info.get("due_on", "")),
        period_from=letters.day(info.get("period_from", "")),
        period_to=letters.day(info.get("period_to", "")),
        credit_code=info.get("licence_no", ""),
        shop_no=info.get("shop_no", ""),
        wire=info,
    )
    letter, is_new = actions.lodge(incoming=incoming, key=call.key, by=call.by, at=call.at)
    content = letters.brief(letter)
    if is_new:
        return DONE, content, f"已收函，编号 {letter.number}。"
    return AGAIN, content, f"重复提交：该函件已收函，编号 {letter.number}。"


def _questions(data: dict[str, Any]) -> tuple[str, ...]:
    """What is asked for, by key or by Chinese heading; the two standard groups by default."""
    asked = data.get("questions")
    if asked is None:
        return tuple(group.value for group in drafting.STANDARD)
    by_label = {group.label: group.value for group in FieldGroup}
    listed = asked if isinstance(asked, list) else fields.keys_of(fields.text_of(asked))
    names = [fields.text_of(each) for each in listed]
    return tuple(dict.fromkeys(by_label.get(name, name) for name in names if name))


def _query(data: dict[str, Any], call: Call) -> Done:
    rows = queries.letters_by_key(call.by, call.key).order_by("sent_at", "pk")
    listed = data.get("ids", data.get("id"))
    page, size = letters.number(data, "page_no", 1), letters.number(data, "page_size", MOST_PAGE)
    if listed is not None:
        names = listed if isinstance(listed, list) else fields.keys_of(fields.text_of(listed))
        names = [fields.text_of(name) for name in names][:MOST_PAGE]
        found = list(queries.named_letters(call.by, call.key, names).values())
        total = len(found)
    else:
        state = fields.text_of(data.get("state"))
        rows = rows.filter(state=state) if state else rows
        size = min(size, MOST_PAGE)
        total = rows.count()
        found = list(rows[(page - 1) * size : page * size])
    if found:
        ids = sorted({row.pk for row in found})
        actions.note_reading(key=call.key, letter_ids=ids, by=call.by, at=call.at)
    whole = [letters.whole(row, call) for row in {row.pk: row for row in found}.values()]
    return DONE, {"total": total, "page_no": page, "letters": whole}, "查询成功。"


def _accept(data: dict[str, Any], call: Call) -> Done:
    letter = letters.named(data, call)
    letter = actions.accept(letter_id=letter.pk, by=call.by, at=call.at)
    return DONE, letters.brief(letter), f"已签收 {letter.number}。"


def _propose(data: dict[str, Any], call: Call) -> Done:
    letter = letters.named(data, call)
    due_on = letters.day(fields.text_of(data.get("due_on")))
    if due_on is None:
        raise Unfit("缺少必填字段：提议的答复日期（due_on）。")
    letter = actions.propose_date(
        letter_id=letter.pk,
        due_on=due_on,
        reason=fields.text_of(data.get("reason")),
        by=call.by,
        at=call.at,
    )
    return DONE, letters.brief(letter), f"已就 {letter.number} 提议改期。"


def _reply(data: dict[str, Any], call: Call) -> Done:
    letter = letters.named(data, call)
    rows, files = letters.rows(data), letters.attachments(data, call)
    text = fields.text_of(data.get("text"))
    content = json.dumps([data.get("rows"), text], ensure_ascii=False, sort_keys=True)
    hashes = [numbers.token(file.name, file.content.hex()) for file in files]
    reply, is_new = actions.answer_by_wire(
        letter_id=letter.pk,
        text=text,
        rows=rows,
        attachments=files,
        token=numbers.token(content, *hashes),
        key=call.key,
        by=call.by,
        at=call.at,
    )
    letter.refresh_from_db()
    out = {**letters.brief(letter), "round": reply.round, "sha256": reply.sha256}
    if is_new:
        return DONE, out, f"已复函 {letter.number}（第{reply.round}次答复）。"
    return AGAIN, out, f"重复提交：{letter.number} 第{reply.round}次答复已收到。"


def _return(data: dict[str, Any], call: Call) -> Done:
    letter = letters.named(data, call)
    reason = fields.text_of(data.get("reason"))
    letter = actions.ask_again(letter_id=letter.pk, reason=reason, by=call.by, at=call.at)
    return DONE, letters.brief(letter), f"已请平台补充 {letter.number} 的答复。"


def _close(data: dict[str, Any], call: Call) -> Done:
    letter = letters.named(data, call)
    letter = actions.close(letter_id=letter.pk, by=call.by, at=call.at)
    return DONE, letters.brief(letter), f"{letter.number} 已办结。"


def _withdraw(data: dict[str, Any], call: Call) -> Done:
    letter = letters.named(data, call)
    reason = fields.text_of(data.get("reason"))
    if not reason:
        raise Invalid("撤回函件须写明理由（reason），平台将看到该理由。")
    letter = actions.withdraw(letter_id=letter.pk, reason=reason, by=call.by, at=call.at)
    return DONE, letters.brief(letter), f"{letter.number} 已撤回。"


STEPS: dict[str, Callable[[dict[str, Any], Call], Done]] = {
    "submit": _submit,
    "query": _query,
    "accept": _accept,
    "propose": _propose,
    "reply": _reply,
    "return": _return,
    "close": _close,
    "withdraw": _withdraw,
}
