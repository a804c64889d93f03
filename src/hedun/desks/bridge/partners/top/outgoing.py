"""Letters to a platform that runs the Taobao open platform's gateway go out by themselves.

They lie in the same outbox as those to nodes like ours: written with the act, retried until
answered, left alone by the breaker, put before a person where the gateway refuses. Such a
gateway signs nothing; the identifier that it gives is kept as the proof of delivery, and its
results are asked for (`ask`).
"""

import datetime as dt
import json
import uuid
from typing import Any

from hedun.base.accounts.terms import Invalid, Viewer
from hedun.base.exchange import actions as exchange
from hedun.base.exchange import queries as nodes
from hedun.base.exchange.terms import (
    Envelope,
    NotYet,
    Partner,
    Result,
    SendState,
    Signed,
    Unreadable,
    Verdict,
    Wire,
    carrier,
)
from hedun.desks.bridge import actions, queries
from hedun.desks.bridge.decide import numbers
from hedun.desks.bridge.decide.clock import BEIJING
from hedun.desks.bridge.models import Letter
from hedun.desks.bridge.partners.top import connector
from hedun.desks.bridge.partners.top.caseinvest import EXECUTE
from hedun.desks.bridge.partners.top.connector import Declined, Gateway, NotDelivered
from hedun.desks.bridge.partners.top.outcome import AGAIN, DONE, TIME
from hedun.desks.bridge.partners.top.states import STATES
from hedun.desks.bridge.terms import (
    LetterKind,
    LetterState,
    LetterStep,
    RemoteReply,
    RemoteStep,
)

MACHINE = Viewer.system("云桥")
# steps after the first that the envelope method of the protocol has a name for
NAMES = {
    LetterStep.ASK_AGAIN: "letter.return",
    LetterStep.CLOSE: "letter.close",
    LetterStep.WITHDRAW: "letter.withdraw",
}
LONGEST_TEXT = 5000


def gateway_of(partner: Partner) -> Gateway | None:
    """The partner's gateway with the key that it has given us; None where we have none."""
    if not partner.secrets:
        return None
    name, secret = partner.secrets[0]
    method = str(partner.options.get("sign_method") or "hmac-sha256")
    return Gateway(partner.address, name, secret, method, post=connector.post)


@carrier(Wire.TOP)
def carry(partner: Partner, message: Envelope, signed: Signed, *, at: dt.datetime) -> Result:
    """Carry one message; what the protocol has no word for needs no call."""
    del signed  # such a gateway knows no signature over the message
    gateway = gateway_of(partner)
    if gateway is None:
        return Result(Verdict.LATER, reason="没有对方给的应用编号与密钥；请安全管理员登记。")
    try:
        proof = _carried(gateway, message.data, partner.options, at=at)
    except NotDelivered as error:
        return Result(Verdict.LATER, reason=str(error)[:300])
    except Declined as error:
        code = f"{error.code} {error.sub_code}".strip()
        return Result(Verdict.REFUSED, reason=f"对方不收（{code}）：{error}"[:300])
    except (Unreadable, ValueError, KeyError) as error:
        return Result(Verdict.REFUSED, reason=f"函件不能按对方的协议表达：{error}"[:300])
    stamp = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    proof |= {"gateway": partner.address, "at": stamp}
    return Result(Verdict.STORED, json.dumps(proof, ensure_ascii=False).encode())


def _carried(
    gateway: Gateway, data: dict[str, Any], options: dict[str, Any], *, at: dt.datetime
) -> dict[str, Any]:
    step = LetterStep(str(data.get("step")))
    if step is LetterStep.SEND:
        return {"id": _submit(gateway, data["letter"], options, at=at)}
    if step not in NAMES:
        return {"step": step.value, "carried": False}
    number = _number_of(data)
    given = {"doc_name": number, "reason": str(data.get("reason") or data.get("note") or "")}
    _execute(gateway, NAMES[step], given, at=at)
    return {"step": step.value, "carried": True}


def _number_of(data: dict[str, Any]) -> str:
    found = queries.letter_of_message(MACHINE, uuid.UUID(str(data.get("message_id"))))
    if found is None or not found.number:
        raise Unreadable("没有这份函件，不能通知对方。")
    return found.number


def _submit(
    gateway: Gateway, letter: dict[str, Any], options: dict[str, Any], *, at: dt.datetime
) -> str:
    """Hand a letter in: goods and traders to be dealt with as a task, all else as a letter."""
    if letter["kind"] == LetterKind.DISPOSAL_NOTICE and letter.get("shop_no"):
        return gateway.submit(_task(letter, options, at=at), at=at)
    given = {
        "kind": letter["kind"],
        "doc_name": letter["number"],
        "title": letter["title"],
        "text": str(letter["text"])[:LONGEST_TEXT],
        "link_man": letter["contact_name"],
        "phone": letter["contact_phone"],
        "questions": letter["questions"],
        "shop_no": letter.get("shop_no") or "",
    }
    if len(letter.get("period") or ()) == 2:
        given["period_from"], given["period_to"] = letter["period"]
    answer = _execute(gateway, "letter.submit", given, at=at)
    key = str(answer.get("id") or "")
    if not key:
        raise NotDelivered("网关称已收函，却没有给出编号。")
    return key


