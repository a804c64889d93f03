"""The JSON API of every room under one address, whose every refusal is a problem (RFC 9457)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI

from hedun.base.accounts.guard import Mark
from hedun.base.accounts.guard.problems import PROBLEM, body_of, problem

SAID = {
    401: "没有登录，或您的角色不能使用该接口；请先登录，或联系安全管理员授权。",
    404: "没有找到；请核对地址或编号。",
}
NINJA = {"Unauthorized", "Forbidden", "Not Found", "Too many requests."}


class Api(NinjaAPI):
    """Says what went wrong as a problem, whoever noticed it."""

    def create_response(self, request: HttpRequest, data: Any, **given: Any) -> HttpResponse:
        """Answer; an error becomes a problem with the same words."""
        temporal = given.get("temporal_response")
        status = temporal.status_code if temporal else given.get("status")
        if status is None or status < 400:
            return super().create_response(request, data, **given)
        response = super().create_response(request, _problem(status, data), **given)
        response.headers["Content-Type"] = PROBLEM
        return response


def _problem(status: int, data: Any) -> dict[str, Any]:
    said = data.get("detail", "") if isinstance(data, dict) else str(data)
    if isinstance(said, str):
        if said.startswith("Cannot parse"):
            said = "正文不能按所称的类型读取；请核对 Content-Type 与正文。"
        return body_of(status, SAID.get(status, said) if said in NINJA else said)
    errors = [
        {"loc": [str(part) for part in each.get("loc", ())], "detail": str(each.get("msg", ""))}
        for each in said
    ]
    return body_of(status, "请求不符合接口文档，逐项原因见 errors；请改正后重发。", errors=errors)


def is_foreign(request: HttpRequest) -> bool:
    """Say whether a page of another site made a browser send a request that changes something.

    Programs send neither header; a browser sends both, and a page cannot forge them.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return False
    sent_from = request.headers.get("Sec-Fetch-Site", "")
    if sent_from:
        return sent_from not in {"same-origin", "none"}
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def _spoken(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a wrong verb be a problem as well; what a page of another site sends is refused."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_foreign(request):
            return problem(403, "这一请求由其他网站的页面发起；请从本系统的页面或者程序中提交。")
        answer = view(request, *args, **kwargs)
        if answer.status_code != 405:
            return answer
        refused = problem(405, f"该接口不接受 {request.method}；可用：{answer.headers['Allow']}。")
        refused.headers["Allow"] = answer.headers["Allow"]
        return refused

    return spoken


# the document at /api/openapi.json is public; a page that draws it by itself would need a CDN
api = Api(title="合盾 Hedun", version="1", docs_url=None, urls_namespace="api")


def mounted(marks: dict[str, Mark], otherwise: Mark) -> Any:
    """The addresses of the API, once every room has added its own, each with who may call it."""
    found = api.urls  # a property that makes new views each time
    for pattern in found[0]:
        assert pattern.callback is not None
        pattern.callback = _spoken(pattern.callback)
        mark = marks.get(f"/{pattern.pattern}", otherwise)
        setattr(pattern.callback, "mark", mark)  # noqa: B010 - a function has no such attribute to mypy
    return found
