"""The one address of the gateway; whatever happens, the caller gets the protocol's own answer."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from hedun.base.accounts.guard import guard
from hedun.base.accounts.guard.problems import described
from hedun.desks.bridge.partners.top import (
    caseinvest,
    dispose,
    faults,
    inspection,
    operation,
    render,
    wire,
)
from hedun.desks.bridge.partners.top.faults import Fault
from hedun.desks.bridge.partners.top.gate import Call, admit

METHODS: dict[str, Callable[[Call], dict[str, Any]]] = {
    dispose.SUBMIT: dispose.submit,
    dispose.QUERY: dispose.query,
    caseinvest.EXECUTE: caseinvest.execute,
    inspection.SUBMIT: inspection.submit,
}
NAMES = frozenset(METHODS)
log = logging.getLogger(__name__)


@described(get=operation.GET, post=operation.POST)
# other systems have no session and send no token: the signature is what admits a call
@csrf_exempt
@guard(public=True)
def rest(request: HttpRequest) -> HttpResponse:
    """Answer one call: always 200, as the protocol has it, with the result or the error inside."""
    rid = render.request_id()
    given = wire.Given(origin=f"{request.scheme}://{request.get_host()}")
    try:
        text = _answer(request, given, rid)
    except Fault as fault:
        text = render.failure(fault, form=_form(given), rid=rid)
    except Exception:  # the caller gets the protocol's error and calls again; the log has the rest
        log.exception("call %s failed", rid)
        said = f"系统暂时不能处理，请稍后重试；仍然失败请提供编号 {rid}。"
        broken = Fault(faults.UNAVAILABLE, said)
        text = render.failure(broken, form=_form(given), rid=rid)
    return HttpResponse(text, content_type=render.TYPES[_form(given)])


def _form(given: wire.Given) -> str:
    asked = given.values.get("format", "").strip().lower()
    return render.JSON if asked == render.JSON else render.XML


def _answer(request: HttpRequest, given: wire.Given, rid: str) -> str:
    if request.method not in {"GET", "POST"}:
        raise Fault(faults.VERB, "请使用 POST 或 GET。")
    wire.read(request, given)
    if given.values.get("format", render.XML).strip().lower() not in render.TYPES:
        raise Fault(faults.BAD_FORMAT, "响应格式 format 应为 json 或 xml。")
    call = admit(given, NAMES, at=timezone.now())
    content = METHODS[call.method](call)
    is_simple = given.values.get("simplify", "").strip().lower() == "true"
    return render.success(call.method, content, form=_form(given), is_simple=is_simple, rid=rid)
