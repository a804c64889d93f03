"""Where partners' nodes bring messages."""

import base64
import binascii
import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from hedun.base.accounts.guard import guard
from hedun.base.accounts.guard.problems import PROBLEM, described
from hedun.base.accounts.terms import Viewer
from hedun.base.exchange import queries, work
from hedun.base.exchange.decide import http as signed_http
from hedun.base.exchange.decide import keys
from hedun.base.exchange.terms import MOST_BYTES, Answer, Signed, Unsigned, Verdict
from hedun.base.exchange.views import operation
from hedun.base.exchange.work.http import KIND

MACHINE = Viewer.system("通联")


@described(post=operation.POST)
# other houses have no session: the signature over the call is what admits it
@csrf_exempt
@guard(public=True)
def messages(request: HttpRequest) -> HttpResponse:
    """Take in one message: the stored receipt, or a problem (RFC 9457) that says why not."""
    if request.method != "POST":
        refused = _problem(405, "请用 POST 送达消息。")
        refused.headers["Allow"] = "POST"
        return refused
    raw = request.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        return _answer(Answer(Verdict.TOO_LARGE, reason="消息超过 8 MB。"))
    sender, me = (request.headers.get(name, "") for name in ("Hedun-Sender", "Hedun-Receiver"))
    try:
        signed = _admitted(request, raw, sender=sender)
    except Unsigned as error:
        return _answer(Answer(Verdict.UNSIGNED, reason=str(error)))
    answer, lacks = work.answer(me, sender, signed, at=timezone.now())
    response = _answer(answer)
    if lacks:
        response.headers["Hedun-Missing"] = ", ".join(map(str, lacks))
    return response


def _admitted(request: HttpRequest, raw: bytes, *, sender: str) -> Signed:
    """Check who is calling, and give the message with its own signature."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    if headers.get("content-type", "") != KIND:
        raise Unsigned(f"Content-Type 应为 {KIND}。")
    at = timezone.now()
    call = signed_http.Call(request.method or "", request.path, headers)
    claim = signed_http.claim_of(call, raw, at=at)
    node = queries.nodes(MACHINE).filter(name=sender, is_active=True).first()
    if node is None:
        raise Unsigned("来件节点未登记；请双方管理员互相登记节点与公钥。")
    signed = Signed(claim.base, claim.key_id, claim.signature)
    keys.check(signed, queries.keys(MACHINE, node), at=at)
    try:
        signature = base64.b64decode(headers["hedun-signature"], validate=True)
    except (binascii.Error, ValueError):
        raise Unsigned("Hedun-Signature 不是 Base64。") from None
    return Signed(raw, headers["hedun-key-id"], signature)


def _answer(answer: Answer) -> HttpResponse:
    if answer.verdict in {Verdict.STORED, Verdict.AGAIN}:
        return HttpResponse(answer.body, content_type="application/json")
    return _problem(answer.verdict.status, answer.reason, verdict=answer.verdict)


def _problem(status: int, detail: str, *, verdict: Verdict | None = None) -> HttpResponse:
    name = verdict.value if verdict else "method"
    content = {
        "type": f"urn:hedun:exchange:{name}",
        "title": verdict.label if verdict else "请求方法不符",
        "status": status,
        "detail": detail,
    }
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=PROBLEM)
