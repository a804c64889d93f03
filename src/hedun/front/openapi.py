"""One OpenAPI 3.1 document of everything that machines may call, and a page that shows it.

It is put together from the JSON API's own document and from what other views say of themselves
(`described`), so that no address can be forgotten: a test compares it with the address table.
"""

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.decorators.http import require_GET

from hedun.base.accounts.guard import guard, mark_of
from hedun.base.accounts.guard.problems import KINDS, PROBLEM
from hedun.front.api import api

ROOT = "/api/v1/"
VERBS = ("get", "post", "put", "patch", "delete")
_PARAMETER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "稳定的类别，供程序判断"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "原因与办法"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "loc": {"type": "array", "items": {"type": "string"}},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def patterns(
    found: list[URLPattern | URLResolver] | None = None, before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product as a template, with its pattern."""
    for each in get_resolver().url_patterns if found is None else found:
        address = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, address)
        else:
            yield _PARAMETER.sub(r"{\1}", address), each


def _refusal(status: str) -> dict[str, Any]:
    label = KINDS.get(int(status), ("", "不能办理"))[1]
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": label, "content": {PROBLEM: {"schema": schema}}}


def _finished(verb: str, operation: dict[str, Any], *, is_public: bool) -> dict[str, Any]:
    """An operation of the JSON API with every refusal that it may come to."""
    responses = {str(status): found for status, found in operation["responses"].items()}
    also = (
        {"400", "422"} | (set() if is_public else {"401"}) | (set() if verb == "get" else {"403"})
    )
    for status in sorted({status for status in responses if status >= "400"} | also):
        responses[status] = _refusal(status)
    name = str(operation["operationId"]).removeprefix("hedun_desks_").replace("_api_", "_")
    made = operation | {"operationId": name, "responses": responses}
    return made | {"security": [] if is_public else [{"session": []}]}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The whole document."""
    made: dict[str, Any] = copy.deepcopy(dict(api.get_openapi_schema(path_prefix=ROOT)))
    views = dict(patterns())
    for path, operations in made["paths"].items():
        mark = mark_of(views[path].callback)
        for verb in set(operations) & set(VERBS):
            is_public = mark is not None and mark.is_public
            operations[verb] = _finished(verb, operations[verb], is_public=is_public)
    for path, pattern in views.items():
        if said := getattr(pattern.callback, "operations", None):
            made["paths"][path] = copy.deepcopy(said)
    made["info"]["description"] = (
        "函件、报送、筛查、公示与节点通联的全部接口。错误一律为 RFC 9457 问题；"
        "云桥网关按其协议在 200 内给出错误。"
    )
    made["servers"] = [{"url": "/"}]
    parts = made.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    parts["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        "httpSignature": {"type": "apiKey", "in": "header", "name": "Signature"},
        "topSignature": {"type": "apiKey", "in": "query", "name": "sign"},
    }
    return made


@guard(public=True)
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The document, for programs."""
    del request
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@guard(public=True)
@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    """The document, for people: nothing is loaded from elsewhere."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document()["paths"].items():
        for verb, one in operations.items():
            tag = one.get("tags", ["其他"])[0]
            groups.setdefault(tag, []).append(_shown(path, verb, one))
    return render(request, "front/api.html", {"groups": list(groups.items())})


def _shown(path: str, verb: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(body), "")
    content: dict[str, Any] = body.get(kind, {})
    fields = [
        (p["name"], _PLACES.get(p["in"], p["in"]), _type(p.get("schema", {})), p.get("required"), p.get("description", ""))
        for p in operation.get("parameters", [])
    ]  # fmt: skip
    fields += _fields(content.get("schema", {}), place="正文")
    answers = []
    for status, answer in sorted(operation["responses"].items()):
        contents: list[dict[str, Any]] = list(answer.get("content", {}).values())
        schema = contents[0].get("schema", {}) if contents else {}
        names = [name for name, *_ in _fields(schema, place="")] if status < "300" else []
        answers.append((status, answer.get("description", ""), "、".join(names)))
    needs = [name for each in operation.get("security", []) for name in each]
    return {
        "path": path,
        "verb": verb.upper(),
        "id": operation["operationId"],
        "summary": operation.get("summary", ""),
        "needs": "；".join(_NEEDS[name] for name in needs) or "无需登录",
        "kind": kind,
        "fields": fields,
        "answers": answers,
    }


_PLACES = {"query": "地址参数", "path": "路径", "header": "请求头"}
_NEEDS = {
    "session": "登录会话（Cookie）",
    "httpSignature": "RFC 9421 签名",
    "topSignature": "开放平台签名",
}


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: dict[str, Any] = document()["components"]["schemas"].get(name, {}) if name else schema
    return found


def _type(schema: dict[str, Any]) -> str:
    found = _resolved(schema)
    options = found.get("anyOf") or [found]
    names = [str(_resolved(one).get("type", "")) for one in options]
    return "/".join(name for name in dict.fromkeys(names) if name and name != "null")


def _fields(schema: dict[str, Any], *, place: str) -> list[tuple[str, str, str, bool, str]]:
    found = _resolved(schema)
    needed = set(found.get("required", ()))
    return [
        (name, place, _type(one), name in needed, one.get("description", ""))
        for name, one in found.get("properties", {}).items()
    ]
