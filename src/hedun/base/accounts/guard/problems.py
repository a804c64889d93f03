"""What machines are told when something went wrong (RFC 9457), and what they may call."""

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

PROBLEM = "application/problem+json"
API = "/api/"
# a stable type for each: a program decides by it, a person reads the title
KINDS = {
    400: ("unreadable", "请求无法识别"),
    401: ("unauthenticated", "没有登录或签名不符"),
    403: ("refused", "没有权限"),
    404: ("missing", "没有找到"),
    405: ("method", "请求方法不对"),
    409: ("conflict", "与现有情况不符"),
    413: ("too-large", "内容过大"),
    415: ("media-type", "内容类型不对"),
    422: ("invalid", "内容不符合规则"),
    429: ("too-fast", "请求过于频繁"),
    500: ("crash", "系统出错了"),
    503: ("not-now", "系统暂时不能办理"),
}
View = TypeVar("View", bound=Callable[..., Any])


def is_api(request: HttpRequest) -> bool:
    """Tell whether a program asked, which wants no page."""
    return request.path.startswith(API)


def body_of(
    status: int, detail: str, *, errors: Sequence[dict[str, Any]] = (), kind: str = ""
) -> dict[str, Any]:
    """The members of a problem; `errors` name each wrong part of a request."""
    slug, title = KINDS.get(status, ("other", HTTPStatus(status).phrase))
    made: dict[str, Any] = {
        "type": kind or f"urn:hedun:problem:{slug}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    return made | ({"errors": list(errors)} if errors else {})


def problem(status: int, detail: str, *, kind: str = "") -> HttpResponse:
    """An answer that says what went wrong."""
    text = json.dumps(body_of(status, detail, kind=kind), ensure_ascii=False)
    return HttpResponse(text, content_type=PROBLEM, status=status)


def described(**operations: dict[str, Any]) -> Callable[[View], View]:
    """Leave on a view how machines call it: an OpenAPI operation for each verb."""

    def decorate(view: View) -> View:
        view.operations = operations  # type: ignore[attr-defined]
        return view

    return decorate