def _task(letter: dict[str, Any], options: dict[str, Any], *, at: dt.datetime) -> dict[str, str]:
    """A trader to be dealt with, in the fields of the protocol."""
    trader, account = "2", "3"
    sent_at = dt.datetime.fromisoformat(str(letter["sent_at"])) if letter.get("sent_at") else at
    return {
        "api_type": trader,
        "dispose_type": account,
        "dispose_content": str(letter["shop_no"]),
        "platform_type": str(options.get("platform_type") or "1"),
        "doc_name": str(letter["number"]),
        "company_name": str(options.get("company_name") or letter["number"]),
        "link_man": str(letter["contact_name"]),
        "phone": str(letter["contact_phone"]),
        "create_time": f"{sent_at.astimezone(BEIJING):{TIME}}",
        "reason": f"{letter['title']}\n{letter['text']}"[:LONGEST_TEXT],
    }


def _execute(
    gateway: Gateway, name: str, given: dict[str, Any], *, at: dt.datetime
) -> dict[str, Any]:
    params = {"api_name": name, "data": json.dumps(given, ensure_ascii=False)}
    answer = gateway.call(EXECUTE, params, at=at).get("result")
    if not isinstance(answer, dict):
        raise NotDelivered("网关的应答没有结果。")
    try:
        code, content = int(str(answer.get("code"))), json.loads(str(answer.get("data") or "{}"))
    except ValueError:
        raise NotDelivered("网关的应答不能识别。") from None
    if code not in {DONE, AGAIN}:
        raise Declined(code, "", str(answer.get("message", ""))[:500])
    return content if isinstance(content, dict) else {}


def ask(partner: Partner, *, at: dt.datetime, gateway: Gateway | None = None) -> int:
    """Ask a partner's gateway how our letters stand, and follow what it tells; give the steps."""
    gateway = gateway or gateway_of(partner)
    if gateway is None or partner.body_id is None:
        return 0
    waiting = {key: letter for letter, key in _delivered(partner) if key}
    followed = 0
    for row in gateway.results(list(waiting), at=at):
        letter = waiting.get(row.get("id", ""))
        if letter is not None:
            followed += _follow(letter, row, partner, at=at)
    return followed


def _delivered(partner: Partner) -> list[tuple[Letter, str]]:
    """Letters that wait at a partner, with its own identifier for each."""
    found = []
    for letter in queries.waiting_at(MACHINE, partner.body_id or 0):
        proof = nodes.proof_of(MACHINE, letter.message_id)
        key = str(json.loads(proof).get("id") or "") if proof else ""
        found.append((letter, key))
    return found


def _follow(letter: Letter, row: dict[str, str], partner: Partner, *, at: dt.datetime) -> int:
    """Sign for, and answer, as the partner's people have done; what does not fit waits."""
    state, taken = STATES.get(row.get("status", "")), 0
    if state not in {LetterState.ACCEPTED, LetterState.ANSWERED, LetterState.CLOSED}:
        return 0
    steps = [LetterStep.ACCEPT] if letter.state == LetterState.SENT else []
    if state is not LetterState.ACCEPTED and (row.get("result") or row.get("finish_time")):
        steps.append(LetterStep.ANSWER)
    for step in steps:
        remote = _remote(letter, step, row, at=at)
        try:
            actions.follow(
                remote=remote,
                actor_body_id=partner.body_id or 0,
                other_body_id=letter.from_body_id,
                by=MACHINE,
                at=at,
            )
        except (Invalid, NotYet):
            return taken
        mark = SendState.ACCEPTED if step is LetterStep.ACCEPT else SendState.ANSWERED
        exchange.note_step(
            message_id=letter.message_id, node_id=partner.node_id, step=mark, by=MACHINE, at=at
        )
        taken += 1
    return taken


def _remote(
    letter: Letter, step: LetterStep, row: dict[str, str], *, at: dt.datetime
) -> RemoteStep:
    name = row.get("create_person") or "对方系统"
    reply = None
    if step is LetterStep.ANSWER:
        reply = _reply(letter, row, name, at=at)
    return RemoteStep(
        message_id=letter.message_id,
        step=step,
        state=LetterState.ACCEPTED if reply is None else LetterState.ANSWERED,
        at=at if reply is None else reply.answered_at,
        by_name=name[:60],
        note=row.get("result", "")[:500],
        due_at=letter.due_at,
        proposed_at=None,
        proposed_reason="",
        reason="",
        reply=reply,
    )


def _reply(letter: Letter, row: dict[str, str], name: str, *, at: dt.datetime) -> RemoteReply:
    text = row.get("result") or "对方系统已办结，未附文字说明。"
    answered_at = _finished(row.get("finish_time", ""), at)
    round_no = queries.replies(MACHINE, letter.pk).filter(answered_at__isnull=False).count() + 1
    content = numbers.reply_content(
        message=str(letter.message_id),
        round_no=round_no,
        text=text,
        rows=[],
        attachments=[],
        answered_at=answered_at,
        answered_name=name[:60],
    )
    return RemoteReply(
        round=round_no,
        text=text,
        rows=(),
        attachments=(),
        sha256=numbers.digest(content),
        answered_at=answered_at,
        answered_name=name[:60],
    )


def _finished(text: str, at: dt.datetime) -> dt.datetime:
    """When the partner says it was done, as far as that can be: never later than now."""
    try:
        found = dt.datetime.strptime(text, TIME).replace(tzinfo=BEIJING)
    except ValueError:
        return at
    return min(found, at)
