"""Pages for what went wrong: what happened, and what to do next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from hedun.base.accounts.guard.problems import is_api, problem

TITLES = {
    400: "请求无法识别",
    403: "没有权限",
    404: "没有找到",
    405: "操作方式不对",
    409: "内容已被他人更新",
    422: "内容不符合规则",
    429: "尝试过于频繁",
    500: "系统出错了",
}
NEXT = {
    400: "请返回上一页，刷新后重新填写；如从外部链接进入，请改从首页进入。",
    403: "可返回上一页，或联系安全管理员核对您的角色。",
    404: "请核对地址或编号；该记录也可能已移交其他单位，您不再可见。可从首页或列表重新查找。",
    405: "请返回上一页，使用页面上的按钮操作。",
    409: "请刷新页面，核对最新内容后再提交。",
    422: "请返回上一页，按提示修改后重新提交。",
    429: "请等待提示的时间后再试；如忘记密码，请联系系统管理员重置。",
    500: "您的操作可能没有保存，请稍后重试；仍然出错时，请把发生的时间和所做的操作告知系统管理员。",
}


def error_page(
    request: HttpRequest, status: int, *, what: str = "", then: str = ""
) -> HttpResponse:
    """Answer with a Chinese page of that status; htmx shows the same text beside the button."""
    HTTPStatus(status)
    if is_api(request):
        return problem(status, what or then or NEXT[status])
    context = {
        "status": status,
        "title": TITLES[status],
        "what": what,
        "next": then or NEXT[status],
    }
    return render(request, "accounts/error.html", context, status=status)


def on_unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that Django could not read."""
    del exception  # names inner parts, which help only an attacker
    return error_page(request, 400)


def on_refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not do this."""
    return error_page(request, 403, what=str(exception or ""))


def on_missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer alike whether a thing does not exist or belongs to somebody else."""
    del exception
    return error_page(request, 404)


def on_crash(request: HttpRequest) -> HttpResponse:
    """Answer when the product broke: no database, no session, nothing that could break again."""
    if is_api(request):
        return problem(500, NEXT[500])
    context = {"status": 500, "title": TITLES[500], "next": NEXT[500]}
    return HttpResponse(render_to_string("accounts/crash.html", context), status=500)


def on_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that carries no valid token."""
    del reason
    return error_page(
        request,
        403,
        what="页面已过期，或提交不是从本系统的页面发出的。",
        then="请刷新页面后重新提交；浏览器须允许本站的 Cookie。",
    )
